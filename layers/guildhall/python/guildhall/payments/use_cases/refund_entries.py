"""What a refund does to the books, whether it comes out of a hold or a deposit."""

from __future__ import annotations

from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.models import Command, Refund


def arrived(subject: str, order: Command, refund: Refund) -> Entry:
    """Return the entry of a refund that reached whoever paid. subject: a milestone's id, or a deposit's."""
    return Entry(
        f"refund:{refund.id}",
        "refunded",
        subject,
        (
            debit(account("refund_in_transit", order.command_id), refund.amount),
            credit(account("psp_clearing", refund.provider), refund.amount),
        ),
        {"refund": refund.id, "command": order.command_id},
    )


def undone(subject: str, order: Command, hold: str, code: str) -> Entry:
    """Return the entry that holds again what the provider will not give back. hold: the account. code: why."""
    return Entry(
        f"undo:{order.command_id}",
        "refund_refused",
        subject,
        (debit(account("refund_in_transit", order.command_id), order.amount), credit(hold, order.amount)),
        {"command": order.command_id, "reason": code},
    )
