"""Connected accounts, transfers, reversals and payouts, asked for by the real SDK."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
import stripe

from tests.stripe_server.conftest import a_payable_account, a_payment, an_account, available, charge_of, types
from tools.stripe_server import StripeServer

DAY = 24 * 60 * 60


def a_link(client: stripe.StripeClient, account_id: str, **addresses: str) -> str:
    onboarding: Any = {"refresh_url": "http://localhost/again", "return_url": "http://localhost/done"} | addresses
    use_case: Any = {"type": "account_onboarding", "account_onboarding": onboarding}
    return client.v2.core.account_links.create({"account": account_id, "use_case": use_case}).url


def post(url: str, data: bytes = b"") -> tuple[int, str | None]:
    """Post without following; return the status and where to go."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            """Follow nothing."""

    try:
        with urllib.request.build_opener(Stay).open(url, data) as response:
            return response.status, None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Location"]


def test_an_account_becomes_payable_when_its_owner_answers(client: stripe.StripeClient, server: StripeServer) -> None:
    account = an_account(client)
    waiting = account.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    link = a_link(client, account.id)
    with urllib.request.urlopen(link) as page:
        assert b"<form" in page.read()

    answered = post(link)

    assert answered == (303, "http://localhost/done")
    assert (waiting.status, len(account.requirements.entries)) == ("restricted", 5)
    after: Any = client.v2.core.accounts.retrieve(account.id, {"include": ["configuration.recipient", "requirements"]})
    assert after.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status == "active"
    assert after.requirements.entries == []
    assert types(server) == [
        "v2.core.account.created",
        "v2.core.account[requirements].updated",
        "v2.core.account[configuration.recipient].capability_status_updated",
    ]


def test_an_old_link_asks_for_a_new_one(client: stripe.StripeClient, server: StripeServer) -> None:
    account = an_account(client)
    link = a_link(client, account.id)

    server.control.advance(10 * 60)

    assert post(link) == (303, "http://localhost/again")
    after: Any = client.v2.core.accounts.retrieve(account.id, {"include": ["configuration.recipient"]})
    assert after.configuration.recipient.capabilities.stripe_balance.stripe_transfers.status == "restricted"


def test_an_account_shows_only_what_was_asked_for(client: stripe.StripeClient) -> None:
    account = an_account(client, include=["identity"])

    assert account.identity.country == "FR"
    assert (account.configuration, account.requirements, account.defaults) == (None, None, None)


def test_an_account_that_is_not_payable_receives_nothing(client: stripe.StripeClient, server: StripeServer) -> None:
    a_payment(client)
    waiting, restricted, closed = (
        an_account(client).id,
        a_payable_account(client, server),
        a_payable_account(client, server),
    )
    server.control.onboard(restricted, status="restricted")
    client.v2.core.accounts.close(closed)

    for account_id in (waiting, restricted, closed):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.transfers.create({"amount": 1, "currency": "eur", "destination": account_id})
        assert refused.value.code == "insufficient_capabilities_for_transfer"


def test_an_unknown_account_is_not_found(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v2.core.accounts.retrieve("acct_unknown")

    assert (refused.value.http_status, refused.value.code) == (404, "not_found")


def test_a_transfer_needs_available_balance(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    a_payment(client)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.create({"amount": 9_826, "currency": "eur", "destination": expert})
    client.v1.transfers.create({"amount": 9_825, "currency": "eur", "destination": expert})

    assert refused.value.code == "balance_insufficient"
    assert available(client) == 0
    assert available(client, stripe_account=expert) == 9_825


def test_transfers_from_a_charge_stay_within_it(client: stripe.StripeClient, server: StripeServer) -> None:
    server.control.settlement_days(7)
    expert = a_payable_account(client, server)
    charge = charge_of(a_payment(client, transfer_group="m1"))
    source: Any = {"currency": "eur", "destination": expert, "source_transaction": charge}

    first = client.v1.transfers.create(source | {"amount": 8_500, "metadata": {"cmd": "release:m1:1"}})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.create(source | {"amount": 1_501})
    client.v1.transfers.create(source | {"amount": 1_500})

    assert refused.value.code == "balance_insufficient"
    assert first.transfer_group == "m1"
    listed = client.v1.transfers.list({"transfer_group": "m1", "limit": 100}).data
    assert [each.amount for each in listed] == [1_500, 8_500]
    assert listed[1].metadata["cmd"] == "release:m1:1"
    assert available(client, stripe_account=expert) == 0, "it becomes available with the charge"
    server.control.advance(7 * DAY)
    assert available(client, stripe_account=expert) == 10_000


def test_a_transfer_keeps_the_currency_of_its_charge(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    charge = charge_of(a_payment(client))

    with pytest.raises(stripe.InvalidRequestError, match="must be the same as the transfer currency"):
        client.v1.transfers.create(
            {"amount": 1, "currency": "usd", "destination": expert, "source_transaction": charge}
        )


def test_a_transfer_can_be_reversed_in_parts(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    charge = charge_of(a_payment(client))
    transfer = client.v1.transfers.create(
        {"amount": 8_000, "currency": "eur", "destination": expert, "source_transaction": charge}
    )

    reversal = client.v1.transfers.reversals.create(transfer.id, {"amount": 3_000, "metadata": {"cmd": "recover:1"}})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.reversals.create(transfer.id, {"amount": 5_001})
    client.v1.transfers.reversals.create(transfer.id)

    after = client.v1.transfers.retrieve(transfer.id)
    assert (after.amount_reversed, after.reversed) == (8_000, True)
    assert [each.amount for each in after.reversals.data] == [5_000, 3_000]
    kept: Any = client.v1.transfers.reversals.retrieve(transfer.id, reversal.id)
    assert kept.metadata["cmd"] == "recover:1"
    assert (available(client), available(client, stripe_account=expert)) == (9_825, 0)
    assert types(server).count("transfer.reversed") == 2


def test_what_an_expert_has_spent_cannot_be_reversed(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    a_payment(client)
    transfer = client.v1.transfers.create({"amount": 8_000, "currency": "eur", "destination": expert})
    client.v1.payouts.create({"amount": 7_000, "currency": "eur"}, {"stripe_account": expert})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.reversals.create(transfer.id)

    assert refused.value.code == "balance_insufficient"


def test_a_payout_of_an_expert_is_told_as_theirs(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    a_payment(client)
    client.v1.transfers.create({"amount": 8_000, "currency": "eur", "destination": expert})
    server.control.pay_out(expert, 5_000, "eur")
    refused = server.control.pay_out(expert, 1_000, "eur")

    server.control.settle_payout(refused["id"], failure="account_closed")
    server.control.advance(2 * DAY)

    payouts = client.v1.payouts.list(None, {"stripe_account": expert}).data
    assert [(each.amount, each.status) for each in payouts] == [(1_000, "failed"), (5_000, "paid")]
    assert (payouts[0].failure_code, payouts[0].failure_balance_transaction is None) == ("account_closed", False)
    assert client.v1.payouts.list().data == [], "the platform itself was paid nothing"
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        client.v1.payouts.retrieve(refused["id"])
    assert available(client, stripe_account=expert) == 3_000
    told = [each for each in server.control.events() if each["type"].startswith("payout.")]
    assert {each["account"] for each in told} == {expert}


def test_the_payout_schedule_becomes_manual(client: stripe.StripeClient, server: StripeServer) -> None:
    before = client.v1.balance_settings.retrieve()

    client.v1.balance_settings.update({"payments": {"payouts": {"schedule": {"interval": "manual"}}}})

    after = client.v1.balance_settings.retrieve()
    for settings, interval in ((before, "daily"), (after, "manual")):
        assert settings.payments.payouts is not None
        assert settings.payments.payouts.schedule is not None
        assert settings.payments.payouts.schedule.interval == interval
    assert types(server) == ["balance_settings.updated"]


def test_every_cent_is_in_the_list_of_movements(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    intent = a_payment(client)
    client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": expert})
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1_000})

    movements = client.v1.balance_transactions.list({"limit": 100}).data

    assert [(each.type, each.net) for each in movements] == [
        ("refund", -1_000),
        ("transfer", -4_000),
        ("charge", 9_825),
    ]
    assert sum(each.net for each in movements) == available(client)
    assert client.v1.balance_transactions.list({"type": "transfer"}).data[0].amount == -4_000


def test_a_thin_event_is_fetched_with_its_data(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)

    event: Any = client.v2.core.events.retrieve(server.control.events()[0]["id"])

    assert event.type == "v2.core.account[configuration.recipient].capability_status_updated"
    assert event.data.updated_capability == "stripe_balance.stripe_transfers"
    assert event.fetch_related_object().id == expert
    assert [each.type for each in client.v2.core.events.list({"object_id": expert}).data][
        -1
    ] == "v2.core.account.created"
    assert json.dumps(server.control.events()[0]), "the control interface shows it too"
