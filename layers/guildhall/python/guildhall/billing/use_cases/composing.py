"""What a document says, and whether it can be said already."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.billing.errors import CannotInvoiceYet, PartyUnknown, Why
from guildhall.billing.machine import State
from guildhall.billing.models.documents import Document, Kind, Line, Named, Reference, today_in
from guildhall.billing.models.rates import RateTable
from guildhall.billing.models.tax import PLATFORM, Service, TaxProfile
from guildhall.billing.ports.documents import Documents, Parties
from guildhall.billing.ports.tax import TaxProfiles
from guildhall.billing.use_cases.tax import TaxOf
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import Ids
from guildhall.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Order:
    """A document to be written.

    source_id: what it is about. seller_id, buyer_id: accounts, or PLATFORM. total: tax included. lines: amounts tax
    included too; they add up to the total. service: what decides the tax; None on receipts. base: what a commission was
    taken from.
    """

    document_kind: Kind
    source_id: str
    seller_id: str
    buyer_id: str
    total: Money
    lines: tuple[Line, ...]
    service: Service | None = None
    base: Money | None = None
    contract_id: str = ""
    milestone_id: str = ""
    terms: str | None = None


@dataclass(frozen=True, slots=True)
class ComposeDocument:
    """Write down what a document says; where the tax is not known, it waits and says why.

    own: the platform's profile. zone: of its dates.
    """

    documents: Documents
    parties: Parties
    profiles: TaxProfiles
    tax: TaxOf
    own: TaxProfile
    table: RateTable
    zone: str
    clock: Clock
    ids: Ids

    def __call__(self, order: Order) -> Document:
        """Return a new document, a draft or waiting. Raises PartyUnknown (try again: the name is on its way)."""
        now = self.clock.now()
        zone = self._zone_of(order.seller_id)
        document = Document(
            id=self.ids.new("doc"),
            document_kind=order.document_kind,
            state=State.WAITING,
            source_id=order.source_id,
            account_id=order.buyer_id,
            seller=self._named(order.seller_id),
            buyer=self._named(order.buyer_id),
            locale=self._locale_of(order.buyer_id),
            currency=order.total.currency,
            gross_minor=(order.base or order.total).minor,
            net_minor=order.total.minor,
            tax_minor=0,
            total_minor=order.total.minor,
            lines=order.lines,
            supplied_on=today_in(zone, now),
            zone=zone,
            drafted_at=now,
            contract_id=order.contract_id,
            milestone_id=order.milestone_id,
            service=order.service,
            terms=order.terms,
        )
        return replace(document, state=State.DRAFT) if order.service is None else self.settle(document)

    def credit(self, original: Document, source_id: str, total_minor: int, net_minor: int) -> Document:
        """Return the credit note for part of a document, with its tax rule and names; waiting while it has no number.

        total_minor, net_minor: what goes back, positive, with and without tax.
        """
        is_own = original.document_kind is Kind.INVOICE
        shares = Money(net_minor, original.currency).allocate([line.net_minor or 1 for line in original.lines])
        note = replace(
            original,
            id=self.ids.new("doc"),
            document_kind=Kind.CREDIT_NOTE if is_own else Kind.SELF_BILLED_CREDIT_NOTE,
            state=State.WAITING,
            source_id=source_id,
            gross_minor=total_minor,
            net_minor=net_minor,
            tax_minor=total_minor - net_minor,
            total_minor=total_minor,
            lines=tuple(replace(line, net_minor=part.minor) for line, part in zip(original.lines, shares, strict=True)),
            supplied_on=today_in(original.zone, self.clock.now()),
            drafted_at=self.clock.now(),
            refers_to=Reference(original.id, original.number or "", original.issued_on or original.supplied_on),
            number=None,
            issued_on=None,
            sha256=None,
            version=0,
        )
        return self.settle(note)

    def again(self, original: Document, source_id: str, total_minor: int, begins_at_minor: int) -> Document:
        """Return what takes the place of an invoice: with names, places and tax as they are known now, as of its day.

        total_minor: tax included. begins_at_minor: see Document. Raises CannotInvoiceYet, PartyUnknown (try again).
        """
        shares = Money(total_minor, original.currency).allocate([line.net_minor or 1 for line in original.lines])
        fresh = replace(
            original,
            id=self.ids.new("doc"),
            state=State.WAITING,
            source_id=source_id,
            net_minor=total_minor,
            tax_minor=0,
            total_minor=total_minor,
            lines=tuple(replace(line, net_minor=part.minor) for line, part in zip(original.lines, shares, strict=True)),
            drafted_at=self.clock.now(),
            rule=None,
            number=None,
            issued_on=None,
            sha256=None,
            begins_at_minor=begins_at_minor,
            version=0,
        )
        return self._taxed(fresh)

    def settle(self, document: Document) -> Document:
        """Return a waiting document as a draft if all it needs is known now; else waiting, with the reason.

        Raises PartyUnknown (try again).
        """
        try:
            return self._referring(document) if document.refers_to else self._taxed(document)
        except CannotInvoiceYet as reason:
            return replace(document, waits_for=reason.detail)

    def _taxed(self, document: Document) -> Document:
        seller_id, buyer_id = document.seller.account_id, document.buyer.account_id
        if document.service is None:
            raise CannotInvoiceYet(Why.NO_RATE, "no service")
        rule = self.tax(document.service, seller_id, buyer_id, document.supplied_on)
        if buyer_id != PLATFORM and self.profiles.get(buyer_id) is None:
            # Without tax the place would not matter, but an invoice without an address is none.
            raise CannotInvoiceYet(Why.CUSTOMER_UNKNOWN)
        return document.with_names(self._named(seller_id), self._named(buyer_id)).taxed(rule)

    def _referring(self, note: Document) -> Document:
        """Give a credit note the number, the names and the tax of the document it takes back."""
        original = self.documents.get(note.refers_to.document_id) if note.refers_to else None
        if original is None or original.number is None or original.issued_on is None:
            raise CannotInvoiceYet(Why.ORIGINAL_WITHOUT_NUMBER)
        return replace(
            note.with_names(original.seller, original.buyer),
            state=State.DRAFT,
            waits_for=None,
            rule=original.rule,
            refers_to=Reference(original.id, original.number, original.issued_on),
        )

    def _named(self, account_id: str) -> Named:
        profile = self.own if account_id == PLATFORM else self.profiles.get(account_id)
        if profile is not None:
            return Named.of(profile)
        party = self.parties.get(account_id)
        if party is None:
            raise PartyUnknown
        return Named(account_id, party.display_name)

    def _locale_of(self, account_id: str) -> str:
        party = self.parties.get(account_id)
        return party.locale if party else "en"

    def _zone_of(self, seller_id: str) -> str:
        profile = None if seller_id == PLATFORM else self.profiles.get(seller_id)
        place = self.table.places.get(profile.place) if profile else None
        return place.zone if place else self.zone
