"""PaymentIntents: what a client owes, from the first call to captured money.

requires_payment_method -> requires_confirmation -> requires_action -> requires_capture -> succeeded, or canceled.
"""

from tools.stripe_server import listing
from tools.stripe_server.errors import invalid, wrong_state
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import cards, charges, confirmation
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "payment_intent"
GIVEN = (
    "description", "receipt_email", "setup_future_usage", "shipping", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip
OPEN = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
CANCELABLE = OPEN | {"requires_capture", "processing"}
LARGEST_AMOUNT = 99_999_999
# What a publishable key may see of an intent: Stripe leaves out everything that is not the payer's business.
PUBLIC = (
    "id", "object", "amount", "amount_details", "automatic_payment_methods", "canceled_at", "cancellation_reason",
    "capture_method", "client_secret", "confirmation_method", "created", "currency", "description",
    "last_payment_error", "livemode", "next_action", "payment_method", "payment_method_configuration_details",
    "payment_method_types", "processing", "receipt_email", "setup_future_usage", "shipping", "source", "status",
)  # fmt: skip


@operation("PaymentIntentService.create")
def create(world: World, params: Params) -> Body:
    """Create an intent, and confirm it in the same breath when `confirm` says so."""
    _check(world, params)
    intent_id = new_id("pi")
    intent = world.add({
        "id": intent_id, "object": KIND, "amount": params["amount"], "amount_capturable": 0,
        "amount_details": {"tip": {}}, "amount_received": 0, "application": None, "application_fee_amount": None,
        "automatic_payment_methods": _automatic(params), "canceled_at": None, "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": new_id(f"{intent_id}_secret", 25),
        "confirmation_method": params.get("confirmation_method", "automatic"), "created": world.now,
        "currency": params["currency"].lower(), "customer": params.get("customer"), "customer_account": None,
        "excluded_payment_method_types": None, "last_payment_error": None, "latest_charge": None, "livemode": False,
        "metadata": with_metadata({}, params), "next_action": None, "on_behalf_of": None, "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": params.get("payment_method_options")
        or {"card": {"installments": None, "network": None, "request_three_d_secure": "automatic"}},
        "payment_method_types": params.get("payment_method_types", ["card"]), "processing": None, "review": None,
        "source": None, "status": "requires_payment_method", "transfer_data": None,
        **{name: params.get(name) for name in GIVEN},
    })  # fmt: skip
    _take_payment_method(world, intent, params)
    world.emit("payment_intent.created", intent)
    return confirmation.confirm(world, intent, params) if params.get("confirm") else intent


def _check(world: World, params: Params) -> None:
    if not 1 <= params["amount"] <= LARGEST_AMOUNT:
        problem = "amount_too_small" if params["amount"] < 1 else "amount_too_large"
        raise invalid("This value must be a positive integer of at most 99999999.", code=problem, param="amount")
    if len(params["currency"]) != 3 or not params["currency"].isalpha():  # noqa: PLR2004 - ISO 4217 codes have three letters
        raise invalid(f"Invalid currency: {params['currency']}.", param="currency")
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")


def _automatic(params: Params) -> Body | None:
    if "payment_method_types" in params:
        return None
    given = params.get("automatic_payment_methods", {"enabled": True})
    return {"allow_redirects": given.get("allow_redirects", "always"), "enabled": given["enabled"]}


def _take_payment_method(world: World, intent: Body, params: Params) -> None:
    if params.get("payment_method"):
        method = cards.payment_method(world, params["payment_method"], None)
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
        world.save(intent)


@operation("PaymentIntentService.confirm")
def confirm(world: World, params: Params, intent_id: str) -> Body:
    """Try to take the payment with the payment method given now or before."""
    intent = world.get(KIND, intent_id)
    if intent["status"] not in OPEN:
        raise wrong_state(KIND, "confirm", intent["status"], intent)
    _take_payment_method(world, intent, params)
    intent |= {name: params[name] for name in ("receipt_email", "setup_future_usage", "shipping") if name in params}
    return confirmation.confirm(world, intent, params)


@operation("PaymentIntentService.capture")
def capture(world: World, params: Params, intent_id: str) -> Body:
    """Take authorised money, all of it or less; the rest goes back to the card."""
    intent = world.get(KIND, intent_id)
    if intent["status"] != "requires_capture":
        raise wrong_state(KIND, "capture", intent["status"], intent)
    amount: int = params.get("amount_to_capture") or intent["amount_capturable"]
    if not 1 <= amount <= intent["amount_capturable"]:
        raise invalid("The amount to capture is outside what was authorised.", code="amount_too_large", param="amount")
    intent["metadata"] = with_metadata(intent, params)
    return confirmation.capture(world, intent, amount)


@operation("PaymentIntentService.cancel")
def cancel(world: World, params: Params, intent_id: str) -> Body:
    """Give an intent up; an authorisation goes back to the card."""
    intent = world.get(KIND, intent_id)
    if intent["status"] not in CANCELABLE:
        raise wrong_state(KIND, "cancel", intent["status"], intent)
    return confirmation.cancel(world, intent, params.get("cancellation_reason"))


@operation("PaymentIntentService.update")
def update(world: World, params: Params, intent_id: str) -> Body:
    """Change an intent that is still open; metadata, description and transfer group can change at any time."""
    intent = world.get(KIND, intent_id)
    if intent["status"] not in OPEN and params.keys() - {"metadata", "description", "transfer_group", "expand"}:
        raise wrong_state(KIND, "update", intent["status"], intent)
    _check(world, {name: params.get(name, intent[name]) for name in ("amount", "currency", "customer")})
    names = (*GIVEN, "amount", "currency", "customer")
    intent |= {name: params[name] for name in names if name in params}
    intent["metadata"] = with_metadata(intent, params)
    _take_payment_method(world, intent, params)
    return world.save(intent)


@operation("PaymentIntentService.retrieve")
def retrieve(world: World, _params: Params, intent_id: str) -> Body:
    """Answer an intent."""
    return world.get(KIND, intent_id)


@operation("PaymentIntentService.list")
def list_(world: World, params: Params) -> Body:
    """Answer intents, newest first."""
    return listing.page("/v1/payment_intents", world.find(KIND, customer=params.get("customer")), params)


def expire_authorisations(world: World) -> None:
    """Cancel the intents whose authorisation nobody captured in time, as the issuer does."""
    for intent in world.find(KIND, status="requires_capture"):
        if charges.has_lapsed(world, world.get("charge", intent["latest_charge"])):
            expire(world, intent["id"])


def expire(world: World, intent_id: str) -> Body:
    """Let a bank drop an authorisation, perhaps before its time."""
    intent = world.get(KIND, intent_id)
    world.emit("charge.expired", world.get("charge", intent["latest_charge"]))
    return confirmation.cancel(world, intent, "automatic")
