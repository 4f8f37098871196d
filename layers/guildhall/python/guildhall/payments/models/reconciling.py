"""Comparing the provider's own list of movements with the journal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

ENTRIES: dict[str, tuple[str, ...]] = {
    "charge": ("charge:{}", "fee:{}"),
    "payment": ("charge:{}", "fee:{}"),
    "refund": ("refund:{}",),
    "payment_refund": ("refund:{}",),
    "refund_failure": ("refund_failed:{}",),
    "transfer": ("transfer:{}",),
    "payout": ("payout:{}",),
    "topup": ("topup:{}",),
    "transfer_refund": ("reversal:{}",),
}
"""Which entries of the journal tell of a movement, by the provider's word for its kind; `{}` is the object's id."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the provider's own account of our money.

    movement_id: the provider's. kind: its word, such as `charge`. source_id: of the object that it belongs to. net:
    what our balance with the provider changed by, after fees. object_kind, object_id: what to fetch to learn more.
    """

    movement_id: str
    kind: str
    source_id: str
    net: Money
    occurred_at: Instant
    object_kind: str | None = None
    object_id: str | None = None

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The entries that should tell of it; none for a kind that we do not book."""
        if self.kind == "adjustment":
            # A bank takes with the one, and gives back with the other.
            return (f"dispute:{self.source_id}:{'open' if self.net.minor < 0 else 'won'}",)
        return tuple(pattern.format(self.source_id) for pattern in ENTRIES.get(self.kind, ()))


class DifferenceReason(StrEnum):
    """In what the provider and the journal differ."""

    MISSING = "missing"  # the provider moved money of which the journal knows nothing
    AMOUNT = "amount"  # both know of it, by different amounts
    UNKNOWN = "unknown"  # a kind of movement that we never ask for
    UNLISTED = "unlisted"  # the journal tells of it, and the rail's statement of the day does not
    BALANCE = "balance"  # what the provider holds is not what the journal says, twice in a row


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the provider and the journal differ, until a person has said what was done about it.

    reference: the provider's movement, or the currency of a balance. Minor units of `currency`. sightings: how many
    reconciliations saw it; a balance opens with the second, because money may be on its way during one.
    """

    provider: str
    reference: str
    reason: DifferenceReason
    currency: str
    theirs_minor: int
    ours_minor: int
    detail: str
    found_at: Instant
    sightings: int = 1
    is_open: bool = True
    resolved_by: str | None = None
    resolved_at: Instant | None = None
    note: str | None = None
    version: int = 0

    @property
    def difference_id(self) -> str:
        """Its name in addresses."""
        return f"{self.provider}.{self.reference}"

    def says_the_same(self, other: Difference) -> bool:
        """Tell whether another reconciliation saw the very same."""
        return (self.reason, self.theirs_minor, self.ours_minor) == (other.reason, other.theirs_minor, other.ours_minor)
