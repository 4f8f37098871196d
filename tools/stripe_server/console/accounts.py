"""Connected accounts: who can be paid, what they have, and their payouts."""

from tools.stripe_server.console.parts import Acts, facts, heading, metadata, nothing, state
from tools.stripe_server.control import Control
from tools.stripe_server.html import Html, button, form, joined, tag
from tools.stripe_server.money_text import money
from tools.stripe_server.resources import accounts, balance, payouts
from tools.stripe_server.store import Body


def section(control: Control, limit: int | None) -> Html:
    """List connected accounts, newest first."""
    found = control.world().find(accounts.KIND)
    rows = [_account(control, account) for account in found[:limit]]
    empty = nothing("None yet. An account appears when the platform wants to pay somebody.")
    return joined(heading("accounts", "Connected accounts", len(rows), len(found)), *(rows or [empty]))


def _account(control: Control, account: Body) -> Html:
    world = control.world(account["id"])
    has = balance.totals(world, "available")
    open_payouts = [each for each in world.find(payouts.KIND) if each["status"] in payouts.OPEN]
    sums = " / ".join(money(amount, currency) for currency, amount in sorted(has.items()))
    coming = balance.totals(world, "pending")
    return tag(
        "article",
        tag("div", tag("div", sums or "No money yet", class_="amount" if sums else "amount soft"), _state(account)),
        tag(
            "div",
            tag("div", account["display_name"] or "Account"),
            facts([account["contact_email"] or "", *metadata(account)]),
            *[tag("div", f"{money(amount, currency)} settling", class_="soft") for currency, amount in coming.items()],
            *[tag("div", _payout(each), class_="soft") for each in open_payouts],
            tag("div", account["id"], class_="id"),
        ),
        tag("div", *_acts(account, has, open_payouts), class_="acts"),
        class_="entry",
        id=account["id"],
    )


def _payout(payout: Body) -> str:
    return f"{money(payout['amount'], payout['currency'])} on the way to the bank"


def _state(account: Body) -> Html:
    if account["closed"]:
        return state("Closed", "soft")
    return state("Can be paid", "good") if accounts.is_payable(account) else state("Must answer questions", "warn")


def _acts(account: Body, has: dict[str, int], open_payouts: list[Body]) -> list[Html]:
    at = f"/accounts/{account['id']}"
    if account["closed"]:
        return []
    if not accounts.is_payable(account):
        return [form(f"{at}/onboard", button("Answer the questions", main=True))]
    offered = [form(f"{at}/restrict", button("Ask for more documents"))]
    if any(amount > 0 for amount in has.values()):
        offered.insert(0, form(f"{at}/payout", button("Pay out to the bank")))
    if open_payouts:
        offered.insert(0, form(f"{at}/arrive", button("Payout arrives")))
        offered.insert(1, form(f"{at}/bounce", button("Bank sends payout back")))
    return offered


def _onboard(control: Control, account_id: str, _given: dict[str, str]) -> str:
    control.onboard(account_id)
    return account_id


def _restrict(control: Control, account_id: str, _given: dict[str, str]) -> str:
    control.onboard(account_id, status="restricted")
    return account_id


def _pay_out(control: Control, account_id: str, _given: dict[str, str]) -> str:
    for currency, amount in balance.totals(control.world(account_id), "available").items():
        if amount > 0:
            control.pay_out(account_id, amount, currency)
    return account_id


def _settle(control: Control, account_id: str, failure: str | None) -> str:
    for payout in control.world(account_id).find(payouts.KIND):
        if payout["status"] in payouts.OPEN:
            control.settle_payout(payout["id"], failure)
    return account_id


ACTS: Acts = {
    "onboard": _onboard,
    "restrict": _restrict,
    "payout": _pay_out,
    "arrive": lambda control, target, _given: _settle(control, target, None),
    "bounce": lambda control, target, _given: _settle(control, target, "account_closed"),
}
