"""Response shapes of the take rate."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.kernel.types import CurrencyCode
from guildhall.ledger.models.taking import Taken


class TakeRateOut(BaseModel):
    """What of the money released in a day, a month or the whole period the platform kept."""

    when: str
    currency: CurrencyCode
    released_minor: int = Field(description="Minor units of `currency`, fees on top included.")
    own_minor: int = Field(description="The platform's commission and fees, without tax and contributors' parts.")
    contributors_minor: int
    tax_minor: int
    basis_points: int | None = Field(description="own in hundredths of a percent of released; null without a release.")

    @classmethod
    def of(cls, taken: Taken) -> TakeRateOut:
        """Shape a take rate for the wire."""
        return cls(**{name: getattr(taken, name) for name in cls.model_fields})


class TakeRatesOut(BaseModel):
    """By time and currency, oldest first."""

    items: list[TakeRateOut]

    @classmethod
    def of(cls, found: list[Taken]) -> TakeRatesOut:
        """Shape take rates for the wire."""
        return cls(items=[TakeRateOut.of(taken) for taken in found])
