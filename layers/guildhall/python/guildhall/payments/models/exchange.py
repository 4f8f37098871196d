"""Exchange between the platform's own floats: what one currency buys of another, as an operator said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from guildhall.kernel.errors import Invalid
from guildhall.kernel.money import Money, exponent
from guildhall.kernel.types import Instant

RATE_LIFE = timedelta(days=1)
"""How old a rate may be: an older one would let experts pay for what currencies did meanwhile, or us."""
MILLION = 1_000_000


class RateUnreadable(Invalid):
    """The rate is not a positive number with at most six decimals."""

    slug = "payments/rate-unreadable"
    title = "This is not a rate"


@dataclass(frozen=True, slots=True)
class TreasuryRate:
    """How much of `bought` one unit of `sold` gives, in millionths. source: where the operator has it from."""

    sold: str
    bought: str
    millionths: int
    source: str
    set_by: str
    set_at: Instant
    version: int = 0

    @property
    def pair(self) -> str:
        """The name of both currencies, such as `EURPKR`."""
        return f"{self.sold}{self.bought}"

    @property
    def text(self) -> str:
        """The rate as people write it."""
        return f"{Decimal(self.millionths) / MILLION:f}"

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the rate may still be used."""
        return now - self.set_at <= RATE_LIFE

    def convert(self, money: Money) -> Money:
        """Return what an amount buys, rounded down to the smallest unit: never more than the platform was given for."""
        scale = 10 ** exponent(self.sold) * MILLION
        return Money(money.minor * self.millionths * 10 ** exponent(self.bought) // scale, self.bought)


def millionths_of(text: str) -> int:
    """Read a rate. Raises RateUnreadable."""
    whole, _, decimals = text.partition(".")
    is_plain = whole.isascii() and whole.isdigit() and len(whole) <= 9 and len(decimals) <= 6  # noqa: PLR2004  six decimals
    if not is_plain or (decimals and not (decimals.isascii() and decimals.isdigit())) or text.endswith("."):
        raise RateUnreadable(f"{text!r} is not a number with at most six decimals")
    millionths = int(whole) * MILLION + int(decimals.ljust(6, "0") or 0)
    if not millionths:
        raise RateUnreadable("a rate of nothing")
    return millionths
