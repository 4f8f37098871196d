"""What projects knows of experts is what the newest event says, in whatever order they come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.projects.events import subscribe
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.projects import wiring
from guildhall.projects.models import Standing
from tests.support.messages import Bus


@pytest.fixture
def projects(platform: Platform) -> wiring.Projects:
    return wiring.wire(platform)


@pytest.fixture
def bus(projects: wiring.Projects, platform: Platform) -> Bus:
    return Bus(subscribe(projects), platform.clock)


def introduction(headline: str, role: str = "expert") -> ProfilePublishedV1:
    return ProfilePublishedV1(
        account_id="acc_ada",
        role=role,
        display_name="Ada",
        headline=headline,
        skills=[],
        hourly_rate_minor=None,
        currency=None,
    )


def known(projects: wiring.Projects) -> Standing:
    return projects.access_proposal.standings.get("acc_ada")


def test_late_and_repeated_events_change_nothing(projects: wiring.Projects, bus: Bus, clock: SettableClock) -> None:
    bodies = []
    for event in (
        introduction("old"),
        ExpertVerifiedV1(account_id="acc_ada", is_verified=True),
        introduction("new"),
        ExpertVerifiedV1(account_id="acc_ada", is_verified=False),
    ):
        bodies.append(bus.message(event))
        clock.advance(timedelta(seconds=1))

    bus.deliver(*reversed(bodies), *bodies)

    standing = known(projects)
    assert (standing.headline, standing.is_published, standing.is_verified) == ("new", True, False)
    assert standing.version == 2
    assert (bus.failed, bus.dead) == (0, [])


def test_a_verification_that_overtakes_the_publication_is_kept(projects: wiring.Projects, bus: Bus) -> None:
    bus.deliver(ExpertVerifiedV1(account_id="acc_ada", is_verified=True), introduction("engines"))

    assert (known(projects).is_published, known(projects).is_verified) == (True, True)


def test_a_client_profile_makes_nobody_an_expert(projects: wiring.Projects, bus: Bus) -> None:
    bus.deliver(introduction("buyer", role="client"))

    assert not known(projects).is_published
