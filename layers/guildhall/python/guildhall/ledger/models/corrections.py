"""Corrections: an entry taken back by a second one, which one person proposes and another approves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guildhall.kernel.types import Instant
from guildhall.ledger.models.accounts import class_of
from guildhall.ledger.models.entries import Entry


class CorrectionStatus(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Correction:
    """The proposal to take an entry back. note: of whoever decided."""

    correction_id: str
    entry_id: str
    reason: str
    proposed_by: str
    proposed_at: Instant
    status: CorrectionStatus = CorrectionStatus.PROPOSED
    decided_by: str | None = None
    decided_at: Instant | None = None
    note: str | None = None
    version: int = 0

    @property
    def reversal_id(self) -> str:
        """The id of the reversing entry: of the entry that it takes back, so that none is taken back twice."""
        return f"reversal:{self.entry_id}"


def why_irreversible(entry: Entry) -> str | None:
    """Return why an entry may not be taken back by hand, or None."""
    if entry.reverses is not None:
        return "a reversal is not reversed: what was right is posted anew by the road that it came by"
    mirrored = sorted({line.account for line in entry.lines if class_of(line.account).is_mirrored})
    if mirrored:
        return f"the state of a payment says the same as {', '.join(mirrored)}: refund or release the payment instead"
    return None
