"""The workshop: time, the network's faults, and whether webhooks go out by themselves."""

from tools.stripe_server import clock, delivery, faults
from tools.stripe_server.console.parts import Acts, moment
from tools.stripe_server.control import Control
from tools.stripe_server.errors import invalid
from tools.stripe_server.html import Html, button, choice, entry, form, joined, tag

STEPS = {
    str(clock.HOUR): "one hour",
    str(clock.DAY): "one day",
    str(7 * clock.DAY): "seven days",
    str(30 * clock.DAY): "thirty days",
}
FAULTS = {
    "500_before": "error 500, nothing done",
    "500_after": "error 500, but it was done",
    "500_saved_before": "error 500 for good, nothing done",
    "500_saved_after": "error 500 for good, but it was done",
    "drop_before": "connection breaks, nothing done",
    "drop_after": "connection breaks, but it was done",
    "402_insufficient": "not enough balance",
    "429": "too many requests",
    "slow": "answer takes ten seconds",
}
PATHS = {
    "/": "any request that changes something",
    "/v1/payment_intents": "payments",
    "/v1/transfers": "transfers",
    "/v1/refunds": "refunds",
    "/v2/core/accounts": "accounts",
}
SLOWNESS = 10_000
MOST = 100


def section(control: Control) -> Html:
    """Offer the tools."""
    title = tag("h2", "Workshop", id="workshop")
    return joined(title, tag("div", _time(control), _webhooks(control), _faults(control), class_="workshop"), _reset())


def _time(control: Control) -> Html:
    return tag(
        "div",
        tag("h3", "Time"),
        tag("p", f"Here it is {moment(clock.now(control.store))}.", class_="soft"),
        form("/workshop/clock/advance", choice("seconds", "Let time pass", STEPS), button("Move the clock")),
        id="clock",
    )


def _webhooks(control: Control) -> Html:
    is_held = control.store.setting(delivery.MODE, delivery.AUTO) == delivery.MANUAL
    text = "Webhooks wait for the button next to each event." if is_held else "Webhooks go out by themselves."
    act = ("auto", "Send by itself") if is_held else ("manual", "Hold webhooks")
    return tag(
        "div",
        tag("h3", "Webhooks"),
        tag("p", text, class_="soft"),
        form("/workshop/webhooks/mode", button(act[1], name="mode", value=act[0])),
        id="webhooks",
    )


def _faults(control: Control) -> Html:
    waiting = faults.waiting(control.store)
    listed = [tag("li", f"{FAULTS[each['kind']]}: {PATHS.get(each['path'], each['path'])}") for each in waiting]
    clear = [form("/workshop/faults/clear", button("Forget them"))] if waiting else []
    return tag(
        "div",
        tag("h3", "Faults"),
        tag("p", "Waiting for their request:" if waiting else "The network works.", class_="soft"),
        *([tag("ul", *listed)] if listed else []),
        form(
            "/workshop/faults/arm",
            choice("kind", "What goes wrong", FAULTS),
            choice("path", "With", PATHS),
            entry("times", "How often", "1", type="number", min="1", max=str(MOST)),
            button("Break it"),
        ),
        *clear,
        id="faults",
    )


def _reset() -> Html:
    warning = tag("p", "Forgets every payment, account and event. The platform's own books stay as they are.")
    return tag(
        "details", tag("summary", "Start over"), warning, form("/workshop/all/reset", button("Forget everything"))
    )


def _advance(control: Control, target: str, given: dict[str, str]) -> str:
    if given.get("seconds") not in STEPS:
        raise invalid("Choose how far the clock moves.", param="seconds")
    control.advance(int(given["seconds"]))
    return target


def _mode(control: Control, target: str, given: dict[str, str]) -> str:
    control.delivery_mode(given.get("mode", ""))
    return target


def _arm(control: Control, target: str, given: dict[str, str]) -> str:
    times = given.get("times", "")
    if not (times.isascii() and times.isdigit() and 1 <= int(times) <= MOST):
        raise invalid(f"Say how often, from 1 to {MOST}.", param="times")
    control.fault(given.get("kind", ""), path=given.get("path", "/"), milliseconds=SLOWNESS, times=int(times))
    return target


def _clear(control: Control, target: str, _given: dict[str, str]) -> str:
    control.clear_faults()
    return target


def _forget(control: Control, _target: str, _given: dict[str, str]) -> str:
    control.reset()
    return "payments"


ACTS: Acts = {"advance": _advance, "mode": _mode, "arm": _arm, "clear": _clear, "reset": _forget}
