"""Who is taxed where, and what the tax on one supply is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

CHECK_HOLDS = timedelta(days=30)
"""How long a VAT id that was found valid is taken to be so while its register does not answer."""

PLATFORM = "platform"
"""Stands for ourselves where a supplier, a customer or an issuer is named."""


class Category(StrEnum):
    """VAT categories of EN 16931 (BT-151, code list UNTDID 5305)."""

    STANDARD = "S"
    REVERSE_CHARGE = "AE"
    EXEMPT = "E"
    OUTSIDE_SCOPE = "O"
    ZERO = "Z"


class Service(StrEnum):
    """What is supplied. expert_work: by the expert to the client; all others by the platform.

    dispute_decision: by people who read and judge; all others of the platform are supplied electronically.
    """

    COMMISSION = "commission"
    CLIENT_FEE = "client_fee"
    SUBSCRIPTION = "subscription"
    EXPERT_WORK = "expert_work"
    DISPUTE_DECISION = "dispute_decision"


class Registration(StrEnum):
    """registered: charges tax. small_business: below its country's threshold. not_registered: neither."""

    REGISTERED = "registered"
    SMALL_BUSINESS = "small_business"
    NOT_REGISTERED = "not_registered"


class Finding(StrEnum):
    """What a register said about a VAT id. unavailable is no answer: it never means invalid."""

    VALID = "valid"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


class Mention(StrEnum):
    """Sentences that an invoice must carry because of its tax; the printer has their wording in each language."""

    REVERSE_CHARGE = "reverse_charge"
    OUTSIDE_UNION = "outside_union"
    SMALL_BUSINESS = "small_business"
    SMALL_BUSINESS_FR = "small_business_fr"
    NOT_REGISTERED = "not_registered"


@dataclass(frozen=True, slots=True)
class VatCheck:
    """One answer of a register, kept as evidence.

    number: what the register calls the consultation; it proves to an auditor that we asked.
    """

    vat_id: str
    finding: Finding
    checked_at: Instant
    name: str | None = None
    number: str | None = None

    def holds(self, vat_id: str | None, now: Instant) -> bool:
        """Tell whether this still proves that the id is valid."""
        is_recent = now - self.checked_at <= CHECK_HOLDS
        return self.finding is Finding.VALID and self.vat_id == vat_id and is_recent


@dataclass(frozen=True, slots=True)
class Mandate:
    """An expert lets the platform write invoices in the expert's name (Directive 2006/112/EC article 224).

    terms: which wording was accepted.
    """

    accepted_at: Instant
    terms: str


@dataclass(frozen=True, slots=True)
class TaxProfile:
    """Where and as what a person is taxed, as they declare it.

    country: ISO 3166-1. province: ISO 3166-2 without the country, where the tax is a province's, else None.
    vat_id: with its country's prefix, no spaces. legal_id: number in the business register (SIREN, NTN, CNIC).
    bank_country: where the person's bank is; second piece of evidence for a private customer's place.
    is_one_stop_shop: whether tax of other member states is declared through the one-stop shop.
    is_listed_taxpayer: whether on their country's list of active taxpayers, None before they said so. exporter_number:
    of an exporter of services, such as one of the Pakistan Software Export Board. Both decide what is held back.
    check: the register's last answer. proven: its last yes about the same id, kept as evidence.
    """

    account_id: str
    legal_name: str
    street: str
    city: str
    postcode: str
    country: str
    is_business: bool
    registration: Registration
    updated_at: Instant
    province: str | None = None
    vat_id: str | None = None
    legal_id: str | None = None
    bank_country: str | None = None
    is_one_stop_shop: bool = False
    is_listed_taxpayer: bool | None = None
    exporter_number: str | None = None
    mandate: Mandate | None = None
    check: VatCheck | None = None
    proven: VatCheck | None = None
    version: int = 0

    @property
    def place(self) -> str:
        """The key of the rate table: the country, or country and province."""
        return f"{self.country}-{self.province}" if self.province else self.country

    def checked(self, check: VatCheck) -> TaxProfile:
        """Return it with a new answer of the register."""
        return replace(self, check=check, proven=check if check.finding is Finding.VALID else self.proven)


@dataclass(frozen=True, slots=True)
class StatedCountry:
    """Of a tax profile, what may be told: where its account is taxed, ISO 3166-1, and since when it says so."""

    account_id: str
    country: str
    set_at: Instant


@dataclass(frozen=True, slots=True)
class Supply:
    """One supply to be taxed.

    supplier, customer: None if they have not said where they are taxed. day: of the supply, where the supplier is.
    proof: what is known of the customer's VAT id.
    """

    supplier: TaxProfile | None
    customer: TaxProfile | None
    service: Service
    day: date
    proof: Finding = Finding.UNAVAILABLE


@dataclass(frozen=True, slots=True)
class TaxRule:
    """The tax on one supply, and why.

    mention: sentence that the invoice must carry. place: whose tax it is. source: of the rate.
    evidence: what it rests on, in short facts. is_provisional: tax was charged only because a register was silent.
    """

    category: Category
    basis_points: int
    place: str
    mention: Mention | None = None
    source: str | None = None
    evidence: tuple[str, ...] = ()
    is_provisional: bool = False

    def within(self, total: Money) -> TaxedAmount:
        """Split an amount that includes the tax; the net amount is rounded half to even, the tax is the rest."""
        net = Money(_divided(total.minor * 10_000, 10_000 + self.basis_points), total.currency)
        return TaxedAmount(net, total - net, self)

    def on(self, net: Money) -> TaxedAmount:
        """Add the tax to an amount without it, rounded half to even."""
        return TaxedAmount(net, net.share(self.basis_points), self)


@dataclass(frozen=True, slots=True)
class TaxedAmount:
    """An amount and its tax, in one currency."""

    net: Money
    tax: Money
    rule: TaxRule

    @property
    def total(self) -> Money:
        """Net and tax together."""
        return self.net + self.tax


def _divided(numerator: int, denominator: int) -> int:
    """Divide and round half to even, without fractions on the way."""
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient % 2):
        return quotient + 1
    return quotient
