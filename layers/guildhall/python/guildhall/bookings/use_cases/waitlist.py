"""Waiting for a table: guests join, answer what is offered to them, or leave; staff see and order the list."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings import machine
from guildhall.bookings.availability import Slot, nearest, seats_for
from guildhall.bookings.errors.reservations import (
    HoldLapsed,
    NoTableForParty,
    PartyEmpty,
    PartyTooLarge,
    TooEarlyToBook,
    TooLateToBook,
    VenueClosed,
    with_alternatives,
    with_largest,
)
from guildhall.bookings.errors.waitlist import OfferGone, TableFree, WaitingUnknown, WaitlistChanged, WaitlistFull
from guildhall.bookings.events import WaitlistJoinedV1
from guildhall.bookings.machine import WaitingMove, WaitingState
from guildhall.bookings.models.reservation import Guest, Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.waiting import MOST_WAITING, Waiting
from guildhall.bookings.ports.reservations import Links, Phones, Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.ports.waitlist import WaitingLinks, Waitlist
from guildhall.bookings.use_cases.booking import ConfirmReservation
from guildhall.bookings.use_cases.changing import CancelReservation
from guildhall.bookings.use_cases.links import LINK_USES, WRONG_LINKS
from guildhall.bookings.use_cases.placing import LOOKED_FURTHER_DAYS, largest_party
from guildhall.bookings.use_cases.planning import Days, FindDays, Wish
from guildhall.bookings.use_cases.steps import GUEST, normal_guest
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Problem, StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.rate_limits import Limit, RateLimits

JOINS = Limit("waitlist-joins", quota=20, window_seconds=3600)


@dataclass(frozen=True, slots=True)
class WaitFor:
    """What a guest waits for. on: local date of the venue. from_at, until_at: earliest and latest start."""

    on: date
    party: int
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class JoinWaitlist:
    """Put a guest on the waitlist of a day that is full."""

    find_days: FindDays
    waitlist: Waitlist
    links: WaitingLinks
    phones: Phones
    limits: RateLimits
    clock: Clock
    ids: Ids

    def __call__(
        self, venue: Venue, wanted: WaitFor, guest: Guest, requests: str, *, address: str
    ) -> tuple[Waiting, str]:
        """Return the waiting guest and the token of their link. address: of the network, for the limit.

        Raises TooMany, GuestIncomplete, PartyTooLarge, NoTableForParty, TooLateToBook, TooEarlyToBook, VenueClosed,
        TableFree, WaitlistFull, WaitingDuplicate.
        """
        self.limits.take(JOINS, address)
        known, now = normal_guest(self.phones, venue, guest, has_to_be_reachable=True), self.clock.now()
        self._check(venue, wanted)
        before = [each for each in self.waitlist.list_of(venue.venue_id, wanted.on) if each.is_open]
        if len(before) >= MOST_WAITING:
            raise WaitlistFull(f"{MOST_WAITING} wait already; choose another day")
        waiting = Waiting(
            self.ids.new("wtl"), venue.venue_id, wanted.on, wanted.party, wanted.from_at, wanted.until_at, known,
            WaitingState.WAITING, max((each.position for each in before), default=0) + 1, now, now, requests,
            guard=hashlib.sha256(f"{venue.venue_id}\n{wanted.on}\n{known.email.casefold()}".encode()).hexdigest()[:40],
        )  # fmt: skip
        token, link_hash = self.links.make(waiting)
        return self.waitlist.add(replace(waiting, link_hash=link_hash), _joined(venue, waiting), now), token

    def _check(self, venue: Venue, wanted: WaitFor) -> None:
        days = self.find_days(venue, wanted.on, 1, consistent=True)
        refused = _refusal(days, wanted) if wanted.party else PartyEmpty()
        if isinstance(refused, PartyEmpty | PartyTooLarge | NoTableForParty):
            raise with_largest(refused, largest_party(days))
        if refused:
            raise with_alternatives(refused, [slot.starts_at for slot in self._near(venue, wanted)])
        free = [each for each in days.slots(Wish(wanted.party)) if wanted.from_at <= each.starts_at <= wanted.until_at]
        if free:
            starts = [slot.starts_at for slot in nearest(free, wanted.from_at)]
            raise with_alternatives(TableFree("book one of `alternatives`"), starts)

    def _near(self, venue: Venue, wanted: WaitFor) -> Sequence[Slot]:
        slots = self.find_days(venue, wanted.on, LOOKED_FURTHER_DAYS).slots(Wish(wanted.party))
        return nearest(slots, wanted.from_at)


def _refusal(days: Days, wanted: WaitFor) -> Problem | None:
    """Return why nobody can wait for this, or None."""
    terms, now = days.policy.terms, days.now
    if wanted.party > terms.party_most:
        return PartyTooLarge(f"at most {terms.party_most} online; larger parties write to the venue")
    if not seats_for(days.plan, wanted.party):
        return NoTableForParty(f"no table is for {wanted.party}")
    if wanted.until_at < now + timedelta(minutes=terms.lead_minutes):
        return TooLateToBook("the last start that you would take is too near, or has passed")
    if wanted.from_at > now + timedelta(days=terms.days_ahead):
        return TooEarlyToBook(f"wait for a day at most {terms.days_ahead} days ahead")
    starts = [start for service in days.services for start in service.slots()]
    if not any(wanted.from_at <= start <= wanted.until_at for start in starts):
        return VenueClosed("no service seats guests in this time")
    return None


def _joined(venue: Venue, waiting: Waiting) -> WaitlistJoinedV1:
    return WaitlistJoinedV1(
        waiting_id=waiting.waiting_id,
        venue_id=venue.venue_id,
        party=waiting.party,
        from_at=waiting.from_at,
        until_at=waiting.until_at,
        venue_name=venue.details.name,
        local_from=local_time(venue, waiting.from_at),
        local_until=local_time(venue, waiting.until_at),
    )


def local_time(venue: Venue, at: datetime) -> str:
    """Return an instant as the venue's clocks show it, such as `2026-03-03T20:00`."""
    return f"{at.astimezone(ZoneInfo(venue.details.time_zone)):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True, slots=True)
