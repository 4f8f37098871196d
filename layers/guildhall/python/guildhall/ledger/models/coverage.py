"""Whether what we hold covers what we owe to others (payments.md invariant I13)."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant
from guildhall.ledger.models.accounts import CHART, Natural
from guildhall.ledger.models.days import Totals

HELD = ("psp_clearing", "bank")
OWED = ("hold", "deposit_hold", "expert_payable", "refund_in_transit", "payout_in_transit", "client_credit")


@dataclass(frozen=True, slots=True)
class Coverage:
    """One currency: what providers and banks hold for us, and what of it belongs to others. Minor units."""

    currency: str
    held_minor: int
    owed_minor: int
    suspense_minor: int
    imbalance_minor: int
    seen_at: Instant

    @property
    def short_minor(self) -> int:
        """How much is missing; 0 when all is covered."""
        return max(0, self.owed_minor - self.held_minor)

    @property
    def is_sound(self) -> bool:
        """Whether everything is covered and all accounts together sum to zero."""
        return not self.short_minor and not self.imbalance_minor


def coverage_of(totals: Totals, seen_at: Instant) -> list[Coverage]:
    """Return the coverage of each currency that the books know, in order."""
    currencies = sorted({currency for by in totals.values() for currency in by})
    return [_coverage(totals, currency, seen_at) for currency in currencies]


def _coverage(totals: Totals, currency: str, seen_at: Instant) -> Coverage:
    closing = {name: by[currency][1] for name, by in totals.items() if currency in by}
    debits = sum(minor for name, minor in closing.items() if CHART[name].natural is Natural.DEBIT)
    return Coverage(
        currency=currency,
        held_minor=sum(closing.get(name, 0) for name in HELD),
        owed_minor=sum(closing.get(name, 0) for name in OWED),
        suspense_minor=closing.get("suspense", 0),
        imbalance_minor=2 * debits - sum(closing.values()),
        seen_at=seen_at,
    )
