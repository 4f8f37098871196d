"""Money: integer minor units and an ISO 4217 currency; arithmetic that cannot lose or invent any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from guildhall.kernel.currencies import EXPONENTS
from guildhall.kernel.errors import Invalid


class CurrencyUnknown(Invalid):
    """The code is not a currency of ISO 4217 that is in use."""

    slug = "money/currency-unknown"
    title = "This currency does not exist"


class TooManyDecimals(Invalid):
    """The amount is finer than the currency's smallest unit."""

    slug = "money/too-many-decimals"
    title = "The amount has more decimals than its currency"


class CurrencyMismatch(TypeError):
    """Amounts of two currencies met in one sum: our bug, never the caller's."""


def exponent(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217: EUR 2, XOF 0, KWD 3). Raises CurrencyUnknown."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise CurrencyUnknown(f"{currency!r} is not an ISO 4217 currency in use") from None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (1250 EUR means 12.50 euros). May be negative; never fractional."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are int, not {type(self.minor).__name__}")
        exponent(self.currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """Read a decimal amount in major units, such as "12.50". Raises Invalid, TooManyDecimals, CurrencyUnknown."""
        places = exponent(currency)
        try:
            scaled = Decimal(text).scaleb(places)
        except InvalidOperation:
            raise Invalid(f"{text!r} is not a decimal amount") from None
        if not scaled.is_finite():
            raise Invalid(f"{text!r} is not a decimal amount")
        if scaled != scaled.to_integral_value():
            raise TooManyDecimals(f"{currency} has {places} decimals; {text!r} has more")
        return cls(int(scaled), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} met {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def share(self, basis_points: int) -> Money:
        """Return this many hundredths of a percent of the amount, rounded half to even."""
        exact = Decimal(self.minor) * basis_points / 10_000
        return Money(int(exact.to_integral_value(ROUND_HALF_EVEN)), self.currency)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Split by weights without loss: largest remainder first, ties to the earlier share.

        weights: non-negative, at least one positive, or ValueError. Returns as many amounts, whose sum is this one.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights are non-negative and not all zero")
        sign, amount = (1, self.minor) if self.minor >= 0 else (-1, -self.minor)
        shares = [amount * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
        for i in by_remainder[: amount - sum(shares)]:
            shares[i] += 1
        return [Money(sign * minor, self.currency) for minor in shares]


def total(amounts: Sequence[Money], currency: str) -> Money:
    """Add amounts of one currency; an empty sequence is zero."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result