class AccessWaiting:
    """Load the waiting guest whom a link opens."""

    venues: Venues
    waitlist: Waitlist
    links: WaitingLinks
    limits: RateLimits

    def __call__(self, token: str, *, address: str) -> tuple[Venue, Waiting]:
        """Return the venue and the guest. address: of the network, for the limits.

        Raises WaitingUnknown, the same for every link that does not open, and TooMany.
        """
        self.limits.take(LINK_USES, address)
        self.limits.take(WRONG_LINKS, address)
        venue_id, on, waiting_id, link_hash = self.links.read(token)
        waiting, venue = self.waitlist.get(venue_id, on, waiting_id), self.venues.get(venue_id)
        if waiting is None or venue is None or not hmac.compare_digest(waiting.link_hash, link_hash):
            raise WaitingUnknown
        self.limits.give_back(WRONG_LINKS, address)
        return venue, waiting


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Take what is offered, pass it on, or wait no longer."""

    reservations: Reservations
    waitlist: Waitlist
    links: Links
    find_days: FindDays
    confirm: ConfirmReservation
    cancel: CancelReservation
    clock: Clock

    def accept(self, venue: Venue, waiting: Waiting, *, allow_second: bool = False) -> tuple[Reservation, str]:
        """Return the confirmed reservation and the token that manages it; taken twice, it is the same one.

        Raises OfferGone, ReservationDuplicate.
        """
        try:
            return self._accept(venue, waiting, allow_second=allow_second)
        except StaleVersion:
            # Somebody else answered, or the offer was taken back: what they did decides.
            now = self.waitlist.get(waiting.venue_id, waiting.on, waiting.waiting_id)
            return self._accept(venue, now or waiting, allow_second=allow_second)

    def _accept(self, venue: Venue, waiting: Waiting, *, allow_second: bool) -> tuple[Reservation, str]:
        hold = self.reservations.get(waiting.offer.reservation_id) if waiting.offer else None
        if hold is None:
            raise self._gone(venue, waiting)
        if waiting.state is not WaitingState.ACCEPTED:
            if waiting.offer_at(self.clock.now()) is None:
                raise self._gone(venue, waiting)
            accepted = self._moved(waiting, WaitingMove.ACCEPT)
            try:
                hold = self.confirm(
                    venue, hold, waiting.guest, waiting.requests, allow_second=allow_second, waiting=accepted
                )
            except HoldLapsed:
                raise self._gone(venue, waiting) from None
        return hold, self.links.make(hold.reservation_id, hold.link_number)[0]

    def decline(self, venue: Venue, waiting: Waiting) -> Waiting:
        """Return the guest, who waits on behind all others: the table goes to the next.

        Raises OfferGone, StaleVersion.
        """
        offer = waiting.offer_at(self.clock.now())
        if offer is None:
            raise self._gone(venue, waiting)
        moved = self._moved(waiting, WaitingMove.DECLINE)
        last = max(each.position for each in self.waitlist.list_of(waiting.venue_id, waiting.on))
        declined = (*waiting.declined, offer.starts_at)
        return self._end(venue, waiting, replace(moved, offer=None, declined=declined, position=last + 1))

    def leave(self, venue: Venue, waiting: Waiting, *, is_removed: bool = False) -> Waiting:
        """Return the guest, who waits no longer; who has left stays so. is_removed: by staff.

        Raises WaitingMoveRefused, StaleVersion.
        """
        if waiting.state in {WaitingState.LEFT, WaitingState.REMOVED}:
            return waiting
        move = WaitingMove.REMOVE if is_removed else WaitingMove.LEAVE
        return self._end(venue, waiting, self._moved(waiting, move))

    def _moved(self, waiting: Waiting, move: WaitingMove) -> Waiting:
        return replace(waiting, state=machine.move_waiting(waiting.state, move), updated_at=self.clock.now())

    def _end(self, venue: Venue, before: Waiting, after: Waiting) -> Waiting:
        """Store what a guest does without taking a table; what was held for them is free in the same moment."""
        offer = before.offer_at(self.clock.now())
        hold = self.reservations.get(offer.reservation_id) if offer else None
        if hold:
            self.cancel(GUEST, venue, hold, waiting=after)
        else:
            self.waitlist.save(f"bookings.{after.state}", after)
        return replace(after, version=after.version + 1)

    def _gone(self, venue: Venue, waiting: Waiting) -> Problem:
        slots = self.find_days(venue, waiting.on, 2).slots(Wish(waiting.party))
        gone = OfferGone("it was held for a while; book one of `alternatives`, or wait on if you still do")
        return with_alternatives(gone, [slot.starts_at for slot in nearest(slots, waiting.from_at)])


@dataclass(frozen=True, slots=True)
class RunWaitlist:
    """Show staff who waits, let them change the order, and take guests off the list."""

    waitlist: Waitlist
    access: AccessVenue
    answer: AnswerOffer

    def __call__(self, actor: Actor, venue_id: str, on: date) -> list[Waiting]:
        """Return everybody who waits or waited for a day, in order. Raises VenueUnknown, Forbidden."""
        self.access(actor, venue_id, "bookings.run_room")
        return self.waitlist.list_of(venue_id, on)

    def reorder(self, actor: Actor, venue_id: str, on: date, waiting_ids: Sequence[str]) -> list[Waiting]:
        """Return the list in its new order. waiting_ids: of everybody who still waits, once each.

        Raises VenueUnknown, Forbidden, WaitlistChanged.
        """
        known = {each.waiting_id: each for each in self(actor, venue_id, on) if each.is_open}
        if len(waiting_ids) != len(known) or set(waiting_ids) != known.keys():
            raise WaitlistChanged(f"{len(known)} wait: read the list again")
        placed = [replace(known[each], position=number) for number, each in enumerate(waiting_ids, start=1)]
        changed = [each for each in placed if each.position != known[each.waiting_id].position]
        if changed:
            try:
                self.waitlist.save("bookings.reorder_waitlist", *changed)
            except StaleVersion:
                raise WaitlistChanged("somebody was faster: read the list again") from None
        return self.waitlist.list_of(venue_id, on)

    def remove(self, actor: Actor, venue_id: str, on: date, waiting_id: str) -> Waiting:
        """Return the guest, who waits no longer. Raises VenueUnknown, Forbidden, WaitingUnknown, WaitingMoveRefused."""
        venue = self.access(actor, venue_id, "bookings.run_room")
        waiting = self.waitlist.get(venue_id, on, waiting_id)
        if waiting is None:
            raise WaitingUnknown
        return self.answer.leave(venue, waiting, is_removed=True)
