"""The payment console: what happened, and buttons for everything that only the outside world can do."""

from tools.stripe_server.control import Control
from tools.stripe_server.html import page, tag
from tools.stripe_server.wire import Answer, Request


def answer(control: Control, request: Request) -> Answer:
    """Answer the console."""
    if request.path != "/":
        return Answer(404, page("Not found", tag("h1", "Not found")))
    return Answer(200, page("Payments", tag("h1", "Payments"), tag("p", f"{len(control.calls())} calls so far.")))
