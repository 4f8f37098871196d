"""What sending invoices as data needs."""

from __future__ import annotations

from typing import Protocol

from guildhall.billing.models.documents import Document
from guildhall.billing.models.transmissions import Transmission, Verdict


class TransportSilent(Exception):
    """No answer, or one that says nothing: the effect may or may not have happened."""


class EInvoiceTransport(Protocol):
    """An approved platform that takes invoices as data. Every method raises TransportSilent."""

    def submit(self, document: Document, content: bytes) -> Verdict:
        """Hand a Factur-X file over. It is tracked by the document's id."""

    def find(self, document_id: str) -> Verdict | None:
        """Return what became of a document that may have been handed over, or None if the platform has none."""

    def status(self, flow_id: str) -> Verdict:
        """Return what the platform says of something that it took."""


class Transmissions(Protocol):
    """Invoices on their way."""

    def get(self, document_id: str) -> Transmission | None:
        """Return one, or None."""

    def begin(self, transmission: Transmission) -> None:
        """Keep a new one, once a document, and queue its sending."""

    def save(self, transmission: Transmission) -> Transmission:
        """Store at the version it was read at. Raises StaleVersion."""

    def ask_again(self, limit: int) -> int:
        """Queue a look at each that is not over; return how many."""


class IssuedFiles(Protocol):
    """Where issued files are."""

    def get(self, document: Document) -> bytes:
        """Return a file."""
