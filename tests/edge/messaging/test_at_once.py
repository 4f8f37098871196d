"""What happens in the same moment: a block and a message, one message from two devices, more than a minute may hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from guildhall.kernel.actor import Actor
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer
from tests.support.meanwhile import behind, just_before
from tests.support.racing import at_once

BLOCKED = f"/v1/conversations/{CONVERSATION}/blocked/{CLIENT.account_id}"
MESSAGES = f"/v1/conversations/{CONVERSATION}/messages"
KEPT, COUNTED_IN_ITS_THREAD = "PutItem", "TransactWriteItems"


def texts(house: House) -> list[str]:
    """Return what the conversation says, newest first."""
    return [each["text"] for each in house.read(EXPERT).body["items"]]


def test_a_block_holds_from_its_answer_on_whatever_replicas_know(house: House) -> None:
    house.connect(CLIENT, "phone=")
    with behind():
        before = house.send(CLIENT, "Hello?")
        blocked = house.http("PUT", BLOCKED, by=EXPERT)
        about = {"conversation_id": CONVERSATION, "message_id": house.message_id()}
        after = [house.send(CLIENT, "HELLO").status]
        after.append(house.frame(CLIENT, "phone=", action="send", text="HELLO", **about)["problem"]["status"])

    assert (before.status, blocked.body["account_ids"]) == (201, [CLIENT.account_id])
    assert (after, texts(house)) == ([403, 403], ["Hello?"])


def test_a_block_that_comes_before_its_reading_holds_and_one_that_comes_after_lets_one_message_by(
    house: House,
) -> None:
    def block() -> Answer:
        return house.http("PUT", BLOCKED, by=EXPERT)

    with just_before("GetItem BLOCKED_BY", block):
        refused = house.send(CLIENT, "HELLO")
    house.http("DELETE", BLOCKED, by=EXPERT)
    with just_before(KEPT, block):
        passed = house.send(CLIENT, "Hello?")

    assert (refused.problem, passed.status) == ("messaging/blocked", 201)
    assert (house.send(CLIENT, "HELLO").problem, texts(house)) == ("messaging/blocked", ["Hello?"])


@pytest.mark.parametrize(
    ("other_text", "outcome"), [("Hello", (201, "")), ("Bye", (409, "messaging/message-id-taken"))]
)
@pytest.mark.parametrize("written", [KEPT, COUNTED_IN_ITS_THREAD])
def test_an_id_that_two_devices_use_at_once_is_one_message_and_the_first(
    house: House, written: str, other_text: str, outcome: tuple[int, str]
) -> None:
    begun = house.send(EXPERT, "Question").body["message_id"]
    about = {"message_id": house.message_id()}
    if written == COUNTED_IN_ITS_THREAD:
        about["thread_id"] = begun
    first: list[Answer] = []

    with just_before(written, lambda: first.append(house.send(CLIENT, "Hello", **about))):
        second = house.send(CLIENT, other_text, **about)

    assert (second.status, second.problem) == outcome
    assert second.status != 201 or second.body == first[0].body
    assert texts(house).count("Hello") == len(texts(house)) - 1 == 1
    assert house.on(EXPERT, "GET", begun).body["replies"] == (written == COUNTED_IN_ITS_THREAD)


def test_no_more_than_sixty_that_come_at_once_are_taken(house: House) -> None:
    for _ in range(55):
        house.http("POST", MESSAGES, by=CLIENT, body={"message_id": house.message_id(), "text": "x"})
    ids = [house.message_id() for _ in range(10)]

    def sending(message_id: str) -> Callable[[], int]:
        return lambda: house.http("POST", MESSAGES, by=CLIENT, body={"message_id": message_id, "text": "x"}).status

    assert Counter(at_once([sending(each) for each in ids])) == {201: 5, 429: 5}


def test_who_is_let_in_nowhere_is_counted_too_and_strangers_learn_of_no_limit(house: House) -> None:
    house.http("PUT", BLOCKED, by=EXPERT)

    def problems(by: Actor) -> list[str]:
        return [
            house.http("POST", MESSAGES, by=by, body={"message_id": house.message_id(), "text": "x"}).problem
            for _ in range(61)
        ]

    assert problems(CLIENT) == ["messaging/blocked"] * 60 + ["too-many-requests"]
    assert problems(STRANGER) == ["not-found"] * 61
