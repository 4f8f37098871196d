"""What a refund of a deposit, and a transfer to its venue, mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.models import Attention, Change, Command, CommandStatus, Refund, Transfer
from guildhall.payments.models.deposits import Deposit, DepositMove, DepositState
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases import refund_entries
from guildhall.payments.use_cases.deposit_parting import settled


def refunded(payments: Payments, deposit: Deposit, refund: Refund, now: datetime) -> Change | None:
    """Return what a refund changes, or None."""
    order = payments.command(refund.command_id) if refund.command_id else None
    if order is None or order.object_id not in {None, refund.id} or refund.amount != order.amount:
        return _by_hand(deposit, refund, now)
    if order.status is CommandStatus.FAILED:
        return None
    if refund.has_failed:
        return _bounced(deposit, order, refund, now)
    if refund.status == "succeeded" and not order.is_over:
        return _arrived(deposit, order, refund, now)
    if order.object_id is None:
        return Change("payments.await_refund", commands=(replace(order, object_id=refund.id),))
    return None


def _arrived(deposit: Deposit, order: Command, refund: Refund, now: datetime) -> Change:
    after = _over(deposit, order, now)
    return Change(
        "payments.return_deposit",
        kept=(after,),
        commands=(order.done(refund.id),),
        entries=(refund_entries.arrived(deposit.deposit_id, order, refund),),
        events=(settled(after),),
    )


def _bounced(deposit: Deposit, order: Command, refund: Refund, now: datetime) -> Change:
    """Owe the guest what their bank sent back, perhaps long after it took it."""
    source = account("refund_in_transit", order.command_id)
    if order.is_over:
        source = account("psp_clearing", refund.provider)
    change = _credited(deposit, order, f"refund_failed:{refund.id}", source, now)
    change = replace(change, commands=(replace(order.failed("refund_failed"), object_id=refund.id),))
    if order.is_over:
        return change
    after = _over(deposit, order, now)
    return replace(change, kept=(after,), events=(settled(after),))


def _credited(deposit: Deposit, order: Command, entry_id: str, source: str, now: datetime) -> Change:
    """Return the change by which the platform owes the guest what cannot reach their card."""
    owed_to = account("client_credit", deposit.guest_id or deposit.deposit_id)
    own = (debit(source, order.amount), credit(owed_to, order.amount))
    entry = Entry(entry_id, "refund_failed", deposit.deposit_id, own, {"command": order.command_id})
    why = Attention(deposit.deposit_id, "refund_failed", f"{order.command_id}: ask the guest for another way", now)
    return Change("payments.credit", entries=(entry,), attention=(why,))


def _over(deposit: Deposit, order: Command, now: datetime) -> Deposit:
    pending = deposit.without(order.command_id)
    return deposit.moved(DepositMove.SETTLE, pending=pending, settled_at=now).looked_after(now)


def refused(deposit: Deposit, order: Command, code: str, now: datetime) -> Change:
    """Return the change that holds again what the provider will not give back: a bank, or a person, moved it.

    After a dispute that is over it never will: then the platform owes it to the guest.
    """
    if deposit.was_disputed:
        in_transit = account("refund_in_transit", order.command_id)
        change = _credited(deposit, order, f"undo:{order.command_id}", in_transit, now)
        after = _over(deposit, order, now)
        return replace(change, kept=(after,), commands=(order.failed(code),), events=(settled(after),))
    undone = refund_entries.undone(deposit.deposit_id, order, account("deposit_hold", deposit.deposit_id), code)
    after = deposit.moved(
        DepositMove.RESTORE,
        pending=deposit.without(order.command_id),
        returned_minor=deposit.returned_minor - order.amount_minor,
        doubt=code,
    )
    why = Attention(deposit.deposit_id, "refund_refused", f"{order.command_id}: {code}", now)
    return Change(
        "payments.restore_deposit",
        kept=(after.looked_after(now),),
        commands=(order.failed(code),),
        entries=(undone,),
        attention=(why,),
    )


def _by_hand(deposit: Deposit, refund: Refund, now: datetime) -> Change | None:
    """Follow a refund that staff made with the provider's own tools, as far as the deposit holds it."""
    if refund.id in deposit.strays or refund.has_failed:
        return None
    is_held = refund.amount.currency == deposit.currency and refund.amount.minor <= deposit.held_minor
    is_ours = is_held and deposit.state is DepositState.CHARGED
    source = account("deposit_hold" if is_ours else "suspense", deposit.deposit_id)
    entry = Entry(
        f"dash:{refund.id}",
        "refund_by_hand" if is_ours else "unexpected_refund",
        deposit.deposit_id,
        (debit(source, refund.amount), credit(account("psp_clearing", refund.provider), refund.amount)),
        {"refund": refund.id},
    )
    after = replace(deposit, strays=(*deposit.strays, refund.id))
    if is_ours:
        after = replace(after, returned_minor=after.returned_minor + refund.amount.minor)
    is_over = is_ours and not after.held_minor
    if is_over:
        after = after.moved(DepositMove.SETTLE, keep_minor=after.kept_minor, settled_at=now).looked_after(now)
    why = Attention(deposit.deposit_id, entry.kind, f"{refund.id} over {refund.amount}", now)
    events = (settled(after),) if is_over else ()
    return Change("payments.import_refund", kept=(after,), entries=(entry,), events=events, attention=(why,))


def sent(payments: Payments, deposit: Deposit, transfer: Transfer, now: datetime) -> Change | None:
    """Return what a transfer changes: the venue is owed that much less."""
    order = payments.command(transfer.command_id) if transfer.command_id else None
    if order is None or order.object_id not in {None, transfer.id} or transfer.amount != order.amount:
        if transfer.id in deposit.strays:
            return None
        why = Attention(deposit.deposit_id, "unexpected_transfer", f"{transfer.id} over {transfer.amount}", now)
        seen = replace(deposit, strays=(*deposit.strays, transfer.id))
        return Change("payments.doubt_transfer", kept=(seen,), attention=(why,))
    if order.is_over:
        return None
    entry = Entry(
        f"transfer:{transfer.id}",
        "transfer",
        deposit.deposit_id,
        (
            debit(account("expert_payable", deposit.venue_account_id), transfer.amount),
            credit(account("psp_clearing", transfer.provider), transfer.amount),
        ),
        {"transfer": transfer.id, "destination": transfer.destination, "command": order.command_id},
    )
    after = replace(deposit, pending=deposit.without(order.command_id))
    return Change("payments.pay_venue", kept=(after,), commands=(order.done(transfer.id),), entries=(entry,))
