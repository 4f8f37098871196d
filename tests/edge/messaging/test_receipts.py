"""Receipts and unread counts: right for whoever reads, whatever the order in which things happen."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from guildhall.kernel.actor import Actor
from guildhall.messaging.models import Membership, Message
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.use_cases.receipts import ChangeMembership, CountUnread
from guildhall.platform.assembly import Platform
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, House
from tests.support.http import Answer
from tests.support.outbox import published


def unread(house: House, by: Actor) -> int:
    (item,) = house.http("GET", "/v1/conversations", by=by).body["items"]
    return int(item["unread"])


def receipt(house: House, by: Actor, message_id: str, state: str = "read") -> Answer:
    body = {"message_id": message_id, "state": state}
    return house.http("POST", f"/v1/conversations/{CONVERSATION}/receipts", by=by, body=body)


def shown(house: House, by: Actor, of: Actor) -> dict[str, object]:
    receipts = house.http("GET", f"/v1/conversations/{CONVERSATION}", by=by).body["receipts"]
    (found,) = [one for one in receipts if one["account_id"] == of.account_id]
    return dict(found)


def test_messages_of_others_are_unread_until_they_are_read_and_own_ones_never_are(house: House) -> None:
    ids = [house.send(CLIENT, f"{number}").body["message_id"] for number in range(3)]
    house.send(EXPERT, "mine")
    house.stream()
    before = unread(house, EXPERT), unread(house, CLIENT)

    partly = receipt(house, EXPERT, ids[1]).body["unread"]
    wholly = receipt(house, EXPERT, ids[2]).body["unread"]

    assert (before, partly, wholly) == ((3, 1), 1, 0)
    assert (unread(house, EXPERT), unread(house, CLIENT)) == (0, 1)


@pytest.mark.feature("MSG-03")
def test_the_sender_sees_first_delivery_then_reading_at_once(house: House) -> None:
    house.connect(CLIENT, "phone=")
    house.connect(EXPERT, "desk=")
    message = house.send(CLIENT, "Read me").body
    about = {"action": "receipt", "conversation_id": CONVERSATION, "message_id": message["message_id"]}

    house.frame(EXPERT, "desk=", state="delivered", **about)
    delivered = shown(house, CLIENT, EXPERT)
    house.frame(EXPERT, "desk=", state="read", **about)
    read = shown(house, CLIENT, EXPERT)

    assert (delivered["delivered_up_to"], delivered["read_up_to"]) == (message["sent_at"], None)
    assert (read["delivered_up_to"], read["read_message_id"]) == (message["sent_at"], message["message_id"])
    told = [event["receipt"] for event in house.gateway.events("phone=", "receipt")]
    assert told == [delivered, read]
    assert house.gateway.events("desk=", "receipt") == []


def test_receipts_only_move_forward_and_repetitions_tell_nobody(house: House) -> None:
    house.connect(CLIENT, "phone=")
    first, second = (house.send(CLIENT, text).body["message_id"] for text in "ab")

    for message_id, state in [(second, "read"), (first, "read"), (second, "delivered"), (second, "read")]:
        assert receipt(house, EXPERT, message_id, state).status == 200

    assert shown(house, CLIENT, EXPERT)["read_message_id"] == second
    assert len(house.gateway.events("phone=", "receipt")) == 1


def test_reading_on_one_device_clears_the_badge_of_the_other(house: House) -> None:
    house.connect(EXPERT, "tablet=")
    message_id = house.send(CLIENT, "One").body["message_id"]

    receipt(house, EXPERT, message_id)

    assert [e["receipt"]["read_message_id"] for e in house.gateway.events("tablet=", "receipt")] == [message_id]


@pytest.mark.parametrize("message_id", ["msg_01JZ4A8X7N3V5T9K2C6M0QWERT"])
def test_a_receipt_for_a_message_that_does_not_exist_is_not_found(house: House, message_id: str) -> None:
    answer = receipt(house, EXPERT, message_id)

    assert (answer.status, answer.problem) == (404, "not-found")


@pytest.mark.parametrize("state", ["seen", "", None, 1])
def test_a_state_that_does_not_exist_is_named(house: House, state: str) -> None:
    message_id = house.send(CLIENT, "One").body["message_id"]

    answer = receipt(house, EXPERT, message_id, state)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/state")


def test_a_message_with_an_older_id_that_is_taken_later_is_still_unread(house: House) -> None:
    seen = house.send(CLIENT, "on time").body["message_id"]
    receipt(house, EXPERT, seen)
    house.send(CLIENT, "from a slow clock", message_id=house.message_id(ahead=timedelta(minutes=-4)))

    house.stream()

    assert unread(house, EXPERT) == 1


def test_the_count_is_right_for_every_order_of_reading_and_counting(house: House) -> None:
    for order in sorted(set(itertools.permutations(["stream", "stream", "read", "send"]))):
        message_id = house.send(CLIENT, "one").body["message_id"]
        sent = 0
        for step in order:
            if step == "stream":
                house.stream()
            elif step == "read":
                receipt(house, EXPERT, message_id)
            else:
                house.send(CLIENT, "two")
                sent = 1
        house.stream()
        assert (order, unread(house, EXPERT)) == (order, sent)
        latest = house.read(EXPERT, limit="1").body["items"][0]["message_id"]
        receipt(house, EXPERT, latest)


class Interrupted(DynamoConversations):
    """Lets something else happen between the counting and the saving, once."""

    def __init__(self, platform: Platform, meanwhile: Callable[[], object]) -> None:
        super().__init__(platform.database)
        self._meanwhile = [meanwhile]

    def save(self, membership: Membership) -> None:
        while self._meanwhile:
            self._meanwhile.pop()()
        super().save(membership)


def test_a_message_that_comes_between_counting_and_saving_is_counted(house: House) -> None:
    first = house.send(CLIENT, "one").body["message_id"]
    conversations = Interrupted(house.platform, lambda: (house.send(CLIENT, "two"), house.stream()))
    before, message = conversations.membership_and_message(EXPERT.account_id, CONVERSATION, first)
    assert before is not None
    assert message is not None
    change = ChangeMembership(conversations, CountUnread(DynamoMessages(house.platform.database), house.clock))

    change(before, lambda current: replace(current, read_mark=message.mark))

    assert unread(house, EXPERT) == 1


def test_many_own_messages_hide_none_of_others(house: House) -> None:
    messages = DynamoMessages(house.platform.database)
    for _ in range(700):
        house.clock.advance(timedelta(seconds=1))
        own = Message(CONVERSATION, house.message_id(), CLIENT.account_id, "…", house.clock.now())
        messages.put(own)
    house.stream()

    house.send(EXPERT, "Stop!")
    house.stream()

    assert unread(house, CLIENT) == 1


def test_counting_stops_at_a_hundred(house: House) -> None:
    for number in range(105):
        house.send(CLIENT, str(number))

    house.stream()

    assert unread(house, EXPERT) == 100


def test_the_world_hears_of_each_message_once_and_never_its_text(house: House) -> None:
    message_id = house.send(CLIENT, "secret").body["message_id"]

    assert house.stream() == {"batchItemFailures": []}
    house.stream()
    second = house.send(EXPERT, "answer").body["message_id"]
    house.stream()

    events = published(house.platform.tables, "MessageSent.v1")
    assert sorted(events, key=lambda event: event["message_id"]) == [
        {
            "conversation_id": CONVERSATION,
            "message_id": one,
            "sender_id": by.account_id,
            "recipient_ids": [to.account_id],
            "mentioned_ids": [],
            "muted_ids": [],
        }
        for one, by, to in [(message_id, CLIENT, EXPERT), (second, EXPERT, CLIENT)]
    ]
