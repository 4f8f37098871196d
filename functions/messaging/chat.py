"""WebSocket edge of messaging: let sockets in, read frames, call one use case each, answer.

Chalice is a library here: its decorators make plain Lambda handlers, which template.yaml deploys (style.md section 2).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from guildhall.kernel.errors import Problem, Unauthenticated
from guildhall.kernel.ids import Ids
from guildhall.messaging import wiring
from guildhall.messaging.models import Message
from guildhall.messaging.schemas import frames
from guildhall.messaging.schemas.calls import CallFrame, CallFrames, Done, JoinCallFrame
from guildhall.messaging.schemas.conversations import MarksOut, PresenceOut
from guildhall.messaging.schemas.messages import MessageOut
from guildhall.messaging.schemas.pages import MessagesOut, Pages
from guildhall.platform import context, problem
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.edge.sockets import decision, invocation, send

from chalice.app import Chalice, WebsocketEvent

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Chat:
    """The four handlers of the WebSocket API."""

    authorize: Handler
    connect: Handler
    message: Handler
    disconnect: Handler


def create_chat(messaging: wiring.Messaging, ids: Ids) -> Chat:
    """Add the routes to a Chalice application, and the authorizer beside them."""
    app = Chalice(app_name="messaging", configure_logs=False)
    app.experimental_feature_flags.update(["WEBSOCKETS"])
    app.websocket_api = messaging.sockets

    @app.on_ws_connect()
    def connect(event: WebsocketEvent) -> dict[str, int]:
        with invocation(event.to_dict(), ids, "chat connect") as line:
            try:
                messaging.connect(context.actor(), event.connection_id)
            except Problem as refused:
                line.status = refused.status
        return {"statusCode": line.status}

    @app.on_ws_message()
    def message(event: WebsocketEvent) -> None:
        with invocation(event.to_dict(), ids, "chat unreadable") as line:
            request_id = frame = None
            try:
                frame = frames.read_frame(event.body)
                request_id, line.what = frame.request_id, f"chat {frame.action}"
                answer = frames.answer(request_id, _carry_out(messaging, frame, event.connection_id))
            except Problem as refused:
                line.status = refused.status
                request_id = request_id or frames.request_id_of(event.body)
                answer = frames.refusal(request_id, problem.body_of(refused), refused.retry_after_seconds)
            is_sent = send(app.websocket_api, event.connection_id, answer)
            if not is_sent and isinstance(frame, frames.PingFrame | JoinCallFrame):
                # The end of its socket was told before, and it noted it as open.
                _forget(messaging, event.connection_id)

    @app.on_ws_disconnect()
    def disconnect(event: WebsocketEvent) -> None:
        with invocation(event.to_dict(), ids, "chat disconnect"):
            _forget(messaging, event.connection_id)

    def authorize(event: dict[str, Any], _: Any) -> dict[str, Any]:
        try:
            actor = messaging.use_ticket((event.get("queryStringParameters") or {}).get("ticket", ""))
        except Unauthenticated:
            return decision(event, None)
        return decision(event, actor)

    return Chat(authorize, connect, message, disconnect)


def _carry_out(messaging: wiring.Messaging, frame: frames.Frame, connection_id: str) -> frames.Ok:
    actor = context.actor()
    if isinstance(frame, frames.SendFrame):
        draft = frame.draft()
        return MessageOut.of(messaging.send_message(actor, frame.conversation_id, draft, connection_id=connection_id))
    if isinstance(frame, frames.EditFrame | frames.DeleteFrame | frames.ReactFrame):
        return MessageOut.of(_change(messaging, frame, connection_id))
    if isinstance(frame, frames.HistoryFrame):
        return _history(messaging, frame)
    if isinstance(frame, frames.ReceiptFrame):
        which = (actor, frame.conversation_id, frame.message_id)
        return MarksOut.of(messaging.send_receipt(*which, is_read=frame.state == "read", connection_id=connection_id))
    if isinstance(frame, CallFrame):
        calls = messaging.calls
        return CallFrames(calls.seat, calls.signal, calls.show)(actor, frame, connection_id)
    return _tell_presence(messaging, frame, connection_id)


def _tell_presence(messaging: wiring.Messaging, frame: frames.Frame, connection_id: str) -> frames.Ok:
    actor = context.actor()
    if isinstance(frame, frames.PresenceFrame):
        return [PresenceOut.of(one) for one in messaging.see_presence(actor, frame.conversation_id)]
    if isinstance(frame, frames.TypingFrame):
        messaging.show_typing(actor, frame.conversation_id)
    elif isinstance(frame, frames.WatchRoomFrame):
        messaging.watch_room(actor, frame.venue_id, connection_id)
    elif isinstance(frame, frames.PingFrame):
        messaging.beat(actor, connection_id, is_in_use=frame.is_in_use)
    return Done()


def _change(
    messaging: wiring.Messaging, frame: frames.EditFrame | frames.DeleteFrame | frames.ReactFrame, connection_id: str
) -> Message:
    which = (context.actor(), frame.conversation_id, frame.message_id)
    if isinstance(frame, frames.EditFrame):
        return messaging.edit_message(*which, frame.text, connection_id=connection_id)
    if isinstance(frame, frames.ReactFrame):
        return messaging.react(*which, frame.emojis, connection_id=connection_id)
    return messaging.delete_message(*which, connection_id=connection_id)


def _history(messaging: wiring.Messaging, frame: frames.HistoryFrame) -> MessagesOut:
    pages = Pages(messaging.read_history, messaging.fill_gap, messaging.cursors, place="/")
    how = {"before": frame.before, "after": frame.after, "thread_id": frame.thread_id}
    return pages(context.actor(), frame.conversation_id, frame.limit, **how)


def _forget(messaging: wiring.Messaging, connection_id: str) -> None:
    messaging.disconnect(context.actor().account_id, connection_id)
    messaging.calls.lose(context.actor().account_id, connection_id)


@cache
def _chat() -> Chat:
    platform = Platform.from_env()
    return create_chat(wiring.wire(platform), platform.ids)


authorize = Lazily(lambda: _chat().authorize)
connect = Lazily(lambda: _chat().connect)
message = Lazily(lambda: _chat().message)
disconnect = Lazily(lambda: _chat().disconnect)
