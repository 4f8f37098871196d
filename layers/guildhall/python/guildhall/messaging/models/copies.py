"""A person's copy of what messaging holds about them (GDPR, articles 15 and 20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from guildhall.kernel.files import Attachment
from guildhall.kernel.types import Instant
from guildhall.messaging.models.files import SharedFile

WRITE_COPY = "write_copy_part"
"""The command to write the next part; its data names the account, the copy and the part."""
KEPT = timedelta(days=7)
"""How long it can be downloaded; the bucket forgets it a day later."""
AGAIN = timedelta(days=1)
"""A person asks for one copy in that time."""
STALLED = timedelta(minutes=15)
"""No part takes so long: whoever asks again then has the next one written once more."""
MOST_MESSAGES = 5_000
"""Of one part, which takes some seconds to write."""
LOOK_OF_ONE = 20
"""What another conversation counts for, and each file: its reading costs as much as those messages."""
LOOK_OF_VERSIONS = 5
"""What an edited message counts for beside itself: what it said before is read on its own."""
MOST_BYTES = 128 * 1024 * 1024
"""Files of one part, but for those of the message that fills it: what a function holds in memory."""


class CopyState(StrEnum):
    """building: parts are still being written. ready: all of them can be downloaded."""

    BUILDING = "building"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One ZIP file. name: under which it lies, made of its number and its digest. sha256: hexadecimal."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DataCopy:
    """One copy, from the wish to the last part; an account has one at a time.

    moved_at: when it was asked for, or its latest part was written. kept_until: once it is ready.
    found: conversations that there were when it began. conversations, messages, files: written so far.
    conversation_id: the one that was written last; is_through: whether all of it was. after, seal: else the message
    behind which the next part begins, and the digest there. replaces: the copy before, whose files go.
    """

    copy_id: str
    account_id: str
    asked_at: Instant
    moved_at: Instant
    state: CopyState = CopyState.BUILDING
    parts: tuple[CopyPart, ...] = ()
    kept_until: Instant | None = None
    found: int = 0
    conversations: int = 0
    messages: int = 0
    files: int = 0
    conversation_id: str = ""
    is_through: bool = True
    after: str | None = None
    seal: str | None = None
    replaces: str | None = None
    version: int = 0

    @property
    def again_at(self) -> datetime:
        """When the person may ask for another one."""
        return self.asked_at + AGAIN

    @property
    def ends_at(self) -> datetime:
        """When it is gone."""
        return self.kept_until or self.asked_at + KEPT + AGAIN

    def stored(self, number: int) -> Attachment:
        """Return a part as the vault knows files. number: counts from 1."""
        part = self.parts[number - 1]
        name = f"my-data-{self.asked_at:%Y-%m-%d}-{number:02d}.zip"
        what = (name, "application/zip", part.size_bytes)
        return Attachment(part.name, "messaging", shelf_of(self.copy_id), *what, self.account_id, self.asked_at)


def shelf_of(copy_id: str) -> str:
    """Return under which name the parts of a copy lie."""
    return f"copies/{copy_id}"


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """One message of a conversation's export. plain: it with what it said before and its digest, as JSON has it."""

    message_id: str
    sender_id: str
    files: tuple[SharedFile, ...]
    plain: dict[str, Any]
    sha256: str


@dataclass(frozen=True, slots=True)
class SealedPage:
    """A page of a conversation's export. head: what it says of the conversation. before: the digest it goes on from."""

    head: dict[str, Any]
    before: str
    entries: list[SealedEntry]
    has_more: bool
