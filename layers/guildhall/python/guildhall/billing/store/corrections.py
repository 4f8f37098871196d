"""Corrections of invoices: two documents and an entry in one transaction."""

from __future__ import annotations

from typing import Protocol

from guildhall.billing.models.books import Book
from guildhall.billing.models.corrections import Correction
from guildhall.billing.store.documents import DynamoDocuments, keep_book
from guildhall.ledger.models import Entry
from guildhall.platform.table import Database, Transaction


class Journal(Protocol):
    """The ledger's side of a transaction."""

    def post(self, transaction: Transaction, entry: Entry) -> None:
        """Add the steps of an entry."""


class DynamoCorrections:
    """The port `Corrections`."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database, self._journal = database, journal

    def save(self, correction: Correction, book: Book | None) -> None:
        """Keep credit note and invoice, and post the entry. Raises AlreadyDrafted, StaleVersion."""
        transaction = self._database.begin()
        for document in (correction.note, correction.invoice):
            DynamoDocuments.add(transaction, document)
        if book is not None:
            keep_book(transaction, book)
        entry = correction.entry
        if entry is not None:
            self._journal.post(transaction, entry)
        transaction.commit("billing.correct_document")
