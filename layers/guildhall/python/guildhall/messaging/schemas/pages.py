"""Pages of a conversation and their cursors, over HTTP and over the socket."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, Field, TypeAdapter

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault, Invalid
from guildhall.messaging.models import Checkpoint, Gap, History
from guildhall.messaging.schemas.messages import MessageOut
from guildhall.messaging.use_cases.messages import FillGap, ReadHistory
from guildhall.platform.cursors import Cursors

_CHECKPOINT = TypeAdapter(Checkpoint)


@dataclass(frozen=True, slots=True)
class Places:
    """Writes and reads the cursors of one account in one conversation; nobody else's fit.

    place: what the pointer to a cursor begins with. thread_id: of a thread, whose cursors are its own.
    """

    cursors: Cursors
    account_id: str
    conversation_id: str
    place: str = "#query/"
    thread_id: str = ""

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
        return f"{direction}:{self.conversation_id}:{self.thread_id}:{self.account_id}"


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


@dataclass(frozen=True, slots=True)
class Pages:
    """Reads a page in the direction that the cursors say. place: what the pointer to a cursor begins with."""

    read_history: ReadHistory
    fill_gap: FillGap
    cursors: Cursors
    place: str = "#query/"

    def __call__(
        self,
        actor: Actor,
        conversation_id: str,
        limit: int,
        *,
        before: str | None,
        after: str | None,
        thread_id: str | None,
    ) -> MessagesOut:
        """Return the newest messages, those before a cursor, or the gap after one; of a thread, no gap.

        Raises NotFound, CursorForged, Invalid.
        """
        places = Places(self.cursors, actor.account_id, conversation_id, self.place, thread_id or "")
        if after is None:
            known = places.before(before)
            history = self.read_history(actor, conversation_id, limit, known, thread_id=thread_id)
            if thread_id is not None:
                return MessagesOut.of_history(history, places, is_newest=False)
            return MessagesOut.of_history(history, places, is_newest=before is None)
        if before is not None or thread_id is not None:
            fault = Fault(f"{self.place}after", "neither with `before` nor with `thread_id`", "both")
            raise Invalid("one direction at a time", faults=(fault,))
        return MessagesOut.of_gap(self.fill_gap(actor, conversation_id, limit, places.after(after)), places)
