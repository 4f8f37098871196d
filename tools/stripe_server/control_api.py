"""The control interface over HTTP: JSON in, JSON out, under /_control/.

| request | body |
|---|---|
| POST faults | kind, method, path, milliseconds, times |
| DELETE faults, GET faults | |
| GET calls, GET events, GET deliveries | |
| POST clock | seconds |
| POST settlement | days |
| POST fees | late |
| POST fees/book | |
| POST webhooks | url, secret, thin_secret, thin_url |
| POST delivery | mode |
| POST deliveries/{number}/deliver | age, is_edited |
| POST deliveries/{number}/drop | |
| POST intents/{id}/authenticate | approved |
| POST intents/{id}/pay | card, return_url |
| POST charges/{id}/dispute | reason |
| POST disputes/{id}/close | won |
| POST refunds/{id}/fail, refunds/{id}/complete | reason |
| POST accounts/{id}/onboard | status |
| POST accounts/{id}/payouts | amount, currency |
| POST accounts/{id}/bank | |
| POST payouts/{id}/settle | failure |
| POST payment-methods/{id}/renew | |
| POST payment-methods/{id}/reissue | card |
| POST subscriptions/{id}/cancel | |
| POST payout-schedule | interval |
| POST topups | amount, currency, failure |
| POST reset | |
"""

import inspect
import json
import re
from collections.abc import Callable
from typing import Any

from tools.stripe_server import clock, faults
from tools.stripe_server.control import Control
from tools.stripe_server.errors import ApiError, Body, invalid
from tools.stripe_server.wire import Answer, Request

PREFIX = "/_control/"
ACTS: dict[tuple[str, str], Callable[..., Any]] = {
    ("GET", "faults"): lambda control: faults.waiting(control.store),
    ("POST", "faults"): Control.fault,
    ("DELETE", "faults"): Control.clear_faults,
    ("GET", "calls"): Control.calls,
    ("GET", "events"): Control.events,
    ("GET", "deliveries"): Control.deliveries,
    ("GET", "clock"): lambda control: {"now": clock.now(control.store)},
    ("POST", "clock"): lambda control, seconds: {"now": control.advance(seconds)},
    ("POST", "settlement"): Control.settlement_days,
    ("POST", "fees"): Control.late_fees,
    ("POST", "fees/book"): Control.book_fees,
    ("POST", "webhooks"): Control.listen,
    ("POST", "delivery"): Control.delivery_mode,
    ("POST", "deliveries/(\\d+)/deliver"): lambda control, number, age=0, is_edited=False: {
        "answer": control.deliver(int(number), age=age, is_edited=is_edited)
    },
    ("POST", "deliveries/(\\d+)/drop"): lambda control, number: control.drop(int(number)),
    ("POST", "intents/(\\w+)/authenticate"): Control.authenticate,
    ("POST", "intents/(\\w+)/pay"): Control.pay,
    ("POST", "charges/(\\w+)/dispute"): Control.dispute,
    ("POST", "disputes/(\\w+)/close"): Control.close_dispute,
    ("POST", "refunds/(\\w+)/fail"): Control.fail_refund,
    ("POST", "refunds/(\\w+)/complete"): Control.complete_refund,
    ("POST", "accounts/(\\w+)/onboard"): Control.onboard,
    ("POST", "accounts/(\\w+)/payouts"): Control.pay_out,
    ("POST", "accounts/(\\w+)/bank"): Control.change_bank,
    ("POST", "payouts/(\\w+)/settle"): Control.settle_payout,
    ("POST", "payment-methods/(\\w+)/renew"): Control.renew_card,
    ("POST", "payment-methods/(\\w+)/reissue"): Control.reissue_card,
    ("POST", "subscriptions/(\\w+)/cancel"): Control.cancel_subscription,
    ("POST", "payout-schedule"): Control.schedule_payouts,
    ("POST", "topups"): Control.top_up,
    ("POST", "reset"): Control.reset,
}


def answer(control: Control, request: Request) -> Answer:
    """Carry out one control request; 404 for what does not exist, 400 for what does not fit."""
    path = request.path.removeprefix(PREFIX)
    for (method, pattern), act in ACTS.items():
        found = re.fullmatch(pattern, path)
        if method == request.method and found:
            try:
                result = _call(act, control, found.groups(), _body(request))
            except ApiError as error:
                return Answer(error.status, error.body)
            return Answer(200, {"ok": True} if result is None else result)
    return Answer(404, {"error": {"message": f"No such control: {request.method} {request.path}", "see": __doc__}})


def _body(request: Request) -> Body:
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        raise invalid("The body must be JSON.") from error
    if not isinstance(body, dict):
        raise invalid("The body must be a JSON object.")
    return body


def _call(act: Callable[..., Any], control: Control, ids: tuple[str, ...], body: Body) -> Any:
    try:
        bound = inspect.signature(act).bind(control, *ids, **body)
    except TypeError as error:
        raise invalid(f"This control does not take that: {error}.") from error
    return act(*bound.args, **bound.kwargs)
