"""Many at once on one waitlist: an offer is one reservation, and a table is offered to one guest at a time."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from guildhall.bookings.machine import ReservationState, WaitingState
from guildhall.bookings.models.waiting import Waiting
from guildhall.bookings.wiring import waitlist as wiring
from guildhall.kernel.errors import Problem
from guildhall.platform.assembly import Platform
from tests.support.outbox import published
from tests.support.racing import at_once
from tests.support.rooms import SLUG, VENUE_ID, Restaurant, a_venue

ON = date(2026, 3, 3)
MANY = 12


class Line:
    """Guests who wait for the one place for seven, which has just become free."""

    def __init__(self, platform: Platform) -> None:
        restaurant = Restaurant.open(platform)
        token, _ = restaurant.booked(f"{ON}T20:00", 7)
        self.guests, self.offering = wiring.wire(platform), wiring.wire_offering(platform)
        self.reservations = self.guests.answer.reservations
        for name in ("bilal", "chloe", "dina"):
            guest = {"name": name, "email": f"{name}@guest.example"}
            body = {"on": str(ON), "party": 7, "from_time": "20:00", "until_time": "20:00", "guest": guest}
            answer = restaurant.waitlist("POST", f"/v1/public/venues/{SLUG}/waitlist", body=body)
            assert answer.status == 201, answer.body
        assert restaurant.manage("DELETE", token).status == 200

    def waiting(self) -> list[Waiting]:
        return self.guests.run.waitlist.list_of(VENUE_ID, ON)

    def states(self) -> Counter[WaitingState]:
        return Counter(each.state for each in self.waiting())


@pytest.fixture
def line(platform: Platform) -> Line:
    return Line(platform)


def test_a_list_that_many_look_at_together_offers_the_table_once(line: Line) -> None:
    at_once([line.offering.sweep] * MANY)

    assert line.states() == {WaitingState.OFFERED: 1, WaitingState.WAITING: 2}
    assert line.waiting()[0].state is WaitingState.OFFERED


def test_an_offer_that_is_taken_on_many_devices_at_once_is_one_reservation(line: Line, platform: Platform) -> None:
    line.offering.sweep()
    first = line.waiting()[0]

    taken = at_once([lambda: line.guests.answer.accept(a_venue(), first)[0].reservation_id] * MANY)

    assert first.offer
    assert set(map(str, taken)) == {first.offer.reservation_id}
    assert len(published(platform.tables, "ReservationConfirmed.v1")) == 2


def test_of_a_guest_who_takes_an_offer_and_staff_who_take_it_back_one_wins(line: Line) -> None:
    line.offering.sweep()
    first = line.waiting()[0]
    answer = line.guests.answer

    results = at_once(
        [
            lambda: answer.accept(a_venue(), first)[0].state.value,
            lambda: answer.leave(a_venue(), first, is_removed=True).state.value,
        ]
    )

    after, hold = line.waiting()[0], line.reservations.get(first.offer.reservation_id) if first.offer else None
    assert sum(isinstance(each, Problem) for each in results) == 1
    assert hold
    assert (after.state, hold.state) in {
        (WaitingState.ACCEPTED, ReservationState.CONFIRMED),
        (WaitingState.REMOVED, ReservationState.CANCELLED),
    }
