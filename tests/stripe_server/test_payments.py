"""PaymentIntents, refunds and disputes, asked for by the real SDK."""

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import stripe

from tests.stripe_server.conftest import Stripe, a_payment, available, charge_of, types
from tools.stripe_server import StripeServer

DAY = 24 * 60 * 60


def test_a_payment_reaches_the_balance_less_the_fee(client: stripe.StripeClient, server: StripeServer) -> None:
    intent: Any = a_payment(
        client, transfer_group="m1", metadata={"cmd": "fund:m1:1"}, expand=["latest_charge.balance_transaction"]
    )

    assert (intent.status, intent.amount_received) == ("succeeded", 10_000)
    charge = intent.latest_charge
    assert (charge.transfer_group, charge.metadata["cmd"], charge.captured) == ("m1", "fund:m1:1", True)
    assert (charge.balance_transaction.fee, charge.balance_transaction.net) == (175, 9_825)
    assert available(client) == 9_825
    assert types(server) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
    ],
)
def test_a_refused_card_leaves_the_intent_open(
    client: stripe.StripeClient, server: StripeServer, card: str, code: str, decline_code: str | None
) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur"})

    with pytest.raises(stripe.CardError) as refused:
        client.v1.payment_intents.confirm(intent.id, {"payment_method": card})

    assert (refused.value.code, refused.value.http_status) == (code, 402)
    assert refused.value.error is not None
    assert refused.value.error.decline_code == decline_code
    after = client.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert after.status == "requires_payment_method"
    assert after.last_payment_error is not None
    assert after.last_payment_error.code == code
    assert types(server) == ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    assert client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"


def _answer_bank(page: str, outcome: str) -> str:
    """Press a button on the 3-D Secure page; return where the page sends the payer."""
    opener = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as sent, opener.open(page, f"outcome={outcome}".encode()):
        pass
    with sent.value as response:
        assert response.code == 303
        return str(response.headers["Location"])


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Stay where the server answered."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nothing."""


@pytest.mark.parametrize(
    ("outcome", "status", "word"),
    [("approve", "succeeded", "succeeded"), ("refuse", "requires_payment_method", "failed")],
)
def test_the_cardholder_decides_on_the_3d_secure_page(
    client: stripe.StripeClient, outcome: str, status: str, word: str
) -> None:
    intent = a_payment(
        client, payment_method="pm_card_authenticationRequired", return_url="http://localhost/back?order=7"
    )
    assert intent.status == "requires_action"
    assert intent.next_action is not None
    assert intent.next_action.redirect_to_url is not None
    page = intent.next_action.redirect_to_url.url
    assert page is not None
    with urllib.request.urlopen(page) as shown:
        assert b"100.00 EUR" in shown.read()

    back = urlsplit(_answer_bank(page, outcome))

    query = parse_qs(back.query)
    assert (back.hostname, query["order"], query["redirect_status"]) == ("localhost", ["7"], [word])
    assert query["payment_intent"] == [intent.id]
    assert client.v1.payment_intents.retrieve(intent.id).status == status


def test_the_3d_secure_page_needs_the_client_secret(client: stripe.StripeClient, server: StripeServer) -> None:
    intent = a_payment(client, payment_method="pm_card_authenticationRequired")

    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(f"{server.url}/3ds/{intent.id}?client_secret=guess", b"outcome=approve")
    refused.value.close()

    assert client.v1.payment_intents.retrieve(intent.id).status == "requires_action"


def test_an_absent_cardholder_cannot_authenticate(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.CardError) as refused:
        a_payment(client, payment_method="pm_card_authenticationRequired", off_session=True)

    assert refused.value.code == "authentication_required"


def test_an_authorisation_can_be_captured_in_part(client: stripe.StripeClient, server: StripeServer) -> None:
    intent = a_payment(client, capture_method="manual")
    assert (intent.status, intent.amount_capturable) == ("requires_capture", 10_000)

    captured = client.v1.payment_intents.capture(intent.id, {"amount_to_capture": 4_000})

    assert (captured.status, captured.amount_received) == ("succeeded", 4_000)
    assert available(client) == 4_000 - 85
    assert types(server)[-3:] == [
        "payment_intent.amount_capturable_updated",
        "charge.captured",
        "payment_intent.succeeded",
    ]


def test_an_authorisation_lapses_after_seven_days(client: stripe.StripeClient, server: StripeServer) -> None:
    intent = a_payment(client, capture_method="manual")

    server.control.advance(7 * DAY)

    after = client.v1.payment_intents.retrieve(intent.id)
    assert (after.status, after.cancellation_reason) == ("canceled", "automatic")
    assert types(server)[-2:] == ["charge.expired", "payment_intent.canceled"]


def test_a_canceled_intent_takes_no_payment(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"})

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})

    assert refused.value.code == "payment_intent_unexpected_state"


def test_intents_are_listed_by_customer_and_by_cursor(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"email": "client@guildhall.example"}).id
    made = [a_payment(client, customer=customer).id for _ in range(3)]
    a_payment(client)

    first = client.v1.payment_intents.list({"customer": customer, "limit": 2})
    everything = [each.id for each in first.auto_paging_iter()]

    assert [each.id for each in first.data] == made[:0:-1]
    assert first.has_more
    assert everything == made[::-1]


