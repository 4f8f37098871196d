"""Edits, deletions, reactions, quotes and mentions: who may, what stays known, and what devices come to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.messaging import wiring
from tests.support.chat import CLIENT, CONTRACT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer
from tests.support.outbox import published
from tests.support.racing import at_once


def sent(house: House, by: Actor = CLIENT, text: str = "I begin on Mnday.", **more: Any) -> str:
    """Send a message and return its id."""
    answer = house.send(by, text, **more)
    assert answer.status == 201
    return str(answer.body["message_id"])


def told(house: House, connection_id: str) -> list[dict[str, Any]]:
    """Return the messages of which a socket heard that they changed."""
    return [event["message"] for event in house.gateway.events(connection_id, "message_changed")]


def preview(house: House, by: Actor) -> dict[str, Any]:
    """Return what somebody's list says of the conversation."""
    house.stream()
    (item,) = house.http("GET", "/v1/conversations", by=by).body["items"]
    return dict(item)


def test_an_edited_message_says_the_new_text_and_keeps_the_old_one(house: House) -> None:
    message_id = sent(house)
    house.connect(EXPERT, "desk=")

    edited = house.on(CLIENT, "PUT", message_id, body={"text": "I begin on Monday."})
    versions = house.on(EXPERT, "GET", message_id, "/versions").body["items"]

    assert (edited.status, edited.body["text"], edited.body["version"]) == (200, "I begin on Monday.", 1)
    assert edited.body["edited_at"] is not None
    assert house.on(EXPERT, "GET", message_id).body == edited.body == told(house, "desk=")[-1]
    assert [(v["text"], v["replaced_by"]) for v in versions] == [("I begin on Mnday.", CLIENT.account_id)]


def test_a_deleted_message_leaves_its_place_and_no_word(house: House) -> None:
    message_id = sent(house, text="My account number is 12", mention_ids=[EXPERT.account_id], code_language="text")
    house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["👍"]})
    house.on(CLIENT, "PUT", message_id, body={"text": "My account number is 123"})

    deleted = house.on(CLIENT, "DELETE", message_id)

    (item,) = house.read(EXPERT).body["items"]
    assert (deleted.status, deleted.body) == (200, item)
    assert (item["text"], item["mention_ids"], item["code_language"], item["reactions"]) == ("", [], None, [])
    assert item["deleted_at"] is not None
    assert house.on(EXPERT, "GET", message_id, "/versions").body["items"] == []
    assert house.on(CLIENT, "DELETE", message_id).body == item


def test_whoever_judges_reads_what_was_edited_and_what_was_taken_back(house: House) -> None:
    message_id = sent(house, text="I pay 500")
    house.on(CLIENT, "PUT", message_id, body={"text": "I pay 400"})
    house.send(EXPERT, "You said 500")
    house.on(CLIENT, "DELETE", message_id)

    words = wiring.contract_words(house.platform)(EXPERT, CONTRACT, 100)

    assert [(w.account_id, w.how, w.text) for w in words] == [
        (CLIENT.account_id, "wrote", "I pay 500"),
        (CLIENT.account_id, "edited", "I pay 400"),
        (EXPERT.account_id, "wrote", "You said 500"),
        (CLIENT.account_id, "deleted", ""),
    ]


@pytest.mark.parametrize(("method", "body"), [("PUT", {"text": "Something else"}), ("DELETE", None)])
def test_only_the_sender_changes_a_message_and_only_for_a_day(house: House, method: str, body: Any) -> None:
    message_id = sent(house, text="As it is")

    by_other = house.on(EXPERT, method, message_id, body=body)
    by_stranger = house.on(STRANGER, method, message_id, body=body)
    house.clock.advance(timedelta(hours=24))
    too_late = house.on(CLIENT, method, message_id, body=body)

    assert (by_other.status, by_stranger.status) == (403, 404)
    assert (too_late.status, too_late.problem) == (409, "messaging/too-late-to-change")
    assert house.on(EXPERT, "GET", message_id).body["text"] == "As it is"


def test_a_retry_changes_nothing_and_tells_nobody(house: House) -> None:
    message_id = sent(house)
    first = house.on(CLIENT, "PUT", message_id, body={"text": "I begin on Monday."})
    house.connect(EXPERT, "desk=")
    house.clock.advance(timedelta(hours=30))

    again = house.on(CLIENT, "PUT", message_id, body={"text": "I begin on Monday."})

    assert (again.status, again.body) == (200, first.body)
    assert told(house, "desk=") == []


