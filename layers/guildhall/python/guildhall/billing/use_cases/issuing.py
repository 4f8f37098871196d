"""From a draft to a numbered file that never changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from guildhall.billing import machine
from guildhall.billing.errors import DocumentUnknown
from guildhall.billing.events import CreditNoteIssuedV1, InvoiceIssuedV1
from guildhall.billing.machine import State
from guildhall.billing.models.documents import Document, Issuer, Kind, Sequence
from guildhall.billing.ports.documents import Documents, Files, Printer
from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class NumberDocuments:
    """Give the drafts of a series their numbers, in batches: a number exists only with its document."""

    documents: Documents
    issuer: Issuer
    clock: Clock

    def __call__(self, sequence: Sequence) -> int:
        """Return how many got numbers. Raises StaleVersion (try again)."""
        given = 0
        while batch := self.documents.number_pending(sequence, self.issuer.code, self.clock.now()):
            given += batch
        return given


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """Write the file of a numbered document and announce it, once, from wherever the last try stopped."""

    documents: Documents
    files: Files
    printer: Printer
    issuer: Issuer

    def __call__(self, document_id: str) -> Document:
        """Return the issued document. Raises DocumentUnknown, DocumentMoveNotAllowed, StaleVersion (try again)."""
        document = self.documents.get(document_id)
        if document is None:
            raise DocumentUnknown
        if document.state is State.ISSUED:
            return document
        state = machine.move(document.state, State.ISSUED)
        content = self.printer(document, self.issuer)
        self.files.put(document, content)
        issued = replace(document, state=state, sha256=hashlib.sha256(content).hexdigest())
        return self.documents.save(issued, *_announcements(issued))


def _announcements(document: Document) -> list[DomainEvent]:
    common = {
        "document_id": document.id,
        "number": str(document.number),
        "account_id": document.account_id,
        "contract_id": document.contract_id,
        "milestone_id": document.milestone_id,
        "total_minor": document.total_minor,
        "currency": document.currency,
    }
    if document.document_kind is Kind.RECEIPT:
        # The payment itself was told already, by payments.
        return []
    if document.refers_to is None:
        return [InvoiceIssuedV1(**common)]
    return [CreditNoteIssuedV1(**common, refers_to=document.refers_to.number)]
