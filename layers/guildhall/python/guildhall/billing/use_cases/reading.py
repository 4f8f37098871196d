"""Documents for those they are addressed to, those in whose name they are, and finance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from guildhall.billing.errors import DocumentNotReady, DocumentUnknown, TaxProfileUnknown
from guildhall.billing.machine import State
from guildhall.billing.models.documents import Document, Kind, Sequence
from guildhall.billing.models.tax import PLATFORM
from guildhall.billing.ports.documents import Documents, Files
from guildhall.billing.ports.tax import TaxProfiles
from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, Resource, require

Position = dict[str, Any] | None
Page = tuple[list[Document], Position]
MOST_READS = 5
"""Pages read for one page of an answer: a filter that fits nothing must not read a whole account."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents of a list. days: of issue, both included; a document without number has none and is left out."""

    document_kind: Kind | None = None
    first_day: date | None = None
    last_day: date | None = None

    def __call__(self, document: Document) -> bool:
        """Tell whether a document is one of them."""
        if self.document_kind is not None and document.document_kind is not self.document_kind:
            return False
        if self.first_day is None and self.last_day is None:
            return True
        issued_on = document.issued_on
        return issued_on is not None and (self.first_day or date.min) <= issued_on <= (self.last_day or date.max)


@dataclass(frozen=True, slots=True)
class AccessDocument:
    """Show a document to its two sides and to finance."""

    documents: Documents
    gate: Gate

    def __call__(self, actor: Actor, document_id: str) -> Document:
        """Return it. Raises DocumentUnknown, also when it is somebody else's."""
        document = self.documents.get(document_id)
        if document is None:
            raise DocumentUnknown
        sides = {"account_id": document.account_id, "issuer_id": document.issuer_id}
        if not self.gate.allows(actor, "billing.view_document", Resource("Document", document.id, sides)):
            raise DocumentUnknown
        return document


@dataclass(frozen=True, slots=True)
class LinkDocument:
    """Let somebody who may see a document fetch its file."""

    access: AccessDocument
    files: Files

    SECONDS: ClassVar[int] = 300

    def __call__(self, actor: Actor, document_id: str) -> str:
        """Return an address that works for five minutes. Raises DocumentUnknown, DocumentNotReady."""
        document = self.access(actor, document_id)
        if document.state is not State.ISSUED:
            waits = document.waits_for or "ask again in a few seconds"
            raise DocumentNotReady(waits, retry_after_seconds=3600 if document.waits_for else 3)
        return self.files.link(document, self.SECONDS)


@dataclass(frozen=True, slots=True)
class ListDocuments:
    """Show people the documents addressed to them."""

    documents: Documents
    gate: Gate

    def __call__(self, actor: Actor, wanted: Wanted, limit: int, position: Position) -> Page:
        """Return a page, newest first, and where the next one starts. Raises Forbidden."""
        own = Resource("OwnDocuments", actor.account_id, {"account_id": actor.account_id})
        require(self.gate, actor, "billing.list_documents", own)
        return _filtered(
            lambda count, at: self.documents.addressed_to(actor.account_id, count, at), wanted, limit, position
        )


@dataclass(frozen=True, slots=True)
class ListIssued:
    """Show the numbered documents in an issuer's name: their own, or finance's view of anybody's."""

    documents: Documents
    profiles: TaxProfiles
    gate: Gate

    def __call__(self, actor: Actor, sequence: Sequence, year: int, limit: int, position: Position) -> Page:
        """Return a page of one series and year, in the order of numbers; none for an issuer who has said nothing yet.

        Raises Forbidden, TaxProfileUnknown for somebody else without a tax profile.
        """
        issuer_id = sequence.issuer_id
        require(self.gate, actor, "billing.list_issued", Resource("Issuer", issuer_id, {"account_id": issuer_id}))
        if issuer_id not in {PLATFORM, actor.account_id} and self.profiles.get(issuer_id) is None:
            raise TaxProfileUnknown("nothing is issued in the name of somebody without a tax profile")
        return self.documents.of_series(sequence, year, limit, position)


@dataclass(frozen=True, slots=True)
class ListWaiting:
    """Show the documents that cannot be invoiced yet, and why, to a side of theirs or to finance."""

    documents: Documents
    gate: Gate

    def __call__(self, actor: Actor, side_id: str, limit: int, position: Position) -> Page:
        """Return a page, oldest first. side_id: an account, or PLATFORM for all. Raises Forbidden."""
        require(self.gate, actor, "billing.list_issued", Resource("Issuer", side_id, {"account_id": side_id}))
        return self.documents.waiting_for(side_id, limit, position)


@dataclass(frozen=True, slots=True)
class DocumentsOfDay:
    """List what was numbered on a day: the ledger's property test compares it with revenue and tax."""

    documents: Documents

    def __call__(self, day: date) -> list[Document]:
        """Return all documents with this date of issue, in no order."""
        return self.documents.of_day(day)


def _filtered(read: Callable[[int, Position], Page], wanted: Wanted, limit: int, position: Position) -> Page:
    """Read on until a page is full, the list ends, or enough was read: the rest is one more request away."""
    found: list[Document] = []
    for _ in range(MOST_READS):
        documents, position = read(limit - len(found), position)
        found += [document for document in documents if wanted(document)]
        if position is None or len(found) == limit:
            break
    return found, position
