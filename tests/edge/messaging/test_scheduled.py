"""Scheduled messages: written now, sent once when their time has come, or not at all, and then its writer is told."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from ulid import ULID

from functions.messaging.tasks import choose
from functions.messaging.uploads import subscribe
from functions.messaging.writing import KEYLESS, create_app
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.messaging.errors import MentionUnknown
from guildhall.messaging.models import Message, Participant, ParticipantRole, Subject
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.rows import Keys, call
from guildhall.messaging.store.scheduled import DynamoScheduledMessages
from guildhall.messaging.wiring.writing import wire_timers, wire_writing
from guildhall.platform.edge.messages import consume
from guildhall.platform.items import to_typed
from guildhall.platform.table import ChatRecord
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer, Client
from tests.support.outbox import published, rows

PATH = "/v1/scheduled-messages"
ADMINISTRATOR = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))
HOUR = timedelta(hours=1)


class Desk:
    """A person's scheduled messages, and the clock that sends them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._http = Client(create_app, wire_writing(house.platform), house.platform, keyless=KEYLESS)
        self.id = f"scm_{ULID.from_datetime(house.clock.now())}"
        self.buried: list[dict[str, Any]] = []

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
        """Let the timer fire after a while; return how many messages it handed over."""
        self.house.clock.advance(after)
        platform = self.house.platform
        answer: dict[str, int] = choose(wire_timers(platform, self.house.vault))["look_at_clock"]({})
        return answer["handed_over"]

    def work(self) -> int:
        """Let the queue deliver all that was ever handed over, in one batch; return how many it would deliver again."""
        handed_over = [row for row in rows(self.house.platform.tables) if row.get("queue") == "messaging-files"]
        bodies = [{"id": row["SK"], **row["detail"]} for row in handed_over]
        records = [{"messageId": body["id"], "body": json.dumps(body), "attributes": {}} for body in bodies]
        handle = consume(subscribe(self.house.files), lambda body, _: self.buried.append(body))
        return len(handle({"Records": records}, None)["batchItemFailures"])

    def pass_time(self, after: timedelta = HOUR) -> int:
        """Let the timer fire after a while and the queue deliver; return how many messages were handed over."""
        handed_over = self.tick(after)
        self.work()
        return handed_over

    def said(self) -> list[str]:
        """Return what the conversation says, newest first."""
        return [item["text"] for item in self.house.read(CLIENT).body["items"]]


