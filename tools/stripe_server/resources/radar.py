"""What Stripe's own watch says: early warnings of fraud, and payments that its reviewers look at."""

from tools.stripe_server import listing
from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

WARNING, REVIEW = "radar.early_fraud_warning", "review"


def warn(world: World, charge_id: str, fraud_type: str) -> Body:
    """Let an issuer report a charge before anybody disputes it."""
    charge = world.get("charge", charge_id)
    warning = world.add({
        "id": new_id("issfr"), "object": WARNING, "actionable": not charge["refunded"] and not charge["disputed"],
        "charge": charge_id, "created": world.now, "fraud_type": fraud_type, "livemode": False,
        "payment_intent": charge["payment_intent"],
    })  # fmt: skip
    world.emit("radar.early_fraud_warning.created", warning)
    return warning


def open_review(world: World, intent_id: str) -> Body:
    """Let a rule put a payment before reviewers."""
    intent = world.get("payment_intent", intent_id)
    review = world.add({
        "id": new_id("prv"), "object": REVIEW, "billing_zip": None, "charge": intent["latest_charge"],
        "closed_reason": None, "created": world.now, "ip_address": None, "ip_address_location": None, "livemode": False,
        "open": True, "opened_reason": "rule", "payment_intent": intent_id, "reason": "rule", "session": None,
    })  # fmt: skip
    world.emit("review.opened", review)
    return review


def close_review(world: World, review_id: str, reason: str) -> Body:
    """Let the reviewers decide. reason: approved, refunded_as_fraud and so on."""
    review = world.get(REVIEW, review_id)
    if not review["open"]:
        raise invalid("This review is closed already.", param="review")
    review |= {"open": False, "reason": reason, "closed_reason": reason}
    world.emit("review.closed", world.save(review))
    return review


@operation("radar.EarlyFraudWarningService.retrieve")
def retrieve_warning(world: World, _params: Params, warning_id: str) -> Body:
    """Answer a warning."""
    return world.get(WARNING, warning_id)


@operation("radar.EarlyFraudWarningService.list")
def list_warnings(world: World, params: Params) -> Body:
    """Answer warnings, newest first."""
    found = world.find(WARNING, charge=params.get("charge"), payment_intent=params.get("payment_intent"))
    return listing.page("/v1/radar/early_fraud_warnings", found, params)


@operation("ReviewService.retrieve")
def retrieve_review(world: World, _params: Params, review_id: str) -> Body:
    """Answer a review."""
    return world.get(REVIEW, review_id)


@operation("ReviewService.approve")
def approve(world: World, _params: Params, review_id: str) -> Body:
    """Let the payment through."""
    return close_review(world, review_id, "approved")


@operation("ReviewService.list")
def list_reviews(world: World, params: Params) -> Body:
    """Answer open reviews, newest first."""
    return listing.page("/v1/reviews", world.find(REVIEW, open=True), params)
