"""Response shapes of billing's HTTP API."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from guildhall.billing.machine import State
from guildhall.billing.models.documents import Document, Item, Kind
from guildhall.billing.models.tax import Category
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class InvoiceCorrectionIn(BaseModel):
    """Why an invoice is wrong; it is written to the journal and the audit log."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]


class DocumentLineOut(BaseModel):
    """One line, without tax."""

    item: Item
    detail: str
    net_minor: AmountMinor


class DocumentOut(BaseModel):
    """A document of which the reader is one side, or that finance looks at.

    number and issued_on are absent before it has its number. waits_for: why it cannot be invoiced yet, and what to do.
    tax_category and tax_basis_points are absent on receipts and while it waits. refers_to: number of the invoice that a
    credit note takes back. is_provisional: tax was charged because a register did not answer.
    """

    document_id: str
    kind: Kind
    state: State
    number: str | None
    issued_on: date | None
    issuer_id: str
    account_id: str
    contract_id: str
    milestone_id: str
    currency: CurrencyCode
    gross_minor: AmountMinor
    net_minor: AmountMinor
    tax_minor: AmountMinor
    total_minor: AmountMinor
    tax_category: Category | None
    tax_basis_points: int | None
    is_provisional: bool
    lines: list[DocumentLineOut]
    refers_to: str | None
    waits_for: str | None
    sha256: str | None
    drafted_at: Instant

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """Shape a document for the wire."""
        shaped = {"document_id", "kind", "tax_category", "tax_basis_points", "is_provisional", "lines", "refers_to"}
        return cls(
            **{name: getattr(document, name) for name in set(cls.model_fields) - shaped},
            document_id=document.id,
            kind=document.document_kind,
            tax_category=document.rule.category if document.rule else None,
            tax_basis_points=document.rule.basis_points if document.rule else None,
            is_provisional=document.rule.is_provisional if document.rule else False,
            lines=[
                DocumentLineOut(item=each.item, detail=each.detail, net_minor=each.net_minor) for each in document.lines
            ],
            refers_to=document.refers_to.number if document.refers_to else None,
        )


class DocumentsOut(BaseModel):
    """A page of documents."""

    items: list[DocumentOut]
    next_cursor: str | None


class DocumentLinkOut(BaseModel):
    """Where the file can be fetched, for five minutes."""

    url: str
    expires_in_seconds: int
