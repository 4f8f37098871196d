"""Onboarding: the page on which a connected account answers Stripe's questions."""

import json

from tools.stripe_server.control import Control
from tools.stripe_server.errors import ApiError, no_such
from tools.stripe_server.html import button, form, page, tag, void
from tools.stripe_server.resources import accounts
from tools.stripe_server.store import Body
from tools.stripe_server.wire import Answer, Request

QUESTIONS = {
    "given_name": ("First name", "Camille"),
    "surname": ("Last name", "Demonstration"),
    "date_of_birth": ("Date of birth", "1990-01-31"),
    "iban": ("Bank account", "FR14 2004 1010 0505 0001 3M02 606"),
}


def answer(control: Control, request: Request, link_id: str) -> Answer:
    """Show the questions; take the answers (any POST will do), make the account payable and go back to the platform.

    A link that has expired sends its visitor to the platform for a new one, as Stripe's do.
    """
    link, is_expired = _link(control, link_id)
    addresses = link["use_case"][link["use_case"]["type"]]
    if is_expired:
        return Answer(303, "", {"Location": addresses["refresh_url"]})
    if request.method != "POST":
        return Answer(200, _questions(request, accounts.find(control.world(), link["account"])))
    control.onboard(link["account"])
    if addresses.get("return_url"):
        return Answer(303, "", {"Location": addresses["return_url"]})
    return Answer(200, page("Thank you", tag("h1", "Thank you"), tag("p", "This account can now be paid.")))


def _link(control: Control, link_id: str) -> tuple[Body, bool]:
    row = control.store.row(link_id)
    if row is None or row["kind"] != accounts.LINK:
        raise no_such("account link", link_id)
    return json.loads(row["body"]), json.loads(row["hidden"])["expires"] <= control.world().now


def _questions(request: Request, account: Body) -> str:
    if accounts.is_payable(account):
        return page("Nothing left to do", tag("h1", "Nothing left to do"), tag("p", "This account can be paid."))
    if not account["configuration"]["recipient"]:
        raise ApiError(400, "invalid_request_error", "This account has not asked for transfers.")
    fields = (
        tag("label", label, void("input", name=name, value=example, autocomplete="off"))
        for name, (label, example) in QUESTIONS.items()
    )
    return page(
        "Get paid",
        tag(
            "div",
            tag("h1", f"Get paid, {account['display_name'] or account['contact_email'] or 'welcome'}"),
            tag("p", "Demonstration: the answers are examples and are not kept.", class_="soft"),
            form(request.path, *fields, button("Send my answers", main=True)),
            class_="sheet",
        ),
    )
