"""Invoices as data: sent once each however often it is tried, followed until the platform has decided.

1. A try is noted before the call. 2. From the second try on, the platform is searched first, by the document's id.
3. Silence changes nothing: an hourly timer asks again. What was rejected stays listed; finance corrects the invoice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from guildhall.billing.models.documents import Document
from guildhall.billing.models.transmissions import Transmission, TransmissionState, Verdict, must_travel
from guildhall.billing.ports.documents import Documents
from guildhall.billing.ports.transmissions import EInvoiceTransport, IssuedFiles, Transmissions, TransportSilent
from guildhall.billing.use_cases.reading import AccessDocument
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class BeginTransmission:
    """Put an issued invoice on its way, if it has to travel and there is somebody who takes it."""

    transmissions: Transmissions
    clock: Clock
    is_on: bool

    def __call__(self, document: Document) -> bool:
        """Return whether it is on its way, from now or before."""
        if not self.is_on or not must_travel(document):
            return False
        if self.transmissions.get(document.id) is None:
            self.transmissions.begin(Transmission(document.id, TransmissionState.PENDING, self.clock.now()))
        return True


@dataclass(frozen=True, slots=True)
class Transmit:
    """Bring one invoice one step further."""

    documents: Documents
    files: IssuedFiles
    transmissions: Transmissions
    transport: EInvoiceTransport
    clock: Clock

    def __call__(self, document_id: str) -> Transmission | None:
        """Return how it stands, or None if it never was put on its way. Raises StaleVersion (try again)."""
        known, document = self.transmissions.get(document_id), self.documents.get(document_id)
        if known is None or document is None or known.is_over:
            return known
        try:
            if known.flow_id is not None:
                return self._told(known, self.transport.status(known.flow_id))
            found = self.transport.find(document_id) if known.tries else None
            if found is not None:
                return self._told(known, found)
            tried = self.transmissions.save(replace(known, tries=known.tries + 1))
            return self._told(tried, self.transport.submit(document, self.files.get(document)))
        except TransportSilent:
            return self.transmissions.get(document_id)

    def _told(self, known: Transmission, verdict: Verdict) -> Transmission:
        return self.transmissions.save(known.told(verdict, self.clock.now()))


@dataclass(frozen=True, slots=True)
class FollowTransmissions:
    """Have everything looked at that is not over."""

    transmissions: Transmissions

    LIMIT: ClassVar[int] = 40

    def __call__(self) -> int:
        """Return how many."""
        return self.transmissions.ask_again(self.LIMIT)


@dataclass(frozen=True, slots=True)
class ShowTransmission:
    """Show the way of an invoice to those who may see it."""

    access: AccessDocument
    transmissions: Transmissions

    def __call__(self, actor: Actor, document_id: str) -> Transmission | None:
        """Return it, or None for a document that does not travel. Raises DocumentUnknown."""
        return self.transmissions.get(self.access(actor, document_id).id)
