"""A Stripe server per test, the real stripe-python in front of it, and an endpoint that listens to webhooks."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe

from tests.support.loopback import Loopback, answer, body_of
from tools.stripe_server import StripeServer
from tools.stripe_server.catalogue import Catalogue

SECRET, THIN_SECRET = "whsec_snapshots", "whsec_thin"


@dataclass
class Stripe:
    """stripe-python pointed at a server; remembers each answer, so that its shape can be checked."""

    server: StripeServer
    answers: list[tuple[str, str, Any]] = field(default_factory=list)
    closers: list[Callable[[], None]] = field(default_factory=list)

    def client(self, key: str = "sk_test_guildhall", *, retries: int = 0, timeout: float = 10) -> stripe.StripeClient:
        recorder = Recorder(self.answers, timeout)
        self.closers.append(recorder.close)
        return stripe.StripeClient(
            key, base_addresses={"api": self.server.url}, max_network_retries=retries, http_client=recorder
        )


class Recorder(stripe.RequestsClient):
    """The SDK's own HTTP client, with a memory."""

    def __init__(self, answers: list[tuple[str, str, Any]], timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._answers = answers

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **more: Any
    ) -> Any:
        answer = super().request(method, url, headers, post_data, **more)
        if answer[1] == 200:
            self._answers.append((method, urlsplit(url).path, json.loads(answer[0])))
        return answer


@pytest.fixture
def server() -> Iterator[StripeServer]:
    with StripeServer(mode="manual") as running:
        yield running


@pytest.fixture
def sdk(server: StripeServer) -> Iterator[Stripe]:
    """The SDK; when the test is over, every answer it got must have the shape of the SDK's classes."""
    made = Stripe(server)
    yield made
    for close in made.closers:
        close()
    assert shape_problems(made.answers) == []


def shape_problems(answers: list[tuple[str, str, Any]]) -> list[str]:
    catalogue = Catalogue()
    problems = []
    for method, path, body in answers:
        found = catalogue.match(method, path)
        assert found, f"{method} {path} was answered and is not in the catalogue"
        if "deleted" not in body:
            problems += [f"{found[0].operation}: {each}" for each in catalogue.response_problems(found[0], body)]
    return problems


@pytest.fixture
def client(sdk: Stripe) -> stripe.StripeClient:
    return sdk.client()


def a_payment(client: stripe.StripeClient, **given: Any) -> stripe.PaymentIntent:
    """Pay 100.00 EUR with a card that works, unless told otherwise."""
    params: Any = {"amount": 10_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True} | given
    return client.v1.payment_intents.create(params)


def an_account(client: stripe.StripeClient, **given: Any) -> Any:
    """Create a recipient who has not answered Stripe's questions yet."""
    wanted = {"stripe_balance": {"stripe_transfers": {"requested": True}}}
    params: Any = {
        "contact_email": "expert@guildhall.example",
        "display_name": "Expert",
        "dashboard": "express",
        "identity": {"country": "FR", "entity_type": "individual"},
        "configuration": {"recipient": {"capabilities": wanted}},
        "include": ["configuration.recipient", "requirements", "identity", "defaults"],
    }
    return client.v2.core.accounts.create(params | given)


def a_payable_account(client: stripe.StripeClient, server: StripeServer) -> str:
    account_id: str = an_account(client).id
    server.control.onboard(account_id)
    return account_id


def charge_of(intent: stripe.PaymentIntent) -> str:
    assert isinstance(intent.latest_charge, str)
    return intent.latest_charge


def available(client: stripe.StripeClient, **options: Any) -> int:
    """Read the available balance, in minor units of EUR."""
    return client.v1.balance.retrieve(None, options or None).available[0].amount  # type: ignore[arg-type]


def types(server: StripeServer) -> list[str]:
    """List the types of all events, oldest first."""
    return [each["type"] for each in reversed(server.control.events())]


@dataclass
class Endpoint:
    """A webhook endpoint that answers as told and keeps what it heard."""

    url: str = ""
    status: int = 200
    heard: list[tuple[str, str]] = field(default_factory=list)

    def wait(self, count: int, seconds: float = 5) -> list[tuple[str, str]]:
        """Wait until so many webhooks were heard."""
        until(lambda: len(self.heard) >= count, seconds)
        return self.heard


def until(holds: Callable[[], bool], seconds: float = 5) -> None:
    """Poll until a condition holds; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.005)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    state = Endpoint()

    def hear(request: BaseHTTPRequestHandler) -> None:
        state.heard.append((body_of(request).decode(), request.headers["Stripe-Signature"]))
        answer(request, state.status)

    server = Loopback(hear)
    state.url = f"{server.url}/hooks?from=stripe"
    with server.running():
        yield state
