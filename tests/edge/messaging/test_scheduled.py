"""Scheduled messages: written now, sent once when their time has come, or not at all, and then its writer is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from ulid import ULID

from functions.messaging.tasks import choose
from functions.messaging.writing import KEYLESS, create_app
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.messaging.errors import MentionUnknown
from guildhall.messaging.models import Message
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.scheduled import DynamoScheduledMessages
from guildhall.messaging.wiring.writing import wire_timers, wire_writing
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer, Client
from tests.support.outbox import published

PATH = "/v1/scheduled-messages"
HOUR = timedelta(hours=1)


class Desk:
    """A person's scheduled messages, and the clock that sends them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._http = Client(create_app, wire_writing(house.platform), house.platform, keyless=KEYLESS)
        self.id = f"scm_{ULID.from_datetime(house.clock.now())}"

    def write(self, text: str = "Later", *, by: Actor = EXPERT, after: timedelta = HOUR, **more: Any) -> Answer:
        """Write a message, or change it."""
        at = to_text(self.house.clock.now() + after)
        body = {"conversation_id": CONVERSATION, "text": text, "send_at": at, **more}
        return self._http("PUT", f"{PATH}/{self.id}", by=by, body=body)

    def cancel(self, *, by: Actor = EXPERT) -> Answer:
        """Cancel it."""
        return self._http("DELETE", f"{PATH}/{self.id}", by=by)

    def shown(self, *, by: Actor = EXPERT) -> list[dict[str, Any]]:
        """Return the list."""
        items: list[dict[str, Any]] = self._http("GET", PATH, by=by).body["items"]
        return items

    def tick(self, after: timedelta = HOUR) -> int:
        """Let the timer fire after a while; return how many messages were sent."""
        self.house.clock.advance(after)
        platform = self.house.platform
        answer: dict[str, int] = choose(wire_timers(platform))["look_at_clock"]({})
        return answer["sent"]

    def said(self) -> list[str]:
        """Return what the conversation says, newest first."""
        return [item["text"] for item in self.house.read(CLIENT).body["items"]]


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_what_was_written_is_sent_once_when_its_time_has_come(desk: Desk) -> None:
    written, again = desk.write(), desk.write()

    early = desk.tick(HOUR / 2)
    sent = [desk.tick(HOUR / 2), desk.tick()]

    assert (written.status, written.body["state"], written.body) == (200, "waiting", again.body)
    assert (early, sent, desk.said()) == (0, [1, 0], ["Later"])
    (shown,), (read,) = desk.shown(), desk.house.read(CLIENT).body["items"]
    assert (shown["state"], shown["message_id"]) == ("sent", read["message_id"])


def test_whoever_dies_between_sending_and_saying_so_sends_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write()
    save = DynamoScheduledMessages.save

    def die_at_the_end(self: DynamoScheduledMessages, message: Any, *events: Any) -> Any:
        if message.state == "sent":
            raise KeyboardInterrupt
        return save(self, message, *events)

    with monkeypatch.context() as dying:
        dying.setattr(DynamoScheduledMessages, "save", die_at_the_end)
        with pytest.raises(KeyboardInterrupt):
            desk.tick()
    desk.house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{EXPERT.account_id}", by=CLIENT)

    assert desk.tick(timedelta(minutes=10)) == 1
    assert (desk.said(), desk.shown()[0]["state"]) == (["Later"], "sent")


def test_what_was_never_stored_goes_out_under_an_id_of_its_own_time(desk: Desk) -> None:
    desk.write()
    scheduled = DynamoScheduledMessages(desk.house.platform.database)
    waiting = scheduled.get(EXPERT.account_id, desk.id)
    assert waiting
    scheduled.save(waiting.going(desk.house.clock.now()))

    assert (desk.tick(), desk.said()) == (1, ["Later"])


def test_whoever_is_blocked_meanwhile_is_told_and_nothing_is_sent(desk: Desk) -> None:
    desk.write()
    desk.house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{EXPERT.account_id}", by=CLIENT)

    sent = [desk.tick(), desk.tick()]

    assert (sent, desk.said()) == ([0, 0], [])
    (shown,) = desk.shown()
    assert (shown["state"], shown["refused_because"], shown["message_id"]) == ("refused", "blocked", None)
    (told,) = published(desk.house.platform.tables, "ScheduledMessageRefused.v1")
    assert (told["sender_id"], told["reason"]) == (EXPERT.account_id, "blocked")


@pytest.mark.parametrize(
    ("trouble", "becomes"), [(MentionUnknown("nobody"), "refused"), (ZeroDivisionError("ours"), "waiting")]
)
def test_what_goes_wrong_with_one_message_is_its_own_and_the_others_go_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: Exception, becomes: str
) -> None:
    desk.write("Spoilt")
    other = Desk(desk.house)
    other.write("Fine", by=CLIENT, after=2 * HOUR)
    keep = DynamoMessages.put

    def spoil(self: DynamoMessages, message: Message) -> Message:
        if message.text == "Spoilt":
            raise trouble
        return keep(self, message)

    monkeypatch.setattr(DynamoMessages, "put", spoil)
    if becomes == "waiting":
        with pytest.raises(ExceptionGroup, match="not sent"):
            desk.tick(2 * HOUR)
    else:
        assert desk.tick(2 * HOUR) == 1

    assert (desk.said(), other.shown(by=CLIENT)[0]["state"]) == (["Fine"], "sent")
    assert (desk.shown()[0]["state"], desk.shown()[0]["refused_because"] is None) == (becomes, becomes == "waiting")
    told = published(desk.house.platform.tables, "ScheduledMessageRefused.v1")
    assert [one["reason"] for one in told] == ["refused"] * (becomes == "refused")


def test_what_waits_can_be_changed_moved_and_cancelled(desk: Desk) -> None:
    desk.write("First")
    changed = desk.write("Second", after=3 * HOUR)

    assert (changed.body["text"], desk.tick()) == ("Second", 0)
    cancelled = [desk.cancel(), desk.cancel()]
    refused = desk.write("Third")

    assert [(one.status, one.body["state"]) for one in cancelled] == [(200, "cancelled")] * 2
    assert (refused.status, refused.problem) == (409, "messaging/scheduled-message-closed")
    assert (desk.tick(3 * HOUR), desk.said()) == (0, [])


def test_what_was_sent_can_be_neither_changed_nor_cancelled(desk: Desk) -> None:
    desk.write()
    desk.tick()

    answers = [desk.write("Other", after=2 * HOUR), desk.cancel()]

    assert {(one.status, one.problem) for one in answers} == {(409, "messaging/scheduled-message-closed")}


@pytest.mark.parametrize("after", [timedelta(seconds=59), timedelta(days=367), timedelta(days=-1)])
def test_it_cannot_be_sent_at_once_or_in_the_past_or_in_years(desk: Desk, after: timedelta) -> None:
    answer = desk.write(after=after)

    assert (answer.status, answer.problem) == (422, "messaging/send-time-out-of-range")
    assert [one["pointer"] for one in answer.body["errors"]] == ["/send_at"]
    assert desk.shown() == []


def test_nobody_else_sees_or_cancels_it_and_nobody_writes_where_they_take_no_part(desk: Desk) -> None:
    desk.write()

    assert [desk.cancel(by=CLIENT).status, desk.write(by=STRANGER).status] == [404, 404]
    assert [len(desk.shown(by=one)) for one in (EXPERT, CLIENT, STRANGER)] == [1, 0, 0]
