"""What taxes need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from guildhall.billing.models.tax import StatedCountry, TaxProfile, VatCheck
from guildhall.kernel.events import DomainEvent


class TaxProfiles(Protocol):
    """Where people are taxed."""

    def get(self, account_id: str) -> TaxProfile | None:
        """Return the profile, or None."""

    def save(self, action: str, profile: TaxProfile, *commands: str, events: Sequence[DomainEvent] = ()) -> TaxProfile:
        """Store at the version it was read at, queue commands about the account, and tell. Raises StaleVersion."""


class AllTaxProfiles(Protocol):
    """Where everybody is taxed, for operators."""

    def countries(self, position: dict[str, Any] | None) -> tuple[list[StatedCountry], dict[str, Any] | None]:
        """Return those of the next part of the table, possibly none, and where the part after it starts."""


class Silences(Protocol):
    """VAT ids that a register has said nothing about."""

    def remember_silence(self, account_id: str) -> None:
        """Have the register asked about an account's id again, later."""

    def ask_again(self, limit: int) -> int:
        """Queue a check of each such id; return how many."""


class Numbers(Protocol):
    """Knows what numbers of each country look like. Asks nobody."""

    def vat_id(self, country: str, text: str) -> str:
        """Return the normal form, with its prefix. Raises TaxNumberRefused."""

    def legal_id(self, country: str, text: str) -> str:
        """Return the normal form of a register number. Raises TaxNumberRefused."""


class VatRegister(Protocol):
    """The register of VAT ids (VIES). Whatever goes wrong on the way is `unavailable`, never `invalid`."""

    def check(self, vat_id: str) -> VatCheck:
        """Ask about one id."""
