"""Invoices of subscriptions: finalized at once, paid with the subscription's card, tried again when it refuses."""

from collections.abc import Sequence
from typing import Any

from tools.stripe_server import clock, listing
from tools.stripe_server.errors import ApiError, wrong_state
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import confirmation, payment_intents
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "invoice"
RETRIES = (3 * clock.DAY, 5 * clock.DAY, 7 * clock.DAY)
"""After which a refused card is tried again, each counted from the try before; then the invoice is given up."""


def line(subscription: Body, item: Body, amount: int, description: str, *, proration: bool) -> Body:
    """Write one line. amount: minor units, negative for what is given back."""
    period = {"start": item["current_period_start"], "end": item["current_period_end"]}
    return {
        "id": new_id("il"), "object": "line_item", "amount": amount, "currency": subscription["currency"],
        "description": description, "discount_amounts": [], "discountable": not proration, "discounts": [],
        "invoice": None, "livemode": False, "metadata": {}, "period": period, "pretax_credit_amounts": [],
        "quantity": 1, "subscription": subscription["id"], "subtotal": amount, "taxes": [],
        "parent": {
            "type": "subscription_item_details", "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None, "proration": proration, "proration_details": None,
                "subscription": subscription["id"], "subscription_item": item["id"],
            },
        },
        "pricing": {
            "type": "price_details", "unit_amount_decimal": str(abs(amount)),
            "price_details": {"price": item["price"]["id"], "product": item["price"]["product"]},
        },
    }  # fmt: skip


def issue(world: World, subscription: Body, lines: Sequence[Body], reason: str) -> Body:
    """Create and finalize an invoice; what the customer has to their credit is taken first. Nothing is paid yet."""
    customer = world.get("customer", subscription["customer"])
    total, before = sum(each["amount"] for each in lines), int(customer["balance"])
    due = max(0, total + min(0, before)) if total > 0 else 0
    after = before + total - due
    world.save(customer | {"balance": after})
    invoice_id = new_id("in")
    item = subscription["items"]["data"][0]
    nothing = dict.fromkeys((
        "account_country", "account_name", "account_tax_ids", "application", "custom_fields", "customer_address",
        "customer_email", "customer_name", "customer_phone", "customer_shipping", "default_source", "description",
        "due_date", "footer", "from_invoice", "hosted_invoice_url", "invoice_pdf", "last_finalization_error",
        "latest_revision", "next_payment_attempt", "on_behalf_of", "receipt_number", "rendering", "shipping_cost",
        "shipping_details", "statement_descriptor", "test_clock", "threshold_reason", "webhooks_delivered_at",
        "amount_paid_off_stripe", "confirmation_secret", "payments", "customer_account", "default_payment_method",
    ))  # fmt: skip
    invoice = world.add(nothing | {
        "id": invoice_id, "object": KIND, "amount_due": due, "amount_overpaid": 0, "amount_paid": 0,
        "amount_remaining": due, "amount_shipping": 0, "attempt_count": 0, "attempted": False, "auto_advance": True,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "provider": None,
                          "status": None},
        "automatically_finalizes_at": None, "billing_reason": reason, "collection_method": "charge_automatically",
        "created": world.now, "currency": subscription["currency"], "customer": customer["id"],
        "customer_tax_exempt": "none", "customer_tax_ids": [], "default_tax_rates": [], "discounts": [],
        "effective_at": world.now, "ending_balance": after, "issuer": {"type": "self"},
        "lines": listing.whole(f"/v1/invoices/{invoice_id}/lines", [each | {"invoice": invoice_id} for each in lines]),
        "livemode": False, "metadata": {}, "number": f"{customer['invoice_prefix']}-{world.now % 10_000:04d}",
        "parent": {"type": "subscription_details", "quote_details": None, "subscription_details": {
            "metadata": subscription["metadata"], "subscription": subscription["id"],
            "subscription_proration_date": None}},
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "period_end": item["current_period_end"], "period_start": item["current_period_start"],
        "post_payment_credit_notes_amount": 0, "pre_payment_credit_notes_amount": 0, "starting_balance": before,
        "status": "open", "subtotal": total, "subtotal_excluding_tax": total, "total": total,
        "status_transitions": {"finalized_at": world.now, "marked_uncollectible_at": None, "paid_at": None,
                               "voided_at": None},
        "total_discount_amounts": [], "total_excluding_tax": total, "total_pretax_credit_amounts": [],
        "total_taxes": [],
    })  # fmt: skip
    for name in ("created", "finalized"):
        world.emit(f"invoice.{name}", invoice)
    return invoice


