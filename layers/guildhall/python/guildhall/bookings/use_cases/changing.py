"""Changing and cancelling: by the guest's link within the venue's rules, by staff as they see fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.bookings import machine
from guildhall.bookings.errors.reservations import ChangeTooLate, DepositAwaited
from guildhall.bookings.events import ReservationCancelledV1, ReservationChangedV1
from guildhall.bookings.machine import ReservationMove, ReservationState, TableStatus
from guildhall.bookings.models.reservation import Fallback, Guest, Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.waiting import Waiting
from guildhall.bookings.ports.reservations import Phones
from guildhall.bookings.use_cases.deciding import DecideDeposit, asked
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import Place, Wish
from guildhall.bookings.use_cases.steps import (
    GUEST,
    Steps,
    again_if_beaten,
    guards_of,
    local_start,
    normal_guest,
    placed,
)
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reservation shall be. table_ids: as staff chose them; empty for the engine's choice."""

    starts_at: datetime
    party: int
    guest: Guest | None
    requests: str
    minutes: int | None = None
    table_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeReservation:
    """Move a reservation, change its party or its details; its old place is let go only with the new one in hand."""

    find_place: FindPlace
    phones: Phones
    decide: DecideDeposit
    steps: Steps
    clock: Clock

    def by_guest(self, venue: Venue, reservation: Reservation, wanted: Wanted, version: int) -> Reservation:
        """Return the changed reservation; one that waits for what its larger deposit lacks has both places until then.

        Raises StaleVersion, ReservationMoveRefused, DepositAwaited, ChangeTooLate, GuestIncomplete,
        ReservationDuplicate, and what FindPlace raises.
        """
        _check(reservation, version)
        self._check_open(reservation)

        def attempt() -> Reservation:
            place = None
            if _moves(reservation, wanted):
                wish = Wish(wanted.party)
                place = self.find_place.for_guest(venue, wanted.starts_at, wish, own=reservation)
            return self._store(venue, reservation, wanted, place, GUEST)

        return again_if_beaten(attempt)

    def quote(self, venue: Venue, reservation: Reservation, starts_at: datetime, party: int) -> Reservation:
        """Return what a guest's change would make of the reservation, stored nowhere. Raises what `by_guest` raises."""
        self._check_open(reservation)
        place = self.find_place.for_guest(venue, starts_at, Wish(party), own=reservation)
        return self._moved(venue, replace(reservation, party=party, starts_at=starts_at), reservation, place, GUEST)

    def _check_open(self, reservation: Reservation) -> None:
        if reservation.state is ReservationState.AWAITING_DEPOSIT:
            raise DepositAwaited
        if reservation.state is not ReservationState.CONFIRMED or reservation.starts_at <= self.clock.now():
            raise ChangeTooLate(f"a reservation that is {reservation.state} and begins at {reservation.starts_at}")

    def by_staff(self, by: str, venue: Venue, reservation: Reservation, wanted: Wanted, version: int) -> Reservation:
        """Return the changed reservation; guests who sit already move to other tables at once.

        Raises StaleVersion, ReservationMoveRefused, TableTaken, SlotTaken, NoTableForParty, TableOccupied, and what
        `by_guest` raises about the guest.
        """
        _check(reservation, version)
        if reservation.state is ReservationState.AWAITING_DEPOSIT:
            raise DepositAwaited

        def attempt() -> Reservation:
            place = None
            if _moves(reservation, wanted) or wanted.minutes not in {None, reservation.minutes} or wanted.table_ids:
                wish = Wish(wanted.party, wanted.minutes)
                tables = wanted.table_ids or _same_tables(reservation, wanted)
                place = self.find_place.for_staff(venue, wanted.starts_at, wish, tables, own=reservation)
            return self._store(venue, reservation, wanted, place, by)

        return again_if_beaten(attempt)

    def _store(self, venue: Venue, before: Reservation, wanted: Wanted, place: Place | None, by: str) -> Reservation:
        state = machine.move(before.state, ReservationMove.CHANGE)
        after = replace(before, state=state, party=wanted.party, requests=wanted.requests, starts_at=wanted.starts_at)
        if place:
            after = self._moved(venue, after, before, place, by)
        if wanted.guest:
            is_online = by == GUEST
            after = replace(after, guest=normal_guest(self.phones, venue, wanted.guest, has_to_be_reachable=is_online))
        if before.guards and after.guest:
            after = replace(after, guards=guards_of(venue, after, after.guest))
        paced = place.paced if place else None
        if by == GUEST and after.deposit and after.deposit.missing and place:
            waiting, event = asked(venue, before, after, self.clock.now())
            return self.steps("ask_deposit", by, before, waiting, event, paced=paced)
        deposit, events = self.decide.shrunk(venue, after)
        after = replace(after, deposit=deposit)
        if _differs(before, after):
            events = [changed_event(venue, before, after, by), *events]
        statuses = _seats(before, after) if state is ReservationState.SEATED else {}
        return self.steps("change", by, before, after, *events, paced=paced, statuses=statuses)

    def _moved(self, venue: Venue, after: Reservation, before: Reservation, place: Place, by: str) -> Reservation:
        deposit = self.decide.recomputed(venue, before, place, by=by)
        # A guest who moves does so by the terms of today, which they were shown.
        number = place.policy_number if by == GUEST else before.policy_number
        return replace(placed(after, place), deposit=deposit, policy_number=number)


