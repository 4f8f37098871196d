"""Minor units of ours and of the provider's: nearly always the same, and where not, exactly here."""

from __future__ import annotations

from guildhall.kernel.errors import Invalid
from guildhall.kernel.money import Money, exponent

EXPONENTS = {"ISK": 2, "UGX": 2, "MGA": 0}
"""Where Stripe counts otherwise than ISO 4217 (docs.stripe.com/currencies, "special cases")."""


class NotRepresentable(Invalid):
    """The provider cannot charge this amount."""

    slug = "payments/amount-not-representable"
    title = "This amount cannot be paid by card"


def to_provider(money: Money) -> int:
    """Return an amount in the provider's units. Raises NotRepresentable."""
    shift = EXPONENTS.get(money.currency, exponent(money.currency)) - exponent(money.currency)
    if shift >= 0:
        amount, rest = money.minor * int(10**shift), 0
    else:
        amount, rest = divmod(money.minor, 10**-shift)
    # Three-decimal currencies are charged to the nearest ten.
    if rest or (exponent(money.currency) == 3 and amount % 10):  # noqa: PLR2004  decimals
        raise NotRepresentable(f"{money.minor} {money.currency} minor units")
    return amount


def from_provider(amount: int, currency: str) -> Money:
    """Return the provider's amount as money. currency: in any case. Raises ValueError for a fraction of a unit."""
    code = currency.upper()
    shift = EXPONENTS.get(code, exponent(code)) - exponent(code)
    if shift < 0:
        return Money(amount * 10**-shift, code)
    whole, rest = divmod(amount, 10**shift)
    if rest:
        raise ValueError(f"{amount} {code} is finer than the currency")
    return Money(whole, code)
