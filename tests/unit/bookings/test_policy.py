"""Terms turned into amounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.bookings.models.policy import (
    CancellationWindow,
    Charge,
    ChargeKind,
    DepositRule,
    Terms,
    VenuePolicy,
    cancellation_steps,
    check_terms,
    deposit_for,
    kept_on_cancel,
    kept_on_no_show,
)
from guildhall.kernel.money import Money

START = datetime(2026, 3, 29, 18, 0, tzinfo=UTC)
"""Eight in the evening of the day that has 23 hours in Paris."""
PARIS = ZoneInfo("Europe/Paris")
PER_PERSON = Charge(ChargeKind.PER_PERSON, amount_minor=1_000)
FIXED = Charge(ChargeKind.FIXED, amount_minor=2_500)
PERCENT = Charge(ChargeKind.PERCENT, basis_points=2_000)
WINDOWS = (CancellationWindow(1_440, 0), CancellationWindow(240, 5_000))


def policy(*deposits: DepositRule, **changes: object) -> VenuePolicy:
    terms = Terms(deposits=deposits, estimate_per_person_minor=4_000, **changes)  # type: ignore[arg-type]
    check_terms(terms)
    return VenuePolicy("ven_1", 1, "EUR", terms, "acc_1", START)


@pytest.mark.parametrize(
    ("party", "service", "minor"),
    [(1, "lunch", 0), (2, "lunch", 2_500), (2, "dinner", 2_000), (7, "dinner", 7_000), (8, "lunch", 6_400)],
)
def test_the_rule_for_the_largest_party_counts_and_a_named_service_before_none(
    party: int, service: str, minor: int
) -> None:
    dinner = DepositRule(PER_PERSON, 2, ("dinner",))
    asked = policy(DepositRule(FIXED, 2), dinner, DepositRule(PERCENT, 8))

    assert deposit_for(asked, party, service) == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("minutes_before", "kept"),
    # A day before is the same time of the day before, which is only 23 hours here.
    [(5_000, 0), (1_380, 0), (1_379, 500), (240, 500), (239, 1_000), (0, 1_000), (-5, 1_000)],
)
def test_cancelling_later_keeps_more(minutes_before: int, kept: int) -> None:
    now = START - timedelta(minutes=minutes_before)

    assert kept_on_cancel(policy(windows=WINDOWS), Money(1_000, "EUR"), START, now, PARIS) == Money(kept, "EUR")


def test_of_two_windows_that_the_clocks_turn_around_the_dearer_one_does_not_end_first() -> None:
    windows = (CancellationWindow(1_440, 0), CancellationWindow(1_410, 5_000))

    steps = cancellation_steps(policy(windows=windows), Money(1_000, "EUR"), START, PARIS)

    assert [(step.until, step.kept.minor) for step in steps] == [(START - timedelta(hours=23), 0), (None, 1_000)]


def test_without_windows_cancelling_is_free() -> None:
    assert kept_on_cancel(policy(), Money(1_000, "EUR"), START, START, PARIS) == Money(0, "EUR")
    assert cancellation_steps(policy(), Money(1_000, "EUR"), START, PARIS)[0].until is None


@pytest.mark.parametrize(
    ("charge", "kept"), [(Charge(), 0), (FIXED, 1_500), (PER_PERSON, 1_500), (PERCENT, 300), (Charge(FIXED.kind, 7), 7)]
)
def test_whoever_does_not_come_never_loses_more_than_the_deposit(charge: Charge, kept: int) -> None:
    assert kept_on_no_show(policy(no_show=charge), Money(1_500, "EUR"), 4) == Money(kept, "EUR")


@given(
    st.lists(st.integers(0, 10_000), max_size=6, unique=True),
    st.lists(st.integers(0, 10_000), min_size=6, max_size=6),
    st.integers(0, 10**9),
    st.lists(st.integers(-100, 12_000), min_size=2, max_size=2),
)
def test_what_is_kept_never_falls_as_the_start_comes_nearer_and_never_exceeds_the_deposit(
    minutes: list[int], shares: list[int], deposit_minor: int, moments: list[int]
) -> None:
    windows = zip(sorted(minutes, reverse=True), sorted(shares), strict=False)
    asked = policy(windows=tuple(CancellationWindow(*pair) for pair in windows))
    deposit = Money(deposit_minor, "EUR")

    early, late = (
        kept_on_cancel(asked, deposit, START, START - timedelta(minutes=each), PARIS)
        for each in sorted(moments, reverse=True)
    )

    assert Money(0, "EUR") <= early <= late <= deposit
