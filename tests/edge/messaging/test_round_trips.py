"""How often somebody waits for the database, counted: what can be asked together is asked together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bench.recorder import Recording
from functions.messaging.chat import Chat, create_chat
from guildhall.messaging import wiring
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, House
from tests.support.waits import counted

CONVERSATION_READ, BLOCKERS_READ, COUNTED = "GetItem CONVERSATION", "GetItem BLOCKED_BY", "UpdateItem RATE"
SIDE_READ = "BatchGetItem CONVERSATION,MESSAGE"


class Noting(list[dict[str, Any]]):
    """The frames of one socket; notes how often the sender had waited when the first came."""

    def __init__(self, seen: Recording) -> None:
        super().__init__()
        self._seen = seen
        self.waited: int | None = None

    def append(self, frame: dict[str, Any]) -> None:
        if self.waited is None:
            self.waited = self._seen.round_trips
        super().append(frame)


def _fresh(house: House) -> Chat:
    """Return the edge of a process that has not seen anything yet."""
    environ = {**house.platform.environ, "GUILDHALL_SOCKET_ENDPOINT": house.gateway.endpoint_url}
    return create_chat(wiring.wire(replace(house.platform, environ=environ), house.vault), house.platform.ids)


def _send(house: House, *together: str) -> tuple[int | None, int]:
    """Send a message by a frame; return how often one waits until the other side has it, and in all."""
    with counted(*together) as seen:
        house.gateway.frames["desk="] = noting = Noting(seen)
        about = {"conversation_id": CONVERSATION, "message_id": house.message_id()}
        assert "ok" in house.frame(CLIENT, "phone=", action="send", text="Hello", **about)
    assert [frame["event"] for frame in noting] == ["message"]
    return noting.waited, seen.round_trips


def test_a_message_is_with_the_other_side_after_two_waits_and_after_three_from_a_fresh_process(
    house: House,
) -> None:
    house.connect(CLIENT, "phone=")
    house.connect(EXPERT, "desk=")
    house.chat = _fresh(house)

    fresh = _send(house, CONVERSATION_READ, BLOCKERS_READ, COUNTED)
    warm = _send(house, BLOCKERS_READ, COUNTED)

    assert (fresh, warm) == ((3, 3), (2, 3))


def test_a_receipt_waits_three_times_also_where_it_changes_what_is_unread(house: House) -> None:
    house.connect(CLIENT, "phone=")
    house.connect(EXPERT, "desk=")
    house.connect(EXPERT, "tablet=")
    message_id = house.send(CLIENT, "Hello").body["message_id"]
    house.stream()
    house.chat = _fresh(house)

    with counted(CONVERSATION_READ, SIDE_READ) as seen:
        about = {"conversation_id": CONVERSATION, "message_id": message_id}
        assert "ok" in house.frame(EXPERT, "desk=", action="receipt", state="read", **about)

    assert seen.round_trips == 3
    assert [len(house.gateway.events(one, "receipt")) for one in ("phone=", "desk=", "tablet=")] == [1, 0, 1]
    assert [len(house.gateway.events(one, "conversation")) for one in ("phone=", "desk=", "tablet=")] == [0, 0, 1]
    assert [frame["event"] for frame in house.gateway.frames["tablet="][-2:]] == ["receipt", "conversation"]
