"""What bookings asks of payments: a deposit for a reservation, and later who gets which part of it.

Bookings decides how much, by the venue's policy, and for whom: it has asked its own permissions before it calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.payments.errors import (
    DepositDecided,
    DepositMoveRefused,
    DepositTermsDiffer,
    DepositTooEarly,
    DepositUnknown,
    NotEnoughHeld,
)
from guildhall.payments.models import Change, StepKind, Verb
from guildhall.payments.models.deposits import (
    LONGEST_AHEAD,
    OVER,
    TIME_TO_PAY,
    UNPAID,
    Deposit,
    DepositMove,
    DepositState,
    DepositTerms,
    intends_to_authorise,
)
from guildhall.payments.ports import Payments
from guildhall.payments.ports.deposits import Deposits
from guildhall.payments.use_cases.deposit_parting import order, parted, told


@dataclass(frozen=True, slots=True)
class ShowDeposit:
    """Say how a deposit stands, and with what the guest pays it."""

    deposits: Deposits

    def __call__(self, deposit_id: str) -> Deposit:
        """Return the deposit, read consistently. Raises DepositUnknown."""
        found = self.deposits.get(deposit_id)
        if found is None:
            raise DepositUnknown(deposit_id)
        return found


@dataclass(frozen=True, slots=True)
class RequestDeposit:
    """Ask a guest for a deposit. What they pay with follows when the worker has asked the provider."""

    deposits: Deposits
    payments: Payments
    clock: Clock

    def __call__(self, terms: DepositTerms) -> Deposit:
        """Return the deposit: one that is asked for already as it is; one that failed or was lost is opened anew.

        Raises DepositTermsDiffer, DepositTooEarly, DepositMoveRefused (an amount of nothing, a visit that began),
        StaleVersion.
        """
        now, known = self.clock.now(), self.deposits.get(terms.deposit_id)
        if known is not None and known.state not in {DepositState.FAILED, DepositState.LOST}:
            if not known.is_same_request(terms):
                raise DepositTermsDiffer(terms.deposit_id)
            return known
        if terms.amount.minor <= 0 or terms.starts_at <= now:
            raise DepositMoveRefused("there is nothing to ask for, or the visit has begun")
        if terms.starts_at > now + LONGEST_AHEAD:
            raise DepositTooEarly(f"ask from {terms.starts_at - LONGEST_AHEAD:%Y-%m-%d} on")
        fresh = _again(known, terms, now) if known is not None else _first(terms, now)
        opening = order(Verb.DEPOSIT, fresh, fresh.amount_minor, now)
        asked = replace(fresh, pending=(opening.command_id,)).looked_after(now)
        begun = told(asked, StepKind.ATTEMPT_OPENED, now, why=str(asked.attempt))
        steps = (begun,) if known is not None else (told(asked, StepKind.OPENED, now), begun)
        self.payments.save(Change("payments.request_deposit", kept=(asked,), commands=(opening,), steps=steps))
        return replace(asked, version=asked.version + 1)


def _first(terms: DepositTerms, now: datetime) -> Deposit:
    return Deposit(
        deposit_id=terms.deposit_id,
        reservation_id=terms.reservation_id,
        venue_account_id=terms.venue_account_id,
        amount_minor=terms.amount.minor,
        currency=terms.amount.currency,
        starts_at=terms.starts_at,
        created_at=now,
        pay_by=terms.pay_by or now + TIME_TO_PAY,
        guest_id=terms.guest_id,
        title=terms.title,
        is_manual=intends_to_authorise(terms.starts_at, now),
    )


def _again(known: Deposit, terms: DepositTerms, now: datetime) -> Deposit:
    """Open another attempt; of the one before, only the provider's strays are remembered."""
    fresh = _first(terms, now)
    return replace(
        fresh,
        state=known.moved(DepositMove.REQUEST).state,
        attempt=known.attempt + 1,
        created_at=known.created_at,
        strays=known.strays,
        version=known.version,
    )


@dataclass(frozen=True, slots=True)
class SettleDeposit:
    """Say what becomes of a deposit: the venue keeps a part, all or nothing, and the guest gets the rest."""

    show: ShowDeposit
    payments: Payments
    clock: Clock

    def __call__(self, deposit_id: str, keep: Money) -> Deposit:
        """Return the deposit with the decision on its way; DepositSettledV1 says when it is done.

        keep: what the venue keeps; nothing lets go of a deposit that nobody paid yet, too. Saying the same again
        changes nothing, unless the provider refused to give money back: then it is asked anew. Raises DepositUnknown,
        DepositDecided, DepositMoveRefused (nothing was secured to keep), NotEnoughHeld, CurrencyMismatch, StaleVersion.
        """
        deposit = self.show(deposit_id)
        kept = keep.minor
        if kept < 0 or deposit.amount - keep < Money(0, deposit.currency):
            raise NotEnoughHeld(f"{deposit.amount} was asked for")
        if deposit.keep_minor is not None:
            if deposit.keep_minor != kept:
                raise DepositDecided(f"{deposit.keep_minor} is kept")
            if deposit.doubt is None:
                return deposit
        change = self._decided(replace(deposit, keep_minor=kept, doubt=None))
        if change is None:
            return deposit
        self.payments.save(change)
        return self.show(deposit_id)

    def _decided(self, deposit: Deposit) -> Change | None:
        now, kept = self.clock.now(), deposit.keep_minor
        if kept and deposit.state in UNPAID | OVER:
            raise DepositMoveRefused(f"a deposit that is {deposit.state} holds nothing to keep")
        match deposit.state:
            case DepositState.AUTHORISED:
                return capturing(deposit, kept, now) if kept else letting_go(deposit, DepositMove.LET_GO, now)
            case DepositState.CHARGED if deposit.dispute_id is None:
                return parted(deposit, now, self.payments.owed_by(deposit.venue_account_id, deposit.currency))
            case DepositState.REQUESTED:
                return letting_go(replace(deposit, failure="given_up"), DepositMove.CLOSE, now)
            case DepositState.FAILED | DepositState.LOST:
                return None
            case _:
                # On its way: all of it is being taken because its time was running out, the guest pays at the last
                # moment, or a bank has it for now. It parts when it is there.
                return Change("payments.decide_deposit", kept=(deposit,))


def capturing(deposit: Deposit, amount_minor: int, now: datetime) -> Change:
    """Return the change that takes what the card's bank keeps, or a part of it."""
    taking = order(Verb.CAPTURE, deposit, amount_minor, now)
    after = deposit.moved(DepositMove.CAPTURE, pending=deposit.waiting_for(taking.command_id))
    return Change("payments.capture_deposit", kept=(after.looked_after(now),), commands=(taking,))


def letting_go(deposit: Deposit, how: DepositMove, now: datetime) -> Change:
    """Return the change that gives up an attempt, paid or not; it is over when the provider says so."""
    closing = order(Verb.LET_GO, deposit, 0, now)
    after = deposit.moved(how, pending=deposit.waiting_for(closing.command_id))
    return Change("payments.let_go_of_deposit", kept=(after.looked_after(now),), commands=(closing,))
