"""Disputes: a cardholder takes the money back through the bank, and the bank decides who keeps it."""

from tools.stripe_server import clock, listing
from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import balance, charges
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "dispute"
OPEN = frozenset({"needs_response", "under_review"})
INQUIRIES = frozenset({"warning_needs_response", "warning_under_review"})
TIME_TO_ANSWER = 7 * clock.DAY
EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
)  # fmt: skip
# Evidence texts that decide a test dispute (Stripe, "Testing": disputes).
DECISIVE = {"winning_evidence": True, "losing_evidence": False}


def open_dispute(world: World, charge_id: str, reason: str, *, is_inquiry: bool = False) -> Body:
    """Let the cardholder dispute what a charge still holds; the money and a fee leave the balance at once.

    is_inquiry: the bank only asks; nothing leaves before `withdraw`, and a refund is still possible.
    """
    charge = world.get("charge", charge_id)
    amount = charges.refundable(charge)
    if charge["disputed"] or not amount:
        raise invalid("This charge cannot be disputed: it is disputed already, or holds no money.", param="charge")
    dispute_id = new_id("du")
    dispute = world.add({
        "id": dispute_id, "object": KIND, "amount": amount, "balance_transactions": [], "charge": charge_id,
        "created": world.now, "currency": charge["currency"], "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now + TIME_TO_ANSWER, "enhanced_eligibility": {}, "has_evidence": False,
            "past_due": False, "submission_count": 0, "submission_method": "not_submitted",
        },
        "is_charge_refundable": is_inquiry, "livemode": False, "metadata": {}, "network_reason_code": "10.4",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {
                "brand": charge["payment_method_details"]["card"]["brand"], "case_type": "chargeback",
                "network": charge["payment_method_details"]["card"]["network"], "network_reason_code": "10.4",
            },
            "type": "card",
        },
        "reason": reason, "status": "warning_needs_response" if is_inquiry else "needs_response",
    })  # fmt: skip
    world.emit("charge.dispute.created", dispute)
    return dispute if is_inquiry else _take(world, dispute)


def withdraw(world: World, dispute_id: str) -> Body:
    """Let an inquiry become a chargeback."""
    dispute = world.get(KIND, dispute_id)
    if dispute["status"] not in INQUIRIES:
        raise invalid(f"This dispute is {dispute['status']}, not an inquiry.", param="dispute")
    return _take(world, dispute | {"status": "needs_response", "is_charge_refundable": False})


def _take(world: World, dispute: Body) -> Body:
    withdrawal = balance.book(
        world, "adjustment", -dispute["amount"], dispute["currency"], dispute["id"],
        fee=balance.DISPUTE_FEE, description=f"Chargeback withdrawal for {dispute['charge']}",
    )  # fmt: skip
    world.save(world.get("charge", dispute["charge"]) | {"disputed": True})
    taken = world.save(dispute | {"balance_transactions": [withdrawal]})
    world.emit("charge.dispute.funds_withdrawn", taken)
    return taken


def close_inquiry(world: World, dispute_id: str) -> Body:
    """Let the bank be content: nothing was taken, and nothing comes back."""
    dispute = world.get(KIND, dispute_id)
    if dispute["status"] not in INQUIRIES:
        raise invalid(f"This dispute is {dispute['status']}, not an inquiry.", param="dispute")
    world.emit("charge.dispute.closed", world.save(dispute | {"status": "warning_closed"}))
    return dispute


def close_dispute(world: World, dispute_id: str, *, won: bool) -> Body:
    """Let the bank decide; a won dispute brings the amount back, the fee is gone either way."""
    dispute = _open(world, dispute_id)
    dispute["status"] = "won" if won else "lost"
    if won:
        reinstated = balance.book(
            world, "adjustment", dispute["amount"], dispute["currency"], dispute_id,
            description=f"Chargeback reversal for {dispute['charge']}",
        )  # fmt: skip
        dispute["balance_transactions"].append(reinstated)
        world.emit("charge.dispute.funds_reinstated", dispute)
    world.emit("charge.dispute.closed", world.save(dispute))
    return dispute


def _open(world: World, dispute_id: str) -> Body:
    dispute = world.get(KIND, dispute_id)
    if dispute["status"] not in OPEN:
        raise invalid(f"This dispute is already {dispute['status']}.", param="dispute")
    return dispute


@operation("DisputeService.retrieve")
def retrieve(world: World, _params: Params, dispute_id: str) -> Body:
    """Answer a dispute."""
    return world.get(KIND, dispute_id)


@operation("DisputeService.list")
def list_(world: World, params: Params) -> Body:
    """Answer disputes, newest first."""
    found = world.find(KIND, charge=params.get("charge"), payment_intent=params.get("payment_intent"))
    return listing.page("/v1/disputes", found, params)


@operation("DisputeService.update")
def update(world: World, params: Params, dispute_id: str) -> Body:
    """Stage evidence, and hand it in when `submit` says so."""
    dispute = _open(world, dispute_id)
    evidence = params.get("evidence") or {}
    dispute["evidence"] |= {name: value or None for name, value in evidence.items() if name in EVIDENCE}
    dispute["metadata"] = with_metadata(dispute, params)
    dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"][name] for name in EVIDENCE)
    if params.get("submit", True) and evidence:
        dispute["evidence_details"]["submission_count"] += 1
        dispute["evidence_details"]["submission_method"] = "manual"
        dispute["status"] = "under_review"
    world.emit("charge.dispute.updated", world.save(dispute))
    verdict = DECISIVE.get(dispute["evidence"]["uncategorized_text"] or "")
    if dispute["status"] == "under_review" and verdict is not None:
        return close_dispute(world, dispute_id, won=verdict)
    return dispute


@operation("DisputeService.close")
def close(world: World, _params: Params, dispute_id: str) -> Body:
    """Give in: the dispute is lost."""
    return close_dispute(world, dispute_id, won=False)
