"""Shapes of copies of a person's data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from guildhall.kernel.actor import Actor
from guildhall.kernel.types import Instant
from guildhall.messaging.models.copies import CopyState, DataCopy, SealedEntry, SealedPage
from guildhall.messaging.schemas.finding import sealed
from guildhall.messaging.use_cases.searching import ExportConversation


class CopyPartOut(BaseModel):
    """One ZIP file of a copy. In it, `manifest-….json` lists every other file with its SHA-256."""

    number: int
    size_bytes: int
    sha256: str = Field(description="Of the ZIP file, hexadecimal.")
    url: str | None = Field(description="Where to download it, for some minutes; null in lists.")


class DataCopyOut(BaseModel):
    """How far a copy is. A message whose conversation its owner may not read is never in it."""

    copy_id: str
    state: CopyState
    asked_at: Instant
    again_at: Instant = Field(description="When another one can be asked for.")
    kept_until: Instant | None = Field(description="Until when it can be downloaded, once it is ready.")
    found: int = Field(description="Conversations that there were when it began; 0 before that.")
    conversations: int = Field(description="Of these, written so far.")
    messages: int
    files: int
    parts: list[CopyPartOut] = Field(description="What was written so far.")

    @classmethod
    def of(cls, copy: DataCopy, urls: Sequence[str] = ()) -> DataCopyOut:
        """Shape a copy for the wire."""
        parts = [
            CopyPartOut(
                number=number,
                size_bytes=part.size_bytes,
                sha256=part.sha256,
                url=urls[number - 1] if urls else None,
            )
            for number, part in enumerate(copy.parts, start=1)
        ]
        return cls(
            copy_id=copy.copy_id,
            state=copy.state,
            asked_at=copy.asked_at,
            again_at=copy.again_at,
            kept_until=copy.kept_until,
            found=copy.found,
            conversations=copy.conversations,
            messages=copy.messages,
            files=copy.files,
            parts=parts,
        )


class DataCopiesOut(BaseModel):
    """The copy that was asked for last, until it is gone."""

    items: list[DataCopyOut]


@dataclass(frozen=True, slots=True)
class SealedExport:
    """The port `SealedPages`: the entries of a conversation's export, as `ConversationExportOut` seals them."""

    export: ExportConversation

    def __call__(self, actor: Actor, conversation_id: str, after: str | None, seal: str | None) -> SealedPage:
        """Return the messages behind the id `after`, whose digest was `seal`. Raises NotFound."""
        conversation, messages, end = self.export(actor, conversation_id, after)
        head, before, items = sealed(conversation, messages, seal)
        entries = [
            SealedEntry(message.message_id, message.sender_id, message.files, item.model_dump(mode="json"), item.sha256)
            for (message, _), item in zip(messages, items, strict=True)
        ]
        return SealedPage(head, before, entries, has_more=end is not None)
