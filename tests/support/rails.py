"""Local rails in tests: seals without KMS, the sandbox, and callbacks as they come in at the edge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from functions.payments import callbacks
from guildhall.kernel.clock import SettableClock
from guildhall.payments.gateways.rails import KeyedRails
from guildhall.payments.gateways.sandbox import MERCHANT, SandboxRail, sign
from guildhall.payments.models.rails import SANDBOX
from guildhall.payments.ports import LocalRail, Payments, Rails
from guildhall.payments.store import DynamoSandbox
from guildhall.payments.use_cases.rail_hearing import HearRail
from guildhall.payments.wiring import working
from guildhall.payments.wiring.rails import wire_callbacks
from guildhall.platform.assembly import Platform
from tests.support import outbox
from tests.support.crashes import Fuse
from tests.support.http import Answer, LambdaContext, http_event
from tools.rail_servers.vendor import News

if TYPE_CHECKING:
    from tests.support.payments import PaymentsHouse

SANDBOX_SECRET = "sandbox-secret"
PAGE = "https://page.example/pay"


class MemorySeals:
    """The port `Sealer` that hides a text from a reader who only looks, and knows its owner."""

    def seal(self, secret: str, owner_id: str) -> str:
        return f"{owner_id}|{secret.encode().hex()}"

    def unseal(self, sealed: str, owner_id: str) -> str:
        owner, _, hidden = sealed.partition("|")
        assert owner == owner_id, "sealed for another owner"
        return bytes.fromhex(hidden).decode()


def some_rails(platform: Platform, **more: Callable[[Mapping[str, Any]], LocalRail]) -> KeyedRails:
    """Return the sandbox, and more rails by name."""

    def sandbox(keys: Mapping[str, Any]) -> LocalRail:
        world = DynamoSandbox(platform.tables.ops_table, platform.database)
        return SandboxRail(world, platform.clock, keys["secret"], PAGE)

    keys: dict[str, dict[str, Any]] = {SANDBOX: {"secret": SANDBOX_SECRET}, **{name: {} for name in more}}
    return KeyedRails(lambda: keys, {SANDBOX: sandbox, **more})


def local_worker(platform: Platform, payments: Payments, rails: Rails | None = None) -> HearRail:
    """Return the worker's half for local rails, on the sandbox unless told otherwise."""
    return working.local_worker(platform, payments, rails or some_rails(platform), MemorySeals())


def call_back(
    platform: Platform, rails: Rails, name: str, body: bytes, headers: Mapping[str, str], *, method: str = "POST",
    query: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """Post a callback to the edge."""
    handle = callbacks.receive(wire_callbacks(platform, rails), platform)
    path = f"/v1/payments/callbacks/{name}"
    event = http_event(method, path, actor=None, body=body.decode(), headers=dict(headers), query=dict(query or {}))
    answer = handle(event | {"pathParameters": {"provider": name}}, LambdaContext())
    return Answer(answer["statusCode"], _parsed(answer["body"]), answer["headers"])


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


def sandbox_says(platform: Platform, our_id: str, minor: int, currency: str, **changed: Any) -> tuple[bytes, dict[str, str]]:  # fmt: skip  # noqa: E501
    """Return body and headers of a callback that the sandbox signed: the payer has answered."""
    said = {
        "operation": "collect", "id": our_id, "status": "succeeded", "minor": minor, "currency": currency,
        "ref": "play", "merchant": MERCHANT, "code": None,
    }  # fmt: skip
    body = json.dumps(said | changed).encode()
    return body, sign(SANDBOX_SECRET.encode(), body, platform.clock.now())


def deliver(house: PaymentsHouse, rail: str, news: News) -> Answer:
    """Let a vendor's request to us arrive."""
    return call_back(house.platform, house.rails, rail, news.body, news.headers, method=news.method, query=news.query)


def attention(house: PaymentsHouse) -> set[tuple[str, str]]:
    """What waits for a person: subject and reason."""
    return {(each.about, each.reason) for each in house.desk.list_attention.attentions.list_open()}


def posted(house: PaymentsHouse) -> int:
    """How many events said that money is held."""
    return len(outbox.published(house.platform.tables, "FundsHeld.v1"))


def our_id(house: PaymentsHouse, milestone: str) -> str:
    """The rail's operation of the open attempt."""
    payment = house.payments.get(milestone)
    assert payment is not None
    return str(payment.intent_id)


@contextmanager
def house_on(
    platform: Platform, clock: SettableClock, fuse: Fuse, **vendors: Callable[[Mapping[str, Any]], LocalRail]
) -> Iterator[PaymentsHouse]:
    """A house of payments with these rails besides the sandbox, switched on."""
    from tests.support.payments import PaymentsHouse, stripe_server

    with stripe_server() as server:
        rails = some_rails(platform, **vendors)
        made = PaymentsHouse(platform, clock, server, fuse.around_commits, fuse.around_calls, rails=rails)
        for name in vendors:
            made.set(f"rail_{name}_mode", 2)
        yield made


def begun(house: PaymentsHouse, how: Mapping[str, str], minor: int = 2_500_00, currency: str = "PKR") -> str:
    """A milestone whose client asked to pay by a rail, which the worker has called once."""
    (milestone,) = house.sign(minor, currency=currency)
    assert house.fund(milestone, **how).status == 202
    house.work()
    return milestone
