"""The evening itself: who comes, who sits where, who has gone, who never came; and reservations that staff make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from guildhall.bookings import machine
from guildhall.bookings.errors.reservations import ReservationMoveRefused, ReservationUnknown, TooEarlyForNoShow
from guildhall.bookings.events import GuestSeatedV1, NoShowRecordedV1, VisitEndedV1
from guildhall.bookings.machine import ReservationMove, ReservationState, TableStatus
from guildhall.bookings.models.deposit import Reason
from guildhall.bookings.models.quarters import instant_of, quarter_of
from guildhall.bookings.models.reservation import (
    NO_SHOW_MINUTES,
    Entry,
    Guest,
    Note,
    Reservation,
    Source,
)
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.visits import CAME, Visits, visits_of
from guildhall.bookings.ports.reservations import Links, Notes, Phones, Reservations
from guildhall.bookings.use_cases.booking import booked, confirmed_event
from guildhall.bookings.use_cases.changing import Wanted
from guildhall.bookings.use_cases.deciding import DecideDeposit
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import Wish
from guildhall.bookings.use_cases.steps import Steps, again_if_beaten, guards_of, normal_guest
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import Ids
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class AccessReservation:
    """Load a reservation for those who run or work at its venue."""

    reservations: Reservations
    access: AccessVenue

    def __call__(self, actor: Actor, venue_id: str, reservation_id: str) -> tuple[Venue, Reservation]:
        """Return the venue and the reservation. Raises VenueUnknown, Forbidden, ReservationUnknown."""
        venue = self.access(actor, venue_id, "bookings.run_room")
        reservation = self.reservations.get(reservation_id)
        if reservation is None or reservation.venue_id != venue_id:
            raise ReservationUnknown
        return venue, reservation

    def history(self, actor: Actor, venue_id: str, reservation_id: str) -> list[Entry]:
        """Return what happened to it, oldest first. Raises VenueUnknown, Forbidden, ReservationUnknown."""
        self(actor, venue_id, reservation_id)
        return self.reservations.history(reservation_id)


@dataclass(frozen=True, slots=True)
class KnowGuest:
    """Show staff what came of the earlier reservations of a guest at their venue, and at no other."""

    reservations: Reservations
    access: AccessReservation
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, reservation_id: str) -> Visits:
        """Return what is known of who made this reservation; nothing of who left no address and no number.

        Raises VenueUnknown, Forbidden, ReservationUnknown.
        """
        _, reservation = self.access(actor, venue_id, reservation_id)
        contacts = reservation.guest.contacts if reservation.guest else []
        cards, now = self.reservations.of_guest(venue_id, contacts), self.clock.now()
        return visits_of([card for card in cards if not card.has_lapsed(now)])


@dataclass(frozen=True, slots=True)
class KeepNotes:
    """Keep what staff write of a reservation for each other."""

    notes: Notes
    access: AccessReservation
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, venue_id: str, reservation_id: str, text: str) -> list[Note]:
        """Return all notes, the new one last. Raises VenueUnknown, Forbidden, ReservationUnknown."""
        self.access(actor, venue_id, reservation_id)
        self.notes.add(Note(self.ids.new("nte"), reservation_id, text, actor.account_id, self.clock.now()))
        return self.notes.list_of(reservation_id)

    def list_of(self, actor: Actor, venue_id: str, reservation_id: str) -> list[Note]:
        """Return all notes, oldest first. Raises VenueUnknown, Forbidden, ReservationUnknown."""
        self.access(actor, venue_id, reservation_id)
        return self.notes.list_of(reservation_id)


@dataclass(frozen=True, slots=True)
class BookForGuest:
    """Make a reservation for a guest who telephones, or seat one who walks in."""

    access: AccessVenue
    find_place: FindPlace
    phones: Phones
    links: Links
    steps: Steps
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, venue_id: str, wanted: Wanted, *, allow_second: bool = False) -> Reservation:
        """Return the confirmed reservation.

        Raises VenueUnknown, Forbidden, GuestIncomplete, ReservationDuplicate, and what FindPlace raises for staff.
        """
        venue = self.access(actor, venue_id, "bookings.run_room")
        known = normal_guest(self.phones, venue, wanted.guest or Guest(""), has_to_be_reachable=False)
        wish = Wish(wanted.party, wanted.minutes)

        def attempt() -> Reservation:
            place = self.find_place.for_staff(venue, wanted.starts_at, wish, wanted.table_ids)
            reservation_id, now = self.ids.new("rsv"), self.clock.now()
            made = booked(reservation_id, venue, wanted.starts_at, wish.party, place, now=now, source=Source.STAFF)
            made = replace(made, guest=known, requests=wanted.requests)
            link_hash = self.links.make(reservation_id, 0)[1]
            guards = () if allow_second else guards_of(venue, made, known)
            made = replace(made, guards=guards, link_hash=link_hash)
            return self.steps("book", actor.account_id, None, made, confirmed_event(venue, made, actor.account_id))

        return again_if_beaten(attempt)

    def walk_in(
        self, actor: Actor, venue_id: str, wish: Wish, name: str, table_ids: tuple[str, ...] = ()
    ) -> Reservation:
        """Return the reservation of guests who came without one and sit now, from this quarter on.

        Raises VenueUnknown, Forbidden, TableOccupied, and what FindPlace raises for staff.
        """
        venue = self.access(actor, venue_id, "bookings.run_room")
        starts_at = instant_of(quarter_of(self.clock.now()))

        def attempt() -> Reservation:
            place = self.find_place.for_staff(venue, starts_at, wish, table_ids)
            now = self.clock.now()
            made = booked(self.ids.new("rsv"), venue, starts_at, wish.party, place, now=now, source=Source.WALK_IN)
            guest = Guest(name) if name else None
            seated = replace(made, state=ReservationState.SEATED, seated_at=now, guest=guest)
            event = seated_event(seated, venue.owner_id)
            return self.steps("walk_in", actor.account_id, None, seated, event, statuses=_sitting(seated))

        return again_if_beaten(attempt)


@dataclass(frozen=True, slots=True)
class ServeGuests:
    """Note what happens with a reservation in the room."""

    decide: DecideDeposit
    steps: Steps
    clock: Clock

    def seat(self, by: str, reservation: Reservation, owner_id: str) -> Reservation:
        """Return it seated; guests who sit already stay as they are, and whoever comes gets the deposit back.

        Raises ReservationMoveRefused, TableOccupied, StaleVersion.
        """
        if reservation.state is ReservationState.SEATED:
            return reservation
        state = machine.move(reservation.state, ReservationMove.SEAT)
        deposit, decided = self.decide.given_back(reservation, Reason.CAME)
        seated = replace(reservation, state=state, deposit=deposit, seated_at=self.clock.now())
        event = seated_event(seated, owner_id)
        return self.steps("seat", by, reservation, seated, event, *decided, statuses=_sitting(seated))

    def bill(self, by: str, reservation: Reservation) -> Reservation:
        """Return it with the bill asked for. Raises ReservationMoveRefused, StaleVersion."""
        state = machine.move(reservation.state, ReservationMove.BILL)
        asked = replace(reservation, state=state, has_bill=True)
        statuses = dict.fromkeys(asked.table_ids, TableStatus.BILL)
        return self.steps("bill", by, reservation, asked, statuses=statuses)

    def note_spent(self, by: str, reservation: Reservation, spent: Money | None) -> Reservation:
        """Return it with what the party's bill came to; None: nothing is known of it.

        Raises ReservationMoveRefused before the guests sit, StaleVersion.
        """
        if reservation.state not in CAME:
            raise ReservationMoveRefused(f"guests of a reservation that is {reservation.state} have spent nothing")
        if reservation.spent == spent:
            return reservation
        return self.steps("note_spent", by, reservation, replace(reservation, spent=spent))

    def finish(self, by: str, reservation: Reservation) -> Reservation:
        """Return it finished: the rest of its time is free again, and its tables want cleaning.

        Raises ReservationMoveRefused, StaleVersion.
        """
        if reservation.state is ReservationState.FINISHED:
            return reservation
        state, now = machine.move(reservation.state, ReservationMove.FINISH), self.clock.now()
        finished = replace(reservation, state=state, finished_at=now)
        statuses = dict.fromkeys(finished.table_ids, TableStatus.CLEANING)
        event = VisitEndedV1(
            reservation_id=finished.reservation_id, venue_id=finished.venue_id, party=finished.party, finished_at=now
        )
        return self.steps("finish", by, reservation, finished, event, statuses=statuses)

    def no_show(self, by: str, reservation: Reservation, owner_id: str) -> Reservation:
        """Return it as one to which nobody came: its tables are free again.

        Raises ReservationMoveRefused, TooEarlyForNoShow, StaleVersion.
        """
        if reservation.state is ReservationState.NO_SHOW:
            return reservation
        state, now = machine.move(reservation.state, ReservationMove.NO_SHOW), self.clock.now()
        if now < reservation.starts_at + timedelta(minutes=NO_SHOW_MINUTES):
            raise TooEarlyForNoShow(f"wait until {NO_SHOW_MINUTES} minutes after the start")
        deposit, decided = self.decide.missed(reservation)
        missed = replace(reservation, state=state, deposit=deposit, guards=())
        event = NoShowRecordedV1(
            reservation_id=missed.reservation_id,
            venue_id=missed.venue_id,
            party=missed.party,
            starts_at=missed.starts_at,
            owner_id=owner_id,
        )
        return self.steps("no_show", by, reservation, missed, event, *decided)


def _sitting(reservation: Reservation) -> dict[str, TableStatus]:
    return dict.fromkeys(reservation.table_ids, TableStatus.SEATED)


def seated_event(reservation: Reservation, owner_id: str) -> GuestSeatedV1:
    """Return what the world learns of guests who sit."""
    return GuestSeatedV1(
        reservation_id=reservation.reservation_id,
        venue_id=reservation.venue_id,
        party=reservation.party,
        starts_at=reservation.starts_at,
        seated_at=reservation.seated_at or reservation.starts_at,
        table_ids=list(reservation.table_ids),
        is_walk_in=reservation.source is Source.WALK_IN,
        owner_id=owner_id,
    )
