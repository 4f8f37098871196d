"""Experts whose proposals stand when a client accepts another's hear of it, however many they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.notifications import commands
from functions.projects import api, events
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.models import Notice
from guildhall.notifications.use_cases import matching
from guildhall.notifications.use_cases.tell import TellPeople
from guildhall.platform.assembly import Platform
from guildhall.projects import wiring as projects_wiring
from guildhall.projects.events import ProposalAcceptedV1
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.projects.conftest import ADA, BOB, CLEO, Market, introduction
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, published
from tests.support.vault import MemoryVault

OTHERS = [BOB, *(Actor(f"acc_{name}", frozenset({"expert"})) for name in ("cem", "dea", "eva", "fay"))]
DRAFTING = Actor("acc_gus", frozenset({"expert"}))


@pytest.fixture
def accepted(platform: Platform, happens: Bus) -> dict[str, Any]:
    """The message that a client chose Ada while five others had offered and one had a draft."""
    projects = projects_wiring.wire(platform, MemoryVault())
    bus = Bus(events.subscribe(projects), platform.clock)
    bus.deliver(*(introduction(each.account_id) for each in (ADA, *OTHERS, DRAFTING)))
    market = Market(Client(api.create_app, projects, platform))
    project_id = market.posted()
    version = market.submitted(project_id, ADA)
    for each in OTHERS:
        market.submitted(project_id, each)
    market.offer(project_id, DRAFTING)
    assert market.do("accept", project_id, ADA, CLEO, version).status == 200
    (event,) = published(platform.tables, "ProposalAccepted.v1")
    return happens.message(ProposalAcceptedV1.read(event))


@pytest.fixture
def carry(platform: Platform, post: Bus) -> Callable[..., list[int]]:
    """Carries pages until none is new, each twice; returns their numbers as they were ordered."""

    def all_of_them(bus: Bus = post) -> list[int]:
        done: list[dict[str, Any]] = []
        while new := [each for each in pages(platform) if each not in done]:
            for each in new:
                message = command_message("msg_page", each)
                while not bus.takes(message):
                    """It comes again until it is taken."""
                assert bus.takes(message)
                done.append(each)
        return [each["page"] for each in pages(platform)]

    return all_of_them


def pages(platform: Platform) -> list[dict[str, Any]]:
    return [each for each in enqueued(platform.tables, "notification-mails") if each["type"] == "tell_passed_over"]


def titles(call: Client, by: Actor) -> list[str]:
    return [each["title"] for each in call("GET", "/v1/notifications", by=by).body["items"]]


def told(call: Client) -> list[list[str]]:
    return [titles(call, each) for each in OTHERS]


EACH_ONCE = [["\u201cA booking page\u201d went to somebody else"]] * len(OTHERS)


def test_experts_whose_proposals_stand_hear_once_that_somebody_else_was_chosen(
    call: Client, happens: Bus, accepted: dict[str, Any], carry: Any
) -> None:
    happens.deliver(accepted, accepted)

    assert carry() == [0]

    assert told(call) == EACH_ONCE
    assert titles(call, ADA) == ["Your proposal was accepted"]
    assert titles(call, DRAFTING) == [], "a draft was never offered"


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_many_hear_of_it_page_by_page_and_the_event_itself_tells_none_of_them(
    call: Client, happens: Bus, accepted: dict[str, Any], carry: Any, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(matching, "PAGE", size)

    happens.deliver(accepted)
    assert told(call) == [[]] * len(OTHERS), "one event has 20 seconds, whoever waits for it"
    ordered = carry()
    happens.deliver(accepted)

    assert told(call) == EACH_ONCE
    # Seven proposals with that of the chosen expert and the draft; where a page ends with the last, it looks once more.
    assert carry() == ordered == list(range(7 // size + 1))


def test_a_killed_worker_goes_on_where_it_was_and_tells_nobody_twice(
    call: Client, happens: Bus, accepted: dict[str, Any], platform: Platform, clock: SettableClock, carry: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(matching, "PAGE", 2)
    letters = wiring.wire_mail(replace(platform, environ=SETTINGS))
    real, calls = letters.tell_passed_over.tell_people, 0

    class Dies(TellPeople):
        def one(self, event_id: str, notice: Notice) -> None:
            nonlocal calls
            calls += 1
            if calls in {1, 4}:
                raise RuntimeError("killed before it is told")
            super().one(event_id, notice)
            if calls in {3, 6}:
                raise RuntimeError("killed after it was told")

    dies = Dies(real.inbox, real.switches, real.subscriptions, real.is_in_use, real.settlements, real.clock)
    telling = replace(letters.tell_passed_over, tell_people=dies)
    happens.deliver(accepted)

    ordered = carry(Bus(commands.subscribe(replace(letters, tell_passed_over=telling)), clock))

    assert calls == 10, "five were told; five times somebody was told of again, or for the first time not told"
    assert told(call) == EACH_ONCE
    assert ordered == [0, 1, 2, 3], "each page was ordered once"


def test_an_order_of_a_project_that_nobody_knows_does_nothing(post: Bus) -> None:
    order = {"type": "tell_passed_over", "project_id": "prj_01KCX3V7Q8M2N4P6R8T0W2Y4AB", "page": 0}

    assert post.takes(command_message("msg_page", order))
