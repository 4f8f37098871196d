"""Transfers that staff reversed with the provider's own tools: the money is back with us, and still the expert's.

What they owe after a chargeback is settled with it first. Nothing is sent again by itself: whoever fetched it back had
a reason, and a person asks for it (payments.md section 1.5, row 29).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit, lines
from guildhall.payments.models import Attention, Change, ProtectedPayment, Reversal, Step, StepKind, Transfer
from guildhall.payments.ports import Payments


def reversed_by_hand(
    payments: Payments, payment: ProtectedPayment, transfer: Transfer, now: datetime
) -> Change | None:  # fmt: skip
    """Return the change that books the next reversal of a transfer that no command of ours made, or None."""
    fresh = [each for each in transfer.reversals if each.command_id is None and each.id not in payment.strays]
    if not fresh:
        return None
    owed = payments.owed_by(payment.expert_id, payment.currency)
    return replace(_imported(payment, transfer, fresh[0], owed, now), is_part=len(fresh) > 1)


def _imported(
    payment: ProtectedPayment, transfer: Transfer, back: Reversal, owed_minor: int, now: datetime
) -> Change:  # fmt: skip
    settled = Money(min(owed_minor, back.amount.minor), back.amount.currency)
    theirs = back.amount - settled
    entry = Entry(
        f"reversal:{back.id}",
        "transfer_reversed",
        payment.milestone_id,
        lines(
            debit(account("psp_clearing", transfer.provider), back.amount),
            credit(account("expert_receivable", payment.expert_id), settled) if settled else None,
            credit(account("expert_payable", payment.expert_id), theirs) if theirs else None,
        ),
        {"transfer": transfer.id, "reversal": str(back.id)},
    )
    seen = replace(payment, strays=(*payment.strays, str(back.id)))
    why = Attention(payment.milestone_id, "transfer_reversed_by_hand", f"{back.id} over {back.amount}", now)
    told = Step(
        payment.milestone_id, StepKind.TRANSFER_REVERSED, now, back.amount.minor, transfer.command_id, "provider"
    )
    return Change("payments.import_reversal", seen, entries=(entry,), attention=(why,), steps=(told,))