def test_a_charge_is_refunded_in_parts_and_never_beyond(client: stripe.StripeClient, server: StripeServer) -> None:
    intent = a_payment(client)

    part = client.v1.refunds.create({"payment_intent": intent.id, "amount": 4_000, "metadata": {"cmd": "refund:1"}})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 6_001})
    client.v1.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id})

    assert refused.value.code == "charge_already_refunded"
    assert part.status == "succeeded"
    assert [each.amount for each in client.v1.refunds.list({"payment_intent": intent.id}).data] == [6_000, 4_000]
    assert client.v1.charges.retrieve(charge_of(intent)).refunded
    assert available(client) == -175, "Stripe keeps its processing fee"
    assert types(server)[-2:] == ["refund.created", "charge.refunded"]


def test_a_failed_refund_brings_the_money_back(client: stripe.StripeClient, server: StripeServer) -> None:
    intent = a_payment(client)
    refund = client.v1.refunds.create({"payment_intent": intent.id})

    server.control.fail_refund(refund.id)

    after = client.v1.refunds.retrieve(refund.id)
    assert (after.status, after.failure_reason) == ("failed", "expired_or_canceled_card")
    assert available(client) == 9_825
    assert types(server)[-2:] == ["refund.failed", "charge.refund.updated"]


def test_a_card_that_cannot_be_refunded_fails_after_the_answer(client: stripe.StripeClient) -> None:
    intent = a_payment(client, payment_method="pm_card_refundFail")

    answered = client.v1.refunds.create({"payment_intent": intent.id})

    assert answered.status == "succeeded"
    assert client.v1.refunds.retrieve(answered.id).status == "failed"


@pytest.mark.parametrize(("won", "status", "left"), [(True, "won", 9_825 - 2_000), (False, "lost", -175 - 2_000)])
def test_a_dispute_takes_the_money_until_the_bank_decides(
    client: stripe.StripeClient, server: StripeServer, *, won: bool, status: str, left: int
) -> None:
    intent = a_payment(client)
    dispute = server.control.dispute(charge_of(intent))
    assert available(client) == 9_825 - 10_000 - 2_000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create({"payment_intent": intent.id})

    server.control.close_dispute(dispute["id"], won=won)

    assert refused.value.code == "charge_disputed"
    assert client.v1.disputes.retrieve(dispute["id"]).status == status
    assert available(client) == left
    assert "charge.dispute.created" in types(server)
    assert types(server)[-1] == "charge.dispute.closed"


def test_evidence_can_win_a_dispute(client: stripe.StripeClient) -> None:
    intent = a_payment(client, payment_method="pm_card_createDispute")
    dispute = client.v1.disputes.list({"payment_intent": intent.id}).data[0]

    client.v1.disputes.update(dispute.id, {"evidence": {"service_date": "2026-11-21"}, "submit": False})
    staged = client.v1.disputes.retrieve(dispute.id)
    client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True})

    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)
    assert client.v1.disputes.retrieve(dispute.id).status == "won"


def test_a_partial_refund_is_not_disputed_again(client: stripe.StripeClient, server: StripeServer) -> None:
    intent = a_payment(client)
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 4_000})

    dispute = server.control.dispute(charge_of(intent))

    assert dispute["amount"] == 6_000


def test_a_saved_card_pays_later_without_its_holder(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"name": "Client"}).id
    setup = client.v1.setup_intents.create({"customer": customer, "payment_method": "pm_card_visa", "confirm": True})
    assert isinstance(setup.payment_method, str)

    paid = a_payment(client, customer=customer, payment_method=setup.payment_method, off_session=True)

    assert paid.status == "succeeded"
    assert client.v1.payment_methods.retrieve(setup.payment_method).customer == customer


def test_charges_become_available_when_they_settle(client: stripe.StripeClient, server: StripeServer) -> None:
    server.control.settlement_days(7)
    a_payment(client)
    before = client.v1.balance.retrieve()

    server.control.advance(7 * DAY)

    after = client.v1.balance.retrieve()
    assert (before.available[0].amount, before.pending[0].amount) == (0, 9_825)
    assert (after.available[0].amount, after.pending[0].amount) == (9_825, 0)
    assert types(server)[-1] == "balance.available"


def test_a_fee_may_come_after_the_payment(client: stripe.StripeClient, server: StripeServer) -> None:
    server.control.late_fees(late=True)
    intent: Any = a_payment(client, expand=["latest_charge.balance_transaction"])

    server.control.book_fees()

    after = client.v1.charges.retrieve(intent.latest_charge.id, {"expand": ["balance_transaction"]})
    assert (intent.status, intent.latest_charge.balance_transaction) == ("succeeded", None)
    assert isinstance(after.balance_transaction, stripe.BalanceTransaction)
    assert after.balance_transaction.fee == 175
    assert types(server)[-1] == "charge.updated"


def test_a_browser_may_only_look_at_and_confirm_its_own_intent(sdk: Stripe, client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur", "metadata": {"cmd": "secret"}})
    browser = sdk.client("pk_test_guildhall")
    mine: Any = {"client_secret": intent.client_secret}

    with pytest.raises(stripe.PermissionError):
        browser.v1.payment_intents.list()
    with pytest.raises(stripe.InvalidRequestError):
        browser.v1.payment_intents.retrieve(intent.id, {"client_secret": "pi_guess"})
    with pytest.raises(stripe.CardError) as refused:
        browser.v1.payment_intents.confirm(intent.id, mine | {"payment_method": "pm_card_chargeDeclined"})
    browser.v1.payment_intents.confirm(intent.id, mine | {"payment_method": "pm_card_visa"})

    seen = sdk.answers.pop()[2]
    assert refused.value.code == "card_declined"
    assert seen["status"] == "succeeded"
    assert "metadata" not in seen