def collect(world: World, invoice: Body, payment_method: str | None, *, off_session: bool) -> Body:
    """Try to take what is due; return the invoice as it is then: paid, or open with what the bank said."""
    if not invoice["amount_due"]:
        return _paid(world, invoice)
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    asked: Params = {
        "amount": invoice["amount_due"], "currency": invoice["currency"], "customer": invoice["customer"],
        "description": f"Invoice {invoice['number']}",
    }  # fmt: skip
    intent = payment_intents.create(world, asked)
    world.hide(intent["id"], invoice=invoice["id"])
    payment = {
        "id": new_id("inpay"), "object": "invoice_payment", "amount_paid": None, "created": world.now,
        "amount_requested": invoice["amount_due"], "currency": invoice["currency"], "invoice": invoice["id"],
        "is_default": True, "livemode": False, "status": "open",
        "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }  # fmt: skip
    invoice["payments"] = listing.whole("/v1/invoice_payments", [payment])
    invoice["confirmation_secret"] = {"client_secret": intent["client_secret"], "type": "payment_intent"}
    world.save(invoice)
    given = {"payment_method": payment_method, "off_session": off_session}
    try:
        intent = payment_intents.confirm(world, given, intent["id"])
    except ApiError as error:
        if not error.keeps_effects:
            raise
        return _refused(world, world.get(KIND, invoice["id"]))
    if intent["status"] == "requires_action":
        world.emit("invoice.payment_action_required", invoice)
    return world.get(KIND, invoice["id"])


def _refused(world: World, invoice: Body) -> Body:
    number = invoice["attempt_count"] - 1
    invoice["next_payment_attempt"] = world.now + RETRIES[number] if number < len(RETRIES) else None
    world.emit("invoice.payment_failed", world.save(invoice))
    return invoice


def _paid(world: World, invoice: Body) -> Body:
    invoice |= {
        "status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0, "next_payment_attempt": None,
        "attempted": True, "status_transitions": invoice["status_transitions"] | {"paid_at": world.now},
    }  # fmt: skip
    if invoice["payments"]:
        payment = invoice["payments"]["data"][0]
        payment |= {
            "status": "paid", "amount_paid": invoice["amount_due"],
            "status_transitions": {"canceled_at": None, "paid_at": world.now},
        }  # fmt: skip
    for name in ("paid", "payment_succeeded"):
        world.emit(f"invoice.{name}", world.save(invoice))
    return invoice


def follow(world: World, intent: Body) -> None:
    """Mark the invoice of an intent paid once the intent is, whoever confirmed it."""
    invoice_id = world.hidden(intent["id"]).get("invoice")
    if invoice_id is not None:
        invoice = world.get(KIND, invoice_id)
        if invoice["status"] == "open":
            _paid(world, invoice)


confirmation.FOLLOWERS.append(follow)


def give_up(world: World, invoice: Body, status: str) -> Body:
    """Stop asking. status: uncollectible, or void."""
    name = {"uncollectible": "marked_uncollectible", "void": "voided"}[status]
    moment = {f"{name}_at": world.now}
    invoice |= {
        "status": status, "next_payment_attempt": None,
        "status_transitions": invoice["status_transitions"] | moment,
    }  # fmt: skip
    world.emit(f"invoice.{name}", world.save(invoice))
    return invoice


@operation("InvoiceService.retrieve")
def retrieve(world: World, _params: Params, invoice_id: str) -> Body:
    """Answer an invoice."""
    return world.get(KIND, invoice_id)


@operation("InvoiceService.list")
def list_(world: World, params: Params) -> Body:
    """Answer invoices, newest first."""
    wanted: dict[str, Any] = {
        "customer": params.get("customer"), "status": params.get("status"),
        "parent.subscription_details.subscription": params.get("subscription"),
    }  # fmt: skip
    return listing.page("/v1/invoices", world.find(KIND, **wanted), params)


@operation("InvoiceService.pay")
def pay(world: World, params: Params, invoice_id: str) -> Body:
    """Try an open invoice again, with another card if one is given."""
    invoice = world.get(KIND, invoice_id)
    if invoice["status"] != "open":
        raise wrong_state(KIND, "pay", invoice["status"], invoice)
    subscription = world.get("subscription", invoice["parent"]["subscription_details"]["subscription"])
    method = params.get("payment_method") or subscription["default_payment_method"]
    return collect(world, invoice, method, off_session=params.get("off_session", True))
