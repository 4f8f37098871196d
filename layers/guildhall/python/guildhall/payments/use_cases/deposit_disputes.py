"""A cardholder's bank takes a deposit back, or asks about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit, lines
from guildhall.payments.events import DepositChargebackClosedV1, DepositChargebackOpenedV1
from guildhall.payments.models import Attention, Change, Chargeback, ChargebackOutcome, Dispute
from guildhall.payments.models.deposits import Deposit, DepositMove, DepositState
from guildhall.payments.models.quotes import PLATFORM
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.chargebacks import noted, reinstated_entry, withdrawn_entry
from guildhall.payments.use_cases.deposit_parting import settled


def disputed(payments: Payments, deposit: Deposit, dispute: Dispute, now: datetime) -> Change | None:
    """Return the next thing that a dispute changes, or None. There may be more: ask again until it is None."""
    known = payments.chargeback(dispute.id)
    if known is None:
        can_open = deposit.dispute_id is None and not dispute.is_settled_for_us
        return _opened(deposit, dispute, now) if can_open else None
    return _followed(deposit, known, dispute, now) if known.outcome is None else None


def _followed(deposit: Deposit, known: Chargeback, dispute: Dispute, now: datetime) -> Change | None:
    if dispute.withdrawn is not None and not known.is_booked:
        taken = replace(known, is_booked=True, amount_minor=dispute.withdrawn.minor, status=dispute.status)
        entry = withdrawn_entry(dispute, deposit.deposit_id)
        return Change("payments.book_chargeback", chargebacks=(taken,), entries=(entry,), is_part=True)
    if dispute.status == "lost" and known.is_booked and deposit.state is not DepositState.RETURNING:
        return _lost(deposit, known, now)
    if dispute.is_settled_for_us and (dispute.reinstated is not None or not known.is_booked):
        entries = (reinstated_entry(dispute, deposit.deposit_id),) if known.is_booked else ()
        outcome = ChargebackOutcome.WON if known.is_booked else ChargebackOutcome.WARNING_CLOSED
        over = replace(known, status=dispute.status, outcome=outcome)
        return Change(
            "payments.keep_deposit",
            kept=(_freed(deposit).looked_after(now),),
            chargebacks=(over,),
            entries=entries,
            events=(_closed(deposit, over),),
        )
    return noted(known, dispute)


def _opened(deposit: Deposit, dispute: Dispute, now: datetime) -> Change:
    minor = dispute.amount.minor if dispute.amount else deposit.charged_minor
    fresh = Chargeback(
        dispute.id, deposit.deposit_id, deposit.venue_account_id, minor, deposit.currency, dispute.reason,
        dispute.status, now, client_id=deposit.guest_id, evidence_due_at=dispute.evidence_due_at,
    )  # fmt: skip
    event = DepositChargebackOpenedV1(
        **_about(deposit, fresh), reason=fresh.reason, evidence_due_at=fresh.evidence_due_at
    )
    why = Attention(deposit.deposit_id, "chargeback", f"{dispute.id} is {dispute.status}", now)
    seen = replace(deposit, dispute_id=dispute.id).looked_after(now)
    return Change(
        "payments.open_chargeback", kept=(seen,), chargebacks=(fresh,), events=(event,), attention=(why,), is_part=True
    )


def _about(deposit: Deposit, known: Chargeback) -> dict[str, Any]:
    return {
        "chargeback_id": known.chargeback_id,
        "deposit_id": deposit.deposit_id,
        "reservation_id": deposit.reservation_id,
        "venue_account_id": deposit.venue_account_id,
        "amount_minor": known.amount_minor,
        "currency": known.currency,
    }


def _closed(deposit: Deposit, over: Chargeback) -> DepositChargebackClosedV1:
    assert over.outcome is not None  # noqa: S101  the caller has just set it
    return DepositChargebackClosedV1(**_about(deposit, over), outcome=over.outcome.value, owed_minor=over.owed_minor)


def _freed(deposit: Deposit) -> Deposit:
    return replace(deposit, dispute_id=None, was_disputed=True, doubt=None)


def _lost(deposit: Deposit, known: Chargeback, now: datetime) -> Change:
    """Take it from what is held, then from the venue's share, which it owes; our commission is our own loss."""
    assert deposit.quote is not None  # noqa: S101  a charged deposit has one
    from_hold = min(deposit.held_minor, known.amount_minor)
    left = known.amount_minor - from_hold
    owed = min(left, deposit.quote.shares(0, deposit.kept_minor).net_minor)
    parts = {
        account("deposit_hold", deposit.deposit_id): from_hold,
        account("expert_receivable", deposit.venue_account_id): owed,
        account("chargeback_loss", PLATFORM): left - owed,
    }
    currency, dispute_id = deposit.currency, known.chargeback_id
    own = lines(
        *(debit(name, Money(minor, currency)) if minor else None for name, minor in parts.items()),
        credit(account("chargeback_receivable", dispute_id), Money(known.amount_minor, currency)),
    )
    entry = Entry(f"dispute:{dispute_id}:lost", "chargeback_lost", deposit.deposit_id, own, {"dispute": dispute_id})
    over = replace(
        known, status="lost", outcome=ChargebackOutcome.LOST, from_hold_minor=from_hold, owed_minor=owed,
        loss_minor=left - owed,
    )  # fmt: skip
    after = replace(_freed(deposit), lost_minor=deposit.lost_minor + from_hold)
    is_over = deposit.state is DepositState.CHARGED and not after.held_minor
    if is_over:
        after = after.moved(DepositMove.SETTLE, keep_minor=after.kept_minor, settled_at=now)
    why = Attention(deposit.deposit_id, "chargeback_lost", f"{dispute_id}: the venue owes {owed} {currency}", now)
    return Change(
        "payments.lose_chargeback",
        kept=(after.looked_after(now),),
        chargebacks=(over,),
        entries=(entry,),
        events=(_closed(after, over), *((settled(after),) if is_over else ())),
        attention=(why,) if owed else (),
    )
