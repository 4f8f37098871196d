"""Who passes the authorizer: signed by the pool, current, and of a client that still counts."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from functions.partners.authorizer import admit
from guildhall.kernel.actor import Actor
from guildhall.partners import wiring
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.http import actor_of
from tests.edge.partners.conftest import ADMIN, Partner, a_partner
from tests.support.http import Client
from tests.support.loopback import Loopback, answer

ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_test"
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)

Ask = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def keys_url() -> Iterator[str]:
    """The pool's key set, served on loopback."""
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key()))
    text = json.dumps({"keys": [{**own, "kid": "k1", "use": "sig", "alg": "RS256"}]}).encode()

    server = Loopback(lambda request: answer(request, 200, text))
    with server.running():
        yield f"{server.url}/.well-known/jwks.json"


@pytest.fixture
def ask(platform: Platform, keys_url: str) -> Ask:
    environ = {
        "GUILDHALL_TOKEN_ISSUER": ISSUER,
        "GUILDHALL_TOKEN_KEYS_URL": keys_url,
        "GUILDHALL_WEB_CLIENT_ID": "web",
    }
    handle = admit(wiring.wire_admission(replace(platform, environ=environ)))

    def admitted(authorization: str) -> dict[str, Any]:
        return handle({"headers": {"authorization": authorization}, "requestContext": {"requestId": "r"}}, None)

    return admitted


@pytest.fixture
def partner(call: Client) -> Partner:
    return a_partner(call)


def token(
    key: Any = OURS,
    algorithm: str = "RS256",
    without: str = "",
    life_seconds: int = 600,
    age_seconds: int = 0,
    **claims: Any,
) -> str:
    issued = int(time.time()) - age_seconds
    whole = {"iss": ISSUER, "iat": issued, "exp": issued + life_seconds, "token_use": "access", "scope": "", **claims}
    whole.pop(without, None)
    return "Bearer " + jwt.encode(whole, key, algorithm, headers={"kid": "k1"})


def of(partner: Partner, **claims: Any) -> dict[str, Any]:
    return {"client_id": partner.client["client_id"], "scope": "guildhall/webhooks", **claims}


def test_a_program_passes_with_the_scopes_that_its_token_and_our_table_both_grant(ask: Ask, partner: Partner) -> None:
    answer = ask(token(**of(partner, scope="guildhall/webhooks guildhall/everything")))

    assert answer["isAuthorized"] is True
    event = {"requestContext": {"authorizer": {"lambda": answer["context"]}}}
    assert actor_of(event) == partner.program


def test_a_person_of_the_web_app_passes_with_all_roles(ask: Ask) -> None:
    claims: dict[str, Any] = {
        "username": ADMIN.account_id,
        "cognito:groups": ["administrator", "client"],
        "scope": "user",
    }

    answer = ask(token(client_id="web", **claims))

    event = {"requestContext": {"authorizer": {"lambda": answer["context"]}}}
    assert actor_of(event) == Actor(ADMIN.account_id, frozenset({"administrator", "client"}), frozenset({"user"}))


def test_a_revoked_program_does_not_pass(call: Client, ask: Ask, partner: Partner) -> None:
    good = token(**of(partner))
    assert ask(good)["isAuthorized"] is True

    call("POST", f"/v1/partner-clients/{partner.client['partner_id']}/revoke", by=ADMIN, body={})

    assert ask(good) == {"isAuthorized": False}


@pytest.mark.parametrize(
    "change",
    [
        {"life_seconds": -600},
        {"age_seconds": -600},
        {"iss": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_other"},
        {"token_use": "id"},
        {"client_id": "unknown"},
        {"client_id": "web"},
        {"username": "acc_1"},
        {"without": "exp"},
        {"without": "client_id"},
        {"key": FOREIGN},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_token_with_one_thing_wrong_does_not_pass(ask: Ask, partner: Partner, change: dict[str, Any]) -> None:
    assert ask(token(**of(partner)))["isAuthorized"] is True

    assert ask(token(**{**of(partner), **change})) == {"isAuthorized": False}


def test_a_token_that_picks_its_own_algorithm_does_not_pass(ask: Ask, partner: Partner) -> None:
    _, body, _ = token(**of(partner)).removeprefix("Bearer ").split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"k1"}').decode().rstrip("=")

    assert ask(f"Bearer {none}.{body}.") == {"isAuthorized": False}
    assert ask(token(key="a" * 64, algorithm="HS256", **of(partner))) == {"isAuthorized": False}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eA==", "Bearer x", "Bearer x.y.z", "Bearer é.é.é"])
def test_what_is_no_token_does_not_pass(ask: Ask, header: str) -> None:
    assert ask(header) == {"isAuthorized": False}
