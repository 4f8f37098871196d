"""Shapes of what guests without an account ask and see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from guildhall.bookings.availability import Slot
from guildhall.bookings.machine import ReservationMove, ReservationState, moves_from
from guildhall.bookings.models.deposit import GuestDeposit
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.deposits import Payable
from guildhall.bookings.schemas.parts import line
from guildhall.bookings.schemas.reservations import GuestIn, GuestOut, Minutes, Party, Written
from guildhall.bookings.schemas.rooms import Key
from guildhall.bookings.schemas.times import Start
from guildhall.bookings.use_cases.deciding import Costs
from guildhall.bookings.use_cases.planning import Wish
from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, Instant


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
    """The form. allow_second: the guest means to have two reservations of one service.

    texts: false if the guest wants no text messages of the venue, true if they do again; null leaves it as it was.
    """

    guest: GuestIn
    requests: Annotated[str, line(1000)] = ""
    allow_second: bool = False
    texts: bool | None = None


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


class CancellationStepOut(BaseModel):
    """Until when, that instant included, cancelling costs what. local_until: on the venue's clocks; null: no end."""

    until: Instant | None
    local_until: str | None
    kept_minor: AmountMinor


class GuestDepositOut(BaseModel):
    """A deposit as its guest sees it.

    amount_minor: what the terms ask. secured_minor: what is held of it. missing_minor: what is to pay before pay_by,
    with client_secret (null for a moment, while the provider is asked) and publishable_key. kept_now_minor: what
    cancelling costs now; cancellation: what it costs until when. kept_minor: what the venue keeps; null: undecided.
    """

    currency: CurrencyCode
    amount_minor: AmountMinor
    secured_minor: AmountMinor
    missing_minor: AmountMinor
    pay_by: Instant | None
    local_pay_by: str | None
    client_secret: str | None
    publishable_key: str | None
    kept_now_minor: AmountMinor
    no_show_kept_minor: AmountMinor
    cancellation: list[CancellationStepOut]
    kept_minor: AmountMinor | None

    @classmethod
    def of(
        cls, venue: Venue, deposit: GuestDeposit | None, costs: Costs | None, payable: Payable | None = None
    ) -> GuestDepositOut | None:
        """Shape a deposit for its guest; null if there is none."""
        if deposit is None or costs is None:
            return None
        steps = [
            CancellationStepOut(until=step.until, local_until=_local(venue, step.until), kept_minor=step.kept.minor)
            for step in costs.steps
        ]
        return cls(
            currency=deposit.currency,
            amount_minor=deposit.amount_minor,
            secured_minor=deposit.secured.minor,
            missing_minor=deposit.missing.minor if deposit.kept is None else 0,
            pay_by=deposit.pay_by,
            local_pay_by=_local(venue, deposit.pay_by),
            client_secret=payable.client_secret if payable else None,
            publishable_key=payable.publishable_key if payable else None,
            kept_now_minor=costs.now.minor,
            no_show_kept_minor=costs.no_show.minor,
            cancellation=steps,
            kept_minor=deposit.kept.minor if deposit.kept is not None else None,
        )


def _local(venue: Venue, at: datetime | None) -> str | None:
    return f"{at.astimezone(ZoneInfo(venue.details.time_zone)):%Y-%m-%dT%H:%M}" if at else None


class ChangeQuoteOut(BaseModel):
    """What a change would mean. deposit: as it would be; missing_minor of it is to pay before the change counts."""

    party: int
    starts_at: Instant
    ends_at: Instant
    local_start: str
    service: str
    deposit: GuestDepositOut | None

    @classmethod
    def of(cls, venue: Venue, changed: Reservation, costs: Costs | None) -> ChangeQuoteOut:
        """Shape a quote for the wire. changed: the reservation as it would be."""
        return cls(
            party=changed.party,
            starts_at=changed.starts_at,
            ends_at=changed.ends_at,
            local_start=str(_local(venue, changed.starts_at)),
            service=changed.service,
            deposit=GuestDepositOut.of(venue, changed.deposit, costs),
        )


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
    deposit: GuestDepositOut | None
    version: int

    @classmethod
    def of(
        cls,
        venue: Venue,
        reservation: Reservation,
        now: datetime,
        *,
        costs: Costs | None = None,
        payable: Payable | None = None,
    ) -> GuestReservationOut:
        """Shape a reservation for its guest. costs, payable: of its deposit."""
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
            local_start=str(_local(venue, reservation.starts_at)),
            held_until=reservation.held_until,
            guest=GuestOut.of(reservation.guest) if reservation.guest else None,
            requests=reservation.requests,
            can=[each for each in moves_from(reservation.state) if each in own and is_open],
            change_until=reservation.starts_at,
            deposit=GuestDepositOut.of(venue, reservation.deposit, costs, payable),
            version=reservation.version,
        )


class HeldOut(GuestReservationOut):
    """A hold. token: manages it, and is shown this once."""

    token: str


class ReservationLinkOut(BaseModel):
    """A new link. token: shown this once."""

    token: str
