"""Steps of workflows that concern others than those whom the event names, and the venue behind a reservation."""

from __future__ import annotations

from typing import Any

from guildhall.bookings.events import ReservationCancelledV1, ReservationChangedV1, ReservationConfirmedV1
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued

OWNER = Actor("acc_owner", frozenset({"venue"}))


def titles(call: Client, by: Actor) -> list[str]:
    return [each["title"] for each in call("GET", "/v1/notifications", by=by).body["items"]]


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
