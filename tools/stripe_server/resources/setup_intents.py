"""SetupIntents: saving a card for later without taking money."""

from tools.stripe_server import listing
from tools.stripe_server.errors import card_error, invalid, wrong_state
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import cards
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "setup_intent"
OPEN = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})


@operation("SetupIntentService.create")
def create(world: World, params: Params) -> Body:
    """Create a setup intent, and confirm it at once when `confirm` says so."""
    if params.get("customer"):
        world.get("customer", params["customer"], "customer")
    intent_id = new_id("seti")
    intent = world.add({
        "id": intent_id, "object": KIND, "application": None,
        "automatic_payment_methods": params.get("automatic_payment_methods"), "cancellation_reason": None,
        "client_secret": new_id(f"{intent_id}_secret", 25), "created": world.now, "customer": params.get("customer"),
        "description": params.get("description"), "flow_directions": None, "last_setup_error": None,
        "latest_attempt": None, "livemode": False, "mandate": None, "metadata": with_metadata({}, params),
        "next_action": None, "on_behalf_of": None, "payment_method": None, "payment_method_options": None,
        "payment_method_types": params.get("payment_method_types", ["card"]), "single_use_mandate": None,
        "status": "requires_payment_method", "usage": params.get("usage", "off_session"),
    })  # fmt: skip
    world.emit("setup_intent.created", intent)
    return confirm(world, params, intent_id) if params.get("confirm") else intent


@operation("SetupIntentService.confirm")
def confirm(world: World, params: Params, intent_id: str) -> Body:
    """Ask the bank whether the card may be kept; the same test cards refuse as for payments."""
    intent = world.get(KIND, intent_id)
    if intent["status"] not in OPEN:
        raise wrong_state(KIND, "confirm", intent["status"], intent)
    if not (params.get("payment_method") or intent["payment_method"]):
        raise invalid("You cannot confirm this SetupIntent because it's missing a payment method.")
    method = cards.payment_method(world, params.get("payment_method") or intent["payment_method"], None)
    card = cards.card_of(world, method["id"])
    if card.needs_authentication:
        return cards.ask_cardholder(world, intent | {"payment_method": method["id"]}, params.get("return_url"))
    if card.refusal:
        refusal = card.refusal
        intent["last_setup_error"] = {"type": "card_error", "code": refusal.code, "message": refusal.message}
        world.emit("setup_intent.setup_failed", world.save(intent))
        raise card_error(refusal.message, refusal.code, (KIND, intent), decline_code=refusal.decline_code)
    return _succeed(world, intent | {"payment_method": method["id"]})


def authenticate(world: World, intent: Body, *, approved: bool) -> Body:
    """Hear from the cardholder who was sent to the 3-D Secure page."""
    if approved:
        return _succeed(world, intent)
    intent |= {
        "status": "requires_payment_method", "payment_method": None, "next_action": None,
        "last_setup_error": {
            "type": "invalid_request_error", "code": "setup_intent_authentication_failure",
            "message": "The provided payment method has failed authentication.",
        },
    }  # fmt: skip
    world.emit("setup_intent.setup_failed", world.save(intent))
    return intent


def _succeed(world: World, intent: Body) -> Body:
    if intent["customer"]:
        cards.attach(world, {"customer": intent["customer"]}, intent["payment_method"])
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    world.emit("setup_intent.succeeded", world.save(intent))
    return intent


@operation("SetupIntentService.cancel")
def cancel(world: World, params: Params, intent_id: str) -> Body:
    """Give a setup intent up."""
    intent = world.get(KIND, intent_id)
    if intent["status"] not in OPEN:
        raise wrong_state(KIND, "cancel", intent["status"], intent)
    intent |= {"status": "canceled", "cancellation_reason": params.get("cancellation_reason"), "next_action": None}
    world.emit("setup_intent.canceled", world.save(intent))
    return intent


@operation("SetupIntentService.retrieve")
def retrieve(world: World, _params: Params, intent_id: str) -> Body:
    """Answer a setup intent."""
    return world.get(KIND, intent_id)


@operation("SetupIntentService.list")
def list_(world: World, params: Params) -> Body:
    """Answer setup intents, newest first."""
    return listing.page("/v1/setup_intents", world.find(KIND, customer=params.get("customer")), params)
