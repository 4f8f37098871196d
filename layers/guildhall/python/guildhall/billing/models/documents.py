"""Quotes, parties, documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from guildhall.billing.machine import State
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

SERIES = "F"
"""Invoices of the platform in its own name; credit notes and self-billed invoices have series of their own."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What becomes of an amount at release: gross = commission + net, exactly.

    basis_points: the rate that was applied. setting_version: which version of the setting it came from, so that a kept
    quote can be explained later.
    """

    gross: Money
    commission: Money
    net: Money
    basis_points: int
    setting_version: int


def quote(gross: Money, basis_points: int, setting_version: int) -> Quote:
    """Split an amount: the commission is rounded half to even, the remainder is the expert's."""
    commission = gross.share(basis_points)
    return Quote(gross, commission, gross - commission, basis_points, setting_version)


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
        return now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Party:
    """Whom documents are addressed to, as far as billing knows."""

    account_id: str
    display_name: str
    email: str
    locale: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice for the commission on one release. Frozen as it was issued, the parties' names included."""

    id: str
    state: State
    account_id: str
    release_id: str
    contract_id: str
    milestone_id: str
    currency: str
    gross_minor: int
    total_minor: int
    addressee: str
    locale: str
    drafted_at: Instant
    number: str | None = None
    issued_on: date | None = None
    sha256: str | None = None
    version: int = 0


def number_text(issuer_code: str, year: int, count: int) -> str:
    """Return a document number such as `GH-F-2026-000001`."""
    return f"{issuer_code}-{SERIES}-{year}-{count:06d}"
