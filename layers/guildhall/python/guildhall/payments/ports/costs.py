"""What the settlement of a dispute needs of billing."""

from __future__ import annotations

from typing import Protocol

from guildhall.payments.models import CostTax


class CostTaxes(Protocol):
    """Asks billing which tax is in what a decision costs a side."""

    def __call__(self, payer_id: str) -> CostTax | None:
        """Return it, or None where none is due or nobody knows yet."""
