"""Every call that we make of Stripe stands in the call sheet, and the pinned library knows all of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.wiring.recovering import submit_evidence
from guildhall.platform.assembly import Platform
from tests.support.call_sheet import Planned, operations_in_code, parameters_of, sheet
from tests.support.deposits import DepositHouse
from tests.support.http import LambdaContext
from tests.support.payments import PaymentsHouse, stripe_server
from tests.support.subscribed import Club
from tools.stripe_server.catalogue import Catalogue
from tools.stripe_server.wire import Request


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture
def house(platform: Platform, clock: SettableClock) -> Iterator[PaymentsHouse]:
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server)


def example(parameter: str) -> dict[str, Any]:
    """Return a request with one parameter, whose value means nothing."""
    first, _, rest = parameter.partition(".")
    return {first: example(rest) if rest else "x"}


@pytest.mark.parametrize("planned", sheet(), ids=lambda planned: f"{planned.method} {planned.path}")
def test_a_line_of_the_sheet_is_known_to_the_library(planned: Planned, catalogue: Catalogue) -> None:
    found = catalogue.match(planned.method, planned.path)
    assert found is not None
    route, _ = found

    unknown = {
        problem.param
        for parameter in planned.parameters
        for problem in catalogue.read(route, example(parameter)).problems
        if problem.fault == "unknown"
    }

    assert (route.template, unknown) == (planned.path, set())


def test_the_sheet_names_exactly_the_calls_that_the_code_can_make(catalogue: Catalogue) -> None:
    planned = {catalogue.match(line.method, line.path)[0].operation for line in sheet()}  # type: ignore[index]
    made = operations_in_code()

    assert {operation: where for operation, where in made.items() if operation not in planned} == {}
    assert planned - made.keys() == set()


def test_every_call_is_made_with_the_parameters_of_the_sheet(house: PaymentsHouse, catalogue: Catalogue) -> None:
    take_every_path(house)
    allowed = {(line.method, line.path): line.parameters for line in sheet()}

    made = set()
    for call in house.server.control.calls():
        if call["path"].endswith("/confirm"):
            continue  # the browser's
        found = catalogue.match(call["method"], call["path"])
        assert found is not None, call["path"]
        line = (call["method"], found[0].template)
        made.add(line)
        data = Request(call["method"], call["path"], call["query"], call["body"].encode(), {}).data()
        assert catalogue.problems(call["method"], call["path"], data) == []
        assert set(parameters_of(catalogue.read(found[0], data).values)) <= allowed[line], line
    assert made == allowed.keys()


def test_every_creating_call_carries_a_key_of_ours(house: PaymentsHouse) -> None:
    take_every_path(house)

    ours = [c for c in house.server.control.calls() if c["method"] == "POST" and not c["path"].endswith("/confirm")]
    assert all(call["idempotency_key"].count(":") == 3 for call in ours)


def save_and_remove_a_card(house: PaymentsHouse) -> None:
    for path in ("/v1/customers", "/v1/setup_intents"):
        house.server.control.fault("drop_after", path=path)
    for _ in range(2):
        house.cards("POST", "/v1/saved-cards", by=house.client)
        house.work()
        house.sweep(timedelta(hours=1))
        house.settle()
    holder = DynamoCards().holder(house.client.account_id)
    assert holder is not None
    house.server.control.save_card(str(holder.setup_id), "pm_card_visa")
    house.settle()
    (card,) = house.cards("GET", "/v1/saved-cards", by=house.client).body["items"]
    house.cards("DELETE", f"/v1/saved-cards/{card['method_id']}", by=house.client)
    house.settle()


def subscribe_and_change(club: Club) -> None:
    """Begin with a trial, whose answer is lost; change plans, change cards while a payment is open, and be swept."""
    first, second = club.plan(trial_days=1), club.plan(90_00)
    club.join()
    club.house.server.control.fault("drop_after", path="/v1/subscriptions")
    club.subscribe(first)
    club.pass_days(2)
    club.ask("change", plan_id=second)
    club.settle()
    club.house.server.control.reissue_card(club.card, "pm_card_chargeDeclined")
    club.pass_days(32)
    club.ask("card")
    club.settle()
    club.house.pass_time(timedelta(days=2))
    club.sweep()
    club.settle()


def provider_account(house: PaymentsHouse) -> str:
    account = house.payments.account(house.expert.account_id)
    assert account is not None
    return str(account.provider_account_id)


def take_every_path(house: PaymentsHouse) -> None:
    """Fund, decline, close, release, refund, onboard, dispute: with a search after each kind of silence."""
    released, refunded, declined, watched = house.sign(100_00, 200_00, 300_00, 400_00)
    house.onboard()
    house.hold(released)
    house.hold(refunded)
    house.hold(watched)
    for path in ("/v1/payment_intents", "/v1/transfers", "/v1/refunds"):
        house.server.control.fault("drop_after", path=path)
    house.fund(declined)
    house.approve(released)
    house.call("POST", f"/v1/payments/{refunded}/refund", by=house.client)
    house.work()
    house.sweep(timedelta(days=1))
    house.work()
    house.settle()
    house.pay(declined, "pm_card_chargeDeclined")
    house.settle()
    house.fund(declined)
    house.settle()
    house.pay(declined)
    house.settle()
    save_and_remove_a_card(house)
    subscribe_and_change(Club(house))
    house.server.control.pay_out(provider_account(house), 1_00, "eur")
    house.server.control.top_up(50_00, "eur")
    house.server.control.schedule_payouts("daily")
    house.clock.advance(timedelta(seconds=house.server.control.world().now - house.clock.now().timestamp()))
    house.task({"task": "reconcile"}, LambdaContext())
    house.work()
    house.server.control.dispute(house.payments.get(declined).charge_id or "")  # type: ignore[union-attr]
    house.settle()
    a_bank_and_stripe_have_doubts(house, released, watched)
    deposit = DepositHouse(house)
    deposit.held()
    deposit.settle(15_00)
    house.settle()


def a_bank_and_stripe_have_doubts(house: PaymentsHouse, released: str, watched: str) -> None:
    """Review, warn, dispute what was released, hand evidence in, lose, and fetch the money back."""
    control = house.server.control
    control.open_review(house.payments.get(watched).intent_id or "")  # type: ignore[union-attr]  # it is held
    house.settle()
    control.warn(house.payments.get(watched).charge_id or "")  # type: ignore[union-attr]  # as above
    dispute_id = control.dispute(house.payments.get(released).charge_id or "")["id"]  # type: ignore[union-attr]
    house.settle()
    pack = {"uncategorized_text": "What was approved.", "product_description": "A page", "service_date": "2026-03-01"}
    submit_evidence(house.platform)(dispute_id, pack)
    house.settle()
    control.fault("drop_after", path="/v1/transfers/")
    control.close_dispute(dispute_id, won=False)
    house.settle()
    house.sweep(timedelta(days=1))
    house.settle()
