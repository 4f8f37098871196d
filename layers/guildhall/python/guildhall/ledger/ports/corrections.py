"""Corrections, as their use cases see them."""

from __future__ import annotations

from typing import Protocol

from guildhall.ledger.models import Correction, Entry


class Corrections(Protocol):
    """Proposals to take entries back."""

    def get(self, correction_id: str) -> Correction | None:
        """Return a proposal, read consistently, or None."""

    def list(self, limit: int, position: dict[str, str] | None) -> tuple[list[Correction], dict[str, str] | None]:
        """Return one page, newest first, and where the next page starts. Eventually consistent."""

    def save(self, correction: Correction, reversal: Entry | None = None) -> None:
        """Store a proposal at the version it was read at, and post the reversal in the same transaction.

        Raises StaleVersion, Duplicate and EntryIdReused (the entry was taken back already), Overdrawn.
        """
