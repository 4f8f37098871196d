"""What goes over the socket is what docs/api/asyncapi.json says, word for word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.calls import CANDIDATE, DESK, OFFER, PHONE, Line
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, House

DOCUMENT = json.loads((Path(__file__).parents[3] / "docs/api/asyncapi.json").read_text(encoding="utf-8"))


def check(name: str, frame: dict[str, Any]) -> None:
    """Validate a frame against a schema of the document, which must know each of its fields."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(frame)
    known = DOCUMENT["components"]["schemas"][name]["properties"]
    assert frame.keys() <= known.keys()


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("SendFrame", {"action": "send", "text": "Hello"}),
        ("EditFrame", {"action": "edit", "text": "Hello there"}),
        ("DeleteFrame", {"action": "delete"}),
        ("ReactFrame", {"action": "react", "emojis": ["👍"]}),
        ("HistoryFrame", {"action": "history", "limit": 5}),
        ("ReceiptFrame", {"action": "receipt", "state": "read"}),
        ("TypingFrame", {"action": "typing"}),
        ("PresenceFrame", {"action": "presence"}),
        ("PingFrame", {"action": "ping"}),
    ],
)
def test_each_action_is_asked_and_answered_as_published(house: House, name: str, frame: dict[str, Any]) -> None:
    house.connect(CLIENT, "phone=")
    house.connect(EXPERT, "desk=")
    frame = {"request_id": "r", **frame} | ({} if name == "PingFrame" else {"conversation_id": CONVERSATION})
    if name in {"SendFrame", "EditFrame", "DeleteFrame", "ReactFrame", "ReceiptFrame"}:
        sent = house.send(EXPERT if name == "ReceiptFrame" else CLIENT, "Read me").body["message_id"]
        frame["message_id"] = house.message_id() if name == "SendFrame" else sent

    done = house.frame(CLIENT, "phone=", **frame)
    refused = house.frame(CLIENT, "phone=", **{**frame, "request_id": "again", "more": 1})

    check(name, frame)
    check(f"{name}Answer", done)
    check("Refusal", refused)
    events = {
        "message": "MessageEvent",
        "message_changed": "MessageChangedEvent",
        "conversation": "ConversationEvent",
        "notification": "NotificationEvent",
        "notifications_read": "NotificationsReadEvent",
        "receipt": "ReceiptEvent",
        "typing": "TypingEvent",
        "presence": "PresenceEvent",
        "room": "RoomEvent",
    }
    for device in ("phone=", "desk="):
        for told in house.gateway.frames[device]:
            if "event" in told:
                check(events[told["event"]], told)


def test_every_action_and_event_is_published() -> None:
    operations = DOCUMENT["operations"]

    assert {name.partition("_")[2] for name in operations if name.startswith("on_")} == {
        "SendFrame", "EditFrame", "DeleteFrame", "ReactFrame",
        "HistoryFrame", "ReceiptFrame", "TypingFrame", "PresenceFrame", "WatchRoomFrame",
        "JoinCallFrame", "LeaveCallFrame", "SignalFrame", "RingingFrame",
        "PingFrame",
    }  # fmt: skip
    assert {name.partition("_")[2] for name in operations if name.startswith("tell_")} == {
        "MessageEvent", "MessageChangedEvent", "FileEvent", "ConversationEvent", "ConversationGoneEvent",
        "NotificationEvent", "NotificationsReadEvent",
        "ReceiptEvent", "TypingEvent", "PresenceEvent", "RoomEvent", "CallEvent", "SignalEvent",
        "AlertEvent",
    }  # fmt: skip


def test_calls_are_rung_signalled_and_answered_as_published(house: House) -> None:
    line = Line(house)
    line.start()
    rings = house.frame(EXPERT, DESK, action="ringing")
    assert rings["ok"]
    done = {
        "RingingFrameAnswer": [rings],
        "JoinCallFrameAnswer": [line.frame(*one, "join_call") for one in ((CLIENT, PHONE), (EXPERT, DESK))],
        "SignalFrameAnswer": [line.signal(CLIENT, PHONE, EXPERT, one) for one in (OFFER, CANDIDATE)],
        "LeaveCallFrameAnswer": [line.frame(EXPERT, DESK, "leave_call")],
        "CallEvent": house.gateway.events(DESK, "call"),
        "SignalEvent": house.gateway.events(DESK, "signal"),
        "MessageEvent": house.gateway.events(DESK, "message"),
    }

    for name, said in done.items():
        assert said
        for one in said:
            check(name, one)
