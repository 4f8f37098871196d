"""The payment console, used as a browser without scripts uses it: read the page, press its buttons."""

import re
import urllib.error
import urllib.request
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
import stripe

from tests.stripe_server.conftest import a_payable_account, a_payment, an_account, available, charge_of
from tools.stripe_server import StripeServer


class Page(HTMLParser):
    """What a person finds on a page: its text, and the forms by their address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.forms: list[str] = []
        self.loads: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(str(given["action"]))
        if tag in {"script", "img", "link", "iframe"}:
            self.loads.append(tag)

    def __contains__(self, text: str) -> bool:
        return text in re.sub(r"<[^>]+>", "", self.html)


def look(server: StripeServer) -> Page:
    with urllib.request.urlopen(f"{server.url}/") as response:
        assert "script-src" not in (policy := response.headers["Content-Security-Policy"])
        assert "default-src 'none'" in policy
        return Page(response.read().decode())


def press(server: StripeServer, address: str, **form: str) -> Page:
    """Press a button that the page offers; return the page that follows."""
    assert address in look(server).forms, f"the page offers no {address}"
    with urllib.request.urlopen(server.url + address, urlencode(form).encode()) as response:
        return Page(response.read().decode())


def test_an_empty_console_says_how_it_fills_and_loads_nothing(server: StripeServer) -> None:
    page = look(server)

    assert "A payment appears when the platform asks Stripe for money." in page
    assert page.loads == []


@pytest.mark.parametrize(
    ("card", "shown", "status"),
    [
        ("pm_card_visa", "Paid", "succeeded"),
        ("pm_card_chargeDeclined", "Your card was declined.", "requires_payment_method"),
        ("pm_card_authenticationRequired", "Waiting for the cardholder", "requires_action"),
        ("pm_card_createDispute", "Disputed, needs response", "succeeded"),
    ],
)
def test_an_open_payment_is_paid_with_a_chosen_outcome(
    client: stripe.StripeClient, server: StripeServer, card: str, shown: str, status: str
) -> None:
    intent = client.v1.payment_intents.create({"amount": 150_000, "currency": "eur", "description": "Milestone 1"})
    before = look(server)

    after = press(server, f"/payments/{intent.id}/pay", card=card)

    assert "1,500.00 EUR" in before
    assert "Waiting for payment" in before
    assert shown in after
    assert client.v1.payment_intents.retrieve(intent.id).status == status


@pytest.mark.parametrize(("act", "status"), [("approve", "succeeded"), ("refuse", "requires_payment_method")])
def test_the_console_answers_for_the_cardholder(
    client: stripe.StripeClient, server: StripeServer, act: str, status: str
) -> None:
    intent = a_payment(client, payment_method="pm_card_authenticationRequired")

    press(server, f"/payments/{intent.id}/{act}")

    assert client.v1.payment_intents.retrieve(intent.id).status == status


@pytest.mark.parametrize(("act", "shown"), [("win", "Paid, dispute won"), ("lose", "Lost to a dispute")])
def test_a_dispute_is_opened_and_decided(
    client: stripe.StripeClient, server: StripeServer, act: str, shown: str
) -> None:
    intent = a_payment(client)

    press(server, f"/payments/{intent.id}/dispute")
    page = press(server, f"/payments/{intent.id}/{act}")

    assert shown in page
    assert f"/payments/{intent.id}/dispute" not in page.forms, "a decided dispute is not opened again"


def test_staff_refund_and_handle_authorisations(client: stripe.StripeClient, server: StripeServer) -> None:
    paid, taken, let_go = (a_payment(client, capture_method=how) for how in ("automatic", "manual", "manual"))

    press(server, f"/payments/{paid.id}/refund")
    press(server, f"/payments/{taken.id}/capture")
    press(server, f"/payments/{let_go.id}/cancel")

    assert client.v1.charges.retrieve(charge_of(paid)).refunded
    assert client.v1.payment_intents.retrieve(taken.id).status == "succeeded"
    assert client.v1.payment_intents.retrieve(let_go.id).status == "canceled"


def test_an_account_is_onboarded_and_paid_out(client: stripe.StripeClient, server: StripeServer) -> None:
    account_id = an_account(client, display_name="<b>Léa</b>").id
    a_payment(client)

    press(server, f"/accounts/{account_id}/onboard")
    client.v1.transfers.create({"amount": 5_000, "currency": "eur", "destination": account_id})
    press(server, f"/accounts/{account_id}/payout")
    page = press(server, f"/accounts/{account_id}/bounce")

    assert "&lt;b&gt;Léa&lt;/b&gt;" in page.html
    assert available(client, stripe_account=account_id) == 5_000
    assert client.v1.payouts.list(None, {"stripe_account": account_id}).data[0].status == "failed"


def test_where_the_money_went_is_shown(client: stripe.StripeClient, server: StripeServer) -> None:
    expert = a_payable_account(client, server)
    intent = a_payment(client)
    client.v1.transfers.create(
        {"amount": 8_000, "currency": "eur", "destination": expert, "source_transaction": charge_of(intent)}
    )

    assert "80.00 EUR sent to Expert" in look(server)


def test_an_event_is_sent_again(client: stripe.StripeClient, server: StripeServer) -> None:
    server.control.listen("http://127.0.0.1:9/closed", "whsec_x")
    a_payment(client)
    number = server.control.deliveries()[0]["seq"]

    page = press(server, f"/deliveries/{number}/send")

    assert "Not accepted after 1 try" in page
    assert "nobody answered" in page


def test_the_workshop_moves_time_breaks_the_network_and_starts_over(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    now = server.control.advance(0)

    press(server, "/workshop/clock/advance", seconds="86400")
    page = press(server, "/workshop/faults/arm", kind="drop_after", path="/v1/transfers", times="2")
    press(server, "/workshop/faults/clear")
    press(server, "/workshop/webhooks/mode", mode="auto")
    a_payment(client)
    press(server, "/workshop/all/reset")

    assert server.control.advance(0) < now + 60, "a reset takes the clock back"
    assert "connection breaks, but it was done: transfers" in page
    assert client.v1.payment_intents.list().data == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing", 404),
        ("/payments/pi_unknown/pay", 404),
        ("/payments/x/explode", 404),
        ("/workshop/clock/advance", 400),
    ],
)
def test_a_button_that_does_not_exist_is_refused(server: StripeServer, address: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(server.url + address, b"seconds=1")

    assert refused.value.code == status
    assert "Traceback" not in refused.value.read().decode()
    refused.value.close()
