"""How many protected milestones are disputed, as finance staff watch it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from functions.payments import rates
from guildhall.kernel.actor import Actor
from guildhall.payments.models.dispute_rates import Concern, ConcernSeen, rates_of
from guildhall.payments.wiring.rates import measure_disputes
from tests.support.arbitration import opened, resolved
from tests.support.deposits import FAR, DepositHouse
from tests.support.http import Answer, Client
from tests.support.knobs import turn
from tests.support.payments import PaymentsHouse

ANN = Actor("acc_ann", frozenset({"finance"}))


@pytest.fixture
def ask(house: PaymentsHouse) -> Client:
    return Client(rates.create_app, measure_disputes(house.platform), house.platform)


def measured(house: PaymentsHouse, ask: Client, ending: str = "", by: Actor = ANN) -> Answer:
    first, last = house.clock.now().date() - timedelta(days=30), house.clock.now().date()
    query = {"from_on": first.isoformat(), "to_on": last.isoformat()}
    return ask("GET", f"/v1/finance/dispute-rates{ending}", by=by, query=query)


@pytest.mark.feature("DSP-07")
def test_disputes_are_measured_against_protected_milestones_and_the_goal(house: PaymentsHouse, ask: Client) -> None:
    DepositHouse(house).held(FAR)
    quiet, disputed, charged = house.sign(200_00, 100_00, 100_00)
    for each in (quiet, disputed, charged):
        house.hold(each)
    opened(house, disputed)
    opened(house, disputed)
    resolved(house, disputed, 50_00, 50_00)
    payment = house.payments.get(charged)
    assert payment is not None
    house.server.control.dispute(str(payment.charge_id))
    house.settle()
    turn(house.platform, "dispute_goal_basis_points", 150)

    body = measured(house, ask).body

    figures: dict[str, Any] = {
        "currency": "EUR", "protected": 3, "protected_minor": 400_00, "disputed": 1, "disputed_minor": 100_00,
        "charged_back": 1, "charged_back_minor": 100_00, "rate_basis_points": 3_333, "amount_basis_points": 2_500,
    }  # fmt: skip
    today = house.clock.now().date().isoformat()
    assert body == {
        "days": [{**figures, "day": today}],
        "period": [{**figures, "day": None}],
        "goal_basis_points": 150,
    }


def test_currencies_and_days_are_counted_apart_and_a_day_without_protection_has_no_rate() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    seen = [
        ConcernSeen(Concern.PROTECTED, noon, "EUR", 300),
        ConcernSeen(Concern.DISPUTED, noon + timedelta(days=1), "EUR", 100),
        ConcernSeen(Concern.PROTECTED, noon, "XOF", 5),
    ]

    days, period = rates_of(seen)

    assert [(each.day, each.currency, each.rate_basis_points) for each in days] == [
        (date(2026, 3, 2), "EUR", 0), (date(2026, 3, 2), "XOF", 0), (date(2026, 3, 3), "EUR", None),
    ]  # fmt: skip
    assert [(each.currency, each.rate_basis_points, each.amount_basis_points) for each in period] == [
        ("EUR", 10_000, 3_333), ("XOF", 0, 0),
    ]  # fmt: skip


def test_the_days_can_be_saved(house: PaymentsHouse, ask: Client) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)

    text = measured(house, ask, "/export").body

    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert dict(zip(head, row, strict=True))["protected_minor"] == "10000"


def test_a_period_is_a_month_at_most_and_only_staff_ask(house: PaymentsHouse, ask: Client) -> None:
    query = {"from_on": "2026-01-01", "to_on": "2026-03-01"}

    assert ask("GET", "/v1/finance/dispute-rates", by=ANN, query=query).problem == "payments/period-too-long"
    assert {measured(house, ask, ending, house.expert).status for ending in ("", "/export")} == {403}
