"""Our minor units and the provider's."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guildhall.kernel.currencies import EXPONENTS
from guildhall.kernel.money import Money
from guildhall.payments.gateways.units import NotRepresentable, from_provider, to_provider


@given(st.sampled_from(sorted(EXPONENTS)), st.integers(0, 10**12))
def test_what_can_be_told_to_the_provider_comes_back_as_it_was(currency: str, minor: int) -> None:
    money = Money(minor, currency)
    try:
        told = to_provider(money)
    except NotRepresentable:
        assume(False)  # noqa: FBT003  Hypothesis's own shape

    assert from_provider(told, currency.lower()) == money


@pytest.mark.parametrize(
    ("minor", "currency", "told"),
    [
        (1_250, "EUR", 1_250),
        (500, "XOF", 500),
        (500, "JPY", 500),
        (7, "UGX", 700),
        (7, "ISK", 700),
        (1_230, "KWD", 1_230),
        (700, "MGA", 7),
    ],
)
def test_units_follow_the_provider_where_it_departs_from_iso(minor: int, currency: str, told: int) -> None:
    assert to_provider(Money(minor, currency)) == told


@pytest.mark.parametrize(("minor", "currency"), [(1_234, "KWD"), (750, "MGA")])
def test_an_amount_finer_than_the_providers_units_is_refused(minor: int, currency: str) -> None:
    with pytest.raises(NotRepresentable):
        to_provider(Money(minor, currency))


def test_an_amount_finer_than_the_currency_is_not_taken_for_money() -> None:
    with pytest.raises(ValueError, match="finer"):
        from_provider(750, "UGX")
