"""Shapes of messages, over HTTP and over the socket."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from guildhall.kernel.types import Instant
from guildhall.messaging.models import Checkpoint, Draft, Gap, History, Message, Version
from guildhall.platform.cursors import Cursors

LONGEST_TEXT = 4_000
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
_CHECKPOINT = TypeAdapter(Checkpoint)
MessageId = Annotated[
    str,
    Field(
        pattern="^msg_[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        description="`msg_` and a ULID that your client makes; a retry sends the same.",
        examples=["msg_01JZ4A8X7N3V5T9K2C6M0QWERT"],
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S", description="Plain text, not blank.")]
AccountId = Annotated[str, Field(pattern="^acc_[0-9A-HJKMNP-TV-Z]{26}$")]
Mentions = Annotated[tuple[AccountId, ...], Field(max_length=MOST_MENTIONS)]
CodeLanguage = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9+#.-]{0,29}$", examples=["python"])]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(max_length=1_000)]


@dataclass(frozen=True, slots=True)
class Places:
    """Writes and reads the cursors of one account in one conversation; nobody else's fit.

    place: what the pointer to a cursor begins with.
    """

    cursors: Cursors
    account_id: str
    conversation_id: str
    place: str = "#query/"

    def older(self, message_id: str | None) -> str | None:
        """Return the cursor of the page behind a message, or None."""
        return self.cursors.write({"before": message_id} if message_id else None, self._list("older"))

    def newer(self, checkpoint: Checkpoint) -> str | None:
        """Return the cursor of what is sent after a checkpoint."""
        return self.cursors.write(_CHECKPOINT.dump_python(checkpoint, mode="json"), self._list("newer"))

    def before(self, cursor: str | None) -> str | None:
        """Return the message that an older cursor means, or None for none. Raises CursorForged."""
        position = self.cursors.read(cursor, self._list("older"), f"{self.place}before")
        return str(position["before"]) if position else None

    def after(self, cursor: str) -> Checkpoint:
        """Return the checkpoint that a newer cursor means. Raises CursorForged."""
        return _CHECKPOINT.validate_python(self.cursors.read(cursor, self._list("newer"), f"{self.place}after"))

    def _list(self, direction: str) -> str:
        return f"{direction}:{self.conversation_id}:{self.account_id}"


class DraftIn(BaseModel):
    """What a message says."""

    model_config = ConfigDict(extra="forbid")

    message_id: MessageId
    text: Text
    reply_to: MessageId | None = Field(default=None, description="The message of this conversation that it quotes.")
    mention_ids: Mentions | None = Field(default=None, description="Participants whom it calls by name.")
    code_language: CodeLanguage | None = Field(default=None, description="For a snippet of code: show it as such.")

    def draft(self) -> Draft:
        """Return the draft as the inside knows it."""
        return Draft(self.message_id, self.text, self.reply_to, self.mention_ids or (), self.code_language)


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


class MessageOut(BaseModel):
    """A message as it is kept; of a deleted one, that it was there."""

    message_id: str
    conversation_id: str
    sender_id: str
    text: str = Field(description="Empty of a deleted message.")
    sent_at: Instant
    reply_to: str | None
    mention_ids: list[str]
    code_language: str | None
    edited_at: Instant | None
    deleted_at: Instant | None
    reactions: list[ReactionOut] = Field(description="The most frequent first.")
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
            mention_ids=list(message.mention_ids),
            code_language=message.code_language,
            edited_at=message.edited_at,
            deleted_at=message.deleted_at,
            reactions=[
                ReactionOut(emoji=emoji, account_ids=who)
                for emoji, who in sorted(message.reactions.items(), key=lambda pair: (-len(pair[1]), pair[0]))
            ],
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


class MessagesOut(BaseModel):
    """A page of a conversation.

    Paging back: newest first, `older_cursor` is the next `before`. Filling a gap: oldest first, some may be known.
    """

    items: list[MessageOut]
    changed: list[MessageOut] = Field(
        description="Filling a gap: what was edited, deleted or reacted to since then, as it is now."
    )
    older_cursor: str | None = Field(
        description="Send as `before` for the page behind this one; null at the beginning."
    )
    newer_cursor: str | None = Field(description="Keep, and send as `after` to learn what was sent since.")
    has_more: bool = Field(description="Whether to ask again at once, in the direction of this page.")

    @classmethod
    def of_history(cls, history: History, places: Places, *, is_newest: bool) -> MessagesOut:
        """Shape a page on the way back. Only the newest page ends at the present, so only it gives `newer_cursor`."""
        return cls(
            items=[MessageOut.of(message) for message in history.messages],
            changed=[],
            older_cursor=places.older(history.older),
            newer_cursor=places.newer(history.checkpoint) if is_newest else None,
            has_more=history.older is not None,
        )

    @classmethod
    def of_gap(cls, gap: Gap, places: Places) -> MessagesOut:
        """Shape what was taken since a checkpoint."""
        items = [MessageOut.of(message) for message in gap.messages]
        changed = [MessageOut.of(message) for message in gap.changed]
        newer = places.newer(gap.checkpoint)
        return cls(items=items, changed=changed, older_cursor=None, newer_cursor=newer, has_more=gap.has_more)
