"""How a charged deposit parts: the venue's share less the commission, the rest back to the guest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit, lines
from guildhall.payments.events import DepositFailedV1, DepositFeeKeptV1, DepositSettledV1
from guildhall.payments.models import Change, Command, Step, StepKind, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.models.deposits import Deposit, DepositMove
from guildhall.payments.models.quotes import ReleaseShares


def order(verb: Verb, deposit: Deposit, amount_minor: int, now: datetime, number: int | None = None) -> Command:
    """Return a command about a deposit. number: default the attempt."""
    made = command(
        verb, deposit.deposit_id, number or deposit.attempt, now, amount_minor=amount_minor, currency=deposit.currency
    )
    return replace(made, target=deposit.intent_id)


def told(deposit: Deposit, kind: StepKind, now: datetime, amount_minor: int = 0, why: str | None = None) -> Step:
    """Return a line of the deposit's timeline."""
    return Step(deposit.deposit_id, kind, now, amount_minor, why, currency=deposit.currency)


def about(deposit: Deposit) -> dict[str, Any]:
    """Return what every event says of a deposit."""
    return {
        "deposit_id": deposit.deposit_id,
        "reservation_id": deposit.reservation_id,
        "amount_minor": deposit.amount_minor,
        "currency": deposit.currency,
    }


def failed(after: Deposit, orders: tuple[Command, ...], now: datetime) -> Change:
    """Return the change that ends an attempt without money. after: the deposit as it failed."""
    reason = str(after.failure)
    return Change(
        "payments.fail_deposit",
        kept=(after.looked_after(now),),
        commands=orders,
        events=(DepositFailedV1(**about(after), reason=reason),),
        steps=(told(after, StepKind.ATTEMPT_ENDED, now, why=reason),),
    )


def settled(after: Deposit) -> DepositSettledV1:
    """Return the announcement that nothing is left to do about the guest's money."""
    returned = after.amount_minor - after.kept_minor
    return DepositSettledV1(**about(after), kept_minor=after.kept_minor, returned_minor=returned)


def parted(deposit: Deposit, now: datetime, owed_minor: int = 0) -> Change:
    """Return the change that parts a charged deposit as bookings decided: one journal entry, a command for each side.

    owed_minor: what the venue owes after lost chargebacks, kept back from its share. Raises DepositMoveRefused.
    """
    assert deposit.keep_minor is not None and deposit.quote is not None  # noqa: S101, PT018  decided, and paid by a quote
    kept = min(deposit.keep_minor - deposit.kept_minor, deposit.held_minor)
    returned = deposit.held_minor - kept
    after = deposit.moved(
        DepositMove.RETURN if returned else DepositMove.SETTLE,
        kept_minor=deposit.kept_minor + kept,
        returned_minor=deposit.returned_minor + returned,
        refunds=deposit.refunds + bool(returned),
    )
    orders: list[Command] = []
    back = None
    if returned:
        refund = order(Verb.GIVE_BACK, deposit, returned, now, after.refunds)
        orders.append(refund)
        back = credit(account("refund_in_transit", refund.command_id), Money(returned, deposit.currency))
    shares = deposit.quote.shares(deposit.kept_minor, kept)
    net = Money(shares.net_minor, deposit.currency)
    owed = Money(min(owed_minor, net.minor), deposit.currency)
    if net - owed:
        pay = order(Verb.PAY_VENUE, deposit, (net - owed).minor, now, 1)
        orders.append(replace(pay, expert_id=deposit.venue_account_id, target=deposit.charge_id))
    own = lines(
        debit(account("deposit_hold", deposit.deposit_id), Money(deposit.held_minor, deposit.currency)),
        credit(account("expert_payable", deposit.venue_account_id), net - owed) if net - owed else None,
        credit(account("expert_receivable", deposit.venue_account_id), owed) if owed else None,
        *(credit(line.account, Money(line.minor, deposit.currency)) for line in shares.lines),
        back,
    )
    facts = {"reservation": deposit.reservation_id, "basis_points": str(deposit.quote.basis_points)}
    entry = Entry(f"deposit:{deposit.deposit_id}:{after.refunds}", "deposit", deposit.deposit_id, own, facts)
    after = replace(
        after,
        pending=(*deposit.pending, *(each.command_id for each in orders)),
        settled_at=None if returned else now,
    )
    return Change(
        "payments.part_deposit",
        kept=(after.looked_after(now),),
        commands=tuple(orders),
        entries=(entry,),
        events=(*_fee_of(after, shares), *(() if returned else (settled(after),))),
    )


def _fee_of(after: Deposit, shares: ReleaseShares) -> Iterator[DepositFeeKeptV1]:
    """Yield what billing writes the venue's invoice from. A deposit parts with something kept only once."""
    if shares.taken_minor:
        yield DepositFeeKeptV1(
            deposit_id=after.deposit_id,
            reservation_id=after.reservation_id,
            venue_account_id=after.venue_account_id,
            amount_minor=shares.taken_minor,
            kept_minor=after.kept_minor,
            currency=after.currency,
        )
