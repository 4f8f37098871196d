"""Shapes of searches and exports."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, Field

from guildhall.kernel.actor import Actor
from guildhall.kernel.types import Instant
from guildhall.messaging.models import Conversation, Message, Place, Search, Subject, Version
from guildhall.messaging.schemas.conversations import ParticipantOut
from guildhall.messaging.schemas.messages import MessageOut, VersionOut
from guildhall.messaging.use_cases.searching import ExportConversation, SearchMessages
from guildhall.platform.cursors import Cursors

LONGEST_SEARCH = 200


class MessagesFoundOut(BaseModel):
    """What was found by one reading."""

    items: list[MessageOut] = Field(description="Conversation by conversation, each newest first.")
    next_cursor: str | None = Field(
        description="Send as `cursor` to look further back; null when all was looked at. A page may be empty before."
    )


class ExportedMessageOut(BaseModel):
    """A message with what it said before, oldest first."""

    message: MessageOut
    versions: list[VersionOut]
    sha256: str


class ConversationExportOut(BaseModel):
    """A part of a conversation, oldest messages first, each entry sealed with all before it.

    `sha256` of an entry is the digest of the `sha256` before it (hexadecimal) and of the entry's `message` and
    `versions` as JSON with sorted keys, no spaces, UTF-8. Before the first comes that of `conversation`, alike.
    """

    conversation: dict[str, Any] = Field(description="Id, subject, title, opening, and who takes part now.")
    items: list[ExportedMessageOut]
    sha256: str = Field(description="Of the last entry so far: whoever has it can tell whether anything was changed.")
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Searches:
    """Runs a search from where its cursor stands."""

    search: SearchMessages
    cursors: Cursors

    def __call__(self, actor: Actor, search: Search, limit: int, cursor: str | None) -> MessagesFoundOut:
        """Return one page. Raises NotFound, Forbidden, CursorForged: a cursor fits one search of one account."""
        name = f"search:{actor.account_id}:{search}"
        position = self.cursors.read(cursor, name)
        found = self.search(actor, search, limit, Place(**position) if position else None)
        next_cursor = self.cursors.write(asdict(found.place) if found.place else None, name)
        return MessagesFoundOut(items=[MessageOut.of(message) for message in found.messages], next_cursor=next_cursor)


@dataclass(frozen=True, slots=True)
class Exports:
    """Seals an export's parts, each with all before it."""

    export: ExportConversation
    cursors: Cursors

    def __call__(self, actor: Actor, conversation_id: str, cursor: str | None) -> ConversationExportOut:
        """Return one part. Raises NotFound, CursorForged."""
        name = f"export:{conversation_id}:{actor.account_id}"
        position = self.cursors.read(cursor, name) or {}
        conversation, messages, end = self.export(actor, conversation_id, position.get("after"))
        head, digest, items = sealed(conversation, messages, position.get("sha256"))
        digest = items[-1].sha256 if items else digest
        next_cursor = self.cursors.write({"after": end, "sha256": digest} if end else None, name)
        return ConversationExportOut(conversation=head, items=items, sha256=digest, next_cursor=next_cursor)


def sealed(
    conversation: Conversation, messages: Sequence[tuple[Message, list[Version]]], before: str | None
) -> tuple[dict[str, Any], str, list[ExportedMessageOut]]:
    """Return what an export says of a conversation, the digest that it goes on from, and its messages after that.

    before: the digest of the message before; None for the beginning.
    """
    head = _head(conversation)
    first = digest = before or _seal("", head)
    items: list[ExportedMessageOut] = []
    for message, versions in messages:
        items.append(_entry(message, versions, digest))
        digest = items[-1].sha256
    return head, first, items


class _HeadOut(BaseModel):
    conversation_id: str
    subject: Subject
    subject_id: str
    contract_id: str
    title: str
    participant_ids: list[str]
    participants: list[ParticipantOut]
    opened_at: Instant


def _head(conversation: Conversation) -> dict[str, Any]:
    return _HeadOut(
        conversation_id=conversation.conversation_id,
        subject=conversation.subject,
        subject_id=conversation.subject_id,
        contract_id=conversation.contract_id,
        title=conversation.title,
        participant_ids=conversation.participant_ids,
        participants=[ParticipantOut(account_id=one.account_id, role=one.role) for one in conversation.present],
        opened_at=conversation.opened_at,
    ).model_dump(mode="json")


def _entry(message: Message, versions: list[Version], before: str) -> ExportedMessageOut:
    said, was = MessageOut.of(message), [VersionOut.of(version) for version in versions]
    whole = {"message": said.model_dump(mode="json"), "versions": [one.model_dump(mode="json") for one in was]}
    return ExportedMessageOut(message=said, versions=was, sha256=_seal(before, whole))


def _seal(before: str, whole: dict[str, Any]) -> str:
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(before.encode() + text.encode()).hexdigest()
