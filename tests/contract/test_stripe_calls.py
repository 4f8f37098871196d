"""Every call that payments makes of Stripe is one that the pinned library, and so Stripe's specification, knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.payments import PaymentsHouse, stripe_server
from tools.stripe_server.catalogue import Catalogue
from tools.stripe_server.wire import Request

EXPECTED = {
    ("POST", "/v1/payment_intents"),
    ("GET", "/v1/payment_intents"),
    ("GET", "/v1/payment_intents/{}"),
    ("POST", "/v1/payment_intents/{}/cancel"),
    ("POST", "/v1/transfers"),
    ("GET", "/v1/transfers"),
    ("GET", "/v1/transfers/{}"),
    ("POST", "/v1/refunds"),
    ("GET", "/v1/refunds"),
    ("GET", "/v1/refunds/{}"),
    ("GET", "/v1/disputes/{}"),
    ("POST", "/v2/core/accounts"),
    ("GET", "/v2/core/accounts/{}"),
    ("POST", "/v2/core/account_links"),
}
"""The whole list: a new call is a decision, and stands here."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.fixture
def house(platform: Platform, clock: SettableClock) -> Iterator[PaymentsHouse]:
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server)


def test_every_call_is_listed_and_known_to_the_library(house: PaymentsHouse, catalogue: Catalogue) -> None:
    take_every_path(house)

    made = set()
    for call in house.server.control.calls():
        if call["path"].endswith("/confirm"):
            continue  # the browser's
        found = catalogue.match(call["method"], call["path"])
        assert found is not None, call["path"]
        _, ids = found
        template = call["path"]
        for each in ids:
            template = template.replace(each, "{}")
        made.add((call["method"], template))
        asked = Request(call["method"], call["path"], call["query"], call["body"].encode(), {})
        assert catalogue.problems(call["method"], call["path"], asked.data()) == []
    assert made == EXPECTED


def test_every_creating_call_carries_a_key_of_ours(house: PaymentsHouse) -> None:
    take_every_path(house)

    ours = [c for c in house.server.control.calls() if c["method"] == "POST" and not c["path"].endswith("/confirm")]
    assert all(call["idempotency_key"].count(":") == 3 for call in ours)


def take_every_path(house: PaymentsHouse) -> None:
    """Fund, decline, close, release, refund, onboard, dispute: with a search after each kind of silence."""
    released, refunded, declined = house.sign(100_00, 200_00, 300_00)
    house.onboard()
    house.hold(released)
    house.hold(refunded)
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
    house.server.control.dispute(house.payments.get(declined).charge_id or "")  # type: ignore[union-attr]
    house.settle()
