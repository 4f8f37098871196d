"""An invoice on its way through the network of approved platforms, and what became of it there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from guildhall.billing.models.documents import Document
from guildhall.kernel.types import Instant

PLACES = frozenset({"FR"})
"""Where invoices between two registered businesses travel as data (French tax code, article 289 bis)."""


class TransmissionState(StrEnum):
    """pending: not sent, or nobody knows. sent: the platform has it and checks. Then it accepts or rejects it."""

    PENDING = "pending"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the platform says. flow_id: its own id. reason: of a rejection, in its words."""

    state: TransmissionState
    flow_id: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Transmission:
    """One invoice's way. document_id is what the platform is told to track it by; tries: how often it was sent."""

    document_id: str
    state: TransmissionState
    begun_at: Instant
    asked_at: Instant | None = None
    flow_id: str | None = None
    reason: str | None = None
    tries: int = 0
    version: int = 0

    @property
    def is_over(self) -> bool:
        """Whether the platform has decided."""
        return self.state in {TransmissionState.ACCEPTED, TransmissionState.REJECTED}

    def told(self, verdict: Verdict, now: Instant) -> Transmission:
        """Return it with what the platform said."""
        flow_id = verdict.flow_id or self.flow_id
        return replace(self, state=verdict.state, flow_id=flow_id, reason=verdict.reason, asked_at=now)


def must_travel(document: Document) -> bool:
    """Tell whether an invoice or credit note is between two registered businesses of one such country."""
    seller, buyer = document.seller, document.buyer
    is_domestic = seller.country == buyer.country and seller.country in PLACES
    return document.document_kind.is_invoice and is_domestic and bool(seller.vat_id) and bool(buyer.vat_id)
