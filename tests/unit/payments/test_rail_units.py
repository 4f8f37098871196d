"""Our minor units and those of each local rail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money
from guildhall.payments.gateways import rail_units as units
from guildhall.payments.gateways.units import NotRepresentable
from guildhall.payments.models.rails import TERMS

RUPEES = st.integers(0, 10**12)


@given(RUPEES)
def test_paisa_come_back_as_they_were(minor: int) -> None:
    assert units.from_paisa(units.to_paisa(Money(minor, "PKR")), "PKR") == Money(minor, "PKR")


@given(RUPEES, st.sampled_from([0, 1, 2]))
def test_rupees_come_back_as_they_were(minor: int, decimals: int) -> None:
    text = units.to_rupees(Money(minor, "PKR"), decimals)

    assert units.from_decimal(text, "PKR") == Money(minor, "PKR")
    assert len(text.partition(".")[2]) >= decimals


@given(st.sampled_from(sorted(TERMS["pawapay"].currencies)), st.integers(0, 10**12), st.sampled_from([0, 2]))
def test_decimal_amounts_come_back_as_they_were_or_are_refused(currency: str, minor: int, decimals: int) -> None:
    money = Money(minor, currency)
    try:
        text = units.to_decimal(money, decimals)
    except NotRepresentable:
        assert decimals == 0
        assert money.major % 1
        return

    assert units.from_decimal(text, currency) == money
    assert len(text.partition(".")[2]) <= decimals


@pytest.mark.parametrize(
    ("write", "minor", "told"),
    [
        (units.to_paisa, 250_000, "250000"),
        (lambda money: units.to_rupees(money, 1), 250_000, "2500.0"),
        (lambda money: units.to_rupees(money, 2), 150_000, "1500.00"),
        (lambda money: units.to_rupees(money, 1), 250_005, "2500.05"),
    ],
)
def test_amounts_are_written_as_each_rail_documents(write: Callable[[Money], str], minor: int, told: str) -> None:
    assert write(Money(minor, "PKR")) == told


def test_an_amount_without_decimals_has_none() -> None:
    assert units.to_decimal(Money(5_000, "XOF"), 0) == "5000"
    assert units.to_decimal(Money(5_050, "ZMW"), 2) == "50.5"


@pytest.mark.parametrize("write", [units.to_paisa, lambda money: units.to_rupees(money, 1)])
def test_another_currency_than_rupees_is_refused(write: Callable[[Money], str]) -> None:
    with pytest.raises(NotRepresentable):
        write(Money(100, "EUR"))
    with pytest.raises(NotRepresentable):
        write(Money(-100, "PKR"))


@pytest.mark.parametrize("text", ["", "-1", "1e3", "12.345", "NaN", " 12", "1,000", "١٢"])
def test_what_is_no_amount_is_not_read(text: str) -> None:
    with pytest.raises(units.AmountUnreadable):
        units.from_decimal(text, "PKR")
    with pytest.raises(units.AmountUnreadable):
        units.from_paisa(text + "x", "PKR")
