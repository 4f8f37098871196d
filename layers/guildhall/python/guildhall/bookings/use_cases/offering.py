"""What becomes free goes to those who wait, in their order: each gets a while to answer, with the table held."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings import machine
from guildhall.bookings.events import RoomChangedV1, TableOfferedV1
from guildhall.bookings.machine import ReservationState, WaitingMove
from guildhall.bookings.models.reservation import Reservation, Source
from guildhall.bookings.models.sheets import BLOCKED
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.waiting import Offer, Waiting, offer_until
from guildhall.bookings.ports.reservations import Links
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.ports.waitlist import Waitlist
from guildhall.bookings.use_cases.booking import booked, deposit_of
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import MOST_DAYS, FindDays, Wish
from guildhall.bookings.use_cases.steps import Steps, again_if_beaten
from guildhall.bookings.use_cases.waitlist import local_time
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Conflict, Invalid, StaleVersion
from guildhall.kernel.ids import Ids

PLATFORM = "platform"
"""Who did it, in the history, when nobody asked for it."""
LOOK_AGAIN = timedelta(minutes=10)
"""How long anything that nobody told us of stays unnoticed: a message that was lost, two who looked at once."""
MOST_LISTS = 50
"""In one sweep; the next one is a minute later."""


@dataclass(frozen=True, slots=True)
class OfferTables:
    """Offer what is free on a day to those who wait for it."""

    venues: Venues
    waitlist: Waitlist
    find_days: FindDays
    find_place: FindPlace
    links: Links
    steps: Steps
    clock: Clock
    ids: Ids

    def __call__(self, venue_id: str, on: date) -> list[Waiting]:
        """Return those who are offered a table by this call, in order. Whoever is offered one is not asked again.

        Raises Unavailable.
        """
        listed, now = self.waitlist.list_of(venue_id, on), self.clock.now()
        if not listed:
            return []
        venue = self.venues.get(venue_id)
        waiting = [after for each in listed if each.is_open and (after := self._expired(each, now))]
        waiting = [each for each in waiting if each.until_at > now]
        if venue is None or venue.published_at is None or not waiting:
            self.waitlist.look_again(venue_id, on, None)
            return []
        offered = [done for each in waiting if not each.offer and (done := self._offered(venue, each, now))]
        self._look_again(venue, on, [*waiting, *offered])
        return offered

    def _offered(self, venue: Venue, waiting: Waiting, now: datetime) -> Waiting | None:
        try:
            return again_if_beaten(lambda: self._offer(venue, waiting, now))
        except StaleVersion:
            # Staff have changed this guest, or another call has offered them a table: the next look sees it.
            return None

    def _expired(self, waiting: Waiting, now: datetime) -> Waiting | None:
        """Return the guest if they still wait; whose offer ran out does not."""
        if waiting.offer is None or waiting.offer_at(now):
            return waiting
        after = replace(waiting, state=machine.move_waiting(waiting.state, WaitingMove.EXPIRE), updated_at=now)
        with suppress(StaleVersion):
            # Too late for the last moment: who accepts in it has moved the guest on, and keeps the table.
            self.waitlist.save("bookings.expire_offer", after)
        return None

    def _offer(self, venue: Venue, waiting: Waiting, now: datetime) -> Waiting | None:
        slots = self.find_days(venue, waiting.on, 1, consistent=True).slots(Wish(waiting.party))
        slot = next((slot for slot in slots if waiting.wants(slot.starts_at)), None)
        until = offer_until(now, slot.starts_at, ZoneInfo(venue.details.time_zone)) if slot else None
        if slot is None or until is None:
            return None
        try:
            place = self.find_place.for_guest(venue, slot.starts_at, Wish(waiting.party))
        except (Conflict, Invalid):
            # Somebody took it between the two looks, or it can only be had by talking to the venue.
            return None
        hold = booked(self.ids.new("rsv"), venue, slot.starts_at, waiting.party, place, now=now, source=Source.WAITLIST)
        hold = replace(
            hold,
            state=ReservationState.HELD,
            held_until=until,
            guest=waiting.guest,
            requests=waiting.requests,
            link_hash=self.links.make(hold.reservation_id, 0)[1],
            deposit=deposit_of(place),
        )
        offer = Offer(hold.reservation_id, hold.starts_at, until)
        state = machine.move_waiting(waiting.state, WaitingMove.OFFER)
        offered = replace(waiting, state=state, offer=offer, updated_at=now)
        event = offered_event(venue, offered, hold)
        self.steps("offer", PLATFORM, None, hold, event, paced=place.paced, waiting=offered)
        return offered

    def _look_again(self, venue: Venue, on: date, waiting: Sequence[Waiting]) -> None:
        now = self.clock.now()
        state = self.find_days(venue, on, 1, consistent=True).state
        lapses = {until for sheet in state.sheets for until in sheet.taken.values() if until < BLOCKED}
        instants = [datetime.fromtimestamp(until, now.tzinfo) for until in lapses]
        instants += [each.offer.expires_at for each in waiting if each.offer]
        self.waitlist.look_again(venue.venue_id, on, min([at for at in instants if at > now] + [now + LOOK_AGAIN]))


def offered_event(venue: Venue, waiting: Waiting, hold: Reservation) -> TableOfferedV1:
    """Return what the world learns of an offer."""
    until = waiting.offer.expires_at if waiting.offer else hold.starts_at
    return TableOfferedV1(
        waiting_id=waiting.waiting_id,
        venue_id=venue.venue_id,
        reservation_id=hold.reservation_id,
        party=hold.party,
        starts_at=hold.starts_at,
        expires_at=until,
        venue_name=venue.details.name,
        local_start=local_time(venue, hold.starts_at),
        local_expiry=local_time(venue, until),
    )


@dataclass(frozen=True, slots=True)
class FollowRoom:
    """Look at the waitlists that a change of the room may concern."""

    venues: Venues
    offer_tables: OfferTables

    def __call__(self, event: RoomChangedV1) -> None:
        """Offer what the change freed. The evening before may run past midnight, so its list is looked at as well."""
        venue = self.venues.get(event.venue_id) if event.frees else None
        if venue is None:
            return
        zone = ZoneInfo(venue.details.time_zone)
        first = event.starts_at.astimezone(zone).date() - timedelta(days=1)
        last = event.ends_at.astimezone(zone).date()
        for number in range(min((last - first).days + 1, MOST_DAYS)):
            self.offer_tables(venue.venue_id, first + timedelta(days=number))


@dataclass(frozen=True, slots=True)
class SweepWaitlists:
    """Let offers that ran out go to the next, and holds that lapsed to those who wait."""

    waitlist: Waitlist
    offer_tables: OfferTables
    clock: Clock

    def __call__(self) -> int:
        """Return how many lists were looked at, at most MOST_LISTS. Raises Unavailable."""
        due = self.waitlist.due(self.clock.now(), MOST_LISTS)
        for venue_id, on in due:
            self.offer_tables(venue_id, on)
        return len(due)
