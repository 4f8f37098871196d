"""Every kind of notice that the design names: known to the library, in the table, and read from a captured payload."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from guildhall.kernel.clock import SettableClock
from guildhall.payments.gateways.stripe_events import ALARM, EFFECTS
from guildhall.payments.store.records import Keys, NoticeRecord
from guildhall.platform.assembly import Platform
from tests.support.payments import SECRET, PaymentsHouse, stripe_server
from tests.support.stripe_payloads import captured, known_types, on_the_bus, snapshot, thin
from tools.stripe_server import shapes

EXPERTS = "acct_example"
THIN = "(thin)"
DESIGN = [
    # prefix, endings, object in the payload, what is fetched, of a connected account
    ("payment_intent", "succeeded payment_failed canceled requires_action", "payment_intent", "intent", False),
    ("payment_intent", "processing partially_funded amount_capturable_updated", "payment_intent", "intent", False),
    ("charge", "captured expired succeeded updated refunded", "charge", "intent", False),
    ("refund", "created updated failed", "refund", "refund", False),
    ("charge.refund", "updated", "refund", "refund", False),
    ("charge.dispute", "created funds_withdrawn updated funds_reinstated closed", "dispute", "dispute", False),
    ("radar.early_fraud_warning", "created", "radar.early_fraud_warning", "fraud_warning", False),
    ("review", "opened closed", "review", "review", False),
    ("transfer", "created updated reversed", "transfer", "transfer", False),
    ("payout", "created updated paid failed canceled", "payout", "payout", True),
    ("payout", "created updated paid failed canceled reconciliation_completed", "payout", "payout", False),
    ("balance", "available", "balance", "balance", False),
    ("balance_settings", "updated", "balance_settings", "balance_settings", False),
    ("topup", "succeeded failed", "topup", "topup", False),
    ("account", "updated", "account", "account", True),
    ("account", "application.deauthorized", "application", "account", True),
    ("account.external_account", "created updated deleted", "bank_account", "bank_account", True),
    ("capability", "updated", "capability", "account", True),
    ("person", "created updated deleted", "person", "account", True),
    ("v2.core.account", "updated closed", THIN, "account", False),
    ("v2.core.account[requirements]", "updated", THIN, "account", False),
    ("v2.core.account[identity]", "updated", THIN, "account", False),
    ("v2.core.account[configuration.recipient]", "capability_status_updated", THIN, "account", False),
    ("checkout.session", "completed async_payment_succeeded async_payment_failed expired", "checkout.session", None,
     False),
    ("setup_intent", "succeeded setup_failed", "setup_intent", "setup", False),
    ("payment_method", "attached detached automatically_updated", "payment_method", "card", False),
    ("mandate", "updated", "mandate", None, False),
    ("identity.verification_session", "verified requires_input processing canceled redacted",
     "identity.verification_session", None, False),
    ("customer.subscription", "created updated deleted paused resumed trial_will_end", "subscription", "subscription",
     False),
    ("customer.subscription", "past_due unpaid", THIN, "subscription", False),
    ("invoice", "created finalized finalization_failed paid payment_failed", "invoice", "invoice", False),
    ("invoice", "payment_action_required marked_uncollectible voided", "invoice", "invoice", False),
    ("invoice", "upcoming", "invoice", None, False),
    ("credit_note", "created voided", "credit_note", None, False),
    ("application_fee", "created refunded", "application_fee", ALARM, False),
    ("application_fee", "refund.updated", "fee_refund", ALARM, False),
    ("v2.core.event_destination", "ping", THIN, None, False),
]  # fmt: skip
"""Every name of payments.md section 1.4, and what it must lead to."""
ROWS = [
    (f"{prefix}.{ending}", about, kind, of_account)
    for prefix, endings, about, kind, of_account in DESIGN
    for ending in endings.split()
]
OBJECTS = sorted({about for _, about, _, _ in ROWS} - {THIN})
ALONE = {"balance", "balance_settings"}


@pytest.fixture
def house(platform: Platform, clock: SettableClock) -> Iterator[PaymentsHouse]:
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server)


def payload(name: str, about: str, *, of_account: bool) -> dict[str, Any]:
    if about == THIN:
        return thin(name if name.startswith("v2.") else f"v1.{name}", EXPERTS, "v2.core.account")
    return snapshot(name, captured(about), EXPERTS if of_account else None)


def kept(house: PaymentsHouse, event: dict[str, Any]) -> NoticeRecord:
    record = NoticeRecord.fetch(*Keys.notice(event["id"]))
    assert record is not None
    return record


def post(house: PaymentsHouse, event: dict[str, Any]) -> int:
    signer: Any = stripe.WebhookSignature
    body = json.dumps(event)
    header = signer.generate_signature_header(body, SECRET, int(time.time()))
    return house.post_webhook(body, {"Stripe-Signature": header})


def test_the_table_has_every_name_of_the_design_and_the_library_knows_each_name_of_the_table() -> None:
    assert {name for name, *_ in ROWS} - EFFECTS.keys() == set()
    assert EFFECTS.keys() - known_types() == set()


@pytest.mark.parametrize("name", OBJECTS)
def test_a_captured_object_has_the_shape_of_the_library(name: str) -> None:
    body = captured(name)

    assert shapes.problems(shapes.class_of(body), body) == []


@pytest.mark.parametrize(("name", "about", "kind", "of_account"), ROWS)
def test_a_notice_leads_to_what_the_design_says(
    house: PaymentsHouse, name: str, about: str, kind: str | None, *, of_account: bool
) -> None:
    event = payload(name, about, of_account=of_account)

    assert post(house, event) == 204

    notice = kept(house, event)
    assert (notice.type, notice.object_kind) == (event["type"], kind)
    assert notice.account_id == (EXPERTS if of_account else None)
    if kind is not None:
        assert notice.object_id == the_object(event, kind)
    assert bool(house.queue()) is (kind is not None)


def the_object(event: dict[str, Any], kind: str) -> str:
    """Return whose present state must be fetched."""
    if event["object"] == "v2.core.event" or kind in {"account", "bank_account"}:
        return EXPERTS
    about: dict[str, Any] = event["data"]["object"]
    if about["object"] in ALONE:
        return kind
    return str(about["payment_intent"] if kind == "intent" and about["object"] == "charge" else about["id"])


@pytest.mark.parametrize(("name", "about", "kind", "of_account"), ROWS)
def test_the_bus_leads_to_the_same_notice_as_the_endpoint(
    house: PaymentsHouse, name: str, about: str, kind: str | None, *, of_account: bool
) -> None:
    event = payload(name, about, of_account=of_account)

    assert house.bus(on_the_bus(event)) == []

    by_bus = kept(house, event)
    assert (by_bus.object_kind, json.loads(by_bus.raw)) == (kind, event)
    assert post(house, event) == 204
    assert kept(house, event).v == by_bus.v


@pytest.mark.parametrize("source", ["guildhall.payments", "aws.partner/other.example/x", "", "aws.partner/stripe.com"])
def test_an_event_that_stripe_did_not_put_on_the_bus_is_not_kept(house: PaymentsHouse, source: str) -> None:
    event = snapshot("application_fee.created", captured("application_fee"))

    assert house.bus(on_the_bus(event, source), on_the_bus(event | {"livemode": True})) == [
        {"itemIdentifier": "1"},
        {"itemIdentifier": "2"},
    ]
    assert NoticeRecord.fetch(*Keys.notice(event["id"])) is None


@pytest.mark.parametrize("body", ["x", {"detail": 1}, {"source": "aws.partner/stripe.com/ed_x"}])
def test_an_unreadable_message_does_not_hold_up_the_others(house: PaymentsHouse, body: Any) -> None:
    event = snapshot("application_fee.created", captured("application_fee"))

    assert house.bus(body, on_the_bus(event)) == [{"itemIdentifier": "1"}]
    assert kept(house, event).object_kind == ALARM


def test_an_event_of_a_connected_account_about_a_payment_is_not_ours(house: PaymentsHouse) -> None:
    event = snapshot("payment_intent.succeeded", captured("payment_intent"), EXPERTS)

    assert post(house, event) == 204
    assert kept(house, event).object_kind is None
