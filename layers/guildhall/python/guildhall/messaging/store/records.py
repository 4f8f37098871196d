"""Messages, their changes and versions as items."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import from_text, to_text
from guildhall.messaging.models import CallEntry, LinkPreview, Medium, Message, SharedFile
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import ChatRecord

KIND = "messaging.message"


class MessageRecord(ChatRecord):
    """A message that changes: only then is it worth a record, and a version."""

    KIND = KIND

    sender_id = UnicodeAttribute()
    text = UnicodeAttribute()
    sent_at = UnicodeAttribute()
    reply_to = UnicodeAttribute(null=True)
    thread_id = UnicodeAttribute(null=True)
    mention_ids = ListOf(null=True)
    code_language = UnicodeAttribute(null=True)
    files = ListOf(null=True)
    edited_at = UnicodeAttribute(null=True)
    deleted_at = UnicodeAttribute(null=True)
    reactions = MapOf(null=True)
    sent_digest = UnicodeAttribute(null=True)
    hints = ListOf(null=True)
    replies = IntegerAttribute(null=True)
    last_reply_at = UnicodeAttribute(null=True)
    call = MapOf(null=True)
    preview = MapOf(null=True)
    without_preview = BooleanAttribute(null=True)


class ChangeRecord(ChatRecord):
    """That a message was changed; those who were away ask for these."""

    KIND = "messaging.change"

    message_id = UnicodeAttribute()
    account_id = UnicodeAttribute()
    how = UnicodeAttribute()


class VersionRecord(ChatRecord):
    """What a message said before."""

    KIND = "messaging.version"

    message_id = UnicodeAttribute()
    text = UnicodeAttribute()
    replaced_at = UnicodeAttribute()
    replaced_by = UnicodeAttribute()
    how = UnicodeAttribute()


class TranslationRecord(ChatRecord):
    """What a message says in other languages. digest: of the words that were translated; empty once they are gone."""

    KIND = "messaging.translation"

    digest = UnicodeAttribute()
    texts = MapOf()


def message_of_row(row: dict[str, Any]) -> Message:
    """Build a message from its item; both ids are in the key."""
    plain = Message(
        conversation_id=row["PK"].partition("#")[2],
        message_id=row["SK"].partition("#")[2],
        sender_id=row["sender_id"],
        text=row["text"],
        sent_at=from_text(row["sent_at"]),
    )
    more: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    more |= {name: from_text(row[name]) for name in ("edited_at", "deleted_at", "last_reply_at") if name in row}
    more |= {name: tuple(row[name]) for name in ("mention_ids", "hints") if name in row}
    # What moderators hid was once stored with its files, which are erased, and its preview.
    if "files" in row and "deleted_at" not in row:
        more["files"] = tuple(_file_of(one) for one in row["files"])
    if "preview" in row and "deleted_at" not in row:
        more["preview"] = LinkPreview(**row["preview"])
    if "call" in row:
        more["call"] = CallEntry(**{**row["call"], "medium": Medium(row["call"]["medium"])})
    # Most messages are never more than they were when they were sent.
    return replace(plain, version=row.get("v", 0), **more) if more else plain


_PLAIN = ("reply_to", "thread_id", "code_language", "reactions", "sent_digest", "replies", "without_preview")


def _file_of(row: dict[str, Any]) -> SharedFile:
    lists: dict[str, Any] = {name: tuple(row[name]) for name in ("widths", "peaks") if name in row}
    return SharedFile(**{**row, **lists})


def _plain_file(shared: SharedFile) -> dict[str, Any]:
    # What a file does not have costs nothing.
    return {name: value for name, value in asdict(shared).items() if value}


def plain_of(message: Message) -> dict[str, Any]:
    """Return a message's attributes; most messages have three, and are charged by the kilobyte."""
    values = {
        "sender_id": message.sender_id,
        "text": message.text,
        "sent_at": to_text(message.sent_at),
        "reply_to": message.reply_to,
        "thread_id": message.thread_id,
        "mention_ids": list(message.mention_ids) or None,
        "code_language": message.code_language,
        "files": [_plain_file(one) for one in message.files] or None,
        "edited_at": to_text(message.edited_at) if message.edited_at else None,
        "deleted_at": to_text(message.deleted_at) if message.deleted_at else None,
        "reactions": message.reactions or None,
        "sent_digest": message.sent_digest,
        "hints": list(message.hints) or None,
        "replies": message.replies or None,
        "last_reply_at": to_text(message.last_reply_at) if message.last_reply_at else None,
        "preview": asdict(message.preview) if message.preview else None,
        "without_preview": message.without_preview or None,
        "call": asdict(message.call) if message.call else None,
    }
    return {name: value for name, value in values.items() if value is not None}
