"""Payments: each with its state, and with what its cardholder and banks can do next."""

from tools.stripe_server import delivery
from tools.stripe_server.console.parts import Acts, facts, heading, metadata, moment, nothing, state
from tools.stripe_server.control import Control
from tools.stripe_server.html import Html, button, choice, form, joined, tag
from tools.stripe_server.money_text import money
from tools.stripe_server.resources import balance, charges
from tools.stripe_server.store import Body

OUTCOMES = {
    "pm_card_visa": "Card works",
    "pm_card_authenticationRequired": "Bank asks the cardholder (3-D Secure)",
    "pm_card_chargeDeclined": "Card is declined",
    "pm_card_chargeDeclinedInsufficientFunds": "Card has no money",
    "pm_card_createDispute": "Card works, then the payment is disputed",
    "pm_card_refundFail": "Card works, a refund will fail",
}
OPEN = {
    "requires_payment_method": ("Waiting for payment", "warn"),
    "requires_confirmation": ("Waiting for payment", "warn"),
    "requires_action": ("Waiting for the cardholder", "warn"),
    "requires_capture": ("Authorised, not yet taken", "warn"),
    "processing": ("On the way", "warn"),
    "canceled": ("Canceled", "soft"),
}


def figures(control: Control) -> Html:
    """Sum up what matters: money, disputes, webhooks."""
    world = control.world()
    waiting = control.deliveries("pending")
    disputed = [each for each in world.find("dispute") if each["status"] in {"needs_response", "under_review"}]
    held = control.store.setting(delivery.MODE, delivery.AUTO) == delivery.MANUAL
    return tag(
        "dl",
        _figure("Available", _sums(balance.totals(world, "available")), ""),
        _figure("Settling", _sums(balance.totals(world, "pending")), ""),
        _figure("Open disputes", str(len(disputed)), "bad" if disputed else ""),
        _figure("Webhooks held" if held else "Webhooks waiting", str(len(waiting)), "warn" if waiting else ""),
        class_="figures",
    )


def _figure(name: str, value: str, tone: str) -> Html:
    return tag("div", tag("dt", name), tag("dd", value, class_=tone or None))


def _sums(totals: dict[str, int]) -> str:
    return " / ".join(money(amount, currency) for currency, amount in sorted(totals.items())) or money(0, "eur")


def section(control: Control, limit: int | None) -> Html:
    """List payments, newest first."""
    intents = control.world().find("payment_intent")
    rows = [_payment(control, intent) for intent in intents[:limit]]
    empty = nothing("None yet. A payment appears when the platform asks Stripe for money.")
    return joined(heading("payments", "Payments", len(rows), len(intents)), *(rows or [empty]))


def _payment(control: Control, intent: Body) -> Html:
    charge, dispute = _charge(control, intent), _dispute(control, intent)
    text, tone = _state(intent, charge, dispute)
    about = [_payer(control, intent), moment(intent["created"]), intent["transfer_group"] or "", *metadata(intent)]
    error = (intent["last_payment_error"] or {}).get("message") if intent["status"] != "succeeded" else None
    return tag(
        "article",
        tag("div", tag("div", money(intent["amount"], intent["currency"]), class_="amount"), state(text, tone)),
        tag(
            "div",
            tag("div", intent["description"] or "Payment"),
            facts(about),
            *([tag("div", error, class_="soft bad")] if error else []),
            *_movements(control, intent, charge),
            tag("div", intent["id"], class_="id"),
        ),
        tag("div", *_acts(intent, charge, dispute), class_="acts"),
        class_="entry",
        id=intent["id"],
    )


def _payer(control: Control, intent: Body) -> str:
    if not intent["customer"]:
        return ""
    customer = control.world().get("customer", intent["customer"])
    return str(customer["name"] or customer["email"] or customer["id"])


def _charge(control: Control, intent: Body) -> Body | None:
    return control.world().get("charge", intent["latest_charge"]) if intent["latest_charge"] else None


def _dispute(control: Control, intent: Body) -> Body | None:
    return next(iter(control.world().find("dispute", payment_intent=intent["id"])), None)


