"""The catalogue: what the pinned SDK can ask, and what it understands."""

import ast
from pathlib import Path
from typing import Any

import pytest

from tools.stripe_server import operations, resources
from tools.stripe_server.catalogue import Catalogue

SOURCES = Path(resources.__file__).parent


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_it_knows_all_requests_of_the_sdk(catalogue: Catalogue) -> None:
    assert len(catalogue.routes) > 600
    assert len({(route.method, route.template) for route in catalogue.routes}) > 600


def test_literal_paths_win_over_ids(catalogue: Catalogue) -> None:
    found = catalogue.match("GET", "/v1/payment_intents/search")

    assert found is not None
    assert found[0].operation == "PaymentIntentService.search"


def test_every_operation_of_the_server_is_one_of_the_sdk(catalogue: Catalogue) -> None:
    assert operations.OPERATIONS.keys() <= {route.operation for route in catalogue.routes}


@pytest.mark.parametrize(
    ("method", "path", "data", "problems"),
    [
        ("POST", "/v1/transfers", {"amount": 1, "currency": "eur", "destination": "acct_1"}, []),
        ("POST", "/v1/transfers", {"currency": "eur"}, ["destination: missing required parameter"]),
        ("POST", "/v1/refunds", {"payment_intent": "pi_1", "reson": "x"}, ["reson: unknown parameter"]),
        ("POST", "/v1/refunds", {"amount": "many"}, ["amount: invalid integer"]),
        ("GET", "/v1/transfers", {"created": {"gte": "1", "after": "2"}}, ["created[after]: unknown parameter"]),
        ("GET", "/v1/events", {"delivery_success": "maybe"}, ["delivery_success: invalid boolean"]),
        ("POST", "/v2/core/accounts", {"dashboard": "huge"}, ["dashboard: must be one of express, full, none"]),
        ("POST", "/v1/payment_intents/pi_1/capture", {"metadata": {"anything": "goes"}}, []),
        ("POST", "/v1/customers", {"metadata": ""}, []),
        ("GET", "/v1/balance", {"expand": "x"}, ["expand: invalid array"]),
        ("PATCH", "/v1/balance", {}, ["PATCH /v1/balance: the SDK has no such request"]),
    ],
)
def test_a_planned_call_is_checked(
    catalogue: Catalogue, method: str, path: str, data: dict[str, Any], problems: list[str]
) -> None:
    assert catalogue.problems(method, path, data) == problems


def test_a_form_gets_its_types(catalogue: Catalogue) -> None:
    found = catalogue.match("POST", "/v1/payment_intents")
    assert found is not None

    form = {
        "amount": "100",
        "currency": "eur",
        "confirm": "true",
        "expand": {"1": "b", "0": "a"},
        "metadata": {"n": "1"},
    }
    reading = catalogue.read(found[0], form)

    assert reading.problems == []
    assert reading.values == {
        "amount": 100,
        "currency": "eur",
        "confirm": True,
        "expand": ["a", "b"],
        "metadata": {"n": "1"},
    }


def test_an_answer_is_compared_with_the_class_of_the_sdk(catalogue: Catalogue) -> None:
    found = catalogue.match("GET", "/v1/balance")
    assert found is not None

    body = {"object": "balance", "livemode": False, "available": [{"amount": 1, "currency": "eur", "colour": "red"}]}
    problems = catalogue.response_problems(found[0], body)

    assert problems == [
        "Balance.pending: promised by the SDK, absent",
        "Balance.available[0].colour: unknown to the SDK",
    ]


def test_a_search_answers_a_page_of_objects(catalogue: Catalogue) -> None:
    found = catalogue.match("GET", "/v1/charges/search")

    assert found is not None
    assert found[0].is_list
    assert found[0].response is not None
    assert found[0].response.load().__name__ == "Charge"


def test_every_emitted_event_is_one_that_stripe_has() -> None:
    """Compare the event names in the sources with the SDK's snapshot event types and thin event classes."""
    from stripe import Event
    from stripe.events._event_classes import get_v2_event_class

    known = set(ast.literal_eval(str(Event.__annotations__["type"]).removeprefix("typing.Literal")))
    emitted = {
        str(node.args[0].value)
        for path in SOURCES.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"emit", "emit_thin"}
        and isinstance(node.args[0], ast.Constant)
    }

    assert len(emitted) > 30
    thin = {name for name in emitted if name.startswith("v2.")}
    assert [name for name in thin if get_v2_event_class(name).__name__ == "StripeObject"] == []
    assert emitted - thin - known == set()
