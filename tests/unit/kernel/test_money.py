"""Money keeps every minor unit."""

from decimal import Decimal

import moneyed
import pytest
from babel.numbers import get_territory_currencies

from guildhall.kernel.currencies import EXPONENTS
from guildhall.kernel.money import CurrencyMismatch, CurrencyUnknown, Money, TooManyDecimals, total

NEWER_THAN_THE_LIBRARY = {"MRU", "STN", "VES", "XCG", "ZWG"}


def test_exponents_agree_with_the_maintained_library() -> None:
    known = {code: len(str(moneyed.CURRENCIES[code].sub_unit)) - 1 for code in EXPONENTS if code in moneyed.CURRENCIES}

    assert known == {code: EXPONENTS[code] for code in known}
    assert set(EXPONENTS) - set(known) <= NEWER_THAN_THE_LIBRARY


@pytest.mark.parametrize("territory", ["FR", "PK", "US", "GB", "SN", "CM", "JP", "KW", "IN"])
def test_the_tender_of_our_markets_is_known(territory: str) -> None:
    assert set(get_territory_currencies(territory)) & set(EXPONENTS)


def test_parse_refuses_more_decimals_than_the_currency_has() -> None:
    assert Money.parse("10.55", "PKR") == Money(1055, "PKR")
    assert Money.parse("10", "XOF") == Money(10, "XOF")
    with pytest.raises(TooManyDecimals):
        Money.parse("10.555", "PKR")
    with pytest.raises(TooManyDecimals):
        Money.parse("10.5", "XOF")


def test_a_currency_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CurrencyUnknown):
        Money(1, "EUX")


def test_floats_and_booleans_are_refused() -> None:
    for wrong in (1.0, True, "1"):
        with pytest.raises(TypeError):
            Money(wrong, "EUR")  # type: ignore[arg-type]


def test_currencies_do_not_mix() -> None:
    for operate in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(CurrencyMismatch):
            operate(Money(1, "EUR"), Money(1, "USD"))


def test_share_rounds_half_to_even() -> None:
    assert Money(25, "EUR").share(1000) == Money(2, "EUR")
    assert Money(35, "EUR").share(1000) == Money(4, "EUR")
    assert Money(1250, "KWD").major == Decimal("1.250")


def test_total_of_nothing_is_zero_of_the_currency() -> None:
    assert total([], "EUR") == Money(0, "EUR")
    assert total([Money(1, "EUR"), Money(2, "EUR")], "EUR") == Money(3, "EUR")
