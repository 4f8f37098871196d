"""Two people talk on the local cloud: real sign-ins, real sockets, and a connection that breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tools.journeys.long_talk import LongTalk
from tools.journeys.people import Person, open_conversation, register
from tools.journeys.socket import Phone
from tools.journeys.stage import Stage, fresh_stage
from tools.journeys.steps import eventually


@dataclass
class Talk:
    """A conversation of two people. stranger: has an account and no part in it."""

    stage: Stage
    client: Person
    expert: Person
    stranger: Person
    conversation_id: str

    def phone(self, who: Person) -> Phone:
        """Return a device of somebody."""
        return Phone(self.stage.socket_url, who.api)

    def everything(self, who: Person) -> list[dict[str, Any]]:
        """Read the whole conversation over HTTP, oldest first."""
        path = f"/v1/conversations/{self.conversation_id}/messages"
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = who.api.get(path, limit="20", **cursor)
            found += page["items"]
            if not page["older_cursor"]:
                return found[::-1]
            cursor = {"before": page["older_cursor"]}


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """The event that contracts sends when both have signed opens their conversation."""
    with fresh_stage(tmp_path_factory.mktemp("chat")) as stage:
        client = register(stage, "Ada", "ada@guildhall.example", ["client"])
        expert = register(stage, "Grace", "grace@guildhall.example", ["expert"])
        stranger = register(stage, "Eve", "eve@guildhall.example", ["client"])
        yield Talk(stage, client, expert, stranger, open_conversation(stage, client, expert))


@pytest.mark.feature("MSG-18")
def test_a_broken_connection_loses_nothing_and_doubles_nothing(talk: Talk) -> None:
    ada, grace = talk.phone(talk.client), talk.phone(talk.expert)
    about = talk.conversation_id
    seen = grace.ask("history", conversation_id=about)["newer_cursor"]

    sent = [ada.send(about, f"before {number}") for number in range(5)]
    heard = [grace.hears("message", message_id=one)["message"] for one in sent]
    grace.drop()
    away = [ada.send(about, f"away {number}") for number in range(8)]
    # The answer to the last one was lost: her phone sends it again.
    ada.send(about, "away 7", away[-1])
    grace.dial()
    missed = grace.gap(about, seen)
    after = [ada.send(about, "after")]
    heard.append(grace.hears("message", message_id=after[0])["message"])

    known = {message["message_id"]: message for message in [*heard, *missed]}
    kept = talk.everything(talk.expert)
    assert [message["message_id"] for message in kept] == [*sent, *away, *after]
    assert known == {message["message_id"]: message for message in kept}
    ada.close()
    grace.close()


def test_two_people_and_a_silent_device_agree_after_cut_sockets_and_killed_workers(talk: Talk) -> None:
    people = (talk.client, talk.expert)
    crossfire = LongTalk(talk.stage, people, open_conversation(talk.stage, *people), seed=20261122)

    crossfire.run(120, blows=8)

    assert crossfire.check(120)
    assert min(crossfire.blows.values()) > 0
    crossfire.close()


def test_unread_messages_are_counted_until_they_are_read_and_the_sender_sees_it(talk: Talk) -> None:
    grace, ada = talk.phone(talk.expert), talk.phone(talk.client)
    before = len([m for m in talk.everything(talk.client) if m["sender_id"] == talk.expert.account_id])
    sent = [grace.send(talk.conversation_id, f"{number}") for number in range(3)]

    def unread() -> int:
        return int(talk.client.api.get("/v1/conversations")["items"][0]["unread"])

    eventually("three unread", lambda: unread() == before + 3)
    ada.ask("receipt", conversation_id=talk.conversation_id, message_id=sent[-1], state="read")
    told = grace.hears("receipt", account_id=talk.client.account_id, read_message_id=sent[-1])

    assert told["receipt"]["read_up_to"] == talk.everything(talk.client)[-1]["sent_at"]
    eventually("nothing unread", lambda: unread() == 0)
    ada.close()
    grace.close()


def test_an_edit_reaches_the_other_sides_socket_and_list_and_what_one_is_told_ones_devices(talk: Talk) -> None:
    grace, ada = talk.phone(talk.expert), talk.phone(talk.client)
    about = talk.conversation_id
    message_id = grace.send(about, "I begin on Mnday.")
    told = ada.hears("notification", type="message_received")

    grace.ask("edit", conversation_id=about, message_id=message_id, text="I begin on Monday.")

    def preview() -> str:
        return str(talk.client.api.get("/v1/conversations")["items"][0]["preview"]["text"])

    eventually("the edit in the list", lambda: preview() == "I begin on Monday.")
    assert ada.hears("message_changed")["message"]["text"] == preview()
    talk.client.api.post(f"/v1/notifications/{told['notification_id']}/read")
    ada.hears("notifications_read", notification_ids=[told["notification_id"]])
    ada.close()
    grace.close()


def test_comings_and_goings_and_typing_are_shown_to_the_other_side(talk: Talk) -> None:
    ada = talk.phone(talk.client)

    def is_there() -> bool:
        return bool(ada.ask("presence", conversation_id=talk.conversation_id)[0]["is_online"])

    # Sockets of the test before may still be on their way out: nobody comes who has not gone.
    eventually("an empty chair", lambda: not is_there())
    ada.heard.clear()
    grace = talk.phone(talk.expert)
    ada.hears("presence", account_id=talk.expert.account_id, is_online=True)
    grace.ask("typing", conversation_id=talk.conversation_id)
    ada.hears("typing", account_id=talk.expert.account_id)
    grace.drop()
    ada.hears("presence", account_id=talk.expert.account_id, is_online=False)

    # A going of the socket before may be told this late too.
    eventually("an empty chair", lambda: not is_there())
    ada.close()


def test_strangers_and_forged_tickets_stay_outside(talk: Talk) -> None:
    eve = talk.phone(talk.stranger)
    refused = eve.say(json.dumps({"action": "history", "request_id": "r", "conversation_id": talk.conversation_id}))
    eve.close()
    used = talk.client.api.post("/v1/chat/tickets")["ticket"]
    with connect(f"{talk.stage.socket_url}?ticket={used}"):
        pass

    assert refused["problem"]["status"] == 404
    for ticket, status in ((used, 403), ("forged", 403)):
        with pytest.raises(InvalidStatus) as refusal, connect(f"{talk.stage.socket_url}?ticket={ticket}"):
            pass
        assert refusal.value.response.status_code == status
    assert talk.everything(talk.client)


def test_frames_that_cannot_be_read_are_answered_and_keep_the_socket_open(talk: Talk) -> None:
    ada = talk.phone(talk.client)

    said = ["{", json.dumps({"action": "shout", "request_id": "r"}), "x" * 40_000]
    answers = [ada.say(text)["problem"]["type"] for text in said]

    assert [answer.partition("/problems/")[2] for answer in answers] == [
        "malformed",
        "messaging/action-unknown",
        "too-large",
    ]
    assert ada.ask("ping") == {}
    ada.close()
