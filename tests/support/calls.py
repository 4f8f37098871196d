"""A call of two people, and every edge of it to drive it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ulid import ULID

from functions.messaging.calls import create_app
from functions.messaging.tasks import choose
from guildhall.kernel.actor import Actor
from guildhall.messaging.wiring.calls import Calling, wire_calls
from guildhall.messaging.wiring.writing import wire_timers
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, House
from tests.support.http import Answer, Client
from tests.support.outbox import published

PHONE, DESK, TABLET = "phone=", "desk=", "tablet="
OFFER = {"type": "offer", "sdp": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"}
CANDIDATE = {"type": "candidate", "candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ relay", "sdp_mid": "0"}


class Line:
    """Everything that a call of two people needs: the client's phone, the expert's desk and tablet."""

    def __init__(self, house: House, calling: Calling | None = None) -> None:
        self.house = house
        self.calling = calling or wire_calls(house.platform)
        self._http = Client(create_app, self.calling, house.platform)
        self.call_id = self.new_id()
        for actor, socket in ((CLIENT, PHONE), (EXPERT, DESK), (EXPERT, TABLET)):
            house.connect(actor, socket)

    def new_id(self) -> str:
        """Return the id of a new call."""
        return f"cal_{ULID.from_datetime(self.house.clock.now())}"

    def start(self, by: Actor = CLIENT, medium: str = "video", **more: Any) -> Answer:
        """Ring."""
        return self.ask("PUT", "", by, {"medium": medium, **more})

    def ask(self, method: str, part: str, by: Actor, body: Any = None) -> Answer:
        """Ask something of the call over HTTP."""
        path = f"/v1/conversations/{CONVERSATION}/calls/{self.call_id}{part}"
        return self._http(method, path, by=by, body=body)

    def seat(self, state: str, by: Actor = EXPERT, **more: Any) -> Answer:
        """Answer, decline or leave over HTTP."""
        return self.ask("PUT", "/seat", by, {"state": state, **more})

    def ongoing(self, by: Actor = CLIENT) -> list[dict[str, Any]]:
        """Return the call of the conversation, if there is one."""
        items: list[dict[str, Any]] = self._http("GET", f"/v1/conversations/{CONVERSATION}/calls", by=by).body["items"]
        return items

    def frame(self, by: Actor, socket: str, action: str, **more: Any) -> dict[str, Any]:
        """Send a frame about the call."""
        frame = {"action": action, "conversation_id": CONVERSATION, "call_id": self.call_id, **more}
        return self.house.frame(by, socket, **frame)

    def talk(self) -> None:
        """Have both sides in the call: the phone and the desk."""
        self.start()
        for actor, socket in ((CLIENT, PHONE), (EXPERT, DESK)):
            assert "ok" in self.frame(actor, socket, "join_call")

    def signal(self, by: Actor, socket: str, to: Actor, signal: dict[str, Any]) -> dict[str, Any]:
        """Let one device say something to the other's."""
        return self.frame(by, socket, "signal", to=to.account_id, signal=signal)

    def heard(self, socket: str) -> list[dict[str, Any]]:
        """Return what a device was signalled."""
        return [one["signal"] for one in self.house.gateway.events(socket, "signal")]

    def states(self, socket: str) -> list[str]:
        """Return what a device was told of the call, one after another."""
        return [one["call"]["state"] for one in self.house.gateway.events(socket, "call")]

    def tick(self, after: timedelta) -> int:
        """Let the timer fire after a while; return how many calls it looked at."""
        self.house.clock.advance(after)
        answer: dict[str, int] = choose(wire_timers(self.house.platform))["look_at_clock"]({})
        return answer["calls"]

    def kept(self) -> list[tuple[str, int]]:
        """Return outcome and seconds of what the conversation keeps, newest first."""
        items = self.house.read(CLIENT).body["items"]
        return [(one["call"]["outcome"], one["call"]["duration_seconds"]) for one in items if one["kind"] == "call"]

    def told(self, event: str) -> list[dict[str, Any]]:
        """Return what the world was told."""
        return published(self.house.platform.tables, event)
