"""Guests who wait for a table on a day that is full, and what is offered to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from guildhall.bookings.machine import STILL_WAITING, WaitingState
from guildhall.bookings.models.reservation import Guest
from guildhall.kernel.types import Day, Instant

MOST_WAITING = 50
"""Of one day: a transaction that puts them in another order takes a hundred items."""
OFFER = timedelta(minutes=30)
OFFER_AHEAD = timedelta(hours=2)
"""For a table of tomorrow or later: nobody has to hurry home to read a letter."""
SHORTEST_OFFER = timedelta(minutes=10)
"""Less than that before the start, nobody would come in time."""
NIGHT_FROM, NIGHT_UNTIL = time(22), time(9)
"""By the venue's clocks; what is offered in between stands until the morning."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A table that is held for a waiting guest. reservation_id: of the hold."""

    reservation_id: str
    starts_at: Instant
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Waiting:
    """A guest on the waitlist of a day.

    on: local date of the venue. from_at, until_at: earliest and latest start that the guest wants. position: in the
    order in which tables are offered; of equal ones the older first. offer: the last one. declined: starts that the
    guest did not want. guard: what keeps the guest from waiting twice for a day. link_hash: of the link in the letters.
    """

    waiting_id: str
    venue_id: str
    on: Day
    party: int
    from_at: Instant
    until_at: Instant
    guest: Guest
    state: WaitingState
    position: int
    created_at: Instant
    updated_at: Instant
    requests: str = ""
    offer: Offer | None = None
    declined: tuple[Instant, ...] = ()
    guard: str = ""
    link_hash: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether a table may still be offered."""
        return self.state in STILL_WAITING

    @property
    def order(self) -> tuple[int, str]:
        """Sorts guests as tables are offered to them."""
        return self.position, self.waiting_id

    def offer_at(self, now: datetime) -> Offer | None:
        """Return what is offered at an instant; None if nothing is, or no longer."""
        stands = self.state is WaitingState.OFFERED and self.offer is not None and self.offer.expires_at > now
        return self.offer if stands else None

    def wants(self, starts_at: datetime) -> bool:
        """Tell whether a start suits the guest."""
        return self.from_at <= starts_at <= self.until_at and starts_at not in self.declined


def offer_until(now: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return until when a table that starts then is offered; None if it is too late for an offer.

    At night an offer stands until the morning, unless the table itself is for the night.
    """
    far = starts_at - now >= timedelta(days=1)
    until = now + (OFFER_AHEAD if far else OFFER)
    local = until.astimezone(zone)
    if local.time() >= NIGHT_FROM or local.time() < NIGHT_UNTIL:
        day = local.date() + timedelta(days=local.time() >= NIGHT_FROM)
        morning = datetime.combine(day, NIGHT_UNTIL, zone)
        if morning + OFFER_AHEAD <= starts_at:
            return morning.astimezone(now.tzinfo)
    until = min(until, starts_at)
    return until if until - now >= SHORTEST_OFFER else None
