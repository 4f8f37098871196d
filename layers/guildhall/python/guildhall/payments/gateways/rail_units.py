"""Our minor units and those of the local rails, each exactly; what a rail cannot say is refused."""

from __future__ import annotations

import re

from guildhall.kernel.errors import Invalid
from guildhall.kernel.money import Money, exponent
from guildhall.payments.gateways.units import NotRepresentable

_DECIMAL = re.compile(r"^\d{1,15}(\.\d{1,4})?$", re.ASCII)
_WHOLE = re.compile(r"^\d{1,15}$", re.ASCII)


class AmountUnreadable(Invalid):
    """A rail told an amount that is none; its message is put aside."""

    slug = "payments/amount-unreadable"
    title = "This is not an amount of money"


def to_paisa(money: Money) -> str:
    """Write an amount as JazzCash takes it: whole paisa. Raises NotRepresentable."""
    if money.currency != "PKR" or money.minor < 0:
        raise NotRepresentable(f"{money.minor} {money.currency} is no amount of paisa")
    return str(money.minor)


def from_paisa(text: str, currency: str) -> Money:
    """Read JazzCash's amount. Raises AmountUnreadable."""
    if currency != "PKR" or not _WHOLE.match(text):
        raise AmountUnreadable(f"{text!r} is not whole paisa")
    return Money(int(text), currency)


def to_rupees(money: Money, least_decimals: int) -> str:
    """Write an amount as Easypaisa takes it: rupees with decimals ("2500.0" on pages, "1500.00" elsewhere).

    Raises NotRepresentable.
    """
    if money.currency != "PKR" or money.minor < 0:
        raise NotRepresentable(f"{money.minor} {money.currency} is no amount of rupees")
    whole, rest = divmod(money.minor, 100)
    decimals = f"{rest:02}"
    kept = decimals.rstrip("0").ljust(least_decimals, "0")
    return f"{whole}.{kept}" if kept else str(whole)


def to_decimal(money: Money, decimals: int) -> str:
    """Write an amount as pawaPay takes it: at most as many decimals as the operator does. Raises NotRepresentable."""
    places = exponent(money.currency)
    if money.minor < 0 or money.minor % 10 ** max(0, places - decimals):
        raise NotRepresentable(f"{money.major} {money.currency} has more than {decimals} decimals")
    text = f"{money.major:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_decimal(text: str, currency: str) -> Money:
    """Read a decimal amount in major units. Raises AmountUnreadable."""
    if not _DECIMAL.match(text):
        raise AmountUnreadable(f"{text!r} is not a decimal amount")
    try:
        return Money.parse(text, currency)
    except Invalid as error:
        raise AmountUnreadable(f"{text!r} does not fit {currency!r}") from error
