"""Contracts in the core table: their records, and the port on them."""
