"""Shapes of reconciliation."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import CurrencyCode, Instant
from guildhall.payments.models import Difference

DIFFERENCE_COLUMNS = (
    "difference_id", "reason", "theirs_minor", "ours_minor", "currency", "detail", "found_at",
)  # fmt: skip


class DifferenceOut(BaseModel):
    """In what the provider and our books differ."""

    difference_id: str
    provider: str
    reason: str = Field(
        description="missing: our books know nothing of it. amount: other amounts. unknown: one that we never ask for. "
        "unlisted: a statement does not tell of it. "
        "balance: what the provider holds is not what our books say."
    )
    theirs_minor: int = Field(description="What the provider says, in minor units of `currency`.")
    ours_minor: int = Field(description="What our books say.")
    currency: CurrencyCode
    detail: str
    found_at: Instant
    is_open: bool
    resolved_by: str | None
    resolved_at: Instant | None
    note: str | None

    @classmethod
    def of(cls, difference: Difference) -> DifferenceOut:
        """Shape a difference for the wire."""
        return cls(
            difference_id=difference.difference_id,
            provider=difference.provider,
            reason=difference.reason,
            theirs_minor=difference.theirs_minor,
            ours_minor=difference.ours_minor,
            currency=difference.currency,
            detail=difference.detail,
            found_at=difference.found_at,
            is_open=difference.is_open,
            resolved_by=difference.resolved_by,
            resolved_at=difference.resolved_at,
            note=difference.note,
        )

    def row(self) -> Sequence[object]:
        """Return the row of a sheet, under DIFFERENCE_COLUMNS."""
        said = self.model_dump(mode="json")
        return tuple(said[name] for name in DIFFERENCE_COLUMNS)


class DifferencesOut(BaseModel):
    """One page of what differs, oldest first."""

    items: list[DifferenceOut]
    next_cursor: str | None


class ResolveDifferenceIn(BaseModel):
    """What was done about a difference."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(min_length=10, max_length=500, description="For the auditor.")
