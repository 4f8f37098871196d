"""Shapes of messages, over HTTP and over the socket."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from guildhall.kernel.types import Instant
from guildhall.messaging.models import (
    LONGEST_TEXT,
    CallEntry,
    Draft,
    LinkPreview,
    Medium,
    Message,
    MessageKind,
    Version,
)
from guildhall.messaging.schemas.files import FileIds, SharedFileOut

MOST_MENTIONS = 20
MOST_EMOJIS = 5
"""Reactions of one person to one message."""
LONGEST_EMOJI = 16
"""Code points: families and flags are joined of many."""
_PICTURES = frozenset({"So", "Sk", "Mn", "Me", "Cf", "Cn"})
"""Unicode's classes of the code points that emoji are made of; the newest ones are not assigned here yet."""
_KEYS = frozenset("0123456789#*")


def _emoji(text: str) -> str:
    """Let one emoji pass (UTS 51): pictures and what joins them, or a key with its cap."""
    parts = list(text)
    is_key = parts[0] in _KEYS and parts[-1] == "\u20e3"
    classes = {unicodedata.category(part) for part in parts[is_key:]}
    if not (classes <= _PICTURES and (is_key or classes & {"So", "Cn"})):
        raise ValueError("not an emoji")
    return text


Emojis = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=LONGEST_EMOJI), AfterValidator(_emoji)]],
    Field(max_length=MOST_EMOJIS, description="None takes your reactions back.", examples=[["👍"]]),
]
MessageId = Annotated[
    str,
    Field(
        pattern="^msg_[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        description="`msg_` and a ULID that your client makes; a retry sends the same.",
        examples=["msg_01JZ4A8X7N3V5T9K2C6M0QWERT"],
    ),
]
Caption = Annotated[str, Field(max_length=LONGEST_TEXT, description="Plain text; blank only beside files.")]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S", description="Plain text, not blank.")]
AccountId = Annotated[str, Field(pattern="^acc_[0-9A-HJKMNP-TV-Z]{26}$")]
Mentions = Annotated[tuple[AccountId, ...], Field(max_length=MOST_MENTIONS)]
CodeLanguage = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9+#.-]{0,29}$", examples=["python"])]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=1_000)]


class DraftIn(BaseModel):
    """What a message says."""

    model_config = ConfigDict(extra="forbid")

    message_id: MessageId
    file_ids: FileIds | None = None
    text: Caption = Field(default="", validate_default=True)
    reply_to: MessageId | None = Field(default=None, description="The message of this conversation that it quotes.")
    thread_id: MessageId | None = Field(default=None, description="The message that began the thread.")
    mention_ids: Mentions | None = Field(default=None, description="Participants whom it calls by name.")
    without_preview: bool | None = Field(default=None, description="True if its link is not to be looked up.")
    code_language: CodeLanguage | None = Field(default=None, description="For a snippet of code: show it as such.")

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str, known: ValidationInfo) -> str:
        # Files that were refused have said so themselves.
        if not text.strip() and not known.data.get("file_ids", True):
            raise ValueError("a message has a text or files")
        return text

    def draft(self) -> Draft:
        """Return the draft as the inside knows it."""
        return Draft(
            message_id=self.message_id,
            text=self.text,
            reply_to=self.reply_to,
            thread_id=self.thread_id,
            mention_ids=self.mention_ids or (),
            code_language=self.code_language,
            file_ids=tuple(dict.fromkeys(self.file_ids or ())),
            without_preview=bool(self.without_preview),
        )


class MessageIn(DraftIn):
    """A message to send."""


class EditIn(BaseModel):
    """What a message says from now on."""

    model_config = ConfigDict(extra="forbid")

    text: Text


class ReactionsIn(BaseModel):
    """All of your reactions to a message."""

    model_config = ConfigDict(extra="forbid")

    emojis: Emojis


class ReactionOut(BaseModel):
    """An emoji, and who reacted with it, in the order in which they did."""

    emoji: str
    account_ids: list[str]


class LinkPreviewOut(BaseModel):
    """What the page behind a link says of itself: plain text, empty where it says nothing."""

    url: str
    title: str
    description: str
    site_name: str

    @classmethod
    def of(cls, preview: LinkPreview) -> LinkPreviewOut:
        """Shape it for the wire."""
        return cls(url=preview.url, title=preview.title, description=preview.description, site_name=preview.site_name)


class CallEntryOut(BaseModel):
    """What a conversation keeps of a call that is over."""

    call_id: str
    medium: Medium
    outcome: str = Field(description="`ended` after a talk, `missed`, or `declined`.")
    duration_seconds: int = Field(description="Of the talk.")

    @classmethod
    def of(cls, entry: CallEntry) -> CallEntryOut:
        """Shape it for the wire."""
        return cls(
            call_id=entry.call_id,
            medium=entry.medium,
            outcome=entry.outcome,
            duration_seconds=entry.duration_seconds,
        )


class MessageOut(BaseModel):
    """A message as it is kept; of a deleted one, that it was there."""

    message_id: str
    conversation_id: str
    sender_id: str
    text: str = Field(description="Empty of a deleted message, of one that only shows files, of a call.")
    sent_at: Instant
    reply_to: str | None
    thread_id: str | None = Field(description="The message that began the thread to which it belongs.")
    mention_ids: list[str]
    code_language: str | None
    kind: MessageKind = Field(description="What it is at first sight.")
    files: list[SharedFileOut]
    edited_at: Instant | None
    deleted_at: Instant | None
    reactions: list[ReactionOut] = Field(description="The most frequent first.")
    replies: int = Field(description="In the thread that it began, without those that were taken back.")
    last_reply_at: Instant | None
    hints: list[str] = Field(
        description="Reasons to be careful as its reader: it may ask to pay elsewhere, or threaten. No verdict."
    )
    preview: LinkPreviewOut | None = Field(description="Of its first link; it comes some time after the message.")
    call: CallEntryOut | None = Field(description="Of the entry that a call leaves behind; its caller is the sender.")
    version: int = Field(description="Of two copies of a message, the one with the higher version is the later.")

    @classmethod
    def of(cls, message: Message) -> MessageOut:
        """Shape a message for the wire."""
        return cls(
            message_id=message.message_id,
            conversation_id=message.conversation_id,
            sender_id=message.sender_id,
            text=message.text,
            sent_at=message.sent_at,
            reply_to=message.reply_to,
            thread_id=message.thread_id,
            mention_ids=list(message.mention_ids),
            code_language=message.code_language,
            kind=message.kind,
            files=[SharedFileOut.of(one) for one in message.files],
            edited_at=message.edited_at,
            deleted_at=message.deleted_at,
            reactions=[
                ReactionOut(emoji=emoji, account_ids=who)
                for emoji, who in sorted(message.reactions.items(), key=lambda pair: (-len(pair[1]), pair[0]))
            ],
            replies=message.replies,
            last_reply_at=message.last_reply_at,
            hints=list(message.hints),
            preview=LinkPreviewOut.of(message.preview) if message.preview else None,
            call=CallEntryOut.of(message.call) if message.call else None,
            version=message.version,
        )


class VersionOut(BaseModel):
    """What a message said before."""

    text: str
    replaced_at: Instant
    replaced_by: str

    @classmethod
    def of(cls, version: Version) -> VersionOut:
        """Shape a version for the wire."""
        return cls(text=version.text, replaced_at=version.replaced_at, replaced_by=version.replaced_by)


class VersionsOut(BaseModel):
    """What a message said before, oldest first; nothing of a deleted one."""

    items: list[VersionOut]
