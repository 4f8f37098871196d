"""The customer's promises, kept through public interfaces only."""

from __future__ import annotations

import pytest

from tests.support.journeys import every_step, journey


@pytest.mark.timeout(900)
@pytest.mark.feature("IAM-07", "PAY-01", "PAY-06", "PAY-21", "PRF-02")
def test_the_main_job_runs_from_sign_up_to_the_second_milestone() -> None:
    assert every_step(journey("main_job").splitlines()[-1])


@pytest.mark.timeout(900)
def test_the_money_tour_ends_with_books_that_balance_in_every_currency() -> None:
    assert every_step(journey("money_tour").splitlines()[-1])


@pytest.mark.timeout(900)
@pytest.mark.feature("BKG-14", "NTF-20")
def test_an_evening_of_a_restaurant_ends_with_the_figures_of_the_day() -> None:
    assert every_step(journey("evening").splitlines()[-1])
