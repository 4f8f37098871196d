"""A repeated request is carried out once and answered alike; a reused key is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Conflict
from guildhall.platform.assembly import Platform
from guildhall.platform.edge import created
from tests.support.http import Answer, Client

AMINA = Actor("acc_amina", frozenset({"client"}))
BRICE = Actor("acc_brice", frozenset({"client"}))
KEY = {"Idempotency-Key": "order-0001"}


class OrderIn(BaseModel):
    item: str


class OrderOut(BaseModel):
    order_id: str


class Shop:
    """Counts what it carries out; refuses an item called `gone`."""

    def __init__(self) -> None:
        self.orders: list[str] = []


def create_app(shop: Shop) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.post("/v1/orders")
    def order(body: OrderIn) -> Response[OrderOut]:
        if body.item == "gone":
            raise Conflict
        shop.orders.append(body.item)
        return created(OrderOut(order_id=f"ord_{len(shop.orders)}"), "/v1/orders/1", version=1)

    @app.post("/v1/log-in")
    def log_in() -> OrderOut:
        shop.orders.append("log-in")
        return OrderOut(order_id="none")

    return app


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def call(shop: Shop, platform: Platform) -> Client:
    return Client(create_app, shop, platform, keyless=frozenset({"/v1/log-in"}))


def order(call: Client, item: str = "book", by: Actor = AMINA, headers: dict[str, str] | None = None) -> Answer:
    return call("POST", "/v1/orders", by=by, body={"item": item}, headers=KEY if headers is None else headers)


def test_the_same_request_twice_is_carried_out_once_and_answered_alike(call: Client, shop: Shop) -> None:
    first, second = order(call), order(call)

    assert shop.orders == ["book"]
    assert (second.status, second.body, second.headers["ETag"]) == (201, first.body, '"1"')
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


def test_another_body_or_path_under_the_same_key_is_told_apart(call: Client, shop: Shop) -> None:
    order(call)

    reused = order(call, "pen")

    assert (reused.status, reused.problem) == (422, "idempotency/key-reused")
    assert shop.orders == ["book"]


def test_a_key_is_only_ones_own(call: Client, shop: Shop) -> None:
    order(call)
    order(call, by=BRICE)

    assert shop.orders == ["book", "book"]


def test_a_refused_request_may_be_sent_again_with_its_key(call: Client, shop: Shop) -> None:
    assert order(call, "gone").status == 409
    assert order(call, "book").status == 201
    assert shop.orders == ["book"]


@pytest.mark.parametrize("key", ["short", "x" * 256, ""])
def test_a_key_that_is_missing_or_unusable_is_named(call: Client, shop: Shop, key: str) -> None:
    answer = order(call, headers={"Idempotency-Key": key})

    assert (answer.status, answer.problem) == (400, "idempotency/key-missing")
    assert answer.body["errors"][0]["pointer"] == "#header/Idempotency-Key"
    assert shop.orders == []


def test_a_path_that_is_harmless_to_repeat_needs_no_key(call: Client, shop: Shop) -> None:
    for _ in range(2):
        assert call("POST", "/v1/log-in", by=AMINA, headers={"idempotency-key": ""}).status == 200
    assert len(shop.orders) == 2


def test_many_at_once_are_carried_out_once(call: Client, shop: Shop) -> None:
    def run() -> Any:
        return order(call)

    with ThreadPoolExecutor(8) as pool:
        answers = [task.result() for task in [pool.submit(copy_context().run, run) for _ in range(8)]]

    assert shop.orders == ["book"]
    assert {answer.status for answer in answers} <= {201, 409}
    assert {answer.problem for answer in answers if answer.status == 409} <= {"idempotency/in-progress"}