def test_a_retry_of_the_sending_is_known_after_the_message_was_edited(house: House) -> None:
    message_id = sent(house, text="Frist")
    edited = house.on(CLIENT, "PUT", message_id, body={"text": "First"}).body

    again = house.send(CLIENT, "Frist", message_id=message_id)
    other = house.send(CLIENT, "First", message_id=message_id)

    assert (again.status, again.body) == (201, edited)
    assert (other.status, other.problem) == (409, "messaging/message-id-taken")


@pytest.mark.feature("MSG-06")
def test_everybody_reacts_with_emoji_of_their_own_and_takes_them_back(house: House) -> None:
    message_id = sent(house)
    house.connect(CLIENT, "phone=")

    house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["👍", "👩‍👩‍👧"]})
    house.on(CLIENT, "PUT", message_id, "/reactions", body={"emojis": ["👍"]})
    house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["👍"]})
    answer = house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["👍", "1️⃣"]})

    assert answer.body["reactions"] == [
        {"emoji": "👍", "account_ids": [EXPERT.account_id, CLIENT.account_id]},
        {"emoji": "1️⃣", "account_ids": [EXPERT.account_id]},
    ]
    assert told(house, "phone=")[-1] == house.read(CLIENT).body["items"][0] == answer.body
    assert house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": []}).body["reactions"] == [
        {"emoji": "👍", "account_ids": [CLIENT.account_id]}
    ]
    assert house.on(CLIENT, "GET", message_id, "/versions").body["items"] == []


@pytest.mark.parametrize("emoji", ["a", "", "👍👎" * 9, "1", "<b>", "👍x", "é", " "])
def test_what_is_no_emoji_is_no_reaction(house: House, emoji: str) -> None:
    message_id = sent(house)

    answer = house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": [emoji]})

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/emojis/0")
    assert house.on(EXPERT, "GET", message_id).body["reactions"] == []


def test_nothing_can_be_done_with_a_deleted_message(house: House) -> None:
    message_id = sent(house)
    house.on(CLIENT, "DELETE", message_id)

    attempts = [
        house.on(CLIENT, "PUT", message_id, body={"text": "Back again"}),
        house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["👍"]}),
    ]

    assert {(a.status, a.problem) for a in attempts} == {(409, "messaging/message-deleted")}
    assert house.send(EXPERT, "Which?", reply_to=message_id).problem == "messaging/reply-unknown"


@pytest.mark.feature("MSG-09")
def test_a_snippet_of_code_arrives_as_it_was_with_its_language(house: House) -> None:
    code = "def greet():\n\treturn  'hello'\n"

    message_id = sent(house, EXPERT, code, code_language="python")

    found = house.on(CLIENT, "GET", message_id).body
    assert (found["text"], found["code_language"]) == (code, "python")


def test_a_quote_names_a_message_of_the_same_conversation(house: House) -> None:
    question = sent(house, text="When?")

    answer = house.send(EXPERT, "On Monday", reply_to=question)
    elsewhere = house.send(EXPERT, "On Monday", reply_to=house.message_id())

    assert answer.body["reply_to"] == question
    assert (elsewhere.status, elsewhere.problem) == (422, "messaging/reply-unknown")
    assert len(house.read(CLIENT).body["items"]) == 2


def test_who_is_mentioned_takes_part_and_the_world_hears_of_it(house: House) -> None:
    message_id = sent(house, mention_ids=[EXPERT.account_id, CLIENT.account_id])
    house.stream()

    stranger = house.send(CLIENT, "And you", mention_ids=[EXPERT.account_id, STRANGER.account_id])

    assert (stranger.problem, stranger.body["errors"][0]["pointer"]) == ("messaging/mention-unknown", "/mention_ids/1")
    (event,) = published(house.platform.tables, "MessageSent.v1")
    assert (event["message_id"], event["mentioned_ids"]) == (message_id, [EXPERT.account_id])


