"""What one message leads to for many: everybody's count is right, and comes from one reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bench.recorder import READS, Call, Recorder
from functions.messaging.events import subscribe
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion, Unavailable
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.models import Membership, Message
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.use_cases.receipts import ChangeMembership, CountUnread, Known, NoteMessages
from guildhall.platform.edge import Delivery
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.outbox import published

ULID = "01JZ4A8X7N3V5T9K2C6M0QWECC"
TALK = f"cnv_{ULID}"


def gather(house: House, *people: Actor) -> None:
    """Let people talk about a ticket."""
    places = [{"account_id": one.account_id, "role": "agent"} for one in people]
    command = {"type": "keep_conversation", "subject": "ticket", "subject_id": f"tck_{ULID}", "title": "Cold oven"}
    delivery = Delivery(house.platform.ids.new("cmd"), "keep_conversation", {**command, "places": places})
    subscribe(house.ears)["keep_conversation"](delivery)


def agents(count: int) -> list[Actor]:
    return [Actor(f"acc_agent{number:02}", frozenset({"expert"})) for number in range(count)]


def read(house: House, by: Actor, message_id: str) -> None:
    body = {"message_id": message_id, "state": "read"}
    assert house.http("POST", f"/v1/conversations/{TALK}/receipts", by=by, body=body).status == 200


def unread(house: House, *people: Actor) -> list[int]:
    return [house.http("GET", f"/v1/conversations/{TALK}", by=one).body["unread"] for one in people]


def test_each_counts_what_others_wrote_behind_their_own_mark(house: House) -> None:
    gather(house, CLIENT, EXPERT, STRANGER)
    first = house.send(CLIENT, "one", at=TALK).body["message_id"]
    house.send(EXPERT, "two", at=TALK)
    third = house.send(CLIENT, "three", at=TALK).body["message_id"]
    house.stream(TALK)
    before = unread(house, CLIENT, EXPERT, STRANGER)

    read(house, STRANGER, first)
    read(house, EXPERT, third)
    house.send(STRANGER, "four", at=TALK)
    house.stream(TALK)

    assert (before, unread(house, CLIENT, EXPERT, STRANGER)) == ([1, 2, 3], [2, 1, 2])


def test_who_is_far_behind_changes_nothing_for_the_others(house: House) -> None:
    gather(house, CLIENT, EXPERT, STRANGER)
    sent = [house.send(CLIENT, str(number), at=TALK).body["message_id"] for number in range(50)]
    house.clock.advance(timedelta(minutes=1))
    sent += [house.send(CLIENT, str(number), at=TALK).body["message_id"] for number in range(60)]
    house.stream(TALK)
    read(house, EXPERT, sent[-3])
    house.stream(TALK)

    assert unread(house, CLIENT, EXPERT, STRANGER) == [0, 2, 100]
    read(house, STRANGER, sent[14])
    assert unread(house, STRANGER) == [95]


def test_who_reads_while_all_are_counted_keeps_what_they_read(house: House) -> None:
    gather(house, CLIENT, EXPERT, STRANGER)
    message_id = house.send(CLIENT, "one", at=TALK).body["message_id"]

    class Meanwhile(DynamoConversations):
        waiting = True

        def save(self, membership: Membership) -> None:
            if self.waiting:
                self.waiting = False
                read(house, STRANGER, message_id)
            super().save(membership)

    conversations, messages = Meanwhile(house.platform.database), DynamoMessages(house.platform.database)
    message = messages.get(TALK, message_id)
    assert message
    change = ChangeMembership(conversations, CountUnread(messages, house.clock))
    NoteMessages(conversations, change, DynamoBlocks(house.platform.database))([message])

    assert unread(house, EXPERT, STRANGER) == [1, 0]


def test_who_is_blocked_calls_nobody_who_blocks_them_where_more_than_two_talk(house: House) -> None:
    gather(house, CLIENT, EXPERT, STRANGER)
    house.http("PUT", f"/v1/conversations/{TALK}/blocked/{CLIENT.account_id}", by=EXPERT)

    for by in (CLIENT, STRANGER):
        sent = house.send(by, "Look here", at=TALK, mention_ids=[EXPERT.account_id])
        assert sent.status == 201
    house.stream(TALK)

    told = {one["sender_id"]: one for one in published(house.platform.tables, "MessageSent.v1")}
    of_blocked, of_other = told[CLIENT.account_id], told[STRANGER.account_id]
    assert (of_blocked["muted_ids"], of_blocked["mentioned_ids"]) == ([EXPERT.account_id], [])
    assert (of_other["muted_ids"], of_other["mentioned_ids"]) == ([], [EXPERT.account_id])
    assert unread(house, EXPERT) == [2]


def announced(house: House) -> list[str]:
    return sorted(one["conversation_id"] for one in published(house.platform.tables, "MessageSent.v1"))


def send_to_two(house: House) -> None:
    gather(house, CLIENT, EXPERT)
    house.send(CLIENT, "one")
    house.send(CLIENT, "two", at=TALK)


def test_messages_of_several_conversations_are_announced_in_one_transaction(house: House) -> None:
    send_to_two(house)

    with Recorder().installed() as recorder, recorder.recording() as seen:
        house.stream(CONVERSATION, TALK)

    assert announced(house) == sorted([CONVERSATION, TALK])
    assert [call.operation for call in seen.calls].count("TransactWriteItems") == 1


def test_the_sides_of_several_conversations_are_read_at_once(house: House) -> None:
    send_to_two(house)

    with Recorder().installed() as recorder, recorder.recording() as seen:
        house.stream(CONVERSATION, TALK)

    assert [call.operation for call in seen.calls].count("BatchGetItem") == 1
    assert unread(house, EXPERT) == [1]


def test_conversations_that_cannot_be_read_at_once_are_read_one_by_one(house: House) -> None:
    class Busy(NoteMessages):
        def read(self, conversation_ids: Iterable[str]) -> dict[str, Known]:
            wanted = list(conversation_ids)
            if len(wanted) > 1:
                raise Unavailable
            return super().read(wanted)

    send_to_two(house)
    note = house.background.note_messages

    house.background = replace(house.background, note_messages=Busy(note.conversations, note.change, note.blocks))

    assert house.stream(CONVERSATION, TALK) == {"batchItemFailures": []}
    assert (announced(house), unread(house, EXPERT)) == (sorted([CONVERSATION, TALK]), [1])


def test_what_happened_since_the_sides_were_read_is_not_undone(house: House) -> None:
    gather(house, CLIENT, EXPERT, STRANGER)
    message_id = house.send(CLIENT, "one", at=TALK).body["message_id"]
    message, note = DynamoMessages(house.platform.database).get(TALK, message_id), house.background.note_messages
    assert message

    known = note.read([TALK])
    read(house, STRANGER, message_id)
    note([message], known[TALK])

    assert unread(house, EXPERT, STRANGER) == [1, 0]


def test_who_joins_after_the_sides_were_read_has_the_messages_noted_again(house: House) -> None:
    gather(house, CLIENT, EXPERT)
    message_id = house.send(CLIENT, "one", at=TALK).body["message_id"]
    message, note = DynamoMessages(house.platform.database).get(TALK, message_id), house.background.note_messages
    assert message

    known = note.read([TALK])
    gather(house, CLIENT, EXPERT, STRANGER)
    with pytest.raises(StaleVersion):
        note([message], known[TALK])
    house.stream(TALK)

    assert unread(house, EXPERT, STRANGER) == [1, 1]


def test_a_conversation_that_has_to_wait_keeps_no_other_from_being_announced(house: House) -> None:
    class Busy(NoteMessages):
        def __call__(self, messages: Sequence[Message], known: Known | None = None) -> list[MessageSentV1]:
            if messages[0].conversation_id == TALK:
                raise StaleVersion
            return super().__call__(messages, known)

    send_to_two(house)
    background = house.background
    note = background.note_messages

    house.background = replace(background, note_messages=Busy(note.conversations, note.change, note.blocks))
    answer = house.stream(CONVERSATION, TALK)
    before = announced(house)
    house.background = background
    house.stream(TALK)

    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{1:021d}"}]}
    assert (before, announced(house)) == ([CONVERSATION], sorted([CONVERSATION, TALK]))


def test_a_batch_that_could_not_be_announced_comes_again(house: House) -> None:
    send_to_two(house)
    background = house.background

    def refuse(_: Sequence[MessageSentV1]) -> None:
        raise Unavailable

    house.background = replace(background, announce=refuse)
    answer = house.stream(CONVERSATION, TALK)
    house.background = background
    assert house.stream(CONVERSATION, TALK) == {"batchItemFailures": []}

    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{0:021d}"}]}
    assert announced(house) == sorted([CONVERSATION, TALK])


@pytest.mark.parametrize("step", ["send", "stream"])
def test_more_recipients_cost_no_more_readings_but_one_of_who_blocks_the_sender(house: House, step: str) -> None:
    read_for = {}
    for count in (2, 12):
        people = agents(count)
        gather(house, *people)
        house.send(people[0], "The oven is cold.", at=TALK)
        house.stream(TALK)
        with Recorder().installed() as recorder:
            if step == "stream":
                house.send(people[0], "Still.", at=TALK)
            with recorder.recording() as seen:
                house.send(people[0], "Very.", at=TALK) if step == "send" else house.stream(TALK)
        read_for[count] = [_read(call) for call in seen.calls if call.operation in READS]

    of_blocks = [("GetItem", True)] if step == "stream" else []
    assert sorted(read_for[12]) == sorted([*read_for[2], *of_blocks]) != of_blocks


def _read(call: Call) -> tuple[str, bool]:
    """Return an operation, and whether it reads who blocks somebody."""
    return call.operation, call.arguments.get("Key", {}).get("SK") == {"S": "BLOCKED_BY"}
