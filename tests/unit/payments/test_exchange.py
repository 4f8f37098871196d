"""Rates: read exactly, converted downwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.currencies import EXPONENTS
from guildhall.kernel.money import Money
from guildhall.payments.models.exchange import MILLION, TreasuryRate, millionths_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CURRENCIES = st.sampled_from(sorted(EXPONENTS))


def a_rate(sold: str, bought: str, millionths: int) -> TreasuryRate:
    return TreasuryRate(sold, bought, millionths, "a bank", "acc_admin", NOON)


@given(CURRENCIES, CURRENCIES, st.integers(1, 10**12), st.integers(0, 10**12))
def test_what_is_bought_is_worth_what_is_given_to_less_than_one_unit(
    sold: str, bought: str, millionths: int, minor: int
) -> None:
    got = a_rate(sold, bought, millionths).convert(Money(minor, sold))

    exact = Money(minor, sold).major * millionths / MILLION
    unit = Decimal(1).scaleb(-EXPONENTS[bought])
    assert 0 <= exact - got.major < unit
    assert got.currency == bought


@given(st.integers(1, 10**15 - 1))
def test_a_rate_is_read_as_it_was_written(millionths: int) -> None:
    assert millionths_of(a_rate("EUR", "XOF", millionths).text) == millionths


def test_a_rate_is_of_its_day() -> None:
    rate = a_rate("EUR", "PKR", 302_150_000)

    assert rate.is_fresh(NOON + timedelta(hours=24))
    assert not rate.is_fresh(NOON + timedelta(hours=24, seconds=1))
    assert (rate.pair, rate.text) == ("EURPKR", "302.15")
