"""Threads: messages that belong to another one, read by themselves and in the conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.models import How
from guildhall.messaging.store.messages import DynamoMessages
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House


def say(house: House, by: Actor, text: str, **more: Any) -> str:
    """Send a message and return its id."""
    return str(house.send(by, text, **more).body["message_id"])


@pytest.mark.feature("MSG-10")
def test_a_thread_is_read_by_itself_page_by_page_and_in_the_conversation(house: House) -> None:
    begun, other = say(house, CLIENT, "The roof"), say(house, CLIENT, "The garden")
    first = say(house, EXPERT, "Slate?", thread_id=begun)
    say(house, EXPERT, "Roses?", thread_id=other)
    # An answer to an answer stands beside it.
    second = say(house, CLIENT, "Yes, slate.", thread_id=first)
    house.on(CLIENT, "PUT", second, body={"text": "Yes: slate."})

    newest = house.read(CLIENT, thread_id=begun, limit="1").body
    rest = house.read(CLIENT, thread_id=begun, before=newest["older_cursor"]).body

    assert [(m["text"], m["thread_id"]) for m in [*newest["items"], *rest["items"]]] == [
        ("Yes: slate.", begun),
        ("Slate?", begun),
    ]
    assert (rest["older_cursor"], newest["newer_cursor"]) == (None, None)
    assert len(house.read(CLIENT).body["items"]) == 5


def test_a_thread_is_read_over_the_socket_too(house: House) -> None:
    begun = say(house, CLIENT, "The roof")
    house.connect(EXPERT, "desk=")
    about = {"conversation_id": CONVERSATION}

    sent = house.frame(
        EXPERT, "desk=", action="send", message_id=house.message_id(), text="Slate?", thread_id=begun, **about
    )
    page = house.frame(EXPERT, "desk=", action="history", thread_id=begun, **about)

    assert page["ok"]["items"] == [sent["ok"]]


def test_a_thread_begins_with_a_message_of_the_same_conversation(house: House) -> None:
    gone = say(house, CLIENT, "Never mind")
    house.on(CLIENT, "DELETE", gone)

    answers = [house.send(EXPERT, "What?", thread_id=one) for one in (house.message_id(), gone)]

    assert {(a.status, a.problem, a.body["errors"][0]["pointer"]) for a in answers} == {
        (422, "messaging/reply-unknown", "/thread_id")
    }


def test_the_same_answer_sent_again_is_kept_once_and_the_same_id_elsewhere_is_refused(house: House) -> None:
    begun, message_id = say(house, CLIENT, "The roof"), house.message_id()
    first = house.send(EXPERT, "Slate?", message_id=message_id, thread_id=begun)

    again = house.send(EXPERT, "Slate?", message_id=message_id, thread_id=begun)
    elsewhere = house.send(EXPERT, "Slate?", message_id=message_id)

    assert (again.status, again.body) == (201, first.body)
    assert elsewhere.problem == "messaging/message-id-taken"


def test_strangers_read_no_thread_and_its_cursors_fit_nothing_else(house: House) -> None:
    begun = say(house, CLIENT, "The roof")
    for number in range(2):
        say(house, EXPERT, f"Slate {number}?", thread_id=begun)
    cursor = house.read(CLIENT, thread_id=begun, limit="1").body["older_cursor"]

    assert house.read(STRANGER, thread_id=begun).status == 404
    assert house.read(CLIENT, before=cursor).problem == "cursor-invalid"
    newer = house.read(CLIENT).body["newer_cursor"]
    both = house.read(CLIENT, thread_id=begun, after=newer)
    assert (both.status, both.body["errors"][0]["pointer"]) == (422, "#query/after")


def head(house: House, message_id: str, by: Actor = CLIENT) -> tuple[int, str | None]:
    """Return how many replies a message has, and when the last was taken."""
    body = house.on(by, "GET", message_id).body
    return body["replies"], body["last_reply_at"]


def test_the_head_of_a_thread_says_how_many_answered_and_when_however_often_they_send(house: House) -> None:
    begun = say(house, CLIENT, "The roof")
    message_id = house.message_id()
    first = house.send(EXPERT, "Slate?", message_id=message_id, thread_id=begun)
    for _ in range(3):
        house.send(EXPERT, "Slate?", message_id=message_id, thread_id=begun)
    house.send(EXPERT, "Tiles?", message_id=message_id, thread_id=begun)
    second = house.send(CLIENT, "Slate.", thread_id=first.body["message_id"])

    assert head(house, begun) == (2, second.body["sent_at"])
    assert head(house, message_id) == (0, None)


def test_what_was_taken_back_counts_no_more_and_editing_the_head_loses_no_count(house: House) -> None:
    begun = say(house, CLIENT, "The roof")
    reply, last = say(house, EXPERT, "Slate?", thread_id=begun), say(house, EXPERT, "Tiles?", thread_id=begun)
    house.on(EXPERT, "DELETE", reply)
    house.on(EXPERT, "DELETE", reply)
    house.on(CLIENT, "PUT", begun, body={"text": "The roof of the shed"})
    house.on(EXPERT, "PUT", begun, "/reactions", body={"emojis": ["👍"]})

    assert head(house, begun) == (1, house.on(CLIENT, "GET", last).body["sent_at"])


def test_a_head_is_told_to_open_devices_and_found_by_those_who_were_away(house: House) -> None:
    begun = say(house, CLIENT, "The roof")
    house.connect(CLIENT, "desk=")
    away = house.read(CLIENT).body["newer_cursor"]

    say(house, EXPERT, "Slate?", thread_id=begun)
    live = house.gateway.events("desk=", "message_changed")[-1]["message"]
    gap = house.read(CLIENT, after=away).body

    assert (live["message_id"], live["replies"]) == (begun, 1)
    assert [(one["message_id"], one["replies"], one["version"]) for one in gap["changed"]] == [
        (begun, 1, live["version"])
    ]


def test_an_edit_and_an_answer_at_once_lose_neither(house: House) -> None:
    begun = say(house, CLIENT, "The roof")
    before = DynamoMessages(house.platform.database).get(CONVERSATION, begun)
    say(house, EXPERT, "Slate?", thread_id=begun)

    assert before is not None
    with pytest.raises(StaleVersion):
        DynamoMessages(house.platform.database).change(
            replace(before, text="x"), How.EDITED, CLIENT.account_id, house.clock.now(), before
        )
    house.on(CLIENT, "PUT", begun, body={"text": "The roof of the shed"})
    assert head(house, begun)[0] == 1
