"""Confirming a PaymentIntent: the bank says yes, no, or asks the cardholder first (3-D Secure)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tools.stripe_server.errors import ApiError, card_error, invalid
from tools.stripe_server.operations import Params
from tools.stripe_server.resources import cards, charges, disputes
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

AUTHENTICATION_FAILED = cards.Refusal(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)
AUTHENTICATION_REQUIRED = cards.Refusal(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)
FOLLOWERS: list[Callable[[World, Body], None]] = []
"""Who wants to know that an intent was paid: what it pays for registers here."""


def confirm(world: World, intent: Body, params: Params) -> Body:
    """Ask the bank. Raises ApiError 402 when it refuses; the intent then waits for another payment method."""
    if intent["payment_method"] is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
        )
    card = cards.card_of(world, intent["payment_method"])
    refusal = AUTHENTICATION_REQUIRED if card.needs_authentication and params.get("off_session") else card.refusal
    if refusal:
        raise _refuse(world, intent, replace(card, refusal=refusal), refusal)
    if card.needs_authentication:
        return cards.ask_cardholder(world, intent, params.get("return_url"))
    return _authorise(world, intent, card)


def authenticate(world: World, intent: Body, *, approved: bool) -> Body:
    """Hear from the cardholder who was sent to the 3-D Secure page; return the intent, paid or waiting again."""
    card = cards.card_of(world, intent["payment_method"])
    if approved:
        return _authorise(world, intent, card)
    _give_back(world, intent, AUTHENTICATION_FAILED, charge_id=None)
    return intent


def capture(world: World, intent: Body, amount: int) -> Body:
    """Turn an authorisation into money; the caller has checked the amount."""
    charge = charges.capture(world, world.get("charge", intent["latest_charge"]), amount)
    world.emit("charge.captured", charge)
    return _succeed(world, intent, amount)


def cancel(world: World, intent: Body, reason: str | None) -> Body:
    """Close an intent for good. reason: Stripe's word for why, or None."""
    intent |= {
        "status": "canceled", "canceled_at": world.now, "cancellation_reason": reason, "amount_capturable": 0,
        "next_action": None,
    }  # fmt: skip
    world.emit("payment_intent.canceled", world.save(intent))
    return intent


def _authorise(world: World, intent: Body, card: cards.Card) -> Body:
    charge = charges.attempt(world, intent, card)
    intent |= {"latest_charge": charge["id"], "next_action": None, "last_payment_error": None}
    if intent["setup_future_usage"] and intent["customer"]:
        cards.attach(world, {"customer": intent["customer"]}, intent["payment_method"])
    if intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        world.emit("charge.succeeded", charge)
        world.emit("payment_intent.amount_capturable_updated", world.save(intent))
        return intent
    charge = charges.capture(world, charge, intent["amount"], is_async=intent["capture_method"] == "automatic_async")
    world.emit("charge.succeeded", charge)
    _succeed(world, intent, intent["amount"])
    if card.is_disputed:
        disputes.open_dispute(world, charge["id"], "fraudulent")
    return intent


def _succeed(world: World, intent: Body, amount: int) -> Body:
    intent |= {"status": "succeeded", "amount_received": amount, "amount_capturable": 0}
    world.emit("payment_intent.succeeded", world.save(intent))
    for follow in FOLLOWERS:
        follow(world, intent)
    return intent


def _refuse(world: World, intent: Body, card: cards.Card, refusal: cards.Refusal) -> ApiError:
    """Keep the failed charge and return the error to raise."""
    charge = charges.attempt(world, intent, card)
    world.emit("charge.failed", charge)
    _give_back(world, intent, refusal, charge["id"])
    return card_error(refusal.message, refusal.code, ("payment_intent", intent), decline_code=refusal.decline_code)


def _give_back(world: World, intent: Body, refusal: cards.Refusal, charge_id: str | None) -> None:
    """Return the intent to the start, with the reason on it."""
    method = world.get("payment_method", intent["payment_method"])
    error: dict[str, Any] = {
        "type": "card_error" if charge_id else "invalid_request_error", "code": refusal.code,
        "message": refusal.message, "payment_method": method,
        "doc_url": f"https://stripe.com/docs/error-codes/{refusal.code.replace('_', '-')}",
    }  # fmt: skip
    if charge_id:
        error |= {"charge": charge_id, "decline_code": refusal.decline_code or refusal.code}
    intent |= {
        "status": "requires_payment_method", "last_payment_error": error, "payment_method": None, "next_action": None,
        "latest_charge": charge_id or intent["latest_charge"],
    }  # fmt: skip
    world.emit("payment_intent.payment_failed", world.save(intent))
