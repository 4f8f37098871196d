"""What a person must see: a record, a metric with an alarm, and a list that empties."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that no machine will put right. One open record per subject and reason.

    about: a milestone, an expert or a notice. reason: a word from the code, such as `amount_mismatch`.
    """

    about: str
    reason: str
    detail: str
    raised_at: Instant
    is_open: bool = True
    closed_by: str | None = None
    note: str | None = None
    version: int = 0
