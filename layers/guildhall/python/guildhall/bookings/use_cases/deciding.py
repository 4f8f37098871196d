"""What the terms say of a deposit: how much is asked, what it costs to cancel, what is kept when nobody comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from guildhall.bookings.events import DepositAwaitedV1, DepositDecidedV1
from guildhall.bookings.machine import ReservationMove, ReservationState, move
from guildhall.bookings.models.deposit import GRACE, GuestDeposit, Reason
from guildhall.bookings.models.policy import CancellationStep, cancellation_steps, kept_on_cancel, kept_on_no_show
from guildhall.bookings.models.reservation import Reservation, fallback_of
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.planning import Place
from guildhall.bookings.use_cases.policies import FindPolicy
from guildhall.bookings.use_cases.steps import GUEST, guards_of, local_start
from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Costs:
    """What a guest's deposit may cost them. now, no_show: what the venue keeps. steps: earliest first."""

    now: Money
    no_show: Money
    steps: tuple[CancellationStep, ...]


@dataclass(frozen=True, slots=True)
class DecideDeposit:
    """Apply the terms to which a guest agreed."""

    venues: Venues
    find_policy: FindPolicy
    clock: Clock

    def costs(self, venue: Venue, reservation: Reservation) -> Costs | None:
        """Return what cancelling and not coming cost; None without a deposit."""
        deposit = reservation.deposit
        if deposit is None:
            return None
        policy, zone = self.find_policy.agreed(venue, reservation.policy_number), ZoneInfo(venue.details.time_zone)
        least, starts_at = Money(deposit.least_minor, deposit.currency), reservation.starts_at
        steps = (
            replace(step, kept=max(step.kept, least))
            for step in cancellation_steps(policy, deposit.amount, starts_at, zone)
        )
        now = max(kept_on_cancel(policy, deposit.amount, starts_at, self.clock.now(), zone), least)
        no_show = max(kept_on_no_show(policy, deposit.amount, reservation.party), least)
        return Costs(now, no_show, tuple(steps))

    def recomputed(self, venue: Venue, before: Reservation, place: Place, *, by: str) -> GuestDeposit | None:
        """Return the deposit of a reservation that gets another place.

        A guest who changes when cancelling costs something saves nothing by it: the deposit does not fall, and what
        cancelling would have cost is kept at least, wherever they move. Staff may let it fall, and never raise it.
        """
        known, due = before.deposit, place.deposit
        if known is None or known.currency != due.currency:
            return known or (GuestDeposit(due.currency, due.minor) if due and by == GUEST else None)
        if by != GUEST:
            return replace(known, amount_minor=min(known.amount_minor, due.minor))
        costs = self.costs(venue, before)
        if costs is None or not costs.now:
            return replace(known, amount_minor=due.minor)
        amount = max(known.amount_minor, due.minor)
        return replace(known, amount_minor=amount, least_minor=max(known.least_minor, costs.now.minor))

    def shrunk(self, venue: Venue, after: Reservation) -> tuple[GuestDeposit | None, list[DomainEvent]]:
        """Return the deposit of a changed reservation without the payments that it no longer needs."""
        if after.deposit is None or after.deposit.awaited:
            return after.deposit, []
        deposit, returned = after.deposit.without_excess()
        if not returned:
            return deposit, []
        kept = Money(0, deposit.currency)
        return deposit, [decided_event(venue, after, Reason.SMALLER, kept, returned, is_still_booked=True)]

    def cancelled(self, reservation: Reservation, *, by_terms: bool) -> tuple[GuestDeposit | None, list[DomainEvent]]:
        """Return the deposit of a cancelled reservation. by_terms: false when it is the venue that cancels."""
        return self._decided(reservation, Reason.CANCELLED, (lambda costs: costs.now) if by_terms else None)

    def missed(self, reservation: Reservation) -> tuple[GuestDeposit | None, list[DomainEvent]]:
        """Return the deposit of a reservation to which nobody came."""
        return self._decided(reservation, Reason.NO_SHOW, lambda costs: costs.no_show)

    def given_back(self, reservation: Reservation, reason: Reason) -> tuple[GuestDeposit | None, list[DomainEvent]]:
        """Return the deposit with nothing kept of it."""
        return self._decided(reservation, reason, None)

    def _decided(
        self, reservation: Reservation, reason: Reason, keeps: Callable[[Costs], Money] | None
    ) -> tuple[GuestDeposit | None, list[DomainEvent]]:
        deposit = reservation.deposit
        venue = self.venues.get(reservation.venue_id) if deposit else None
        if deposit is None or venue is None or not (deposit.secured or deposit.awaited):
            return deposit, []
        costs = self.costs(venue, reservation)
        kept = min(keeps(costs), deposit.secured) if keeps and costs else Money(0, deposit.currency)
        returned = deposit.secured - kept
        return deposit.decided(kept), [decided_event(venue, reservation, reason, kept, returned)]


def decided_event(
    venue: Venue,
    reservation: Reservation,
    reason: Reason,
    kept: Money,
    returned: Money,
    *,
    is_still_booked: bool = False,
) -> DepositDecidedV1:
    """Return what the world learns of a decision."""
    return DepositDecidedV1(
        reservation_id=reservation.reservation_id,
        venue_id=reservation.venue_id,
        reason=reason.value,
        kept_minor=kept.minor,
        returned_minor=returned.minor,
        currency=kept.currency,
        is_still_booked=is_still_booked,
        venue_name=venue.details.name,
        local_start=local_start(venue, reservation),
    )


def asked(venue: Venue, before: Reservation, after: Reservation, now: datetime) -> tuple[Reservation, DepositAwaitedV1]:
    """Return a reservation that waits for what its deposit lacks, with its table kept for a while.

    before: what it is, and goes back to if it was confirmed. after: what it shall be; its deposit lacks something.
    """
    state = move(before.state, ReservationMove.ASK_DEPOSIT)
    is_change = before.state is ReservationState.CONFIRMED
    assert after.deposit is not None  # noqa: S101  the caller found something missing
    deposit = after.deposit.asking(now, after.starts_at)
    part, pay_by = deposit.awaited, deposit.pay_by
    assert part is not None and pay_by is not None  # noqa: S101, PT018  it was just asked for
    guards = after.guards
    if is_change and after.guest and before.guards:
        guards = tuple(dict.fromkeys([*before.guards, *guards_of(venue, after, after.guest)]))
    waiting = replace(
        after,
        state=state,
        deposit=deposit,
        held_until=pay_by + GRACE,
        guards=guards,
        fallback=fallback_of(before) if is_change else None,
    )
    zone = ZoneInfo(venue.details.time_zone)
    event = DepositAwaitedV1(
        reservation_id=after.reservation_id,
        venue_id=after.venue_id,
        number=part.number,
        party=after.party,
        amount_minor=part.amount_minor,
        currency=deposit.currency,
        pay_by=pay_by,
        venue_name=venue.details.name,
        local_start=local_start(venue, after),
        local_pay_by=f"{pay_by.astimezone(zone):%Y-%m-%dT%H:%M}",
    )
    return waiting, event
