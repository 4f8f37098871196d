"""The payment console: what happened, and buttons for what only cardholders, banks and networks can do."""

from urllib.parse import parse_qsl, urlencode

from tools.stripe_server.console import accounts, events, payments, workshop
from tools.stripe_server.console.parts import Acts
from tools.stripe_server.control import Control
from tools.stripe_server.errors import ApiError, no_such
from tools.stripe_server.html import Html, page, tag
from tools.stripe_server.wire import Answer, Request

# First word of an address to what its buttons do.
ACTS: dict[str, Acts] = {
    "payments": payments.ACTS,
    "accounts": accounts.ACTS,
    "deliveries": events.ACTS,
    "workshop": workshop.ACTS,
}
SECTIONS = {"payments": "Payments", "accounts": "Accounts", "events": "Events", "workshop": "Workshop"}
NOTES = {"done": "Done.", "refused": "The bank refused: the payment is open again, and the platform was told."}


def answer(control: Control, request: Request) -> Answer:
    """Show the console, or press one of its buttons: POST /{what}/{id}/{act}."""
    if request.method == "POST":
        return _press(control, request)
    if request.path != "/":
        raise no_such("page", request.path)
    return Answer(200, _shown(control, dict(parse_qsl(request.query))))


def _press(control: Control, request: Request) -> Answer:
    what, _, rest = request.path.lstrip("/").partition("/")
    target, _, name = rest.partition("/")
    act = ACTS.get(what, {}).get(name)
    if act is None:
        raise no_such("button", request.path)
    note = "done"
    try:
        target = act(control, target, dict(parse_qsl(request.body.decode())))
    except ApiError as error:
        if not error.keeps_effects:
            raise
        note = "refused"
    return Answer(303, "", {"Location": f"/?{urlencode({'note': note})}#{target}"})


def _shown(control: Control, query: dict[str, str]) -> str:
    limit = None if query.get("show") == "all" else 20
    navigation = tag("nav", *(tag("a", title, href=f"#{name}") for name, title in SECTIONS.items()))
    return page(
        "Payment console",
        tag("h1", "Payment console"),
        tag("p", "This machine plays Stripe, the banks and the cardholders. Everything here is a test.", class_="soft"),
        _note(query.get("note", "")),
        payments.figures(control),
        payments.section(control, limit),
        accounts.section(control, limit),
        events.section(control, limit),
        workshop.section(control),
        navigation=navigation,
    )


def _note(name: str) -> Html:
    if name not in NOTES:
        return Html("")
    return tag("p", NOTES[name], class_="note bad" if name == "refused" else "note", role="status")
