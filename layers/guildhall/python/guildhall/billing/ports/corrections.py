"""What corrections need."""

from __future__ import annotations

from typing import Protocol

from guildhall.billing.models.books import Book
from guildhall.billing.models.corrections import Correction


class Corrections(Protocol):
    """Where corrections are kept."""

    def save(self, correction: Correction, book: Book | None) -> None:
        """Keep credit note and invoice, and post the entry, in one transaction; queue their numbers.

        book: of the milestone, as it was read. Raises AlreadyDrafted (corrected before), StaleVersion (the book).
        """
