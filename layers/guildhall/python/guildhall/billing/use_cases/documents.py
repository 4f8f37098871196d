"""What payments, the bus and people can ask of billing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from guildhall.billing import machine, models
from guildhall.billing.errors import AlreadyDrafted, DocumentNotReady, DocumentUnknown, PartyUnknown
from guildhall.billing.events import InvoiceIssuedV1
from guildhall.billing.machine import State
from guildhall.billing.models import Document, Issuer, Party, Quote
from guildhall.billing.ports import Documents, Files, Parties, Printer, Settings
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Forbidden, NotFound
from guildhall.kernel.ids import Ids
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, Resource, require


@dataclass(frozen=True, slots=True)
class QuoteFees:
    """Say what becomes of an amount, before anybody pays."""

    settings: Settings

    def __call__(self, gross: Money) -> Quote:
        """Return the itemised quote at the present commission. The payer keeps it: later changes do not touch it."""
        setting = self.settings("commission_basis_points")
        return models.quote(gross, setting.value, setting.version)


@dataclass(frozen=True, slots=True)
class RememberParty:
    """Keep the name that documents will be addressed to."""

    parties: Parties

    def __call__(self, party: Party) -> None:
        """Keep it; repeated events change nothing."""
        self.parties.save(party)


@dataclass(frozen=True, slots=True)
class DraftInvoice:
    """Begin the invoice for the commission on a release."""

    documents: Documents
    parties: Parties
    clock: Clock
    ids: Ids

    def __call__(
        self, *, expert_id: str, release_id: str, contract_id: str, milestone_id: str, gross: Money, commission: Money
    ) -> None:
        """Draft it and queue its issue, once per release; a release without commission has no invoice.

        Raises PartyUnknown (try again: the expert's name is on its way).
        """
        if not commission:
            return
        party = self.parties.get(expert_id)
        if party is None:
            raise PartyUnknown
        document = Document(
            id=self.ids.new("doc"),
            state=State.DRAFT,
            account_id=expert_id,
            release_id=release_id,
            contract_id=contract_id,
            milestone_id=milestone_id,
            currency=gross.currency,
            gross_minor=gross.minor,
            total_minor=commission.minor,
            addressee=party.display_name,
            locale=party.locale,
            drafted_at=self.clock.now(),
        )
        try:
            self.documents.draft(document)
        except AlreadyDrafted:
            # The event came twice; the first one's draft stands.
            return


@dataclass(frozen=True, slots=True)
class IssueDocument:
    """Give a draft its number, write its file, announce it: each step once, from wherever the last try stopped."""

    documents: Documents
    files: Files
    printer: Printer
    issuer: Issuer
    clock: Clock

    def __call__(self, document_id: str) -> Document:
        """Return the issued document. Raises DocumentUnknown, StaleVersion (try again)."""
        document = self.documents.get(document_id)
        if document is None:
            raise DocumentUnknown
        if document.state is State.DRAFT:
            document = self.documents.number(document, self.issuer, self.issuer.today(self.clock.now()))
        if document.state is State.NUMBERED:
            document = self._write(document)
        return document

    def _write(self, document: Document) -> Document:
        content = self.printer(document, self.issuer)
        self.files.put(document, content)
        issued = replace(
            document, state=machine.move(document.state, State.ISSUED), sha256=hashlib.sha256(content).hexdigest()
        )
        announcement = InvoiceIssuedV1(
            document_id=issued.id,
            number=str(issued.number),
            account_id=issued.account_id,
            contract_id=issued.contract_id,
            milestone_id=issued.milestone_id,
            total_minor=issued.total_minor,
            currency=issued.currency,
        )
        return self.documents.save(issued, announcement)


@dataclass(frozen=True, slots=True)
class AccessDocument:
    """Show a document to whom it is addressed, and to finance."""

    documents: Documents
    gate: Gate

    def __call__(self, actor: Actor, document_id: str) -> Document:
        """Return it. Raises DocumentUnknown, also when it is somebody else's."""
        document = self.documents.get(document_id)
        if document is None:
            raise DocumentUnknown
        resource = Resource("Document", document.id, {"account_id": document.account_id})
        try:
            require(self.gate, actor, "billing.view_document", resource)
        except (Forbidden, NotFound):
            raise DocumentUnknown from None
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
            raise DocumentNotReady("ask again in a few seconds", retry_after_seconds=3)
        return self.files.link(document, self.SECONDS)


@dataclass(frozen=True, slots=True)
class ListDocuments:
    """Show people the documents addressed to them."""

    documents: Documents
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Document], dict[str, Any] | None]:
        """Return a page, newest first, and where the next one starts. Raises Forbidden."""
        own = Resource("OwnDocuments", actor.account_id, {"account_id": actor.account_id})
        require(self.gate, actor, "billing.list_documents", own)
        return self.documents.list_of(actor.account_id, limit, position)