def test_lists_show_what_the_latest_message_says_now_and_count_what_is_left_to_read(house: House) -> None:
    sent(house, text="One")
    message_id = sent(house, text="Twoo")
    before = preview(house, EXPERT)

    house.on(CLIENT, "PUT", message_id, body={"text": "Two"})
    edited = preview(house, EXPERT)
    house.on(CLIENT, "DELETE", message_id)
    deleted = preview(house, EXPERT)

    def what(item: dict[str, Any]) -> tuple[str, bool, int]:
        return item["preview"]["text"], item["preview"]["is_deleted"], item["unread"]

    assert [what(one) for one in (before, edited, deleted)] == [("Twoo", False, 2), ("Two", False, 2), ("", True, 1)]


class Reader:
    """A device that was away: it asks for what came, and keeps of each message the latest version."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.kept: dict[str, dict[str, Any]] = {}
        page = house.read(EXPERT).body
        self._keep(page)
        self.checkpoint = page["newer_cursor"]

    def catch_up(self, limit: int) -> None:
        """Read page by page, until there is no more."""
        has_more = True
        while has_more:
            page = self.house.read(EXPERT, after=self.checkpoint, limit=str(limit)).body
            self._keep(page)
            self.checkpoint, has_more = page["newer_cursor"], page["has_more"]

    def _keep(self, page: dict[str, Any]) -> None:
        for message in [*page["items"], *page["changed"]]:
            known = self.kept.get(message["message_id"])
            if known is None or known["version"] <= message["version"]:
                self.kept[message["message_id"]] = message


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_a_device_that_was_away_comes_to_what_is_true_now(house: House, limit: int) -> None:
    old = [sent(house, text=f"old {number}") for number in range(6)]
    house.clock.advance(timedelta(hours=3))
    device = Reader(house)
    house.clock.advance(timedelta(minutes=10))

    house.on(CLIENT, "PUT", old[0], body={"text": "new words"})
    house.on(CLIENT, "DELETE", old[1])
    for message_id in old[2:5]:
        house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["🎉"]})
    fresh = [sent(house, text="x" * 4_000) for _ in range(4)]
    house.on(CLIENT, "PUT", fresh[0], body={"text": "fresh words"})
    device.catch_up(limit)

    now = {item["message_id"]: item for item in house.read(EXPERT, limit="100").body["items"]}
    assert device.kept == now
    house.clock.advance(timedelta(minutes=1))
    device.catch_up(limit)
    last = house.read(EXPERT, after=device.checkpoint).body
    assert (last["items"], last["changed"], last["has_more"]) == ([], [], False)


def test_changes_over_the_socket_are_answered_and_told_to_the_other_devices_only(house: House) -> None:
    message_id = sent(house)
    for device in ("phone=", "desk="):
        house.connect(CLIENT, device)
    about = {"conversation_id": CONVERSATION, "message_id": message_id}

    edited = house.frame(CLIENT, "phone=", action="edit", text="Edited", **about)
    reacted = house.frame(CLIENT, "phone=", action="react", emojis=["👍"], **about)
    deleted = house.frame(CLIENT, "phone=", action="delete", **about)
    refused = house.frame(CLIENT, "phone=", action="edit", text=" ", **about)

    assert [one["ok"]["version"] for one in (edited, reacted, deleted)] == [1, 2, 3]
    assert told(house, "desk=") == [edited["ok"], reacted["ok"], deleted["ok"]]
    assert told(house, "phone=") == []
    assert refused["problem"]["errors"][0]["pointer"] == "/text"


def test_all_who_react_in_one_moment_are_kept(house: House) -> None:
    message_id = sent(house)
    path = f"/v1/conversations/{CONVERSATION}/messages/{message_id}/reactions"

    def reacts(by: Actor, emoji: str) -> Callable[[], Answer]:
        return lambda: house.http("PUT", path, by=by, body={"emojis": [emoji]})

    answers = at_once([reacts(CLIENT, "👍"), reacts(EXPERT, "👍")])

    assert [one.status for one in answers if isinstance(one, Answer)] == [200, 200]
    (reaction,) = house.on(CLIENT, "GET", message_id).body["reactions"]
    assert sorted(reaction["account_ids"]) == [CLIENT.account_id, EXPERT.account_id]


def test_changing_counts_as_writing(house: House) -> None:
    path = f"/v1/conversations/{CONVERSATION}/messages/{sent(house)}"

    answers = [house.http("PUT", path, by=CLIENT, body={"text": f"text {number}"}) for number in range(60)]

    assert [(a.status, a.problem) for a in answers[-2:]] == [(200, ""), (429, "too-many-requests")]
    assert house.read(EXPERT).body["items"][0]["text"] == "text 58"
