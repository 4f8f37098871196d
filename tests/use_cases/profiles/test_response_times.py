"""How soon an expert answers, as their profile shows it, whatever the order of events."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.profiles.api import create_app
from functions.profiles.events import subscribe
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.messaging.events import ResponseTimeMeasuredV1
from guildhall.platform.assembly import Platform
from guildhall.profiles import wiring
from tests.support.http import Client
from tests.support.messages import Bus

ADA = Actor("acc_ada", frozenset({"client", "expert"}))
CLEO = Actor("acc_cleo", frozenset({"client"}))
FULL: dict[str, Any] = {
    "display_name": "Ada",
    "headline": "Engines",
    "about": "Twenty years.",
    "skills": ["python"],
    "hourly_rate": {"amount_minor": 9000, "currency": "EUR"},
}


class Desk:
    """A public expert, who is a client too."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        wired = wiring.wire(platform)
        self.http, self.bus, self.clock = (
            Client(create_app, wired, platform),
            Bus(subscribe(wired), platform.clock),
            clock,
        )
        for role in ("client", "expert"):
            path = f"/v1/profiles/acc_ada/{role}"
            self.http("PUT", path, by=ADA, body=FULL, headers={"If-Match": '"0"'})
            assert self.http("POST", f"{path}/publish", by=ADA).status == 200

    def measured(self, within_seconds: int | None) -> ResponseTimeMeasuredV1:
        """Return the event of this moment."""
        now = self.clock.now()
        return ResponseTimeMeasuredV1(account_id="acc_ada", within_seconds=within_seconds, answers=12, measured_at=now)

    def shown(self, by: Actor = CLEO) -> list[int | None]:
        """Return what the profiles show: as client, as expert, and as expert alone."""
        both = self.http("GET", "/v1/profiles/acc_ada", by=by).body["items"]
        alone = self.http("GET", "/v1/profiles/acc_ada/expert", by=by).body
        return [one["usually_answers_within_seconds"] for one in (*both, alone)]


@pytest.fixture
def desk(platform: Platform, clock: SettableClock) -> Desk:
    return Desk(platform, clock)


def test_an_expert_shows_within_which_time_they_usually_answer(desk: Desk) -> None:
    before = desk.shown()
    desk.bus.deliver(desk.measured(3_600))

    assert (before, desk.shown()) == ([None] * 3, [None, 3_600, 3_600])


def test_of_two_measures_the_later_one_stays_in_whichever_order_and_however_often_they_come(desk: Desk) -> None:
    early = desk.bus.message(desk.measured(900))
    desk.clock.advance(timedelta(days=1))
    late = desk.bus.message(desk.measured(86_400))

    desk.bus.deliver(late, early, late, early)

    assert desk.shown()[1:] == [86_400] * 2
    assert (desk.bus.failed, desk.bus.dead) == (0, [])


def test_it_goes_when_too_few_answers_are_left_and_when_nothing_was_heard_for_long(desk: Desk) -> None:
    desk.bus.deliver(desk.measured(900))
    desk.clock.advance(timedelta(days=1))
    desk.bus.deliver(desk.measured(None))
    few = desk.shown()
    desk.clock.advance(timedelta(days=1))
    desk.bus.deliver(desk.measured(900))
    desk.clock.advance(timedelta(days=89))
    known = desk.shown()
    desk.clock.advance(timedelta(days=1))

    assert (few, known, desk.shown()) == ([None] * 3, [None, 900, 900], [None] * 3)


def test_what_the_owner_writes_meanwhile_is_not_stale_and_does_not_lose_it(desk: Desk) -> None:
    version = desk.http("GET", "/v1/profiles/acc_ada/expert", by=ADA).body["version"]
    desk.bus.deliver(desk.measured(900))

    body = {**FULL, "headline": "Compilers"}
    match = {"If-Match": f'"{version}"'}
    written = desk.http("PUT", "/v1/profiles/acc_ada/expert", by=ADA, body=body, headers=match)

    assert (written.status, written.body["usually_answers_within_seconds"]) == (200, 900)
    assert desk.shown() == [None, 900, 900]


def test_a_measure_that_comes_before_the_profile_is_kept_for_it(platform: Platform, clock: SettableClock) -> None:
    wired = wiring.wire(platform)
    now = clock.now()
    early = ResponseTimeMeasuredV1(account_id="acc_ada", within_seconds=900, answers=12, measured_at=now)
    Bus(subscribe(wired), clock).deliver(early)

    assert Client(create_app, wired, platform)("GET", "/v1/profiles/acc_ada", by=ADA).body["items"] == []
    assert Desk(platform, clock).shown() == [None, 900, 900]
