"""Quotes before anybody pays, and the names of addressees."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing import models
from guildhall.billing.models import Party, Quote
from guildhall.billing.ports import Parties, Settings
from guildhall.kernel.money import Money


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
