"""Frames on the WebSocket.

A client sends `{"action": …, "request_id": …, …}` and gets `{"request_id": …, "ok": …}` or
`{"request_id": …, "problem": …}`. Without having asked it gets `{"event": …, …}`: a message, a receipt, typing,
presence, a room that it watches. Events may be lost or come twice. Messages and their changes are not lost: ids and
versions tell, and `history` with `after` fills the gap; of a room the version tells, and whoever connects reads it
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guildhall.kernel.errors import Fault, Invalid, Malformed, Problem, TooLarge
from guildhall.messaging.errors import ActionUnknown
from guildhall.messaging.schemas.calls import (
    CallFrame,
    CallJoinedOut,
    CallOut,
    Done,
    JoinCallFrame,
    LeaveCallFrame,
    RingingFrame,
    SignalFrame,
)
from guildhall.messaging.schemas.conversations import MarksOut, PresenceOut
from guildhall.messaging.schemas.messages import Cursor, DraftIn, Emojis, Limit, MessageId, MessageOut, Text
from guildhall.messaging.schemas.pages import MessagesOut

MOST_BYTES = 32 * 1024
"""Of one frame: what the gateway takes in one piece."""
LONGEST_REQUEST_ID = 64


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    request_id: str = Field(min_length=1, max_length=LONGEST_REQUEST_ID)


class _AboutConversation(_Frame):
    conversation_id: str = Field(min_length=1, max_length=64)


class SendFrame(_AboutConversation, DraftIn):
    """Send a message."""

    action: Literal["send"]


class EditFrame(_AboutConversation):
    """Put another text in the place of what you sent."""

    action: Literal["edit"]
    message_id: MessageId
    text: Text


class DeleteFrame(_AboutConversation):
    """Take back what you sent."""

    action: Literal["delete"]
    message_id: MessageId


class ReactFrame(_AboutConversation):
    """Let these be all of your reactions to a message."""

    action: Literal["react"]
    message_id: MessageId
    emojis: Emojis


class HistoryFrame(_AboutConversation):
    """Read messages: the newest, those before a cursor, or those sent after one."""

    action: Literal["history"]
    before: Cursor | None = None
    after: Cursor | None = None
    thread_id: MessageId | None = None
    limit: Limit = 50


class ReceiptFrame(_AboutConversation):
    """Everything up to a message was delivered, or read."""

    action: Literal["receipt"]
    message_id: MessageId
    state: Literal["delivered", "read"]


class TypingFrame(_AboutConversation):
    """Show the others that one is writing."""

    action: Literal["typing"]


class PresenceFrame(_AboutConversation):
    """See who is there."""

    action: Literal["presence"]


class WatchRoomFrame(_Frame):
    """Hear of changes in a venue's room for five minutes; who looks at it on and on asks every two minutes."""

    action: Literal["watch_room"]
    venue_id: str = Field(min_length=1, max_length=64)


class PingFrame(_Frame):
    """Keep the socket known; send one every two minutes, and whenever `is_in_use` changes."""

    action: Literal["ping"]
    is_in_use: bool | None = Field(
        default=None,
        strict=True,
        description="Whether the person has the app before them on this device: what they are told goes to others only "
        "if it is still unread after two minutes. Without it nothing changes.",
    )


Frame = (
    SendFrame
    | EditFrame
    | DeleteFrame
    | ReactFrame
    | HistoryFrame
    | ReceiptFrame
    | TypingFrame
    | PresenceFrame
    | WatchRoomFrame
    | CallFrame
    | PingFrame
)
_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="action")])


def read_frame(body: str) -> Frame:
    """Read a frame. Raises TooLarge, Malformed, ActionUnknown, Invalid."""
    if len(body.encode(errors="replace")) > MOST_BYTES:
        fault = Fault("", f"more than {MOST_BYTES} bytes", "too_large")
        raise TooLarge(f"a frame has at most {MOST_BYTES} bytes", faults=(fault,))
    try:
        return _FRAMES.validate_json(body)
    except ValidationError as error:
        raise _problem(error.errors(include_url=False, include_context=False, include_input=False)) from None


def request_id_of(body: str) -> str | None:
    """Return the request id of a frame that could not be read, if it says one."""
    try:
        said = orjson.loads(body[:MOST_BYTES])
    except orjson.JSONDecodeError:
        return None
    request_id = said.get("request_id") if isinstance(said, dict) else None
    return request_id if isinstance(request_id, str) and len(request_id) <= LONGEST_REQUEST_ID else None


def _problem(errors: Sequence[Any]) -> Problem:
    kinds = {error["type"] for error in errors if not error["loc"]}
    if "json_invalid" in kinds:
        return Malformed("the frame is not JSON", faults=(Fault("", "not JSON", "json"),))
    if kinds & {"union_tag_invalid", "union_tag_not_found"}:
        return ActionUnknown(
            "one of " + ", ".join(get_args(frame.model_fields["action"].annotation)[0] for frame in get_args(Frame)),
            faults=(Fault("/action", "no such action", "action"),),
        )
    # The first step of a place is the action that chose the shape.
    faults = tuple(
        Fault("".join(f"/{step}" for step in error["loc"][1:]), error["msg"], error["type"]) for error in errors
    )
    return Invalid("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:3]), faults=faults)


Ok = MessageOut | MessagesOut | MarksOut | list[PresenceOut] | CallJoinedOut | CallOut | list[CallOut] | Done
ANSWERS: dict[type[BaseModel], Any] = {
    SendFrame: MessageOut,
    EditFrame: MessageOut,
    DeleteFrame: MessageOut,
    ReactFrame: MessageOut,
    HistoryFrame: MessagesOut,
    ReceiptFrame: MarksOut,
    TypingFrame: Done,
    PresenceFrame: list[PresenceOut],
    WatchRoomFrame: Done,
    JoinCallFrame: CallJoinedOut,
    LeaveCallFrame: CallOut,
    SignalFrame: Done,
    RingingFrame: list[CallOut],
    PingFrame: Done,
}
"""What `ok` is, by frame: the published contract is made from it."""


def answer(request_id: str | None, ok: Ok) -> str:
    """Write the answer to a frame that was carried out."""
    said = [one.model_dump(mode="json") for one in ok] if isinstance(ok, list) else ok.model_dump(mode="json")
    return orjson.dumps({"request_id": request_id, "ok": said}).decode()


def refusal(request_id: str | None, problem: dict[str, Any], retry_after_seconds: int | None) -> str:
    """Write the answer to a frame that was not. problem: an RFC 9457 object."""
    # What the Retry-After header says over HTTP.
    patience = {} if retry_after_seconds is None else {"retry_after_seconds": retry_after_seconds}
    return orjson.dumps({"request_id": request_id, "problem": {**problem, **patience}}).decode()
