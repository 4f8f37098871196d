"""Documents: who issues them, to whom they are addressed, what they say. Frozen as issued, names included."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from guildhall.billing.machine import State
from guildhall.billing.models.tax import PLATFORM, Service, TaxProfile, TaxRule
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant


class Kind(StrEnum):
    """invoice, credit_note, receipt: of the platform. self_billed_…: written in an expert's name, by mandate."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    SELF_BILLED_INVOICE = "self_billed_invoice"
    SELF_BILLED_CREDIT_NOTE = "self_billed_credit_note"
    RECEIPT = "receipt"

    @property
    def series(self) -> str:
        """The middle part of its numbers; an expert's documents are counted apart from everybody else's."""
        return _SERIES[self]

    @property
    def is_credit(self) -> bool:
        """Whether it takes back part of an earlier document."""
        return self in {Kind.CREDIT_NOTE, Kind.SELF_BILLED_CREDIT_NOTE}

    @property
    def is_invoice(self) -> bool:
        """Whether tax law calls it an invoice; a receipt is none."""
        return self is not Kind.RECEIPT


_SERIES = {
    Kind.INVOICE: "F",
    Kind.CREDIT_NOTE: "AV",
    Kind.SELF_BILLED_INVOICE: "AF",
    Kind.SELF_BILLED_CREDIT_NOTE: "AFV",
    Kind.RECEIPT: "RC",
}


class Item(StrEnum):
    """What a line is for; the printer has its wording in each language."""

    COMMISSION = "commission"
    CLIENT_FEE = "client_fee"
    SUBSCRIPTION = "subscription"
    EXPERT_WORK = "expert_work"
    DISPUTE_DECISION = "dispute_decision"
    PROTECTED_PAYMENT = "protected_payment"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The legal entity in whose name documents are issued.

    code: first part of its numbers. zone: IANA time zone that decides the date and the year of a number.
    tax_note: the sentence about tax that its documents carry; decided by its accountant, never guessed.
    """

    code: str
    name: str
    address: str
    registration: str
    tax_note: str
    zone: str

    def today(self, now: datetime) -> date:
        """Return the date of an instant where the issuer is."""
        return today_in(self.zone, now)


def today_in(zone: str, now: datetime) -> date:
    """Return the date of an instant in an IANA time zone."""
    return now.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True, slots=True)
class Party:
    """Whom documents are addressed to, as far as billing knows without a tax profile."""

    account_id: str
    display_name: str
    email: str
    locale: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A party as it stands on a document, and stays there. account_id: or PLATFORM."""

    account_id: str
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    vat_id: str | None = None
    legal_id: str | None = None

    @classmethod
    def of(cls, profile: TaxProfile) -> Named:
        """Take name, address and numbers from a tax profile."""
        return cls(
            profile.account_id,
            profile.legal_name,
            profile.street,
            profile.postcode,
            profile.city,
            profile.country,
            profile.vat_id,
            profile.legal_id,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line. net_minor: without tax, of all units together. detail: what the item's name does not say."""

    item: Item
    net_minor: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """The document that a credit note takes back."""

    document_id: str
    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """A document from draft to issue.

    source_id: what it is about, such as a release; with the kind, its name for ever. account_id: the addressee.
    seller, buyer: as printed. gross_minor: for a commission, the released amount it was taken from; else the total.
    rule: the tax and why; None while it waits, and on receipts. waits_for: why it cannot be invoiced yet.
    supplied_on: day of the supply where the seller is. zone: of its dates. terms: the mandate under which the platform
    writes in the seller's name. service: what decides its tax. begins_at_minor: of an invoice in another's place, how
    much of its release had been taken back before it.
    """

    id: str
    document_kind: Kind
    state: State
    source_id: str
    account_id: str
    seller: Named
    buyer: Named
    locale: str
    currency: str
    gross_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int
    lines: tuple[Line, ...]
    supplied_on: date
    zone: str
    drafted_at: Instant
    contract_id: str = ""
    milestone_id: str = ""
    service: Service | None = None
    rule: TaxRule | None = None
    waits_for: str | None = None
    refers_to: Reference | None = None
    terms: str | None = None
    number: str | None = None
    issued_on: date | None = None
    sha256: str | None = None
    begins_at_minor: int = 0
    version: int = 0

    @property
    def issuer_id(self) -> str:
        """In whose name it is issued: an account, or PLATFORM."""
        return self.seller.account_id

    @property
    def total(self) -> Money:
        """What is invoiced, tax included."""
        return Money(self.total_minor, self.currency)

    @property
    def sequence(self) -> Sequence:
        """Where its number comes from."""
        return Sequence(self.issuer_id, self.document_kind.series, self.zone)

    def with_names(self, seller: Named, buyer: Named) -> Document:
        """Return it with the names as they are now; only before it has a number."""
        return replace(self, seller=seller, buyer=buyer)

    def taxed(self, rule: TaxRule) -> Document:
        """Return it with its tax, as a draft: the total stays, the lines lose the tax they include."""
        split = rule.within(self.total)
        weights = [line.net_minor for line in self.lines]
        shares = split.net.allocate(weights) if any(weights) else [split.net]
        lines = tuple(replace(line, net_minor=share.minor) for line, share in zip(self.lines, shares, strict=True))
        return replace(
            self,
            state=State.DRAFT,
            rule=rule,
            waits_for=None,
            lines=lines,
            net_minor=split.net.minor,
            tax_minor=split.tax.minor,
        )


@dataclass(frozen=True, slots=True)
class Sequence:
    """A series of numbers 1, 2, 3 … a year. issuer_id: an account, or PLATFORM."""

    issuer_id: str
    series: str
    zone: str

    def number(self, code: str, year: int, count: int) -> str:
        """Return a number such as `GH-F-2026-000001`, or `GH-AF-4TZ0RPQ9XA-2026-000001` in an expert's name.

        code: of the platform. At most 35 characters, as French rules want (BR-FR-01): of an account's id only the last
        ten stand in it, which no tax office confuses, because its issuer's name and address stand next to it.
        """
        own = "" if self.issuer_id == PLATFORM else f"-{self.issuer_id[-10:]}"
        return f"{code}-{self.series}{own}-{year}-{count:06d}"
