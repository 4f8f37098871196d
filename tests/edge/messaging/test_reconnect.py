"""Whatever happens to sockets, frames and clocks, no message is lost and none comes twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.kernel.actor import Actor
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, House


class Device:
    """A client as it should be written: keeps messages by id, and a checkpoint from its last reading."""

    def __init__(self, house: House, actor: Actor, connection_id: str) -> None:
        self.house = house
        self.actor = actor
        self.connection_id = connection_id
        self.known: dict[str, dict[str, Any]] = {}
        self.checkpoint: str | None = None
        self._heard = 0

    def connect(self) -> None:
        """Open the socket first, then fill the gap: what comes in between comes by both ways."""
        assert self.house.connect(self.actor, self.connection_id) == 200
        self.sync()

    def sync(self, limit: int = 2) -> None:
        """Read until nothing is missing."""
        if self.checkpoint is None:
            page = self.ask(limit=100)
        else:
            page = self.ask(after=self.checkpoint, limit=limit)
            while page["has_more"]:
                page = self.ask(after=page["newer_cursor"], limit=limit)
        self.checkpoint = page["newer_cursor"]

    def hear(self) -> None:
        """Take in the events that came."""
        events = self.house.gateway.events(self.connection_id, "message")
        self._keep(event["message"] for event in events[self._heard :])
        self._heard = len(events)

    def ask(self, **how: Any) -> dict[str, Any]:
        """Read one page, and take it in."""
        frame = {"action": "history", "conversation_id": CONVERSATION, **how}
        page: dict[str, Any] = self.house.frame(self.actor, self.connection_id, **frame)["ok"]
        self._keep(page["items"])
        return page

    def _keep(self, messages: Any) -> None:
        for message in messages:
            assert self.known.setdefault(message["message_id"], message) == message


def texts(device: Device) -> list[str]:
    return sorted(message["text"] for message in device.known.values())


@pytest.fixture
def desk(house: House) -> Device:
    device = Device(house, EXPERT, "desk=")
    device.connect()
    return device


@pytest.mark.feature("MSG-18")
def test_what_was_sent_while_away_is_there_after_the_reconnect(house: House, desk: Device) -> None:
    house.send(CLIENT, "before")
    desk.hear()
    house.disconnect(EXPERT, "desk=")
    for number in range(5):
        house.send(CLIENT, f"away {number}")

    desk.connect()

    assert texts(desk) == sorted(["before", *(f"away {number}" for number in range(5))])


def test_a_frame_that_was_lost_is_made_up_for_by_the_next_reading(house: House, desk: Device) -> None:
    house.gateway.failing.add("desk=")
    house.send(CLIENT, "lost on the way")
    house.gateway.failing.clear()
    house.send(CLIENT, "arrived")
    desk.hear()

    desk.sync()

    assert texts(desk) == ["arrived", "lost on the way"]


@pytest.mark.parametrize("minutes", [-4.9, 0, 4.9])
def test_a_sender_whose_clock_is_wrong_is_not_missed_in_the_gap(house: House, desk: Device, minutes: float) -> None:
    house.send(CLIENT, "from a fast clock", message_id=house.message_id(ahead=timedelta(minutes=4.9)))
    desk.hear()
    desk.sync()
    house.disconnect(EXPERT, "desk=")
    house.clock.advance(timedelta(minutes=3))
    house.send(CLIENT, "while away", message_id=house.message_id(ahead=timedelta(minutes=minutes)))

    desk.connect()

    assert texts(desk) == ["from a fast clock", "while away"]


@pytest.mark.parametrize("letter", ['"', "\x01", "\U0001f3e0", "\u062f"], ids=["quotes", "controls", "houses", "urdu"])
def test_whatever_people_write_its_pages_fit_into_what_a_socket_takes(house: House, desk: Device, letter: str) -> None:
    sent = []
    for _ in range(25):
        house.clock.advance(timedelta(seconds=2))
        sent.append(house.send(CLIENT, f"!{letter * 3_999}", mention_ids=[EXPERT.account_id]).body["message_id"])
    house.disconnect(EXPERT, "desk=")
    for one in sent[:10]:
        house.clock.advance(timedelta(seconds=2))
        house.on(CLIENT, "PUT", one, body={"text": f"?{letter * 3_999}"})
        house.on(CLIENT, "PUT", one, "/reactions", body={"emojis": ["\U0001f44d", "\U0001f3e0", "\u2764\ufe0f"]})
    fresh = Device(house, EXPERT, "fresh=")
    house.connect(EXPERT, "fresh=")

    page = fresh.ask(limit=100)
    while page["has_more"]:
        page = fresh.ask(limit=100, before=page["older_cursor"])
    house.connect(EXPERT, "desk=")
    desk.sync(limit=100)

    assert {message_id: one["text"][0] for message_id, one in fresh.known.items()} == {
        one: "?" if one in sent[:10] else "!" for one in sent
    }
    assert fresh.known.keys() == desk.known.keys()


def test_two_devices_of_one_account_come_to_the_same(house: House, desk: Device) -> None:
    tablet = Device(house, EXPERT, "tablet=")
    tablet.connect()
    house.send(CLIENT, "to both")
    house.disconnect(EXPERT, "tablet=")
    house.frame(
        EXPERT,
        "desk=",
        action="send",
        conversation_id=CONVERSATION,
        message_id=house.message_id(),
        text="from the desk",
    )
    desk.sync()

    tablet.connect()
    tablet.hear()

    assert texts(tablet) == texts(desk) == ["from the desk", "to both"]


def test_the_gap_of_a_long_absence_comes_in_pages(house: House, desk: Device) -> None:
    house.disconnect(EXPERT, "desk=")
    for number in range(30):
        house.send(CLIENT, f"{number:02d}")
    house.clock.advance(timedelta(days=3))
    house.connect(EXPERT, "desk=")
    desk.sync(limit=7)

    assert texts(desk) == [f"{number:02d}" for number in range(30)]


def test_a_full_gap_is_not_read_again_by_the_next_reading(house: House, desk: Device) -> None:
    for number in range(10):
        house.send(CLIENT, str(number))
    house.clock.advance(timedelta(seconds=31))
    desk.sync()

    page = house.frame(EXPERT, "desk=", action="history", conversation_id=CONVERSATION, after=desk.checkpoint)["ok"]

    assert (page["items"], page["has_more"]) == ([], False)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(-290, 290)),
        st.tuples(st.just("lose"), st.integers(-290, 290)),
        st.tuples(st.just("again"), st.integers(0, 5)),
        st.tuples(st.just("drop"), st.just(0)),
        st.tuples(st.just("connect"), st.just(0)),
        st.tuples(st.just("sync"), st.integers(1, 3)),
        st.tuples(st.just("hear"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(0, 400)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_of_losses_ends_complete_after_one_reading(house: House, steps: list[tuple[str, int]]) -> None:
    desk = Device(house, EXPERT, f"desk{house.platform.ids.new('con')}=")
    desk.connect()
    sent: list[tuple[str, str]] = []
    already = set(desk.known)

    for what, number in steps:
        if what in {"send", "lose"}:
            house.gateway.failing |= {desk.connection_id} if what == "lose" else set()
            message_id = house.message_id(ahead=timedelta(seconds=number))
            assert house.send(CLIENT, f"text {number}", message_id=message_id).status == 201
            sent.append((message_id, f"text {number}"))
            house.gateway.failing.clear()
        elif what == "again" and number < len(sent):
            house.send(CLIENT, sent[-1 - number][1], message_id=sent[-1 - number][0])
        elif what == "drop":
            house.disconnect(EXPERT, desk.connection_id)
        elif what == "connect":
            desk.connect()
        elif what == "sync":
            desk.sync(number)
        elif what == "hear":
            desk.hear()
        elif what == "wait":
            house.clock.advance(timedelta(seconds=number))
    desk.connect()

    assert set(desk.known) - already == {message_id for message_id, _ in sent}
    house.disconnect(EXPERT, desk.connection_id)