def _check(reservation: Reservation, version: int) -> None:
    if reservation.version != version:
        raise StaleVersion(f"the reservation is at version {reservation.version}")


def _moves(reservation: Reservation, wanted: Wanted) -> bool:
    return (reservation.starts_at, reservation.party) != (wanted.starts_at, wanted.party)


def _same_tables(reservation: Reservation, wanted: Wanted) -> tuple[str, ...]:
    """Return the tables that a reservation keeps when staff only move it in time."""
    return reservation.table_ids if reservation.party == wanted.party else ()


def _differs(before: Reservation, after: Reservation) -> bool:
    told = ("party", "starts_at", "table_ids")
    return any(getattr(before, name) != getattr(after, name) for name in told)


def _seats(before: Reservation, after: Reservation) -> dict[str, TableStatus]:
    sitting = TableStatus.BILL if after.has_bill else TableStatus.SEATED
    left = set(before.table_ids) - set(after.table_ids)
    return dict.fromkeys(left, TableStatus.CLEANING) | {
        table_id: sitting for table_id in after.table_ids if table_id not in before.table_ids
    }


def changed_event(venue: Venue, before: Reservation | Fallback, after: Reservation, by: str) -> ReservationChangedV1:
    """Return what the world learns of a change."""
    return ReservationChangedV1(
        reservation_id=after.reservation_id,
        venue_id=after.venue_id,
        party=after.party,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        table_ids=list(after.table_ids),
        was_party=before.party,
        was_starts_at=before.starts_at,
        venue_name=venue.details.name,
        local_start=local_start(venue, after),
        owner_id=venue.owner_id,
        changed_by=by,
    )


@dataclass(frozen=True, slots=True)
class CancelReservation:
    """Let a reservation, or a hold, go: its tables are free from that moment on."""

    decide: DecideDeposit
    steps: Steps
    clock: Clock

    def __call__(
        self,
        by: str,
        venue: Venue,
        reservation: Reservation,
        *,
        by_terms: bool = False,
        waiting: Waiting | None = None,
    ) -> Reservation:
        """Return the cancelled reservation; one that is cancelled already stays as it is.

        by_terms: whether staff cancel because the guest asked them to; otherwise the venue keeps nothing of a deposit.
        waiting: to whom it was offered, as they are from then on.
        Raises ReservationMoveRefused, ChangeTooLate for guests once it has begun, StaleVersion.
        """
        if reservation.state is ReservationState.CANCELLED:
            return reservation
        now = self.clock.now()
        if by == GUEST and reservation.starts_at <= now:
            raise ChangeTooLate("it has begun; tell the venue")
        state = machine.move(reservation.state, ReservationMove.CANCEL)
        # Of a change that waits for its deposit nothing counts: it is the reservation before it that is cancelled.
        stood = reservation.gone_back()
        deposit, decided = self.decide.cancelled(stood, by_terms=by_terms or by == GUEST)
        cancelled = replace(
            stood, state=state, deposit=deposit, cancelled_at=now, cancelled_by=by, held_until=None, guards=()
        )
        stood_for_sure = reservation.state is ReservationState.CONFIRMED or reservation.fallback is not None
        events = [cancelled_event(venue, cancelled)] if stood_for_sure else []
        return self.steps("cancel", by, reservation, cancelled, *events, *decided, waiting=waiting)


def cancelled_event(venue: Venue, reservation: Reservation) -> ReservationCancelledV1:
    """Return what the world learns of a cancellation."""
    return ReservationCancelledV1(
        reservation_id=reservation.reservation_id,
        venue_id=reservation.venue_id,
        party=reservation.party,
        starts_at=reservation.starts_at,
        cancelled_by=reservation.cancelled_by,
        venue_name=venue.details.name,
        local_start=local_start(venue, reservation),
        owner_id=venue.owner_id,
    )
