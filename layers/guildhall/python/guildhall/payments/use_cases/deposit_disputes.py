"""A cardholder's bank takes a deposit back, or asks about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit, lines
from guildhall.payments.models import Attention, Change, Dispute
from guildhall.payments.models.deposits import Deposit, DepositMove, DepositState
from guildhall.payments.models.quotes import PLATFORM
from guildhall.payments.use_cases.chargebacks import reinstated_entry, withdrawn_entry
from guildhall.payments.use_cases.deposit_parting import settled


def disputed(deposit: Deposit, dispute: Dispute, now: datetime) -> Change | None:
    """Return the next thing that a dispute changes, or None. There may be more: ask again until it is None."""
    is_closed = dispute.id in deposit.strays
    if deposit.dispute_id is None and not is_closed and not dispute.is_settled_for_us:
        return _opened(deposit, dispute, now)
    return _followed(deposit, dispute, now) if deposit.dispute_id == dispute.id else None


def _followed(deposit: Deposit, dispute: Dispute, now: datetime) -> Change | None:
    if dispute.withdrawn is not None and not deposit.disputed_minor:
        taken = replace(deposit, disputed_minor=dispute.withdrawn.minor)
        entry = withdrawn_entry(dispute, deposit.deposit_id)
        return Change("payments.book_chargeback", kept=(taken,), entries=(entry,), is_part=True)
    if dispute.status == "lost" and deposit.disputed_minor and deposit.state is not DepositState.RETURNING:
        return _lost(deposit, dispute, now)
    if dispute.is_settled_for_us and (dispute.reinstated is not None or not deposit.disputed_minor):
        entries = (reinstated_entry(dispute, deposit.deposit_id),) if deposit.disputed_minor else ()
        return Change("payments.keep_deposit", kept=(_closed(deposit, dispute).looked_after(now),), entries=entries)
    return None


def _opened(deposit: Deposit, dispute: Dispute, now: datetime) -> Change:
    seen = replace(deposit, dispute_id=dispute.id).looked_after(now)
    due = f", evidence until {dispute.evidence_due_at:%Y-%m-%d}" if dispute.evidence_due_at else ""
    why = Attention(deposit.deposit_id, "chargeback", f"{dispute.id}: {dispute.reason}{due}", now)
    return Change("payments.open_chargeback", kept=(seen,), attention=(why,), is_part=True)


def _closed(deposit: Deposit, dispute: Dispute) -> Deposit:
    strays = (*deposit.strays, dispute.id)
    return replace(deposit, dispute_id=None, disputed_minor=0, was_disputed=True, doubt=None, strays=strays)


def _lost(deposit: Deposit, dispute: Dispute, now: datetime) -> Change:
    """Take it from what is held, then from the venue's share, which it owes; our commission is our own loss."""
    assert deposit.quote is not None  # noqa: S101  a charged deposit has one
    from_hold = min(deposit.held_minor, deposit.disputed_minor)
    left = deposit.disputed_minor - from_hold
    owed = min(left, deposit.quote.shares(0, deposit.kept_minor).net_minor)
    parts = {
        account("deposit_hold", deposit.deposit_id): from_hold,
        account("expert_receivable", deposit.venue_account_id): owed,
        account("chargeback_loss", PLATFORM): left - owed,
    }
    currency = deposit.currency
    own = lines(
        *(debit(name, Money(minor, currency)) if minor else None for name, minor in parts.items()),
        credit(account("chargeback_receivable", dispute.id), Money(deposit.disputed_minor, currency)),
    )
    entry = Entry(f"dispute:{dispute.id}:lost", "chargeback_lost", deposit.deposit_id, own, {"dispute": dispute.id})
    after = replace(_closed(deposit, dispute), lost_minor=deposit.lost_minor + from_hold)
    is_over = deposit.state is DepositState.CHARGED and not after.held_minor
    if is_over:
        after = after.moved(DepositMove.SETTLE, keep_minor=after.kept_minor, settled_at=now)
    why = Attention(deposit.deposit_id, "chargeback_lost", f"{dispute.id}: the venue owes {owed} {currency}", now)
    return Change(
        "payments.lose_chargeback",
        kept=(after.looked_after(now),),
        entries=(entry,),
        events=(settled(after),) if is_over else (),
        attention=(why,) if owed else (),
    )
