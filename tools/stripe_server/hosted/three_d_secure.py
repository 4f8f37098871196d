"""The page on which a cardholder tells the bank that it is really them."""

import hmac
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tools.stripe_server.control import Control
from tools.stripe_server.errors import no_such
from tools.stripe_server.html import button, form, page, tag
from tools.stripe_server.money_text import money
from tools.stripe_server.store import Body
from tools.stripe_server.wire import Answer, Request


def answer(control: Control, request: Request, intent_id: str) -> Answer:
    """Ask the cardholder, or take the answer (`outcome` is approve or refuse) and send them back to the platform."""
    intent = _intent(control, intent_id, dict(parse_qsl(request.query)).get("client_secret", ""))
    if request.method != "POST" or intent["status"] != "requires_action":
        return Answer(200, _question(request, intent))
    approved = dict(parse_qsl(request.body.decode())).get("outcome") == "approve"
    return_url = intent["next_action"]["redirect_to_url"]["return_url"]
    after = control.authenticate(intent_id, approved=approved)
    if return_url:
        return Answer(303, "", {"Location": _with_outcome(return_url, after, approved=approved)})
    return Answer(200, _thanks(after))


def _intent(control: Control, intent_id: str, secret: str) -> Body:
    kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
    intent = control.world().get(kind, intent_id)
    if not hmac.compare_digest(intent["client_secret"].encode(), secret.encode()):
        raise no_such(kind, intent_id)
    return intent


def _question(request: Request, intent: Body) -> str:
    if intent["status"] != "requires_action":
        return _thanks(intent)
    asked = money(intent["amount"], intent["currency"]) if "amount" in intent else "saving your card"
    answers = form(
        f"{request.path}?{request.query}",
        button("Approve", main=True, name="outcome", value="approve"),
        button("Refuse", name="outcome", value="refuse"),
    )
    question = tag("p", "Your bank asks you to confirm ", tag("b", asked), ".")
    return page("Confirm with your bank", tag("div", tag("h1", "Is this you?"), question, answers, class_="sheet"))


def _thanks(intent: Body) -> str:
    text = {"succeeded": "Your bank has approved", "requires_capture": "Your bank has approved"}
    heading = tag("h1", text.get(intent["status"], "Your bank has not approved"))
    return page("Your bank", tag("div", heading, tag("p", "You can close this page."), class_="sheet"))


def _with_outcome(return_url: str, intent: Body, *, approved: bool) -> str:
    """Add what Stripe adds to the address that the payer returns to."""
    parts = urlsplit(return_url)
    extra = {
        intent["object"]: intent["id"],
        f"{intent['object']}_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if approved else "failed",
    }
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(extra))))))
