"""Figures: how much people write and how soon they answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.messaging.models import figures
from guildhall.messaging.use_cases import figures as counting
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer

PATH = "/v1/message-figures"
ADMINISTRATOR = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))


class Desk:
    """Figures of the house, from its beginning until now."""

    def __init__(self, house: House) -> None:
        self.house, self.began = house, house.clock.now()
        self._http = house.http

    def say(self, by: Actor, after: int) -> None:
        """Send a message that many seconds after the one before."""
        self.house.clock.advance(timedelta(seconds=after - 1))
        assert self.house.send(by, "…").status == 201

    def ask(self, path: str = PATH, *, by: Actor = EXPERT, **query: str) -> Answer:
        """Ask for the figures of all that was said."""
        period = {"since": to_text(self.began), "until": to_text(self.house.clock.now() + timedelta(seconds=1))}
        return self._http("GET", path, by=by, query={**period, **query})


@pytest.fixture
def desk(house: House) -> Desk:
    made = Desk(house)
    for by, after in ((CLIENT, 10), (CLIENT, 50), (EXPERT, 10), (EXPERT, 5), (CLIENT, 95), (EXPERT, 20), (CLIENT, 1)):
        made.say(by, after)
    house.stream()
    return made


def counted(body: dict[str, Any]) -> tuple[object, ...]:
    return tuple(body[name] for name in ("sent", "received", "answers", "median_answer_seconds"))


@pytest.mark.feature("MSG-13")
def test_answers_are_timed_from_the_first_message_that_waited_for_each_person_and_conversation(desk: Desk) -> None:
    mine, theirs = desk.ask().body, desk.ask(by=CLIENT).body
    talk = desk.ask(f"{PATH}/conversations/{CONVERSATION}").body

    assert counted(mine["whole"]) == (3, 4, 2, 40)  # waits of 60 and 20 seconds
    assert counted(theirs["whole"]) == (4, 3, 2, 50)  # of 100 (round to even of 50.5) and 1
    assert [(one["conversation_id"], counted(one)) for one in mine["conversations"]] == [
        (CONVERSATION, counted(mine["whole"]))
    ]
    assert [(one["account_id"], counted(one)) for one in talk["people"]] == [
        (CLIENT.account_id, counted(theirs["whole"])),
        (EXPERT.account_id, counted(mine["whole"])),
    ]
    assert (mine["is_complete"], talk["is_complete"]) == (True, True)


def test_only_what_was_said_in_the_period_counts(desk: Desk) -> None:
    later = to_text(desk.began + timedelta(seconds=60))
    until = to_text(desk.began + timedelta(seconds=75))

    assert counted(desk.ask(since=later, until=until).body["whole"]) == (1, 1, 1, 10)
    assert counted(desk.ask(since=until).body["whole"]) == (2, 2, 1, 20)


def test_where_there_is_more_than_one_answer_counts_it_says_from_when_on_it_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)

    for body in (desk.ask().body, desk.ask(f"{PATH}/conversations/{CONVERSATION}").body):
        assert body["is_complete"] is False
        assert body["covers_since"] > body["since"]
    assert counted(desk.ask().body["whole"]) == (1, 2, 1, 20)
    assert desk.ask().body["covers_since"] == to_text(desk.began + timedelta(seconds=170))


def test_a_conversation_that_was_pinned_long_ago_hides_none_that_is_newer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.house.open("ctr_01JZ4A8X7N3V5T9K2C6M0QWEAA", EXPERT, CLIENT)
    pinned = {"is_archived": False, "is_muted": False, "is_pinned": True}
    desk.house.http("PUT", f"/v1/conversations/{CONVERSATION}/arrangement", by=EXPERT, body=pinned)
    desk.house.clock.advance(timedelta(days=2))
    lately = to_text(desk.house.clock.now())
    desk.house.send(CLIENT, "Still there?", at="cnv_01JZ4A8X7N3V5T9K2C6M0QWEAA")
    desk.house.stream("cnv_01JZ4A8X7N3V5T9K2C6M0QWEAA")

    assert counted(desk.ask(since=lately).body["whole"]) == (0, 1, 0, None)
    monkeypatch.setattr(counting, "MOST_COUNTED", 1)
    assert [one["sent"] for one in desk.ask(by=CLIENT).body["conversations"]] == [1]
    assert counted(desk.ask().body["whole"]) == (0, 1, 0, None)


def test_administrators_see_figures_of_others_and_people_only_their_own(desk: Desk) -> None:
    asked = {"account_id": EXPERT.account_id}

    assert desk.ask(by=ADMINISTRATOR, **asked).body["whole"] == desk.ask().body["whole"]
    assert [desk.ask(by=one, **asked).status for one in (CLIENT, STRANGER)] == [403, 403]
    assert desk.ask(f"{PATH}/conversations/{CONVERSATION}", by=STRANGER).status == 404
    assert desk.ask(by=STRANGER).body["conversations"] == []


def test_figures_are_saved_as_a_sheet(desk: Desk) -> None:
    answer = desk.ask(f"{PATH}/sheet")

    head, row = str(answer.body).strip().lstrip("\ufeff").splitlines()
    assert head.startswith("conversation_id,title,account_id,sent")
    assert row == f"{CONVERSATION},A garden house,{EXPERT.account_id},3,4,2,40"


@pytest.mark.parametrize("days", [0, -1, figures.LONGEST_PERIOD.days + 1])
def test_a_period_that_is_empty_or_too_long_is_refused(desk: Desk, days: int) -> None:
    answer = desk.ask(until=to_text(desk.began + timedelta(days=days)))

    assert (answer.status, [one["pointer"] for one in answer.body["errors"]]) == (422, ["#query/until"])