def _state(intent: Body, charge: Body | None, dispute: Body | None) -> tuple[str, str]:
    if dispute:
        open_ = dispute["status"] in {"needs_response", "under_review"}
        return (f"Disputed, {dispute['status'].replace('_', ' ')}", "bad") if open_ else _decided(dispute)
    if intent["status"] != "succeeded" or charge is None:
        return OPEN[intent["status"]]
    if charge["refunded"]:
        return "Refunded", "soft"
    return ("Paid, partly refunded", "good") if charge["amount_refunded"] else ("Paid", "good")


def _decided(dispute: Body) -> tuple[str, str]:
    return ("Paid, dispute won", "good") if dispute["status"] == "won" else ("Lost to a dispute", "bad")


def _movements(control: Control, intent: Body, charge: Body | None) -> list[Html]:
    """Say where the money went."""
    world = control.world()
    sent = world.find("transfer", source_transaction=charge["id"]) if charge else []
    back = world.find("refund", payment_intent=intent["id"])
    lines = [f"{money(each['amount'], each['currency'])} sent to {_name(control, each)}" for each in reversed(sent)]
    lines += [f"{money(each['amount'], each['currency'])} refunded, {each['status']}" for each in reversed(back)]
    return [tag("div", line, class_="soft") for line in lines]


def _name(control: Control, transfer: Body) -> str:
    account = control.world().get("v2.core.account", transfer["destination"])
    return str(account["display_name"] or account["contact_email"] or account["id"])


def _acts(intent: Body, charge: Body | None, dispute: Body | None) -> list[Html]:
    """Offer what can happen next, and nothing else."""
    at = f"/payments/{intent['id']}"
    if intent["status"] in {"requires_payment_method", "requires_confirmation"}:
        return [form(f"{at}/pay", choice("card", "What the bank says", OUTCOMES), button("Pay", main=True))]
    if intent["status"] == "requires_action":
        return [_pair(at, ("approve", "Approve 3-D Secure"), ("refuse", "Refuse"))]
    if intent["status"] == "requires_capture":
        return [_pair(at, ("capture", "Take the money"), ("cancel", "Let it go"))]
    if dispute and dispute["status"] in {"needs_response", "under_review"}:
        return [_pair(at, ("win", "Platform wins"), ("lose", "Cardholder wins"))]
    if intent["status"] == "succeeded" and charge and dispute is None and charges.refundable(charge):
        return [_pair(at, ("dispute", "Cardholder disputes"), ("refund", "Refund as staff"))]
    return []


def _pair(at: str, *acts: tuple[str, str]) -> Html:
    return joined(*(form(f"{at}/{name}", button(text)) for name, text in acts))


def _act_on_dispute(control: Control, intent_id: str, *, won: bool) -> str:
    dispute = control.world().find("dispute", payment_intent=intent_id)[0]
    control.close_dispute(dispute["id"], won=won)
    return intent_id


def _pay(control: Control, intent_id: str, given: dict[str, str]) -> str:
    control.pay(intent_id, given.get("card", "pm_card_visa"))
    return intent_id


def _dispute_charge(control: Control, intent_id: str, _given: dict[str, str]) -> str:
    control.dispute(control.world().get("payment_intent", intent_id)["latest_charge"])
    return intent_id


ACTS: Acts = {
    "pay": _pay,
    "approve": lambda control, target, _given: str(control.authenticate(target, approved=True)["id"]),
    "refuse": lambda control, target, _given: str(control.authenticate(target, approved=False)["id"]),
    "capture": lambda control, target, _given: str(control.capture(target)["id"]),
    "cancel": lambda control, target, _given: str(control.cancel(target)["id"]),
    "dispute": _dispute_charge,
    "win": lambda control, target, _given: _act_on_dispute(control, target, won=True),
    "lose": lambda control, target, _given: _act_on_dispute(control, target, won=False),
    "refund": lambda control, target, _given: str(control.refund(target)["payment_intent"]),
}
