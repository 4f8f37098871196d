"""Steps of workflows that concern others than those whom the event names, and the venue behind a reservation."""

from __future__ import annotations

from typing import Any

import pytest

from functions.projects import api, events
from guildhall.bookings.events import ReservationCancelledV1, ReservationChangedV1, ReservationConfirmedV1
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from guildhall.projects import wiring
from guildhall.projects.events import ProposalAcceptedV1
from tests.edge.projects.conftest import ADA, BOB, CLEO, Market, introduction
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued, published
from tests.support.vault import MemoryVault

DEA = Actor("acc_dea", frozenset({"expert"}))
OWNER = Actor("acc_owner", frozenset({"venue"}))


def titles(call: Client, by: Actor) -> list[str]:
    return [each["title"] for each in call("GET", "/v1/notifications", by=by).body["items"]]


@pytest.fixture
def market(platform: Platform) -> Market:
    projects = wiring.wire(platform, MemoryVault())
    bus = Bus(events.subscribe(projects), platform.clock)
    bus.deliver(*(introduction(each.account_id) for each in (ADA, BOB, DEA)))
    return Market(Client(api.create_app, projects, platform))


def test_experts_whose_proposals_stand_hear_once_that_somebody_else_was_chosen(
    call: Client, happens: Bus, market: Market, platform: Platform
) -> None:
    project_id = market.posted()
    version = market.submitted(project_id, ADA)
    market.submitted(project_id, BOB)
    market.offer(project_id, DEA)
    assert market.do("accept", project_id, ADA, CLEO, version).status == 200
    (accepted,) = published(platform.tables, "ProposalAccepted.v1")

    message = happens.message(ProposalAcceptedV1.read(accepted))
    happens.deliver(message, message)

    assert titles(call, BOB) == ["“A booking page” went to somebody else"]
    assert titles(call, ADA) == ["Your proposal was accepted"]
    assert titles(call, DEA) == [], "a draft was never offered"


def test_a_venue_hears_what_guests_do_to_its_tables_and_not_what_its_staff_did(
    call: Client, happens: Bus, platform: Platform
) -> None:
    known: dict[str, Any] = {
        "reservation_id": "rsv_1", "venue_id": "ven_1", "party": 4, "starts_at": "2026-03-03T15:00:00.000Z",
        "venue_name": "Chez Nour", "local_start": "2026-03-03T20:00", "owner_id": "acc_owner",
    }  # fmt: skip
    sits = known | {"ends_at": "2026-03-03T17:00:00.000Z", "table_ids": ["t3"]}
    moved = sits | {"was_party": 2, "was_starts_at": "2026-03-03T15:00:00.000Z"}

    for by in ("acc_staff", "guest"):
        happens.deliver(
            ReservationConfirmedV1(**sits, booked_by=by),
            ReservationChangedV1(**moved, changed_by=by),
            ReservationCancelledV1(**known, cancelled_by=by),
        )

    assert sorted(titles(call, OWNER)) == [
        "Chez Nour: a guest cancelled on 3 March 2026 at 20:00",
        "Chez Nour: a guest changed a reservation",
        "Chez Nour: a table for 4 on 3 March 2026 at 20:00",
    ]
    letters = enqueued(platform.tables, "notification-mails")
    assert {each["account_id"] for each in letters} == {"rsv_1"}, "no letters before the owner wants them"
