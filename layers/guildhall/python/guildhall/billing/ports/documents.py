"""What documents need."""

from __future__ import annotations

from collections.abc import Sequence as Several
from datetime import date, datetime
from typing import Any, Protocol

from guildhall.billing.models.books import Book
from guildhall.billing.models.documents import Document, Issuer, Party, Sequence
from guildhall.billing.models.withheld import Withheld
from guildhall.kernel.events import DomainEvent

Position = dict[str, Any] | None


class CurrentSetting(Protocol):
    """What a setting says at present."""

    @property
    def value(self) -> int:
        """In the setting's own unit."""

    @property
    def version(self) -> int:
        """Counts its changes; 0 as it is built in."""


class Settings(Protocol):
    """Asks administration."""

    def __call__(self, name: str) -> CurrentSetting:
        """Return the setting of that name."""


class Parties(Protocol):
    """Addressees."""

    def get(self, account_id: str) -> Party | None:
        """Return the party, or None."""

    def save(self, party: Party) -> None:
        """Keep the party; the newest wins."""


class Documents(Protocol):
    """Documents and their numbers."""

    def get(self, document_id: str) -> Document | None:
        """Return the document, or None."""

    def about(self, kind: str, source_id: str) -> Document | None:
        """Return the document of a kind about something, or None."""

    def addressed_to(self, account_id: str, limit: int, position: Position) -> tuple[list[Document], Position]:
        """Return a page of the documents addressed to an account, newest first."""

    def waiting_for(self, account_id: str, limit: int, position: Position) -> tuple[list[Document], Position]:
        """Return a page of the documents that cannot be invoiced yet, of which an account is one side."""

    def of_series(
        self, sequence: Sequence, year: int, limit: int, position: Position
    ) -> tuple[list[Document], Position]:
        """Return a page of the numbered documents of a series and year, in the order of their numbers."""

    def of_day(self, day: date) -> list[Document]:
        """Return all documents numbered with this date of issue."""

    def draft(self, documents: Several[Document], book: Book | None = None, held_back: Several[Withheld] = ()) -> None:
        """Keep new documents, each once for its kind and source, with the book they follow from; queue their numbers.

        held_back: tax of the same movement, kept in the same transaction.
        Raises AlreadyDrafted, StaleVersion (the book).
        """

    def redraft(self, document: Document) -> Document:
        """Store a document that waited: with its tax as a draft on its way, or waiting on. Raises StaleVersion."""

    def number_pending(self, sequence: Sequence, code: str, now: datetime) -> int:
        """Give drafts of a series the next numbers in one transaction; return how many. Raises StaleVersion.

        code: first part of the numbers. Dates never go back while numbers go on.
        """

    def save(self, document: Document, *events: DomainEvent) -> Document:
        """Store at the version it was read at. Raises StaleVersion."""


class Books(Protocol):
    """What billing knows of milestones' money."""

    def get(self, milestone_id: str) -> Book | None:
        """Return the book, or None."""


class Files(Protocol):
    """Where issued files are kept, unchangeable."""

    def put(self, document: Document, content: bytes) -> None:
        """Keep the file of a numbered document; it may be put again with the same content."""

    def link(self, document: Document, seconds: int) -> str:
        """Return an address from which the file can be fetched for some seconds."""


class Printer(Protocol):
    """Writes documents as PDF, invoices with their data inside."""

    def __call__(self, document: Document, issuer: Issuer) -> bytes:
        """Return the file of a numbered document; the same one always gives the same bytes."""


class HeldBackTax(Protocol):
    """Tax that was held back from experts."""

    def of_expert(self, expert_id: str, year: int, limit: int, position: Position) -> tuple[list[Withheld], Position]:
        """Return a page of what was held back from one expert in a year, oldest first."""

    def of_month(self, month: str, limit: int, position: Position) -> tuple[list[Withheld], Position]:
        """Return a page of what was held back from everybody in a month such as `2026-03`, oldest first."""
