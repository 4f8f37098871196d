"""The pages that Stripe hosts: 3-D Secure for a cardholder, onboarding for a connected account, and the console."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tools.stripe_server import accounts_page, console
from tools.stripe_server.control import Control
from tools.stripe_server.errors import ApiError, no_such
from tools.stripe_server.html import button, form, page, tag
from tools.stripe_server.money_text import money
from tools.stripe_server.store import Body
from tools.stripe_server.wire import Answer, Request

SAFETY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors *",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def answer(control: Control, request: Request) -> Answer:
    """Answer a browser."""
    top, _, rest = request.path.lstrip("/").partition("/")
    try:
        if top == "3ds":
            found = _three_d_secure(control, request, rest)
        elif top == "onboarding":
            found = accounts_page.onboarding(control, request, rest)
        else:
            found = console.answer(control, request)
    except ApiError as error:
        found = Answer(error.status, page("Not possible", tag("h1", "Not possible"), tag("p", str(error))))
    return Answer(found.status, found.body, SAFETY | dict(found.headers))


def _three_d_secure(control: Control, request: Request, intent_id: str) -> Answer:
    intent = _waiting(control, intent_id)
    if intent["client_secret"] != dict(parse_qsl(request.query)).get("client_secret"):
        raise no_such("intent", intent_id)
    if request.method != "POST":
        return Answer(200, _question(request, intent))
    approved = dict(parse_qsl(request.body.decode())).get("outcome") == "approve"
    action = intent["next_action"]
    after = control.authenticate(intent_id, approved=approved) if action else intent
    return_url = action["redirect_to_url"]["return_url"] if action else None
    if return_url:
        return Answer(303, "", {"Location": _with_outcome(return_url, after, approved=approved)})
    return Answer(200, _thanks(after))


def _waiting(control: Control, intent_id: str) -> Body:
    kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
    return control.world().get(kind, intent_id)


def _question(request: Request, intent: Body) -> str:
    if intent["status"] != "requires_action":
        return _thanks(intent)
    asked = money(intent["amount"], intent["currency"]) if "amount" in intent else "saving your card"
    return page(
        "Confirm with your bank",
        tag(
            "div",
            tag("h1", "Is this you?"),
            tag("p", "Your bank asks you to confirm ", tag("b", asked), "."),
            form(
                f"{request.path}?{request.query}",
                button("Approve", main=True, name="outcome", value="approve"),
                button("Refuse", name="outcome", value="refuse"),
            ),
            class_="card narrow",
            style="margin-top:2rem",
        ),
    )


def _thanks(intent: Body) -> str:
    done = intent["status"] in {"succeeded", "requires_capture"}
    text = "Your bank has approved." if done else "Your bank has not approved."
    return page("Your bank", tag("div", tag("h1", text), tag("p", "You can close this page."), class_="card narrow"))


def _with_outcome(return_url: str, intent: Body, *, approved: bool) -> str:
    """Add what Stripe adds to the address that the payer returns to."""
    parts = urlsplit(return_url)
    extra = {
        intent["object"]: intent["id"],
        f"{intent['object']}_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if approved else "failed",
    }
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(extra))))))
