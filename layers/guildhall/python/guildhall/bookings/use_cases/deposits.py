"""What becomes of a reservation that waits for its deposit, and of the deposit when the visit is over.

What payments tells and what the clock tells come here alike; whichever is second changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from guildhall.bookings import machine
from guildhall.bookings.errors.reservations import Outrun, ReservationUnknown
from guildhall.bookings.machine import ReservationMove, ReservationState
from guildhall.bookings.models.deposit import TIME_TO_NOTE, GuestDeposit, Part, PartState, Reason
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.deposits import Deposits, Payable, Watches
from guildhall.bookings.ports.reservations import Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.booking import confirmed_event
from guildhall.bookings.use_cases.changing import changed_event
from guildhall.bookings.use_cases.deciding import DecideDeposit, decided_event
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import Wish
from guildhall.bookings.use_cases.steps import GUEST, Steps, guards_of, placed
from guildhall.kernel.actor import SYSTEM_ACCOUNT_ID
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Conflict, Invalid
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.money import Money


class Stage(StrEnum):
    """What the workflow waits for."""

    PAYMENT = "payment"
    VISIT = "visit"
    SETTLEMENT = "settlement"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Watch:
    """What a deposit waits for. at: until when, of PAYMENT and VISIT."""

    stage: Stage
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShowPayment:
    """Say with what a guest pays the deposit that their reservation waits for."""

    deposits: Deposits

    def __call__(self, reservation: Reservation) -> Payable | None:
        """Return it; None if nothing is awaited."""
        part = reservation.deposit.awaited if reservation.deposit else None
        return self.deposits.payable(reservation.reservation_id, part.number) if part else None


@dataclass(frozen=True, slots=True)
class FollowDeposit:
    """Do what payments' news of a deposit, or the end of the time for it, leads to."""

    reservations: Reservations
    venues: Venues
    find_place: FindPlace
    decide: DecideDeposit
    deposits: Deposits
    watches: Watches
    steps: Steps
    clock: Clock

    def begin(self, reservation_id: str, number: int) -> None:
        """Ask payments for what is awaited, and let the workflow watch. Raises ReservationUnknown, Unavailable."""
        venue, reservation, _ = self._find(reservation_id, number)
        awaited = _deposit(reservation).awaited
        if awaited and awaited.number == number:
            self.deposits.request(venue, reservation)
        self.watches.begin(reservation, number)

    def held(self, reservation_id: str, number: int) -> None:
        """Confirm what waited for this money; what came too late goes back. Raises ReservationUnknown, StaleVersion."""
        venue, reservation, part = self._find(reservation_id, number)
        if part.keep_minor is not None:
            # Given up before it came: payments may not have heard of that in time.
            self.deposits.settle(reservation_id, number, Money(part.keep_minor, _deposit(reservation).currency))
        elif part.state is PartState.AWAITED:
            self._secure(venue, reservation, part)

    def failed(self, reservation_id: str, number: int) -> None:
        """Give up what waited for money that does not come. Raises ReservationUnknown, StaleVersion."""
        venue, reservation, part = self._find(reservation_id, number)
        if part.state is not PartState.AWAITED:
            return
        if part.keep_minor is None:
            reservation = self._give_up(venue, reservation, part, Reason.UNPAID)
        self._mark("fail_deposit", reservation, number, PartState.FAILED)

    def lost(self, reservation_id: str, number: int) -> None:
        """Note that the bank let go of the money; the reservation stands. Raises ReservationUnknown, StaleVersion."""
        _, reservation, part = self._find(reservation_id, number)
        if part.state is not PartState.LOST:
            self._mark("lose_deposit", reservation, number, PartState.LOST)

    def settled(self, reservation_id: str, number: int) -> None:
        """Note that what was decided is done. Raises ReservationUnknown, StaleVersion."""
        _, reservation, part = self._find(reservation_id, number)
        if part.state is not PartState.SETTLED:
            self._mark("settle_deposit", reservation, number, PartState.SETTLED)

    def carry_out(self, reservation_id: str) -> None:
        """Tell payments what was decided of each part. Raises ReservationUnknown, StaleVersion."""
        _, reservation, _ = self._find(reservation_id, 1)
        deposit = _deposit(reservation)
        for part in deposit.parts:
            if part.keep_minor is not None and part.state in {PartState.AWAITED, PartState.HELD}:
                self.deposits.settle(reservation_id, part.number, Money(part.keep_minor, deposit.currency))

    def end_waiting(self, reservation_id: str, number: int) -> Watch:
        """Confirm, or give up, what has waited for long enough; return what is waited for next.

        Raises ReservationUnknown, StaleVersion.
        """
        venue, reservation, part = self._find(reservation_id, number)
        if part.state is PartState.AWAITED and part.keep_minor is None:
            if self.deposits.is_secured(reservation_id, number):
                self._secure(venue, reservation, part)
            elif reservation.held_until and self.clock.now() < reservation.held_until:
                return Watch(Stage.PAYMENT, reservation.held_until)
            else:
                self._give_up(venue, reservation, part, Reason.UNPAID)
        return self.watch(reservation_id, number)

    def end_visit(self, reservation_id: str, number: int) -> Watch:
        """Give back what nobody decided in a day after the visit; return what is waited for next.

        Raises ReservationUnknown, StaleVersion.
        """
        _, reservation, part = self._find(reservation_id, number)
        is_open = part.keep_minor is None and reservation.state is ReservationState.CONFIRMED
        if is_open and self.clock.now() >= reservation.ends_at + TIME_TO_NOTE:
            deposit, events = self.decide.given_back(reservation, Reason.NOT_NOTED)
            self.steps("return_deposit", SYSTEM_ACCOUNT_ID, reservation, replace(reservation, deposit=deposit), *events)
        return self.watch(reservation_id, number)

    def watch(self, reservation_id: str, number: int) -> Watch:
        """Return what is waited for. Raises ReservationUnknown."""
        _, reservation, part = self._find(reservation_id, number)
        if part.keep_minor is not None:
            is_over = self.deposits.is_over(reservation_id, number)
            return Watch(Stage.NOTHING if is_over else Stage.SETTLEMENT)
        if part.state is PartState.AWAITED:
            return Watch(Stage.PAYMENT, reservation.held_until)
        if part.state is PartState.HELD:
            return Watch(Stage.VISIT, reservation.ends_at + TIME_TO_NOTE)
        return Watch(Stage.NOTHING)

    def _find(self, reservation_id: str, number: int) -> tuple[Venue, Reservation, Part]:
        reservation = self.reservations.get(reservation_id)
        venue = self.venues.get(reservation.venue_id) if reservation else None
        part = reservation.deposit.part(number) if reservation and reservation.deposit else None
        if reservation is None or venue is None or part is None:
            raise ReservationUnknown(f"{reservation_id} with a deposit {number}")
        return venue, reservation, part

    def _secure(self, venue: Venue, waiting: Reservation, part: Part) -> None:
        """Confirm it: at its tables, if they went to somebody else at others, and else not at all."""
        deposit = _deposit(waiting).with_part(part.number, PartState.HELD)
        state = machine.move(waiting.state, ReservationMove.SECURE)
        guards = guards_of(venue, waiting, waiting.guest) if waiting.guards and waiting.guest else ()
        sure = replace(waiting, state=state, deposit=deposit, held_until=None, fallback=None, guards=guards)
        try:
            self._confirm(venue, waiting, sure)
        except Outrun:
            if waiting.fallback or not self._confirm_elsewhere(venue, waiting, sure):
                self._give_up(venue, replace(waiting, deposit=deposit), part, Reason.TOO_LATE)

    def _confirm(self, venue: Venue, waiting: Reservation, sure: Reservation) -> None:
        before = waiting.fallback
        event: DomainEvent = (
            changed_event(venue, before, sure, GUEST) if before else confirmed_event(venue, sure, GUEST)
        )
        self.steps("secure", SYSTEM_ACCOUNT_ID, waiting, sure, event)

    def _confirm_elsewhere(self, venue: Venue, waiting: Reservation, sure: Reservation) -> bool:
        try:
            wish = Wish(waiting.party, waiting.minutes)
            place = self.find_place.for_staff(venue, waiting.starts_at, wish, own=waiting)
            self._confirm(venue, waiting, placed(sure, place))
        except (Conflict, Invalid):
            return False
        return True

    def _give_up(self, venue: Venue, waiting: Reservation, part: Part, reason: Reason) -> Reservation:
        """Let a new reservation go, or what was to change back to what it was; return it as it is stored."""
        deposit, now = _deposit(waiting), self.clock.now()
        paid = Money(part.amount_minor if reason is Reason.TOO_LATE else 0, deposit.currency)
        event = decided_event(
            venue, waiting, reason, Money(0, deposit.currency), paid, is_still_booked=waiting.fallback is not None
        )
        if waiting.fallback:
            state = machine.move(waiting.state, ReservationMove.GO_BACK)
            given_up = replace(waiting, deposit=deposit.given_up(part.number)).gone_back()
            after = replace(given_up, state=state)
        else:
            state = machine.move(waiting.state, ReservationMove.GIVE_UP)
            after = replace(
                waiting,
                state=state,
                deposit=deposit.given_up(part.number),
                held_until=None,
                guards=(),
                cancelled_at=now,
                cancelled_by=SYSTEM_ACCOUNT_ID,
            )
        return self.steps("give_up", SYSTEM_ACCOUNT_ID, waiting, after, event)

    def _mark(self, verb: str, reservation: Reservation, number: int, state: PartState) -> None:
        after = replace(reservation, deposit=_deposit(reservation).with_part(number, state))
        self.steps(verb, SYSTEM_ACCOUNT_ID, reservation, after)


def _deposit(reservation: Reservation) -> GuestDeposit:
    assert reservation.deposit is not None  # noqa: S101  `_find` saw one of its parts
    return reservation.deposit
