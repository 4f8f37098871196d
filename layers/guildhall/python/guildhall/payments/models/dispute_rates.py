"""How many protected milestones end in a dispute, as finance staff watch it (DSP-07)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guildhall.kernel.types import Instant


class Concern(StrEnum):
    """What is counted of a milestone's money."""

    PROTECTED = "protected"
    DISPUTED = "disputed"
    CHARGED_BACK = "charged_back"


@dataclass(frozen=True, slots=True)
class ConcernSeen:
    """A milestone whose money was protected, disputed by one side, or charged back by a bank; minor units."""

    concern: Concern
    at: Instant
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DisputeRate:
    """What became of the milestones of one currency, on a day (UTC) or, without one, in the whole period.

    protected: whose money was held then. disputed, charged_back: on which that began then, whenever it was held.
    Amounts are in minor units: what was held when it began, and what the bank asked for.
    """

    currency: str
    day: date | None = None
    protected: int = 0
    protected_minor: int = 0
    disputed: int = 0
    disputed_minor: int = 0
    charged_back: int = 0
    charged_back_minor: int = 0

    @property
    def rate_basis_points(self) -> int | None:
        """Disputed of protected milestones; None where none was protected."""
        return self.disputed * 10_000 // self.protected if self.protected else None

    @property
    def amount_basis_points(self) -> int | None:
        """Disputed of protected money; None where none was protected."""
        return self.disputed_minor * 10_000 // self.protected_minor if self.protected_minor else None


def rates_of(seen: Iterable[ConcernSeen]) -> tuple[list[DisputeRate], list[DisputeRate]]:
    """Count by day and currency, oldest first, and by currency alone."""
    every = list(seen)
    days = sorted({(each.at.date(), each.currency) for each in every})
    return (
        [
            _counted(currency, day, (each for each in every if (each.at.date(), each.currency) == (day, currency)))
            for day, currency in days
        ],
        [
            _counted(currency, None, (each for each in every if each.currency == currency))
            for currency in sorted({each.currency for each in every})
        ],
    )


def _counted(currency: str, day: date | None, seen: Iterable[ConcernSeen]) -> DisputeRate:
    amounts: dict[Concern, list[int]] = {concern: [] for concern in Concern}
    for each in seen:
        amounts[each.concern].append(each.amount_minor)
    pairs = (figure for concern in Concern for figure in (len(amounts[concern]), sum(amounts[concern])))
    return DisputeRate(currency, day, *pairs)
