"""Shapes of what is asked and seen of a waitlist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from guildhall.bookings.machine import ReservationState, WaitingMove, WaitingState
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.waiting import MOST_WAITING, Waiting
from guildhall.bookings.schemas.parts import line
from guildhall.bookings.schemas.reservations import GuestIn, GuestOut, Party, Written
from guildhall.bookings.schemas.times import instant
from guildhall.bookings.use_cases.waitlist import WaitFor, local_time
from guildhall.kernel.types import Day, Instant

Wall = Annotated[
    str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="A time of the venue's clocks.", examples=["19:00"])
]


class WaitlistIn(Written):
    """What a guest waits for. from_time, until_time: earliest and latest start; past midnight if it is the smaller."""

    on: Day
    party: Party
    from_time: Wall
    until_time: Wall
    guest: GuestIn
    requests: Annotated[str, line(1000)] = ""

    def wanted(self, venue: Venue) -> WaitFor:
        """Return the model. Raises TimeSkipped."""
        last = self.on + timedelta(days=self.until_time < self.from_time)
        return WaitFor(
            self.on,
            self.party,
            instant(f"{self.on}T{self.from_time}", venue),
            instant(f"{last}T{self.until_time}", venue),
        )


class OfferAcceptanceIn(Written):
    """Taking what is offered. allow_second: the guest means to have two reservations of one service."""

    allow_second: bool = False


class WaitlistOrderIn(Written):
    """Everybody who still waits for a day, in the order in which tables are to be offered."""

    on: Day
    waiting_ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST_WAITING)]


class TableOfferOut(BaseModel):
    """A table that is held for the guest until it expires."""

    starts_at: Instant
    local_start: str
    expires_at: Instant
    local_expiry: str


class WaitingGuestOut(BaseModel):
    """A waiting guest as they see it. can: what the guest may do now."""

    waiting_id: str
    venue_name: str
    venue_slug: str
    time_zone: str
    on: Day
    party: int
    local_from: str
    local_until: str
    state: WaitingState
    offer: TableOfferOut | None
    guest: GuestOut
    requests: str
    can: list[WaitingMove]

    @classmethod
    def of(cls, venue: Venue, waiting: Waiting, now: datetime) -> WaitingGuestOut:
        """Shape a waiting guest for themselves; an offer that ran out is shown as such before anybody looked."""
        offer = waiting.offer_at(now)
        has_lapsed = waiting.state is WaitingState.OFFERED and offer is None
        answers = [WaitingMove.ACCEPT, WaitingMove.DECLINE] if offer else []
        return cls(
            waiting_id=waiting.waiting_id,
            venue_name=venue.details.name,
            venue_slug=venue.slug,
            time_zone=venue.details.time_zone,
            on=waiting.on,
            party=waiting.party,
            local_from=local_time(venue, waiting.from_at),
            local_until=local_time(venue, waiting.until_at),
            state=WaitingState.EXPIRED if has_lapsed else waiting.state,
            offer=_offer(venue, waiting) if offer else None,
            guest=GuestOut.of(waiting.guest),
            requests=waiting.requests,
            can=[*answers, WaitingMove.LEAVE] if waiting.is_open and not has_lapsed else [],
        )


def _offer(venue: Venue, waiting: Waiting) -> TableOfferOut | None:
    if waiting.offer is None:
        return None
    return TableOfferOut(
        starts_at=waiting.offer.starts_at,
        local_start=local_time(venue, waiting.offer.starts_at),
        expires_at=waiting.offer.expires_at,
        local_expiry=local_time(venue, waiting.offer.expires_at),
    )


class JoinedWaitlistOut(WaitingGuestOut):
    """A guest who has just joined. token: manages it, and is shown this once."""

    token: str


class TakenOfferOut(BaseModel):
    """A reservation that an offer became; it may wait for its deposit. token: manages the reservation."""

    reservation_id: str
    state: ReservationState
    starts_at: Instant
    local_start: str
    party: int
    token: str


class StaffWaitingOut(BaseModel):
    """A waiting guest as staff see them."""

    waiting_id: str
    party: int
    from_at: Instant
    until_at: Instant
    state: WaitingState
    position: int
    guest: GuestOut
    requests: str
    offered_starts_at: Instant | None
    offer_expires_at: Instant | None
    reservation_id: str | None
    created_at: Instant

    @classmethod
    def of(cls, waiting: Waiting) -> StaffWaitingOut:
        """Shape a waiting guest for staff."""
        offer = waiting.offer
        return cls(
            waiting_id=waiting.waiting_id,
            party=waiting.party,
            from_at=waiting.from_at,
            until_at=waiting.until_at,
            state=waiting.state,
            position=waiting.position,
            guest=GuestOut.of(waiting.guest),
            requests=waiting.requests,
            offered_starts_at=offer.starts_at if offer else None,
            offer_expires_at=offer.expires_at if offer else None,
            reservation_id=offer.reservation_id if offer else None,
            created_at=waiting.created_at,
        )


class WaitlistOut(BaseModel):
    """The waitlist of a day, in the order of offers; who no longer waits is on it as well."""

    on: Day
    items: list[StaffWaitingOut]

    @classmethod
    def of(cls, on: Day, waiting: Sequence[Waiting]) -> WaitlistOut:
        """Shape a waitlist for the wire."""
        return cls(on=on, items=[StaffWaitingOut.of(each) for each in waiting])
