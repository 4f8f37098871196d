"""Webhooks: signed as Stripe signs, delivered in order, repeated until accepted, or delivered by hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.stripe_server.conftest import SECRET, THIN_SECRET, Endpoint, Stripe, a_payable_account, a_payment, until
from tools.stripe_server import StripeServer


@pytest.fixture
def server(endpoint: Endpoint) -> Iterator[StripeServer]:
    """A server that delivers by itself and repeats quickly."""
    with StripeServer(
        webhook_url=endpoint.url, webhook_secret=SECRET, thin_webhook_secret=THIN_SECRET,
        first_pause=0.01, longest_pause=0.05,
    ) as running:  # fmt: skip
        yield running


def heard(endpoint: Endpoint) -> list[str]:
    return [json.loads(body)["type"] for body, _ in endpoint.heard]


def states(server: StripeServer) -> list[str]:
    return [each["state"] for each in server.control.deliveries()]


def test_a_webhook_is_signed_so_that_the_sdk_accepts_it(client: stripe.StripeClient, endpoint: Endpoint) -> None:
    intent = a_payment(client, metadata={"name": "Zoé"})

    body, signature = endpoint.wait(3)[2]

    construct: Any = stripe.Webhook.construct_event
    event = construct(body.encode(), signature, SECRET)
    assert (event.type, event.data.object.id) == ("payment_intent.succeeded", intent.id)
    assert event.api_version == stripe.api_version
    for forged in (body.replace("10000", "99999"), body + " "):
        with pytest.raises(stripe.SignatureVerificationError):
            construct(forged.encode(), signature, SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        construct(body.encode(), signature, THIN_SECRET)


def test_events_arrive_in_the_order_in_which_they_happened(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    for _ in range(3):
        a_payment(client)

    endpoint.wait(9)

    assert heard(endpoint) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"] * 3
    until(lambda: states(server) == ["delivered"] * 9)


def test_a_webhook_is_repeated_until_the_endpoint_accepts_it(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    endpoint.status = 503
    intent = client.v1.payment_intents.create({"amount": 1, "currency": "eur"})
    endpoint.wait(3)
    unheard = client.v1.events.list({"delivery_success": False}).data

    endpoint.status = 200

    until(lambda: states(server) == ["delivered"])
    assert [(each.type, each.pending_webhooks) for each in unheard] == [("payment_intent.created", 1)]
    assert unheard[0].data.object["id"] == intent.id
    assert client.v1.events.list({"delivery_success": False}).data == []
    assert client.v1.events.retrieve(unheard[0].id).pending_webhooks == 0
    assert server.control.deliveries()[0]["attempts"] >= 4


def test_an_endpoint_that_is_down_hears_later(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    server.control.listen("http://127.0.0.1:9/closed", SECRET, THIN_SECRET)
    a_payment(client)
    until(lambda: all(each["attempts"] for each in server.control.deliveries()))

    server.control.listen(endpoint.url, SECRET, THIN_SECRET)

    until(lambda: states(server) == ["delivered"] * 3)
    assert sorted(heard(endpoint)) == ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]


def test_a_redirect_is_not_an_acceptance(client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint) -> None:
    endpoint.status = 302

    client.v1.payment_intents.create({"amount": 1, "currency": "eur"})

    endpoint.wait(2)
    assert states(server) == ["pending"]


def test_a_thin_event_says_little_and_is_fetched(
    sdk: Stripe, client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    account_id = a_payable_account(client, server)
    body, signature = endpoint.wait(3)[2]

    notice: Any = client.parse_event_notification(body, signature, THIN_SECRET)

    assert "data" not in json.loads(body)
    assert (notice.related_object.id, notice.related_object.type) == (account_id, "v2.core.account")
    assert notice.fetch_event().data.updated_capability == "stripe_balance.stripe_transfers"
    assert notice.fetch_related_object().id == account_id
    with pytest.raises(stripe.SignatureVerificationError):
        client.parse_event_notification(body, signature, SECRET)


def test_deliveries_by_hand_may_be_reordered_repeated_and_lost(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    server.control.delivery_mode("manual")
    a_payment(client)
    created, charged, succeeded = (each["seq"] for each in server.control.deliveries("pending"))

    answers = [server.control.deliver(each) for each in (succeeded, created, succeeded)]
    server.control.drop(charged)

    assert answers == [200, 200, 200]
    assert heard(endpoint) == ["payment_intent.succeeded", "payment_intent.created", "payment_intent.succeeded"]
    assert endpoint.heard[0][0] == endpoint.heard[2][0], "a repetition is the same event"
    assert states(server) == ["delivered", "failed", "delivered"]
    assert [each.type for each in client.v1.events.list({"delivery_success": False}).data] == ["charge.succeeded"]


def test_old_and_edited_webhooks_can_be_sent_and_are_refused(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    server.control.delivery_mode("manual")
    client.v1.payment_intents.create({"amount": 1, "currency": "eur"})
    number = server.control.deliveries()[0]["seq"]

    server.control.deliver(number, age=301)
    server.control.deliver(number, is_edited=True)

    construct: Any = stripe.Webhook.construct_event
    for body, signature in endpoint.heard:
        with pytest.raises(stripe.SignatureVerificationError):
            construct(body.encode(), signature, SECRET)


def test_events_of_connected_accounts_have_listeners_of_their_own(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    server.control.delivery_mode("manual")
    listeners: list[Any] = [
        client.v1.webhook_endpoints.create({"url": endpoint.url, "enabled_events": ["*"], "connect": connect})
        for connect in (False, True)
    ]
    expert = a_payable_account(client, server)
    a_payment(client)
    client.v1.transfers.create({"amount": 100, "currency": "eur", "destination": expert})

    server.control.pay_out(expert, 100, "eur")

    heard_by: dict[str, list[str]] = {each.id: [] for each in listeners}
    for each in server.control.deliveries():
        if each["endpoint"] in heard_by:
            heard_by[each["endpoint"]].append(each["type"])
    platform, connect = heard_by.values()
    assert connect == ["payout.created"]
    assert platform == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "transfer.created"]


def test_an_endpoint_of_its_own_hears_what_it_asked_for(
    client: stripe.StripeClient, server: StripeServer, endpoint: Endpoint
) -> None:
    server.control.delivery_mode("manual")
    created = client.v1.webhook_endpoints.create(
        {"url": endpoint.url, "enabled_events": ["charge.succeeded"], "metadata": {"owner": "test"}}
    )
    a_payment(client)
    mine = [each for each in server.control.deliveries() if each["endpoint"] == created.id]

    server.control.deliver(mine[0]["seq"])

    assert created.secret is not None
    construct: Any = stripe.Webhook.construct_event
    assert construct(*endpoint.heard[0], created.secret).type == "charge.succeeded"
    assert len(mine) == 1
    assert "secret" not in client.v1.webhook_endpoints.retrieve(created.id)
    client.v1.webhook_endpoints.update(created.id, {"disabled": True})
    a_payment(client)
    assert len([each for each in server.control.deliveries() if each["endpoint"] == created.id]) == 1
    assert client.v1.webhook_endpoints.delete(created.id).deleted
