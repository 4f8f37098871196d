"""The port `Collector` on Stripe Billing: prices, subscriptions, and the invoices by which it collects.

Stripe's invoices are no legal ones and are sent to nobody; ours are written when they are paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from guildhall.billing.errors import CollectorFailed, CollectorRefused, CollectorSilent
from guildhall.billing.models.subscriptions import (
    Payer,
    Plan,
    SeenInvoice,
    SeenSubscription,
    Subscription,
    SubscriptionState,
)
from guildhall.kernel.money import Money
from guildhall.payments.errors import ProviderFailed, ProviderRefused, ProviderSilent
from guildhall.payments.gateways.stripe_connection import PAGE, StripeConnection, told
from guildhall.payments.gateways.units import from_provider, to_provider

Body = dict[str, Any]

STATES = {
    "incomplete": SubscriptionState.INCOMPLETE,
    "incomplete_expired": SubscriptionState.ENDED,
    "trialing": SubscriptionState.TRIALING,
    "active": SubscriptionState.ACTIVE,
    "past_due": SubscriptionState.PAST_DUE,
    "unpaid": SubscriptionState.PAST_DUE,
    "paused": SubscriptionState.PAST_DUE,
    "canceled": SubscriptionState.ENDED,
}
EXPANDED = ["latest_invoice"]
RECENT = 12
"""Invoices that a sweep looks at: it comes once a day, and changes of plan are few."""


@contextmanager
def _told() -> Iterator[None]:
    """Turn what payments' connection says into billing's words."""
    try:
        with told():
            yield
    except ProviderSilent as error:
        raise CollectorSilent(error.code) from error
    except ProviderFailed as error:
        raise CollectorFailed(error.code) from error
    except ProviderRefused as error:
        raise CollectorRefused(error.code) from error


class StripeSubscriptions:
    """Subscriptions at Stripe; each carries our account and number in its metadata."""

    def __init__(self, connection: StripeConnection) -> None:
        self._stripe = connection

    def price(self, plan: Plan, tries: int) -> str:
        """Return the price of a plan's version; Stripe keeps one for each lookup key."""
        with _told():
            found = self._stripe.client.v1.prices.list({"lookup_keys": [plan.key], "limit": 1}).data
            made: Any = found[0] if found else self._stripe.client.v1.prices.create(
                {
                    "currency": plan.currency.lower(),
                    "unit_amount": to_provider(plan.price),
                    "recurring": {"interval": plan.interval.value},
                    "lookup_key": plan.key,
                    "tax_behavior": "inclusive",
                    "product_data": {"name": plan.name},
                },
                {"idempotency_key": f"price:{plan.plan_id}:{plan.version}:{tries}"},
            )  # fmt: skip
            return str(self._stripe.checked(made)["id"])

    def find(self, subscription: Subscription, payer: Payer) -> SeenSubscription | None:
        """Return the subscription that an order made, or None."""
        wanted = (subscription.account_id, str(subscription.number))
        with _told():
            pages = self._stripe.client.v1.subscriptions.list(
                {"customer": payer.customer_id, "status": "all", "limit": PAGE}
            )
            for each in pages.auto_paging_iter():
                known = each.to_dict().get("metadata") or {}
                if (known.get("account"), known.get("number")) == wanted:
                    return self._seen(each.id)
        return None

    def begin(self, subscription: Subscription, plan: Plan, price_id: str, payer: Payer) -> SeenSubscription:
        """Begin it: paid at once, or after its trial; a bank that asks its holder leaves it incomplete."""
        asked: Any = {
            "customer": payer.customer_id,
            "items": [{"price": price_id}],
            "default_payment_method": payer.method_id,
            "payment_behavior": "allow_incomplete",
            "metadata": {"account": subscription.account_id, "number": str(subscription.number)},
            "expand": EXPANDED,
        }
        if plan.trial_days:
            asked["trial_period_days"] = plan.trial_days
        key = f"subscribe:{subscription.account_id}:{subscription.number}:{subscription.tries}"
        with _told():
            made = self._stripe.client.v1.subscriptions.create(asked, {"idempotency_key": key})
        return _subscription(self._stripe.checked(made))

    def show(self, provider_id: str) -> SeenSubscription | None:
        """Return it as it is now, or None if it is not one of ours."""
        with _told():
            return self._seen(provider_id)

    def _seen(self, provider_id: str) -> SeenSubscription | None:
        found = self._stripe.client.v1.subscriptions.retrieve(provider_id, {"expand": EXPANDED})
        body = self._stripe.checked(found)
        return _subscription(body) if (body.get("metadata") or {}).get("account") else None

    def change(
        self, subscription: Subscription, seen: SeenSubscription, price_id: str, method_id: str
    ) -> SeenSubscription:
        """Make it what is wanted: Stripe gives unused time back and takes the rest of the period at once."""
        asked: Any = {
            "cancel_at_period_end": subscription.is_ending,
            "items": [{"id": seen.item_id, "price": price_id}],
            "default_payment_method": method_id,
            "proration_behavior": "always_invoice",
            "payment_behavior": "allow_incomplete",
            "expand": EXPANDED,
        }
        key = f"change:{subscription.account_id}:{subscription.orders}:{subscription.tries}"
        with _told():
            made = self._stripe.client.v1.subscriptions.update(seen.provider_id, asked, {"idempotency_key": key})
        return _subscription(self._stripe.checked(made))

    def pay(self, subscription: Subscription, invoice_id: str, method_id: str) -> None:
        """Try an open invoice again; a bank that refuses has answered, and that is no trouble of ours."""
        key = f"pay:{subscription.account_id}:{subscription.orders}:{subscription.tries}"
        try:
            with _told():
                self._stripe.client.v1.invoices.pay(invoice_id, {"payment_method": method_id}, {"idempotency_key": key})
        except CollectorRefused:
            return

    def recent(self, provider_id: str) -> list[str]:
        """Return the ids of the latest invoices of a subscription."""
        with _told():
            found = self._stripe.client.v1.invoices.list({"subscription": provider_id, "limit": RECENT})
        return [each.id for each in found.data]

    def invoice(self, invoice_id: str) -> SeenInvoice | None:
        """Return an invoice as it is now, with charge and fee, or None if it is not one of a subscription's."""
        with _told():
            found = self._stripe.client.v1.invoices.retrieve(invoice_id, {"expand": ["payments"]})
            body = self._stripe.checked(found)
            about = ((body.get("parent") or {}).get("subscription_details") or {}).get("subscription")
            if about is None:
                return None
            charge = self._charge(body)
        currency = str(body["currency"])
        transaction = (charge or {}).get("balance_transaction") or {}
        return SeenInvoice(
            invoice_id=body["id"],
            provider_id=str(about),
            status=str(body["status"]),
            attempts=int(body["attempt_count"]),
            due=from_provider(body["amount_due"], currency),
            paid=from_provider(body["amount_paid"], currency),
            charge_id=charge["id"] if charge else None,
            fee=_fee(transaction),
            next_attempt_at=_at(body.get("next_payment_attempt")),
        )

    def _charge(self, invoice: Body) -> Body | None:
        """Return the charge that paid an invoice, if one did: credit may have paid all of it."""
        paid = [each for each in (invoice.get("payments") or {}).get("data", ()) if each["status"] == "paid"]
        intent_id = paid[0]["payment"].get("payment_intent") if paid else None
        if intent_id is None:
            return None
        intent = self._stripe.client.v1.payment_intents.retrieve(
            str(intent_id), {"expand": ["latest_charge.balance_transaction"]}
        )
        charge: Body | None = self._stripe.checked(intent)["latest_charge"]
        return charge


def _fee(transaction: Body) -> Money | None:
    return from_provider(transaction["fee"], transaction["currency"]) if transaction else None


def _subscription(body: Body) -> SeenSubscription:
    known, item = body["metadata"], body["items"]["data"][0]
    invoice = body.get("latest_invoice")
    latest: Body = invoice if isinstance(invoice, dict) else {}
    is_open = latest.get("status") == "open"
    ends_at = _at(item["current_period_end"])
    assert ends_at is not None  # noqa: S101  the library promises it
    return SeenSubscription(
        provider_id=body["id"],
        account_id=known["account"],
        number=int(known["number"]),
        state=STATES[body["status"]],
        plan_key=item["price"].get("lookup_key") or "",
        item_id=item["id"],
        method_id=body.get("default_payment_method"),
        is_ending=body["cancel_at_period_end"],
        period_end=ends_at,
        trial_ends_at=_at(body.get("trial_end")),
        secret=(latest.get("confirmation_secret") or {}).get("client_secret") if is_open else None,
        open_invoice=latest["id"] if is_open else None,
    )


def _at(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
