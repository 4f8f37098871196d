"""What payers need of the ledger (decision 0002)."""

from __future__ import annotations

from guildhall.ledger.store.books import DynamoBooks
from guildhall.ledger.store.journal import Journal
from guildhall.platform.assembly import Platform


def journal(platform: Platform) -> Journal:
    """Build what writes entries in the payer's own transactions."""
    return Journal(platform.clock)


def books(platform: Platform) -> DynamoBooks:
    """Build the port `Books`."""
    return DynamoBooks(platform.tables.ledger_table, platform.database)
