"""What the tests of partners share."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from functions.partners import commands, events
from functions.partners.api import KEYLESS, create_app
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.partners import wiring
from guildhall.partners.gateways.receivers import HttpReceivers
from guildhall.platform.assembly import Platform
from tests.support.aws_json import AwsRefusal, Operation, aws_json
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.receiver import Receiver

SETTINGS = {
    "GUILDHALL_POOL_ID": "eu-west-1_test",
    "GUILDHALL_DATA_KEY": "arn:aws:kms:eu-west-1:000000000000:key/test",
    "GUILDHALL_WEBHOOK_LOOPBACK": "true",
}
ADMIN = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AA", frozenset({"administrator"}))
EXPERT = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AC", frozenset({"expert"}))
PATIENCE_SECONDS = 3.0
"""How long our sender waits for a receiver in these tests."""


class KeyService:
    """KMS as far as we use it: what was sealed in one context opens in no other."""

    def __init__(self) -> None:
        self._sealed: dict[str, tuple[str, Any]] = {}

    def encrypt(self, body: dict[str, Any]) -> dict[str, Any]:
        blob = base64.b64encode(f"sealed {len(self._sealed)}".encode()).decode()
        self._sealed[blob] = (body["Plaintext"], body["EncryptionContext"])
        return {"CiphertextBlob": blob, "KeyId": body["KeyId"]}

    def decrypt(self, body: dict[str, Any]) -> dict[str, Any]:
        plaintext, context = self._sealed[body["CiphertextBlob"]]
        if context != body["EncryptionContext"]:
            raise AwsRefusal("InvalidCiphertextException")
        return {"Plaintext": plaintext, "KeyId": body["KeyId"]}


class Pool:
    """The user pool as far as we use it."""

    def __init__(self) -> None:
        self.clients: dict[str, dict[str, Any]] = {}
        self.refusals: list[str] = []
        self._numbers = itertools.count(1)

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.refusals:
            raise AwsRefusal(self.refusals.pop())
        client_id = f"client{next(self._numbers)}"
        self.clients[client_id] = body
        return {"UserPoolClient": {"ClientId": client_id, "ClientSecret": f"top-secret-of-{client_id}"}}

    def delete(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["ClientId"] not in self.clients:
            raise AwsRefusal("ResourceNotFoundException")
        del self.clients[body["ClientId"]]
        return {}


def _of(now: dict[str, Any], service: str, operation: str) -> Operation:
    """Return an operation of whichever service the present test put in."""

    def carry_out(body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = getattr(now[service], operation)(body)
        return answer

    return carry_out


@dataclass(frozen=True)
class Services:
    """Both services behind one address. now: what the present test put in, by name."""

    url: str
    now: dict[str, Any]

    def take(self, name: str, service: Any, patch: pytest.MonkeyPatch) -> Any:
        """Put a service in for one test, whose environment leads to it."""
        self.now[name] = service
        # The second is botocore's name for the pool; the third tells platform.aws that its client is another one.
        for each in ("KMS", "COGNITO_IDENTITY_PROVIDER", "COGNITO-IDP"):
            patch.setenv(f"AWS_ENDPOINT_URL_{each}", self.url)
        return service


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """One server for the whole run: making an AWS client costs more than a test."""
    now: dict[str, Any] = {}
    operations = {
        "CreateUserPoolClient": _of(now, "pool", "create"),
        "DeleteUserPoolClient": _of(now, "pool", "delete"),
        "Encrypt": _of(now, "keys", "encrypt"),
        "Decrypt": _of(now, "keys", "decrypt"),
    }
    with aws_json(operations) as url:
        yield Services(url, now)


@pytest.fixture
def pool(services: Services, monkeypatch: pytest.MonkeyPatch) -> Pool:
    made: Pool = services.take("pool", Pool(), monkeypatch)
    return made


@pytest.fixture
def keys(services: Services, monkeypatch: pytest.MonkeyPatch) -> KeyService:
    made: KeyService = services.take("keys", KeyService(), monkeypatch)
    return made


@pytest.fixture
def deployed(platform: Platform) -> Platform:
    """The platform with the variables that template.yaml gives the functions of partners."""
    return replace(platform, environ=SETTINGS)


@pytest.fixture
def call(deployed: Platform, pool: Pool, keys: KeyService) -> Client:
    return Client(create_app, wiring.wire(deployed), deployed, keyless=KEYLESS)


@pytest.fixture
def happens(deployed: Platform, clock: SettableClock) -> Bus:
    """Delivers events."""
    return Bus(events.subscribe(wiring.wire_planning(deployed)), clock)


@pytest.fixture
def send(deployed: Platform, clock: SettableClock, keys: KeyService) -> Bus:
    """Delivers orders of attempts, to a sender without patience and without jitter."""
    receivers = HttpReceivers(clock, loopback_allowed=True, whole_seconds=PATIENCE_SECONDS)
    deliver = replace(wiring.wire_delivery(deployed), receivers=receivers, chance=lambda: 0.0)
    return Bus(commands.subscribe(deliver), clock)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().running() as running:
        yield running


@dataclass(frozen=True)
class Partner:
    """A partner client and the program that uses it."""

    client: dict[str, Any]
    program: Actor


def a_partner(call: Client, account_id: str | None = None) -> Partner:
    body = {"name": "Ledger & Sons"} | ({"account_id": account_id} if account_id else {})
    made = call("POST", "/v1/partner-clients", by=ADMIN, body=body).body["client"]
    return Partner(made, Actor(made["partner_id"], frozenset({"partner"}), frozenset(made["scopes"])))


def an_endpoint(call: Client, partner: Partner, url: str, *events: str) -> Answer:
    return call(
        "POST",
        "/v1/webhook-endpoints",
        by=partner.program,
        body={"url": url, "events": list(events or ("payment.held", "contract.signed"))},
    )
