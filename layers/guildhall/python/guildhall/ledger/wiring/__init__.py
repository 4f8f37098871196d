"""Which adapter stands behind which port of the ledger."""
