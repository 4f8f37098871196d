"""Response shapes of billing's HTTP API."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from guildhall.billing.machine import State
from guildhall.billing.models import Document
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class DocumentOut(BaseModel):
    """An invoice addressed to the reader. number and issued_on are absent while it is a draft."""

    document_id: str
    state: State
    number: str | None
    issued_on: date | None
    contract_id: str
    milestone_id: str
    currency: CurrencyCode
    gross_minor: AmountMinor
    total_minor: AmountMinor
    drafted_at: Instant

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """Shape a document for the wire."""
        return cls(
            document_id=document.id,
            state=document.state,
            number=document.number,
            issued_on=document.issued_on,
            contract_id=document.contract_id,
            milestone_id=document.milestone_id,
            currency=document.currency,
            gross_minor=document.gross_minor,
            total_minor=document.total_minor,
            drafted_at=document.drafted_at,
        )


class DocumentsOut(BaseModel):
    """A page of documents, newest first."""

    items: list[DocumentOut]
    next_cursor: str | None


class DocumentLinkOut(BaseModel):
    """Where the file can be fetched, for five minutes."""

    url: str
    expires_in_seconds: int
