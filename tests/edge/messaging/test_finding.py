"""Search and export: everything of one's own conversations, and never a word of another's."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.messaging.use_cases import searching
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer

ADMINISTRATOR = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))
PEOPLE = [Actor(f"acc_01J{letter * 23}", frozenset({"client", "expert"})) for letter in "ABCD"]


def search(house: House, by: Actor, **query: str) -> list[dict[str, Any]]:
    """Search until there is nothing left to look at; return what was found."""
    found: list[dict[str, Any]] = []
    more: dict[str, str] = {}
    while True:
        answer = house.http("GET", "/v1/chat/search", by=by, query={**query, **more})
        assert answer.status == 200, answer.body
        found += answer.body["items"]
        if answer.body["next_cursor"] is None:
            return found
        more = {"cursor": answer.body["next_cursor"]}


def texts(found: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in found]


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("garden", ["The Garden-wall is done"]),
        ("GARD wal", ["The Garden-wall is done"]),
        ("gard stone", []),
        ("arden", []),
        ("prevu", ["C'est PRÉVU pour lundi"]),
        ("prévu", ["C'est PRÉVU pour lundi"]),
        ("coeur", ["Cœur de pierre"]),
        ("كام", ["کام مکمل ہو گیا"]),
        ("کام گیا", ["کام مکمل ہو گیا"]),
        # A letter with its sign in one or apart, in the form of its place in a word, and digits of other scripts.
        ("ہو\u06cc\u0654ی", ["ملاقات ۲۵ تاریخ کو ہوئی"]),
        ("\ufe97\ufe8e\ufead\ufef3\ufea6", ["ملاقات ۲۵ تاریخ کو ہوئی"]),
        ("25", ["ملاقات ۲۵ تاریخ کو ہوئی"]),
    ],
)
def test_words_are_found_in_each_language_whatever_their_case_and_accents(
    house: House, words: str, finds: list[str]
) -> None:
    urdu = ("کام مکمل ہو گیا", "ملاقات ۲۵ تاریخ کو ہوئی")
    for text in ("The Garden-wall is done", "C'est PRÉVU pour lundi", "Cœur de pierre", *urdu):
        house.send(CLIENT, text)

    assert texts(search(house, EXPERT, words=words)) == finds


@pytest.mark.feature("MSG-11")
def test_a_search_is_narrowed_by_keywords_sender_dates_and_kind(house: House) -> None:
    house.send(CLIENT, "Plan one")
    house.send(EXPERT, "plan = 2", code_language="python")
    house.clock.advance(timedelta(days=1))
    midnight = to_text(house.clock.now())
    house.send(CLIENT, "Plan three")
    gone = house.send(CLIENT, "Plan four").body["message_id"]
    house.on(CLIENT, "DELETE", gone)

    assert texts(search(house, EXPERT, words="plan")) == ["Plan three", "plan = 2", "Plan one"]
    assert texts(search(house, EXPERT, words="plan", sender=CLIENT.account_id)) == ["Plan three", "Plan one"]
    assert texts(search(house, EXPERT, words="plan", since=midnight)) == ["Plan three"]
    assert texts(search(house, EXPERT, words="plan", until=midnight)) == ["plan = 2", "Plan one"]
    assert texts(search(house, EXPERT, code="true")) == ["plan = 2"]
    one_by_one = search(house, EXPERT, code="false", conversation=CONVERSATION, limit="1")
    assert texts(one_by_one) == ["Plan three", "Plan one"]


def test_no_search_ever_returns_a_message_of_a_conversation_one_is_not_in(house: House) -> None:
    pairs = [(a, b) for index, a in enumerate(PEOPLE) for b in PEOPLE[index + 1 :]]
    said: dict[str, set[str]] = {one.account_id: set() for one in PEOPLE}
    for number, (one, other) in enumerate(pairs):
        ulid = f"01JZ4A8X7N3V5T9K2C6M0QW{number:03d}"
        house.clock.advance(timedelta(seconds=1))
        house.open(f"ctr_{ulid}", one, other)
        for by in (one, other):
            message_id = house.send(by, f"the secret of {number}", at=f"cnv_{ulid}").body["message_id"]
            for side in (one, other):
                said[side.account_id].add(message_id)

    for query in ({"words": "secret"}, {"limit": "1"}, {"sender": PEOPLE[0].account_id}, {"code": "false"}):
        for who in PEOPLE:
            found = {message["message_id"] for message in search(house, who, **query)}
            assert found <= said[who.account_id]
            if "sender" not in query:
                assert found == said[who.account_id]
    assert search(house, STRANGER, words="secret") == []
    foreign = f"cnv_01JZ4A8X7N3V5T9K2C6M0QW{len(pairs) - 1:03d}"
    assert house.http("GET", "/v1/chat/search", by=PEOPLE[0], query={"conversation": foreign}).status == 404


def test_a_cursor_of_a_search_fits_neither_another_search_nor_another_account(house: House) -> None:
    for number in range(3):
        house.send(CLIENT, f"plan {number}")
    query = {"words": "plan", "limit": "1"}
    cursor = house.http("GET", "/v1/chat/search", by=CLIENT, query=query).body["next_cursor"]

    attempts = [
        house.http("GET", "/v1/chat/search", by=EXPERT, query={**query, "cursor": cursor}),
        house.http("GET", "/v1/chat/search", by=CLIENT, query={"words": "pla", "cursor": cursor}),
    ]

    assert {(a.status, a.problem) for a in attempts} == {(422, "cursor-invalid")}


def test_a_long_search_goes_on_where_it_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 3)
    monkeypatch.setattr(searching, "MOST_LOOKED", 25)
    for number in range(11):
        house.send(CLIENT, "needle" if number == 0 else f"hay {number}")

    first = house.http("GET", "/v1/chat/search", by=EXPERT, query={"words": "needle"}).body

    assert (first["items"], first["next_cursor"] is None) == ([], False)
    assert texts(search(house, EXPERT, words="needle")) == ["needle"]


def test_a_search_looks_no_further_back_than_its_first_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 2)
    monkeypatch.setattr(searching, "MOST_LOOKED", 1)
    for number in range(5):
        house.send(CLIENT, f"old {number}")
    house.clock.advance(timedelta(days=1))
    query = {"conversation": CONVERSATION, "since": to_text(house.clock.now())}
    house.send(CLIENT, "new")

    answer = house.http("GET", "/v1/chat/search", by=EXPERT, query=query).body

    assert (texts(answer["items"]), answer["next_cursor"]) == (["new"], None)


def test_a_search_goes_on_behind_a_conversation_that_is_gone_meanwhile(house: House) -> None:
    house.open("ctr_01JZ4A8X7N3V5T9K2C6M0QWERV", CLIENT, EXPERT)
    house.send(CLIENT, "needle of old", at="cnv_01JZ4A8X7N3V5T9K2C6M0QWERV")
    for number in range(2):
        house.send(CLIENT, f"needle {number}")
    house.stream()
    everywhere, here = (
        {"words": "needle", "limit": "1"},
        {"words": "needle", "limit": "1", "conversation": CONVERSATION},
    )

    def more(query: dict[str, str], cursor: str) -> Answer:
        return house.http("GET", "/v1/chat/search", by=EXPERT, query={**query, "cursor": cursor})

    first, of_one = (house.http("GET", "/v1/chat/search", by=EXPERT, query=query).body for query in (everywhere, here))
    assert texts(first["items"]) == texts(of_one["items"]) == ["needle 1"]
    house.http("DELETE", f"/v1/conversations/{CONVERSATION}", by=ADMINISTRATOR)

    assert texts(more(everywhere, first["next_cursor"]).body["items"]) == ["needle of old"]
    assert texts(search(house, EXPERT, words="needle")) == ["needle of old"]
    assert more(here, of_one["next_cursor"]).status == 404


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "2026-03-01T10:00:00"},
        {"words": "x" * 201},
        {"until": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_search_that_means_nothing_is_refused(house: House, query: dict[str, str]) -> None:
    assert house.http("GET", "/v1/chat/search", by=CLIENT, query=query).status == 422


def test_a_search_may_reach_as_far_as_it_likes(house: House) -> None:
    house.send(CLIENT, "Plan one")

    assert search(house, EXPERT, words="plan", until="1900-01-01T00:00:00Z") == []
    assert texts(search(house, EXPERT, words="plan", since="1900-01-01T00:00:00Z", until="2999-12-31T23:59:59Z"))


def sealed(before: str, whole: Any) -> str:
    """Seal as the documentation of the export says."""
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((before + text).encode()).hexdigest()


@pytest.mark.feature("MSG-12")
def test_an_export_is_whole_and_shows_whether_anything_was_changed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 2)
    ids = [house.send(CLIENT, f"Réponse {number} 🏠").body["message_id"] for number in range(5)]
    house.on(CLIENT, "PUT", ids[1], body={"text": "Edited"})
    house.on(CLIENT, "DELETE", ids[2])

    parts: list[dict[str, Any]] = []
    cursor: str | None = None
    while not parts or cursor:
        query = {"cursor": cursor} if cursor else {}
        answer = house.http("GET", f"/v1/conversations/{CONVERSATION}/export", by=EXPERT, query=query)
        parts.append(answer.body)
        cursor = answer.body["next_cursor"]

    entries = [entry for part in parts for entry in part["items"]]
    assert [len(part["items"]) for part in parts] == [2, 2, 1]
    assert [entry["message"] for entry in entries] == house.read(EXPERT).body["items"][::-1]
    assert [[v["text"] for v in entry["versions"]] for entry in entries] == [[], ["Réponse 1 🏠"], [], [], []]
    digest = sealed("", parts[0]["conversation"])
    for entry in entries:
        digest = sealed(digest, {"message": entry["message"], "versions": entry["versions"]})
        assert entry["sha256"] == digest
    assert parts[-1]["sha256"] == digest
    assert parts[0]["conversation"]["participant_ids"] == [CLIENT.account_id, EXPERT.account_id]


def test_strangers_take_nothing_with_them(house: House) -> None:
    house.send(CLIENT, "Private")
    path = f"/v1/conversations/{CONVERSATION}/export"

    assert house.http("GET", path, by=STRANGER).status == 404
    cursor = "forged"
    assert house.http("GET", path, by=CLIENT, query={"cursor": cursor}).problem == "cursor-invalid"
