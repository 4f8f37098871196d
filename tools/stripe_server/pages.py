"""Everything that is read by people: the pages that Stripe hosts, and the payment console."""

from tools.stripe_server import console
from tools.stripe_server.control import Control
from tools.stripe_server.errors import ApiError
from tools.stripe_server.hosted import onboarding, three_d_secure
from tools.stripe_server.html import page, tag
from tools.stripe_server.wire import Answer, Request

SAFETY = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
# A platform may show the bank's page in a frame, as Stripe.js does; nothing else may be framed.
FRAMED = {"3ds": POLICY}
ALONE = f"{POLICY}; frame-ancestors 'none'"


def answer(control: Control, request: Request) -> Answer:
    """Answer a browser."""
    top, _, rest = request.path.lstrip("/").partition("/")
    try:
        found = _page(control, request, top, rest)
    except ApiError as error:
        text = tag("div", tag("h1", "Not possible"), tag("p", str(error)), tag("a", "Back to the console", href="/"))
        found = Answer(error.status, page("Not possible", text))
    policy = {"Content-Security-Policy": FRAMED.get(top, ALONE)}
    return Answer(found.status, found.body, SAFETY | policy | dict(found.headers))


def _page(control: Control, request: Request, top: str, rest: str) -> Answer:
    if top == "3ds":
        return three_d_secure.answer(control, request, rest)
    if top == "onboarding":
        return onboarding.answer(control, request, rest)
    return console.answer(control, request)
