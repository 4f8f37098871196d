"""Billing in the core table; numbers of documents in the ledger table."""
