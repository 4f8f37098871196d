"""Many at once: however they meet, no table is given twice, no seat is sold twice, and no kitchen is overrun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from guildhall.bookings.errors.reservations import Outrun, PaceFull, SlotTaken
from guildhall.bookings.models.change import Change
from guildhall.bookings.models.opening import Pacing
from guildhall.bookings.models.quarters import Span, quarter_of
from guildhall.bookings.models.reservation import Guest, Reservation, Source
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.rooms import DynamoSheets
from guildhall.bookings.use_cases.booking import booked
from guildhall.bookings.use_cases.changing import Wanted
from guildhall.bookings.use_cases.planning import Wish
from guildhall.bookings.wiring import reservations as wiring
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Problem
from guildhall.platform.assembly import Platform
from tests.support.racing import at_once
from tests.support.rooms import PLAN, VENUE_ID, Restaurant, a_venue, with_payments

EIGHT = datetime.fromisoformat("2026-03-03T19:00:00+00:00")
CLIENTS = 200
ONE_TABLE = {"rooms": PLAN["rooms"], "tables": [PLAN["tables"][4]]}


def holds(guests: wiring.Guests, count: int, party: int) -> list[Callable[[], Reservation]]:
    """Return calls of so many clients, each from an address of its own."""
    venue, wish = a_venue(), Wish(party)
    return [lambda n=n: guests.hold(venue, EIGHT, wish, address=f"10.0.{n}.1")[0] for n in range(count)]  # type: ignore[misc]


def outcomes(results: list[Reservation | Problem]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def taken(platform: Platform) -> dict[str, int]:
    """Return how many quarters of each table are taken that evening."""
    first = quarter_of(EIGHT)
    state = DynamoSheets().between(VENUE_ID, Span(first, first + 20), consistent=True)
    return {sheet.table_id: len(sheet.taken) for sheet in state.sheets}


@pytest.mark.feature("BKG-03", "BKG-04")
def test_two_hundred_clients_race_for_the_last_table_and_exactly_one_gets_it(platform: Platform) -> None:
    Restaurant.open(platform).draw(ONE_TABLE, version=1)
    guests = wiring.wire_guests(with_payments(platform))

    results = at_once(holds(guests, CLIENTS, party=4))

    assert outcomes(results) == {"Reservation": 1, "SlotTaken": CLIENTS - 1}
    assert taken(platform) == {"t5": 8}
    (won,) = [result for result in results if isinstance(result, Reservation)]
    cards, _ = DynamoReservations(platform.database, platform.cursors, platform.clock).between(
        VENUE_ID, EIGHT, EIGHT + timedelta(minutes=1), limit=100, cursor=None
    )
    assert [card.reservation_id for card in cards] == [won.reservation_id]


def test_as_many_get_a_table_as_there_are_tables(platform: Platform) -> None:
    Restaurant.open(platform)
    guests = wiring.wire_guests(with_payments(platform))

    results = at_once(holds(guests, 24, party=3))

    won = [result for result in results if isinstance(result, Reservation)]
    assert sorted(reservation.table_ids for reservation in won) == [("t3",), ("t4",), ("t5",)]
    assert {type(result) for result in results} <= {Reservation, SlotTaken}


def test_the_pace_holds_though_the_tables_are_different(platform: Platform) -> None:
    Restaurant.open(platform, pacing=Pacing(covers=4))
    guests = wiring.wire_guests(with_payments(platform))

    results = at_once(holds(guests, 16, party=2))

    assert outcomes(results)["Reservation"] == 2
    assert {type(result) for result in results} <= {Reservation, PaceFull, Outrun}


def test_who_looked_at_the_pace_before_somebody_else_started_has_to_look_again(platform: Platform) -> None:
    Restaurant.open(platform, pacing=Pacing(covers=3))
    guests = wiring.wire_guests(with_payments(platform))
    seen = guests.hold.find_place.for_guest(a_venue(), EIGHT, Wish(2))
    guests.hold(a_venue(), EIGHT, Wish(2), address="faster")
    elsewhere = replace(seen, table_ids=("t5",))
    late = booked("rsv_x", a_venue(), EIGHT, 2, elsewhere, now=platform.clock.now(), source=Source.ONLINE)

    with pytest.raises(Outrun):
        guests.hold.steps("hold", "guest", None, late, paced=seen.paced)

    assert taken(platform) == {"t2": 6}


def test_joined_tables_are_never_half_taken(platform: Platform) -> None:
    Restaurant.open(platform)
    guests = wiring.wire_guests(with_payments(platform))

    results = at_once([*holds(guests, 6, party=7), *holds(guests, 6, party=4)])

    won = [result for result in results if isinstance(result, Reservation)]
    given = [table_id for reservation in won for table_id in reservation.table_ids]
    assert len(given) == len(set(given))
    assert set(taken(platform)) == set(given)


def test_a_lapsed_hold_is_taken_over_by_exactly_one(platform: Platform, clock: SettableClock) -> None:
    Restaurant.open(platform).draw(ONE_TABLE, version=1)
    guests = wiring.wire_guests(with_payments(platform))
    lapsed, _ = guests.hold(a_venue(), EIGHT, Wish(4), address="first")
    clock.advance(timedelta(minutes=10))

    results = at_once(holds(guests, 12, party=4))

    assert outcomes(results) == {"Reservation": 1, "SlotTaken": 11}
    assert taken(platform) == {"t5": 8}
    assert lapsed.has_lapsed(clock.now())


def test_confirming_after_somebody_took_the_table_over_gives_it_to_nobody_twice(
    platform: Platform, clock: SettableClock
) -> None:
    Restaurant.open(platform).draw(ONE_TABLE, version=1)
    guests = wiring.wire_guests(with_payments(platform))
    lapsed, _ = guests.hold(a_venue(), EIGHT, Wish(4), address="first")
    clock.advance(timedelta(minutes=10))
    guests.hold(a_venue(), EIGHT, Wish(4), address="second")
    clock.advance(timedelta(minutes=-5))

    # A clock that runs late lets the use case believe in its hold; the store does not.
    with pytest.raises(Problem) as refused:
        guests.confirm(a_venue(), lapsed, Guest("Sara", "sara@guest.example"), "")

    assert refused.value.slug == "bookings/hold-lapsed"


def test_of_two_who_change_one_reservation_one_is_told(platform: Platform) -> None:
    Restaurant.open(platform)
    guests = wiring.wire_guests(with_payments(platform))
    hold, _ = guests.hold(a_venue(), EIGHT, Wish(2), address="first")
    guest = Guest("Sara", "sara@guest.example")
    booked = guests.confirm(a_venue(), hold, guest, "")
    wishes = [Wanted(EIGHT + timedelta(minutes=30 * n), 2 + n, guest, "") for n in (1, 2)]

    results = at_once([
        lambda wanted=wanted: guests.change.by_guest(a_venue(), booked, wanted, booked.version)  # type: ignore[misc]
        for wanted in wishes
    ])  # fmt: skip

    assert outcomes(results) == {"Reservation": 1, "StaleVersion": 1}
    (stands,) = [result for result in results if isinstance(result, Reservation)]
    assert sum(taken(platform).values()) == len(stands.table_ids) * stands.quarters


def test_an_abandoned_change_leaves_nothing_behind(platform: Platform) -> None:
    Restaurant.open(platform)
    guests = wiring.wire_guests(with_payments(platform))
    hold, _ = guests.hold(a_venue(), EIGHT, Wish(2), address="first")
    before = taken(platform)
    store = DynamoReservations(platform.database, platform.cursors, platform.clock)
    stale = Change("bookings.change", None, hold, store.history(hold.reservation_id)[0])

    with pytest.raises(Problem):
        store.commit(stale)

    assert taken(platform) == before