def spoil(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    """Let one text make trouble where it would be kept."""
    keep = DynamoMessages.put

    def put(self: DynamoMessages, message: Message) -> Message:
        if message.text == "Spoilt":
            raise trouble
        return keep(self, message)

    monkeypatch.setattr(DynamoMessages, "put", put)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_what_was_written_is_sent_once_when_its_time_has_come(desk: Desk) -> None:
    written, again = desk.write(), desk.write()

    early = desk.pass_time(HOUR / 2)
    sent = [desk.pass_time(HOUR / 2), desk.pass_time()]

    assert (written.status, written.body["state"], written.body) == (200, "waiting", again.body)
    assert (early, sent, desk.said()) == (0, [1, 0], ["Later"])
    (shown,), (read,) = desk.shown(), desk.house.read(CLIENT).body["items"]
    assert (shown["state"], shown["message_id"]) == ("sent", read["message_id"])


def test_whoever_dies_between_sending_and_saying_so_sends_nothing_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write()
    desk.tick()
    save = DynamoScheduledMessages.save

    def die_at_the_end(self: DynamoScheduledMessages, message: Any, *events: Any) -> Any:
        if message.state == "sent":
            raise KeyboardInterrupt
        return save(self, message, *events)

    with monkeypatch.context() as dying:
        dying.setattr(DynamoScheduledMessages, "save", die_at_the_end)
        with pytest.raises(KeyboardInterrupt):
            desk.work()
    desk.house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{EXPERT.account_id}", by=CLIENT)
    desk.house.clock.advance(timedelta(minutes=10))

    assert desk.work() == 0
    assert (desk.said(), desk.shown()[0]["state"]) == (["Later"], "sent")


def test_what_was_never_stored_goes_out_under_an_id_of_its_own_time(desk: Desk) -> None:
    desk.write()
    desk.tick()
    desk.house.clock.advance(timedelta(minutes=10))

    assert (desk.work(), desk.said(), desk.shown()[0]["state"]) == (0, ["Later"], "sent")


def test_whoever_is_blocked_meanwhile_is_told_and_nothing_is_sent(desk: Desk) -> None:
    desk.write()
    desk.house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{EXPERT.account_id}", by=CLIENT)

    handed_over = [desk.pass_time(), desk.pass_time()]

    assert (handed_over, desk.said()) == ([1, 0], [])
    (shown,) = desk.shown()
    assert (shown["state"], shown["refused_because"], shown["message_id"]) == ("refused", "blocked", None)
    (told,) = published(desk.house.platform.tables, "ScheduledMessageRefused.v1")
    assert (told["sender_id"], told["reason"]) == (EXPERT.account_id, "blocked")


OVEN = "cnv_01JZ4A8X7N3V5T9K2C6M0QWEAA"


def about_oven(house: House, as_of: str, *, is_in: bool = True) -> None:
    """Let it be heard that the client and, or no longer, the expert talk about a ticket."""
    agent = Participant(EXPERT.account_id, ParticipantRole.AGENT, is_in, as_of)
    client = Participant(CLIENT.account_id, ParticipantRole.CLIENT, as_of="01A")
    house.ears.keep_conversation(Subject.TICKET, OVEN.replace("cnv_", "tck_"), "Cold oven", [client, agent])


def test_who_takes_part_no_more_is_told_and_nothing_is_sent(desk: Desk) -> None:
    about_oven(desk.house, "01A")
    assert desk.write(conversation_id=OVEN).status == 200
    about_oven(desk.house, "01B", is_in=False)

    assert [desk.pass_time(), desk.pass_time()] == [1, 0]
    (shown,) = desk.shown()
    assert (shown["state"], shown["refused_because"]) == ("refused", "left")
    (told,) = published(desk.house.platform.tables, "ScheduledMessageRefused.v1")
    assert (told["sender_id"], told["reason"]) == (EXPERT.account_id, "left")
    assert desk.house.read(CLIENT, at=OVEN).body["items"] == []


def test_what_was_written_for_an_erased_conversation_goes_with_it_and_nothing_else_does(desk: Desk) -> None:
    about_oven(desk.house, "01A")
    sent, later, left, elsewhere = desk, *(Desk(desk.house) for _ in range(3))
    sent.write("Sent", conversation_id=OVEN)
    left.write("Of the client, who has left", conversation_id=OVEN, by=CLIENT, after=3 * HOUR)
    assert desk.pass_time() == 1
    later.write("Later", conversation_id=OVEN)
    elsewhere.write("Elsewhere")
    gone = Participant(CLIENT.account_id, ParticipantRole.CLIENT, is_in=False, as_of="01B")
    desk.house.ears.keep_conversation(Subject.TICKET, OVEN.replace("cnv_", "tck_"), "Cold oven", [gone])

    erased = [desk.house.http("DELETE", f"/v1/conversations/{OVEN}", by=ADMINISTRATOR).status for _ in range(2)]

    assert erased == [204, 204]
    assert [[one["text"] for one in desk.shown(by=by)] for by in (EXPERT, CLIENT)] == [["Elsewhere"], []]
    assert (desk.pass_time(3 * HOUR), desk.said()) == (1, ["Elsewhere"])


def test_what_is_refused_for_another_reason_is_not_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write("Spoilt")
    spoil(monkeypatch, MentionUnknown("nobody"))

    assert (desk.pass_time(), desk.work(), desk.said(), desk.buried) == (1, 0, [], [])
    (shown,) = desk.shown()
    assert (shown["state"], shown["refused_because"], shown["message_id"]) == ("refused", "refused", None)
    (told,) = published(desk.house.platform.tables, "ScheduledMessageRefused.v1")
    assert told["reason"] == "refused"


@pytest.mark.parametrize("trouble", [ZeroDivisionError("ours"), Unavailable("away")])
def test_one_that_fails_is_delivered_again_by_itself_and_holds_nothing_else_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    desk.write("Spoilt")
    other = Desk(desk.house)
    other.write("Fine", by=CLIENT, after=2 * HOUR)
    with monkeypatch.context() as broken:
        spoil(broken, trouble)

        handed_over, again = desk.tick(2 * HOUR), desk.work()
        states = desk.shown()[0]["state"], other.shown(by=CLIENT)[0]["state"]

    assert (handed_over, again, states, desk.said()) == (2, 1, ("waiting", "sent"), ["Fine"])
    # The clock leaves it to the queue, which gives it up in the end, or brings it once it can be sent.
    assert (desk.tick(), desk.work(), desk.shown()[0]["state"]) == (0, 0, "sent")
    assert desk.said() == ["Spoilt", "Fine"]


def test_one_that_was_on_its_way_before_there_was_a_queue_is_handed_over_too(desk: Desk) -> None:
    desk.write()
    desk.house.clock.advance(HOUR)
    pk, sk = Keys.scheduled(EXPERT.account_id, desk.id)
    request = {
        "TableName": ChatRecord.Meta.table_name,
        "Key": {"PK": to_typed(pk), "SK": to_typed(sk)},
        "UpdateExpression": "SET message_id = :id",
        "ExpressionAttributeValues": {":id": to_typed(desk.house.message_id())},
    }
    call("UpdateItem", request)

    assert (desk.pass_time(timedelta(minutes=1)), desk.pass_time(), desk.said()) == (1, 0, ["Later"])


def test_what_waits_can_be_changed_moved_and_cancelled(desk: Desk) -> None:
    desk.write("First")
    changed = desk.write("Second", after=3 * HOUR)

    assert (changed.body["text"], desk.pass_time()) == ("Second", 0)
    cancelled = [desk.cancel(), desk.cancel()]
    refused = desk.write("Third")

    assert [(one.status, one.body["state"]) for one in cancelled] == [(200, "cancelled")] * 2
    assert (refused.status, refused.problem) == (409, "messaging/scheduled-message-closed")
    assert (desk.pass_time(3 * HOUR), desk.said()) == (0, [])


def test_what_was_sent_can_be_neither_changed_nor_cancelled(desk: Desk) -> None:
    desk.write()
    desk.pass_time()

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
