"""Messages, what becomes of them, and the pages in which they are read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.rate_limits import Limit
from guildhall.kernel.types import Instant
from guildhall.messaging.errors import MessageIdOutOfTime
from guildhall.messaging.models.files import MessageKind, SharedFile

SKEW = timedelta(minutes=5)
"""How far the clock of a client may be from ours: its message ids carry its time."""
IN_FLIGHT = timedelta(seconds=30)
"""Longer than any function runs: a message stamped before a reading minus this is visible to that reading."""
CHANGEABLE = timedelta(hours=24)
"""How long senders may still edit or delete what they sent; what it said before is kept either way."""
LONGEST_TEXT = 4_000
"""Letters of one message."""
SENDING = Limit("messages", quota=60, window_seconds=60)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send.

    message_id: made by the sender's client, `msg_…`. reply_to: the message of this conversation that it quotes.
    mention_ids: participants whom it calls by name. code_language: of a snippet; None for prose. thread_id: the
    message that began the thread to which it belongs. file_ids: checked files of the sender; with some, the text may be
    empty. without_preview: whether its links are not looked up.
    """

    message_id: str
    text: str
    reply_to: str | None = None
    thread_id: str | None = None
    mention_ids: tuple[str, ...] = ()
    code_language: str | None = None
    file_ids: tuple[str, ...] = ()
    without_preview: bool = False


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What the page behind a link says of itself: plain text in one line each, empty where it says nothing."""

    url: str
    title: str
    description: str
    site_name: str


class Medium(StrEnum):
    """What is exchanged in a call."""

    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class CallEntry:
    """What a conversation keeps of a call. outcome: `ended`, `missed` or `declined`. duration_seconds: of the talk."""

    call_id: str
    medium: Medium
    outcome: str
    duration_seconds: int


@dataclass(frozen=True, slots=True)
class Message:
    """What one participant sent; of a deleted message, that it was there.

    message_id: made by the sender's client, `msg_…`; its time orders the conversation.
    sent_at: when the platform took it. reply_to, mention_ids, code_language, thread_id: as in `Draft`.
    files: what it shows; a deleted one shows none.
    reactions: emoji to who reacted with it, each list in the order in which they did.
    sent_digest: of what was sent, once that has changed: a retry of the sending must still be known as one.
    preview: of the link that it begins with; it comes some time after the message. without_preview: as in `Draft`.
    call: of the entry that a call leaves behind; the caller counts as its sender.
    replies: of the thread that it began, without those that were taken back. last_reply_at: when the latest was taken.
    hints: what its text shows of payment elsewhere and of extortion (`models.signals`), looked for once.
    version: grows with each change, so of two copies the later is known.
    """

    conversation_id: str
    message_id: str
    sender_id: str
    text: str
    sent_at: Instant
    reply_to: str | None = None
    thread_id: str | None = None
    mention_ids: tuple[str, ...] = ()
    code_language: str | None = None
    files: tuple[SharedFile, ...] = ()
    edited_at: Instant | None = None
    deleted_at: Instant | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    sent_digest: str | None = None
    replies: int = 0
    last_reply_at: Instant | None = None
    hints: tuple[str, ...] = ()
    preview: LinkPreview | None = None
    without_preview: bool = False
    call: CallEntry | None = None
    version: int = 0

    @property
    def digest(self) -> str:
        """A digest of what the sender sent; the same id with another digest is another message."""
        said: list[Any] = [self.sender_id, self.text, self.reply_to, self.mention_ids]
        said += [self.code_language, self.thread_id]
        if self.files:
            said.append([one.file_id for one in self.files])
        return self.sent_digest or hashlib.sha256(json.dumps(said).encode()).hexdigest()

    @property
    def kind(self) -> MessageKind:
        """What it is at first sight."""
        if self.call is not None:
            return MessageKind.CALL
        if self.code_language is not None:
            return MessageKind.CODE
        return self.files[0].kind if self.files else MessageKind.TEXT

    @property
    def mark(self) -> str:
        """The message's place in the order in which messages were taken; marks compare as text.

        Not the id's order: a message with an older id may be taken later, and must not count as read then.
        """
        return mark_of(to_text(self.sent_at), self.message_id)

    def taken_back(self, at: datetime) -> Message:
        """Return what is left of it once it was deleted, by its sender or a moderator, at an instant."""
        empty = replace(self, text="", files=(), mention_ids=(), code_language=None, reactions={}, hints=())
        return replace(empty, preview=None, deleted_at=at)


def mark_of(sent_at: str, message_id: str) -> str:
    """Return the mark of a message. sent_at: as `to_text` writes it."""
    return f"{sent_at}#{message_id}"


def instant_of(mark: str) -> datetime:
    """Return the instant in which the message of a mark was taken."""
    return from_text(mark.partition("#")[0])


def message_of(mark: str) -> str:
    """Return the id of the message of a mark."""
    return mark.partition("#")[2]


class How(StrEnum):
    """What became of a message."""

    EDITED = "edited"
    DELETED = "deleted"
    REACTED = "reacted"
    PREVIEWED = "previewed"
    REPLIED = "replied"


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said before it was edited or deleted; kept for ever, for whoever has to judge a dispute."""

    message_id: str
    text: str
    replaced_at: Instant
    replaced_by: str
    how: How


@dataclass(frozen=True, slots=True)
class Words:
    """One thing that was written, or rewritten, or taken back. how: `wrote`, `edited` or `deleted`."""

    at: Instant
    account_id: str
    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whose unread messages are looked for.

    behind: the mark up to which they have read. born_from: messages with ids of earlier instants are read or their own.
    """

    account_id: str
    behind: str
    born_from: datetime | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages in the order asked for. end: id of the last message looked at, if there may be more behind it."""

    messages: list[Message]
    end: str | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How much of a conversation a client knows.

    since: everything taken before it, the client has seen.
    end: where an unfinished filling of the gap goes on; began: when it began, which is the next `since`.
    changes_end: where the changes go on once there are no more new messages; empty for their beginning.
    """

    since: Instant
    end: str | None = None
    began: Instant | None = None
    changes_end: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A page of a conversation, newest first.

    older: id of the last message, if there are older ones. checkpoint: where a client that saw the newest page
    asks for what came later.
    """

    messages: list[Message]
    older: str | None
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages taken since a checkpoint, oldest first; some may be known already, their ids tell.

    changed: messages that were edited, deleted or reacted to since then, as they are now.
    has_more: ask again at once with the new checkpoint; a page may be empty and still not be the last.
    """

    messages: list[Message]
    changed: list[Message]
    checkpoint: Checkpoint
    has_more: bool


def check_time(message_id: str, born_at: datetime, now: datetime) -> None:
    """Refuse an id whose time is more than SKEW from ours. Raises MessageIdOutOfTime."""
    if abs(now - born_at) > SKEW:
        raise MessageIdOutOfTime(
            f"{message_id} says {to_text(born_at)}, it is {to_text(now)}: set the clock, or send it under a new id"
        )
