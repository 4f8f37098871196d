"""How guests book: see what is free, hold a table while they fill in the form, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from guildhall.bookings import machine
from guildhall.bookings.availability import Slot, nearest
from guildhall.bookings.errors.reservations import HoldLapsed, Outrun, PartyEmpty, with_alternatives
from guildhall.bookings.events import ReservationConfirmedV1
from guildhall.bookings.machine import ReservationMove, ReservationState
from guildhall.bookings.models.deposit import GuestDeposit
from guildhall.bookings.models.reservation import HOLD_MINUTES, Guest, Reservation, Source
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.waiting import Waiting
from guildhall.bookings.ports.reservations import Links, Phones
from guildhall.bookings.use_cases.deciding import asked
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import FindDays, Place, Wish
from guildhall.bookings.use_cases.steps import GUEST, Steps, again_if_beaten, guards_of, local_start, normal_guest
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import Ids
from guildhall.kernel.rate_limits import Limit, RateLimits

HOLDS = Limit("reservation-holds", quota=30, window_seconds=600)
"""A household or a small office books from one address; who holds more is keeping tables from others."""


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Show guests what is free."""

    access: AccessVenue
    find_days: FindDays

    def __call__(self, actor: Actor, slug: str, first_on: date, count: int, wish: Wish) -> tuple[Venue, list[Slot]]:
        """Return the venue and its free starts, earliest first; what guests see may be a second old.

        count: days, at most MOST_DAYS. Raises VenueUnknown, PartyEmpty.
        """
        venue = self.access.public(actor, slug)
        if wish.party < 1:
            raise PartyEmpty
        return venue, self.find_days(venue, first_on, count).slots(wish)


@dataclass(frozen=True, slots=True)
class HoldTable:
    """Keep a table for a few minutes, while the guest fills in the form."""

    find_place: FindPlace
    steps: Steps
    links: Links
    limits: RateLimits
    clock: Clock
    ids: Ids

    def __call__(self, venue: Venue, starts_at: datetime, wish: Wish, *, address: str) -> tuple[Reservation, str]:
        """Return the hold and the token that manages it. address: of the network, for the limit.

        Raises TooMany, Outrun, and what FindPlace raises.
        """
        self.limits.take(HOLDS, address)
        return again_if_beaten(lambda: self._once(venue, starts_at, wish))

    def _once(self, venue: Venue, starts_at: datetime, wish: Wish) -> tuple[Reservation, str]:
        place, now = self.find_place.for_guest(venue, starts_at, wish), self.clock.now()
        reservation_id = self.ids.new("rsv")
        token, link_hash = self.links.make(reservation_id, 0)
        hold = booked(reservation_id, venue, starts_at, wish.party, place, now=now, source=Source.ONLINE)
        hold = replace(
            hold,
            state=ReservationState.HELD,
            held_until=now + timedelta(minutes=HOLD_MINUTES),
            link_hash=link_hash,
            deposit=deposit_of(place),
        )
        return self.steps("hold", GUEST, None, hold, paced=place.paced), token


def deposit_of(place: Place) -> GuestDeposit | None:
    """Return what the terms ask of a guest for a place; None for nothing."""
    return GuestDeposit(place.deposit.currency, place.deposit.minor) if place.deposit else None


def booked(
    reservation_id: str, venue: Venue, starts_at: datetime, party: int, place: Place, *, now: datetime, source: Source
) -> Reservation:
    """Return a new reservation at a place, confirmed."""
    return Reservation(
        reservation_id=reservation_id,
        venue_id=venue.venue_id,
        state=ReservationState.CONFIRMED,
        party=party,
        starts_at=starts_at,
        minutes=place.minutes,
        quarters=place.quarters,
        service=place.service,
        table_ids=place.table_ids,
        source=source,
        created_at=now,
        updated_at=now,
        policy_number=place.policy_number,
    )


def confirmed_event(venue: Venue, reservation: Reservation, by: str) -> ReservationConfirmedV1:
    """Return what the world learns of a confirmed reservation."""
    return ReservationConfirmedV1(
        reservation_id=reservation.reservation_id,
        venue_id=reservation.venue_id,
        party=reservation.party,
        starts_at=reservation.starts_at,
        ends_at=reservation.ends_at,
        table_ids=list(reservation.table_ids),
        booked_by=by,
        venue_name=venue.details.name,
        local_start=local_start(venue, reservation),
        owner_id=venue.owner_id,
    )


@dataclass(frozen=True, slots=True)
class ConfirmReservation:
    """Turn a hold into a reservation, with the guest's details; it waits for its deposit, if the terms ask for one."""

    find_days: FindDays
    phones: Phones
    steps: Steps
    clock: Clock

    def __call__(
        self,
        venue: Venue,
        hold: Reservation,
        guest: Guest,
        requests: str,
        *,
        allow_second: bool = False,
        waiting: Waiting | None = None,
    ) -> Reservation:
        """Return the reservation, confirmed or waiting for its deposit; one that is either already stays as it is.

        allow_second: whether the guest means to have two of one service. waiting: whose offer this was, as they are
        from then on.
        Raises GuestIncomplete, HoldLapsed, ReservationDuplicate, ReservationMoveRefused.
        """
        if hold.state in {ReservationState.CONFIRMED, ReservationState.AWAITING_DEPOSIT} and hold.guest is not None:
            return hold
        state = machine.move(hold.state, ReservationMove.CONFIRM)
        known, now = normal_guest(self.phones, venue, guest, has_to_be_reachable=True), self.clock.now()
        if hold.has_lapsed(now):
            raise self._lapsed(venue, hold)
        guards = () if allow_second else guards_of(venue, hold, known)
        filled = replace(hold, guest=known, requests=requests, guards=guards)
        try:
            if hold.deposit is None:
                confirmed = replace(filled, state=state, held_until=None)
                event = confirmed_event(venue, confirmed, GUEST)
                return self.steps("confirm", GUEST, hold, confirmed, event, waiting=waiting)
            to_pay, awaited = asked(venue, hold, filled, now)
            return self.steps("ask_deposit", GUEST, hold, to_pay, awaited, waiting=waiting)
        except Outrun:
            raise self._lapsed(venue, hold) from None

    def _lapsed(self, venue: Venue, hold: Reservation) -> HoldLapsed:
        slots: Sequence[Slot] = self.find_days(venue, hold.starts_at.date(), 2).slots(Wish(hold.party, hold.minutes))
        lapsed = HoldLapsed(f"it was kept for {HOLD_MINUTES} minutes; choose a time again")
        with_alternatives(lapsed, [slot.starts_at for slot in nearest(slots, hold.starts_at)])
        return lapsed
