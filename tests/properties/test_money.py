"""Allocation never loses or invents a minor unit, whatever the weights."""

from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.currencies import EXPONENTS
from guildhall.kernel.money import Money, exponent, total

currencies = st.sampled_from(sorted(EXPONENTS))
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(minor=st.integers(-(10**12), 10**12), currency=currencies, parts=weights)
def test_shares_sum_to_the_whole_and_follow_the_weights(minor: int, currency: str, parts: list[int]) -> None:
    whole = Money(minor, currency)

    shares = whole.allocate(parts)

    assert total(shares, currency) == whole
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share.minor * sum(parts) - minor * weight) < sum(parts)


@given(minor=st.integers(-(10**12), 10**12), currency=currencies)
def test_major_text_reads_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.parse(f"{money.major:.{exponent(currency)}f}", currency) == money
