"""What billing needs."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from guildhall.billing.models import Document, Issuer, Party
from guildhall.kernel.events import DomainEvent


class CurrentSetting(Protocol):
    """What a setting says at present (administration's GetSetting)."""

    value: int
    version: int


class Settings(Protocol):
    """Asks administration."""

    def __call__(self, name: str) -> Any:
        """Return the setting with `value` and `version`."""


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

    def list_of(
        self, account_id: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Document], dict[str, Any] | None]:
        """Return a page of the documents addressed to an account, newest first."""

    def draft(self, document: Document) -> None:
        """Keep a draft and queue its issue, once per release. Raises AlreadyDrafted."""

    def number(self, document: Document, issuer: Issuer, today: date) -> Document:
        """Give a draft the next number of its series and year, in one transaction. Raises StaleVersion."""

    def save(self, document: Document, *events: DomainEvent) -> Document:
        """Store at the version it was read at. Raises StaleVersion."""


class Files(Protocol):
    """Where issued files are kept, unchangeable."""

    def put(self, document: Document, content: bytes) -> None:
        """Keep a file; the same document may be put again with the same content."""

    def link(self, document: Document, seconds: int) -> str:
        """Return an address from which the file can be fetched for some seconds."""


class Printer(Protocol):
    """Writes documents as PDF."""

    def __call__(self, document: Document, issuer: Issuer) -> bytes:
        """Return the file; the same document always gives the same bytes."""
