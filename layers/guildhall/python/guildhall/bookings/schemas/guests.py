"""Shapes of what guests without an account ask and see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from guildhall.bookings.availability import Slot
from guildhall.bookings.machine import ReservationMove, ReservationState, moves_from
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.parts import line
from guildhall.bookings.schemas.reservations import GuestIn, GuestOut, Minutes, Party, Start, Written
from guildhall.bookings.schemas.rooms import Key
from guildhall.bookings.use_cases.planning import Wish
from guildhall.kernel.types import Day, Instant


class HoldIn(Written):
    """What a guest asks for."""

    starts_at: Start
    party: Party
    minutes: Minutes | None = None
    room_id: Key | None = None

    def wish(self) -> Wish:
        """Return the model."""
        return Wish(self.party, self.minutes, self.room_id)


class ReservationFormIn(Written):
    """The form. allow_second: the guest means to have two reservations of one service."""

    guest: GuestIn
    requests: Annotated[str, line(1000)] = ""
    allow_second: bool = False


class SlotOut(BaseModel):
    """A start that is free. on, at: as the venue's clocks show it."""

    starts_at: Instant
    on: Day
    at: str
    service: str


class SlotsOut(BaseModel):
    """Free starts, earliest first."""

    time_zone: str
    party: int
    items: list[SlotOut]

    @classmethod
    def of(cls, venue: Venue, party: int, slots: Sequence[Slot]) -> SlotsOut:
        """Shape free starts for the wire."""
        zone = ZoneInfo(venue.details.time_zone)
        local = [slot.starts_at.astimezone(zone) for slot in slots]
        items = [
            SlotOut.model_construct(starts_at=slot.starts_at, on=at.date(), at=f"{at:%H:%M}", service=slot.service)
            for slot, at in zip(slots, local, strict=True)
        ]
        return cls.model_construct(time_zone=venue.details.time_zone, party=party, items=items)


class GuestReservationOut(BaseModel):
    """A reservation as its guest sees it. can: what the guest may do now; change_until: until when."""

    reservation_id: str
    venue_name: str
    venue_slug: str
    time_zone: str
    state: ReservationState
    party: int
    starts_at: Instant
    ends_at: Instant
    local_start: str
    held_until: Instant | None
    guest: GuestOut | None
    requests: str
    can: list[ReservationMove]
    change_until: Instant
    version: int

    @classmethod
    def of(cls, venue: Venue, reservation: Reservation, now: datetime) -> GuestReservationOut:
        """Shape a reservation for its guest."""
        local = reservation.starts_at.astimezone(ZoneInfo(venue.details.time_zone))
        own = {ReservationMove.CONFIRM, ReservationMove.CHANGE, ReservationMove.CANCEL}
        is_open = reservation.starts_at > now and not reservation.has_lapsed(now)
        return cls(
            reservation_id=reservation.reservation_id,
            venue_name=venue.details.name,
            venue_slug=venue.slug,
            time_zone=venue.details.time_zone,
            state=reservation.state,
            party=reservation.party,
            starts_at=reservation.starts_at,
            ends_at=reservation.ends_at,
            local_start=f"{local:%Y-%m-%dT%H:%M}",
            held_until=reservation.held_until,
            guest=GuestOut.of(reservation.guest) if reservation.guest else None,
            requests=reservation.requests,
            can=[each for each in moves_from(reservation.state) if each in own and is_open],
            change_until=reservation.starts_at,
            version=reservation.version,
        )


class HeldOut(GuestReservationOut):
    """A hold. token: manages it, and is shown this once."""

    token: str


class ReservationLinkOut(BaseModel):
    """A new link. token: shown this once."""

    token: str
