"""Frames on the WebSocket.

A client sends `{"action": …, "request_id": …, …}` and gets `{"request_id": …, "ok": …}` or
`{"request_id": …, "problem": …}`. Without having asked it gets `{"event": …, …}`: a message, a receipt, typing,
presence. Events may be lost or come twice, messages not: their ids tell, and `history` with `after` fills the gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guildhall.kernel.errors import Fault, Invalid, Malformed, Problem, TooLarge
from guildhall.messaging.errors import ActionUnknown
from guildhall.messaging.models import Message, Notice, Receipt, Typing
from guildhall.messaging.schemas.http import (
    Cursor,
    Limit,
    MessageId,
    MessageOut,
    PresenceOut,
    ReadReceiptOut,
    Text,
)

MOST_BYTES = 32 * 1024
"""Of one frame: what the gateway takes in one piece."""
LONGEST_REQUEST_ID = 64


class _Frame(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    request_id: str = Field(min_length=1, max_length=LONGEST_REQUEST_ID)


class _AboutConversation(_Frame):
    conversation_id: str = Field(min_length=1, max_length=64)


class SendFrame(_AboutConversation):
    """Send a message."""

    action: Literal["send"]
    message_id: MessageId
    text: Text


class HistoryFrame(_AboutConversation):
    """Read messages: the newest, those before a cursor, or those sent after one."""

    action: Literal["history"]
    before: Cursor | None = None
    after: Cursor | None = None
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


class PingFrame(_Frame):
    """Keep the socket known; send one every two minutes."""

    action: Literal["ping"]


Frame = SendFrame | HistoryFrame | ReceiptFrame | TypingFrame | PresenceFrame | PingFrame
_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="action")])


def read_frame(body: str) -> Frame:
    """Read a frame. Raises TooLarge, Malformed, ActionUnknown, Invalid."""
    if len(body.encode(errors="replace")) > MOST_BYTES:
        raise TooLarge(f"a frame has at most {MOST_BYTES} bytes")
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
    kinds = {error["type"] for error in errors}
    if "json_invalid" in kinds:
        return Malformed("the frame is not JSON")
    if kinds & {"union_tag_invalid", "union_tag_not_found"}:
        return ActionUnknown(
            "send, history, receipt, typing, presence or ping", faults=(Fault("/action", "no such action", "action"),)
        )
    # The first step of a place is the action that chose the shape.
    faults = tuple(
        Fault("".join(f"/{step}" for step in error["loc"][1:]), error["msg"], error["type"]) for error in errors
    )
    return Invalid("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:3]), faults=faults)


def answer(request_id: str | None, *, ok: Any = None, problem: dict[str, Any] | None = None) -> str:
    """Write the answer to a frame. ok: JSON types; problem: an RFC 9457 object, instead of it."""
    said = {"ok": ok} if problem is None else {"problem": problem}
    return orjson.dumps({"request_id": request_id, **said}).decode()


def event_frame(notice: Notice) -> str:
    """Write what a socket is told without having asked."""
    if isinstance(notice, Message):
        said: dict[str, Any] = {"event": "message", "message": MessageOut.of(notice).model_dump(mode="json")}
    elif isinstance(notice, Receipt):
        receipt = ReadReceiptOut.of(notice).model_dump(mode="json")
        said = {"event": "receipt", "conversation_id": notice.conversation_id, "receipt": receipt}
    elif isinstance(notice, Typing):
        said = {"event": "typing", "conversation_id": notice.conversation_id, "account_id": notice.account_id}
    else:
        said = {"event": "presence", "presence": PresenceOut.of(notice).model_dump(mode="json")}
    return orjson.dumps(said).decode()
