"""Finance staff over HTTP: everybody's money as it stands, how payments succeed, what waits, what a bank may take."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from functions.payments import finance
from guildhall.kernel.actor import Actor
from guildhall.payments.models import StepKind
from guildhall.payments.models.finance import AttemptSeen, success_of
from guildhall.payments.wiring.reconciling import wire_finance
from tests.support.deposits import FAR, DepositHouse
from tests.support.http import Client
from tests.support.milestones import account_of
from tests.support.payments import ADMIN, PaymentsHouse

ANN = Actor("acc_ann", frozenset({"finance"}))


@pytest.fixture
def ask(house: PaymentsHouse) -> Client:
    return Client(finance.create_app, wire_finance(house.platform), house.platform)


def listed(ask: Client, name: str, **query: str) -> list[dict[str, Any]]:
    answer = ask("GET", f"/v1/finance/{name}", by=ANN, query=query)
    assert answer.status == 200, answer.body
    items: list[dict[str, Any]] = answer.body["items"]
    return items


def rows(ask: Client, name: str, **query: str) -> list[list[str]]:
    text = ask("GET", f"/v1/finance/{name}/export", by=ANN, query=query).body
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def month(house: PaymentsHouse) -> str:
    return f"{house.clock.now():%Y-%m}"


def today(house: PaymentsHouse) -> dict[str, str]:
    day = house.clock.now().date().isoformat()
    return {"from_on": day, "to_on": day}


def test_payments_and_deposits_of_a_month_are_listed_as_they_stand_now(house: PaymentsHouse, ask: Client) -> None:
    deposits = DepositHouse(house)
    held, untouched = house.sign(100_00, 200_00)
    house.hold(held)
    deposits.held(FAR)

    every = listed(ask, "payments", month=month(house))
    only_held = listed(ask, "payments", month=month(house), state="held")

    assert {(row["subject_id"], row["sort"], row["state"], row["held_minor"]) for row in every} == {
        (held, "milestone", "held", 100_00),
        (untouched, "milestone", "unfunded", 0),
        ("dep_01ABC-1", "deposit", "charged", 40_00),
    }
    assert [row["subject_id"] for row in only_held] == [held]
    assert listed(ask, "payments", month="2020-01") == []


def test_a_list_of_payments_goes_on_where_its_page_ended(house: PaymentsHouse, ask: Client) -> None:
    milestones = house.sign(*(100_00 for _ in range(5)))
    for each in milestones[3:]:
        house.hold(each)
    query = {"month": month(house), "state": "held", "limit": "1"}

    first = ask("GET", "/v1/finance/payments", by=ANN, query=query)
    rest = ask("GET", "/v1/finance/payments", by=ANN, query={**query, "cursor": first.body["next_cursor"]})
    other = {"month": month(house), "cursor": first.body["next_cursor"]}

    shown = [row["subject_id"] for answer in (first, rest) for row in answer.body["items"]]
    assert shown == milestones[3:]
    assert ask("GET", "/v1/finance/payments", by=ANN, query=other).problem == "cursor-invalid"


@pytest.mark.feature("PAY-22")
def test_success_is_counted_by_day_and_currency_with_the_reasons_of_the_others(
    house: PaymentsHouse, ask: Client
) -> None:
    paid, declined = house.sign(100_00, 200_00)
    house.hold(paid)
    house.fund(declined)
    house.settle()
    house.pay(declined, "pm_card_chargeDeclined")
    house.settle()

    (day,) = listed(ask, "success", **today(house))

    assert (day["currency"], day["opened"], day["succeeded"], day["refused"], day["abandoned"]) == ("EUR", 2, 1, 1, 0)
    assert (day["rate_basis_points"], day["reasons"]) == (5_000, {"generic_decline": 1})


def test_success_counts_deposits_and_tells_the_abandoned_from_the_refused(house: PaymentsHouse, ask: Client) -> None:
    deposits = DepositHouse(house)
    deposits.held(FAR)
    deposits.ask(FAR, number=2)
    deposits.settle(0)
    house.settle()

    (day,) = listed(ask, "success", **today(house))

    assert (day["opened"], day["succeeded"], day["refused"], day["abandoned"]) == (2, 1, 0, 1)
    assert (day["rate_basis_points"], day["reasons"]) == (10_000, {"given_up": 1})


def test_a_day_on_which_nothing_was_decided_has_no_rate() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    (day,) = success_of([AttemptSeen(StepKind.ATTEMPT_OPENED, noon, "XOF")])

    assert (day.day, day.rate_basis_points) == (date(2026, 3, 2), None)


def test_success_is_counted_for_a_month_at_most(ask: Client) -> None:
    answer = ask("GET", "/v1/finance/success", by=ANN, query={"from_on": "2026-01-01", "to_on": "2026-03-01"})

    assert answer.problem == "payments/period-too-long"


def test_what_waits_to_move_is_listed_with_its_reason(house: PaymentsHouse, ask: Client) -> None:
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    house.approve(milestone)
    house.settle()

    (order,) = listed(ask, "waiting")

    assert (order["verb"], order["subject"], order["waiting_for"]) == ("release", milestone, "payout_account")
    assert order["payee_id"] == house.expert.account_id
    house.onboard()
    house.settle()
    assert listed(ask, "waiting") == []


def test_payouts_are_listed_until_they_arrive_and_failed_ones_stay(house: PaymentsHouse, ask: Client) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)
    house.approve(milestone)
    house.settle()
    sent = [house.server.control.pay_out(account_of(house), minor, "eur") for minor in (10_00, 20_00)]
    house.settle()
    assert {row["payout_id"] for row in listed(ask, "payouts")} == {each["id"] for each in sent}

    house.server.control.settle_payout(sent[0]["id"])
    house.server.control.settle_payout(sent[1]["id"], "account_closed")
    house.settle()

    (left,) = listed(ask, "payouts", status="failed")
    assert (left["payout_id"], left["failure"], left["expert_id"]) == (
        sent[1]["id"], "account_closed", house.expert.account_id,
    )  # fmt: skip
    assert listed(ask, "payouts", status="pending") == []


def test_chargebacks_of_milestones_and_deposits_are_listed_until_the_bank_decides(
    house: PaymentsHouse, ask: Client
) -> None:
    deposits = DepositHouse(house)
    (milestone,) = house.sign(100_00)
    house.hold(milestone)
    deposits.held(FAR)
    payment = house.payments.get(milestone)
    assert payment is not None
    opened = [house.server.control.dispute(str(each)) for each in (payment.charge_id, deposits.now.charge_id)]
    house.settle()

    assert {(row["subject_id"], row["amount_minor"]) for row in listed(ask, "chargebacks")} == {
        (milestone, 100_00), ("dep_01ABC-1", 40_00),
    }  # fmt: skip
    for each in opened:
        house.server.control.close_dispute(each["id"], won=True)
    house.settle()

    assert listed(ask, "chargebacks") == []


def test_every_list_can_be_saved_with_the_columns_that_it_shows(house: PaymentsHouse, ask: Client) -> None:
    paid, declined = house.sign(100_00, 200_00)
    house.hold(paid)
    house.approve(paid)
    house.fund(declined)
    house.settle()
    house.pay(declined, "pm_card_chargeDeclined")
    house.settle()

    payments = rows(ask, "payments", month=month(house))
    success = rows(ask, "success", **today(house))
    waiting = rows(ask, "waiting")

    assert payments[0][:3] == ["subject_id", "sort", "state"]
    assert {row[0] for row in payments[1:]} == {paid, declined}
    assert success[1][-2:] == ["5000", "generic_decline:1"]
    assert [row[1] for row in waiting] == ["verb", "release"]
    assert (rows(ask, "payouts")[0][0], rows(ask, "chargebacks")[0][0]) == ("payout_id", "chargeback_id")


@pytest.mark.parametrize("name", ["payments", "success", "waiting", "payouts", "chargebacks"])
@pytest.mark.parametrize("ending", ["", "/export"])
def test_only_finance_staff_and_administrators_see_everybodys_money(
    house: PaymentsHouse, ask: Client, name: str, ending: str
) -> None:
    query = {"payments": {"month": "2026-03"}, "success": today(house)}.get(name, {})

    seen = {
        actor.account_id: ask("GET", f"/v1/finance/{name}{ending}", by=actor, query=query).status
        for actor in (ANN, ADMIN, house.client, house.expert)
    }

    assert seen == {"acc_ann": 200, "acc_admin": 200, "acc_client1": 403, "acc_expert1": 403}


def test_a_sheet_of_many_payments_comes_in_parts(house: PaymentsHouse, ask: Client) -> None:
    house.sign(*(1_00 for _ in range(60)))
    house.clock.advance(timedelta(seconds=1))
    house.contract = "ctr_2"
    house.sign(*(1_00 for _ in range(60)))

    first = ask("GET", "/v1/finance/payments/export", by=ANN, query={"month": month(house)})

    assert len(first.body.splitlines()) == 101
    assert 'rel="next"' in first.headers["Link"]
