"""Sessions of a user pool behave as on AWS: rotation, secrets, and challenges that belong to their session."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.tiny import Tiny, eventually

TEMPLATE = """
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: tiny, MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA]}
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref Pool
      GenerateSecret: true
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH]
      RefreshTokenRotation: {Feature: ENABLED, RetryGracePeriodSeconds: 1}
Outputs:
  Pool: {Value: !Ref Pool}
  Client: {Value: !Ref Client}
  Secret: {Value: !GetAtt Client.ClientSecret}
"""
PASSWORD = "Correct-horse-7"


@dataclass
class Person:
    """A user of the tiny pool."""

    pool: Any
    client_id: str
    secret: str
    name: str

    @property
    def hash(self) -> str:
        digest = hmac.digest(self.secret.encode(), (self.name + self.client_id).encode(), hashlib.sha256)
        return base64.b64encode(digest).decode()

    def sign_in(self) -> dict[str, Any]:
        answer: dict[str, Any] = self.pool.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": self.name, "PASSWORD": PASSWORD, "SECRET_HASH": self.hash},
        )
        return answer

    def refresh(self, token: str, secret: str | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = self.pool.get_tokens_from_refresh_token(
            ClientId=self.client_id, ClientSecret=secret or self.secret, RefreshToken=token
        )["AuthenticationResult"]
        return answer

    def respond(self, session: str, code: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.pool.respond_to_auth_challenge(
            ClientId=self.client_id,
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=session,
            ChallengeResponses={
                "USERNAME": self.name,
                "SOFTWARE_TOKEN_MFA_CODE": code,
                "SECRET_HASH": self.hash,
            },
        )
        return answer

    def set_up_app(self) -> str:
        token = self.sign_in()["AuthenticationResult"]["AccessToken"]
        secret: str = self.pool.associate_software_token(AccessToken=token)["SecretCode"]
        self.pool.verify_software_token(AccessToken=token, UserCode=shown(secret))
        return secret


def shown(secret: str) -> str:
    digest = hmac.digest(base64.b32decode(secret), int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1)
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def ana(tiny: Tiny) -> Person:
    return person(tiny, tiny.deploy(TEMPLATE), "ana")


def person(tiny: Tiny, outputs: dict[str, str], name: str) -> Person:
    pool = tiny.cloud.client("cognito-idp")
    made = Person(pool, outputs["Client"], outputs["Secret"], name)
    pool.sign_up(ClientId=made.client_id, SecretHash=made.hash, Username=name, Password=PASSWORD)
    pool.admin_confirm_sign_up(UserPoolId=outputs["Pool"], Username=name)
    return made


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_a_refresh_token_is_replaced_and_works_on_for_the_grace_period_only(ana: Person) -> None:
    first = ana.sign_in()["AuthenticationResult"]["RefreshToken"]

    second = ana.refresh(first)["RefreshToken"]
    ana.refresh(first)

    assert second != first
    assert eventually(lambda: is_refused(ana, first)) == "RefreshTokenReuseException"
    assert ana.refresh(second)["RefreshToken"] not in {first, second}


def is_refused(someone: Person, token: str) -> str:
    try:
        someone.refresh(token)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def test_signing_out_ends_every_token_of_the_rotation(ana: Person) -> None:
    first = ana.sign_in()["AuthenticationResult"]["RefreshToken"]
    second = ana.refresh(first)["RefreshToken"]

    ana.pool.revoke_token(ClientId=ana.client_id, ClientSecret=ana.secret, Token=second)

    for token in (first, second):
        assert is_refused(ana, token) == "NotAuthorizedException"


def test_a_confidential_client_shows_its_secret_to_refresh(ana: Person) -> None:
    token = ana.sign_in()["AuthenticationResult"]["RefreshToken"]

    with pytest.raises(ClientError) as refused:
        ana.refresh(token, secret="another-secret-that-is-long-enough")

    assert code_of(refused) == "NotAuthorizedException"


def test_a_code_of_the_app_is_worth_nothing_without_the_session_that_the_password_opened(tiny: Tiny) -> None:
    outputs = tiny.deploy(TEMPLATE)
    ana, ben = person(tiny, outputs, "ana"), person(tiny, outputs, "ben")
    app = ana.set_up_app()
    ben.set_up_app()
    bens = ben.sign_in()["Session"]

    for session in ("made-up-session-of-nobody", bens):
        with pytest.raises(ClientError) as refused:
            ana.respond(session, shown(app))
        assert code_of(refused) == "NotAuthorizedException"


def test_a_session_survives_a_wrong_code_and_ends_with_the_right_one(ana: Person) -> None:
    app = ana.set_up_app()
    session = ana.sign_in()["Session"]

    with pytest.raises(ClientError) as wrong:
        ana.respond(session, "000000")
    assert "AccessToken" in ana.respond(session, shown(app))["AuthenticationResult"]
    with pytest.raises(ClientError) as again:
        ana.respond(session, shown(app))

    assert (code_of(wrong), code_of(again)) == ("CodeMismatchException", "NotAuthorizedException")
