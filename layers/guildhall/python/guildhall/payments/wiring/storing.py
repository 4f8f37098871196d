"""Where payments are kept."""

from __future__ import annotations

from guildhall.billing.wiring.counting import tally
from guildhall.ledger.wiring.posting import books, journal
from guildhall.payments.ports import Payments
from guildhall.payments.store import DynamoPayments
from guildhall.platform.assembly import Platform


def store(platform: Platform) -> Payments:
    """Build the port `Payments`, which writes the ledger's entries in its own transactions."""
    return DynamoPayments(
        platform.tables.core_table,
        platform.database,
        journal(platform),
        books(platform),
        tally(platform),
    )
