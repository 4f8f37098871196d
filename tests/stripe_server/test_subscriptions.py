"""Subscriptions as Stripe sells them: first payment, trial, renewal, proration, refused cards, the end."""

from typing import Any

import pytest
import stripe

from tests.stripe_server.conftest import available, types
from tools.stripe_server import StripeServer

DAY = 24 * 60 * 60
DECLINED = "pm_card_chargeDeclined"


def a_price(client: stripe.StripeClient, amount: int, key: str, interval: str = "month") -> str:
    params: Any = {
        "currency": "eur", "unit_amount": amount, "recurring": {"interval": interval}, "lookup_key": key,
        "product_data": {"name": key}, "tax_behavior": "inclusive",
    }  # fmt: skip
    return client.v1.prices.create(params).id


def a_card(client: stripe.StripeClient) -> tuple[str, str]:
    customer = client.v1.customers.create({}).id
    return customer, client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id


def subscribe(client: stripe.StripeClient, price: str, **more: Any) -> stripe.Subscription:
    customer, card = a_card(client)
    params: Any = {"customer": customer, "default_payment_method": card, "items": [{"price": price}]} | more
    return client.v1.subscriptions.create(params)


def renewed(client: stripe.StripeClient, subscription: stripe.Subscription) -> stripe.Subscription:
    return client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})


def test_a_subscription_takes_its_first_payment_and_one_each_month(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    subscription = subscribe(client, a_price(client, 1_900, "pro_1"), metadata={"cmd": "1"})
    assert subscription.status == "active"
    first: Any = client.v1.invoices.retrieve(
        str(subscription.latest_invoice), {"expand": ["payments.data.payment.payment_intent"]}
    )
    assert (first.status, first.amount_paid, first.billing_reason) == ("paid", 1_900, "subscription_create")
    assert first.payments.data[0].payment.payment_intent.status == "succeeded"
    assert first.parent.subscription_details.metadata["cmd"] == "1"

    server.control.advance(62 * DAY)

    listed: Any = client.v1.invoices.list({"subscription": subscription.id})
    assert [each.amount_paid for each in listed.data] == [1_900] * 3
    assert types(server).count("invoice.paid") == 3
    assert available(client) == 3 * (1_900 - 53)


def test_a_trial_costs_nothing_warns_and_then_becomes_paid(client: stripe.StripeClient, server: StripeServer) -> None:
    subscription = subscribe(client, a_price(client, 1_900, "pro_1"), trial_period_days=14)
    assert (subscription.status, available(client)) == ("trialing", 0)

    server.control.advance(11 * DAY)
    assert types(server)[-1] == "customer.subscription.trial_will_end"
    server.control.advance(3 * DAY)

    after: Any = renewed(client, subscription)
    assert (after.status, after.latest_invoice.amount_paid) == ("active", 1_900)


def test_a_change_gives_unused_time_back_and_takes_the_rest_of_the_period(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    small, large = a_price(client, 3_000, "small_1"), a_price(client, 9_000, "large_1")
    subscription: Any = subscribe(client, small)
    item = subscription["items"].data[0]
    server.control.advance((item.current_period_end - item.current_period_start) // 2)

    change: Any = {"items": [{"id": item.id, "price": large}], "proration_behavior": "always_invoice"}
    client.v1.subscriptions.update(subscription.id, change)
    up: Any = renewed(client, subscription)
    assert up.latest_invoice.amount_paid == pytest.approx(3_000, abs=2)
    back: Any = {"items": [{"id": item.id, "price": small}], "proration_behavior": "always_invoice"}
    client.v1.subscriptions.update(subscription.id, back)
    down: Any = renewed(client, subscription)
    assert (down.latest_invoice.amount_paid, down.latest_invoice.status) == (0, "paid")
    assert down.latest_invoice.total == pytest.approx(-3_000, abs=2)

    server.control.advance(31 * DAY)

    assert renewed(client, subscription).latest_invoice.amount_paid == pytest.approx(0, abs=2)  # type: ignore[union-attr]


def test_a_refused_card_is_tried_again_and_then_the_subscription_ends(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    subscription = subscribe(client, a_price(client, 1_900, "pro_1"))
    server.control.reissue_card(str(subscription.default_payment_method), DECLINED)
    server.control.advance(31 * DAY)
    overdue: Any = renewed(client, subscription)
    assert (overdue.status, overdue.latest_invoice.status, overdue.latest_invoice.attempt_count) == (
        "past_due",
        "open",
        1,
    )

    for days in (3, 5, 7):
        server.control.advance(days * DAY)

    assert types(server).count("invoice.payment_failed") == 4
    assert (renewed(client, subscription).status, types(server)[-1]) == ("canceled", "customer.subscription.deleted")


def test_a_card_that_works_again_brings_the_subscription_back(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    subscription = subscribe(client, a_price(client, 1_900, "pro_1"))
    server.control.reissue_card(str(subscription.default_payment_method), DECLINED)
    server.control.advance(31 * DAY)
    server.control.reissue_card(str(subscription.default_payment_method), "pm_card_visa")

    client.v1.invoices.pay(str(renewed(client, subscription).latest_invoice.id))  # type: ignore[union-attr]

    assert renewed(client, subscription).status == "active"


def test_a_first_payment_that_asks_its_holder_waits_a_day_and_no_longer(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    price = a_price(client, 1_900, "pro_1")
    customer, card = a_card(client)
    server.control.reissue_card(card, "pm_card_threeDSecure2Required")
    params: Any = {"customer": customer, "default_payment_method": card, "items": [{"price": price}]}
    asked, forgotten = client.v1.subscriptions.create(params), client.v1.subscriptions.create(params)
    assert (asked.status, forgotten.status) == ("incomplete", "incomplete")
    invoice: Any = renewed(client, asked).latest_invoice
    assert invoice.confirmation_secret.type == "payment_intent"

    server.control.authenticate(invoice.confirmation_secret.client_secret.partition("_secret")[0], approved=True)
    server.control.advance(24 * 60 * 60)

    assert renewed(client, asked).status == "active"
    ended: Any = renewed(client, forgotten)
    assert (ended.status, ended.latest_invoice.status) == ("incomplete_expired", "void")


def test_a_subscription_ends_with_its_period_if_it_is_told_to(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    subscription = subscribe(client, a_price(client, 1_900, "pro_1"))
    assert client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True}).status == "active"

    server.control.advance(31 * DAY)

    assert renewed(client, subscription).status == "canceled"
    assert client.v1.subscriptions.list({}).data == []
    assert [each.id for each in client.v1.subscriptions.list({"status": "all"}).data] == [subscription.id]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": False})


def test_a_price_has_one_lookup_key_and_a_customer_needs_a_card(client: stripe.StripeClient) -> None:
    price = a_price(client, 1_900, "pro_1")
    assert [each.id for each in client.v1.prices.list({"lookup_keys": ["pro_1"]}).data] == [price]
    with pytest.raises(stripe.InvalidRequestError, match="lookup key"):
        a_price(client, 1_900, "pro_1")
    customer = client.v1.customers.create({}).id
    with pytest.raises(stripe.InvalidRequestError, match="payment source"):
        client.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
