"""Cognito as one thing to call: secret hashes, and errors as problems.

The app client has a secret, so only these functions can use it: nobody signs up, signs in or guesses codes past our
rate limits by calling Cognito directly. Cognito's messages never leave this package, only their meaning does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.identity.errors import CodeRefused, PasswordWeak
from guildhall.kernel.errors import Fault, Problem, TooMany, Unavailable
from guildhall.platform.observe import logger

BUSY = frozenset(
    {
        "LimitExceededException",
        "TooManyRequestsException",
        "TooManyFailedAttemptsException",
        "ThrottlingException",
    }
)
BUSY_SECONDS = 60
"""Cognito does not say when it will listen again; its own quotas are per second or per hour."""

Refusals = Mapping[str, Problem | None]
"""What an error code of Cognito means here; None: nothing that the caller needs to know."""


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """pool_id, web_client_id: of the user pool and its app client, as infra/identity.yaml exports them."""

    pool_id: str
    web_client_id: str


class Cognito:
    """One user pool through one app client: calls, secret hashes, and errors as problems."""

    def __init__(self, client: Any, settings: IdentitySettings) -> None:
        self._client = client
        self.pool_id = settings.pool_id
        self.client_id = settings.web_client_id

    @cached_property
    def client_secret(self) -> str:
        """The app client's secret, asked for once: a copy of it kept elsewhere could leak there."""
        answer = self.call("describe_user_pool_client", {}, UserPoolId=self.pool_id, ClientId=self.client_id)
        return str(answer["UserPoolClient"]["ClientSecret"])

    def secret_hash(self, account_id: str) -> str:
        """Return what proves that a call about this account comes from us."""
        message = (account_id + self.client_id).encode()
        return base64.b64encode(hmac.digest(self.client_secret.encode(), message, hashlib.sha256)).decode()

    def call(self, operation: str, refusals: Refusals, **parameters: Any) -> dict[str, Any]:
        """Call an operation (botocore's name for it) and return its answer, {} if a refusal means nothing.

        Raises the problem of a refusal, TooMany, or Unavailable for whatever was not foreseen.
        """
        try:
            return dict(getattr(self._client, operation)(**parameters))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in refusals:
                problem = refusals[code]
                if problem is None:
                    return {}
                raise problem from error
            if code in BUSY:
                raise TooMany("too many requests; try again later", retry_after_seconds=BUSY_SECONDS) from error
            logger.exception("user pool refused", extra={"operation": operation, "code": code})
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error

    def public(self, operation: str, account_id: str, refusals: Refusals, **parameters: Any) -> dict[str, Any]:
        """Call an operation that names a user and proves itself by the secret hash."""
        known = {"ClientId": self.client_id, "Username": account_id, "SecretHash": self.secret_hash(account_id)}
        return self.call(operation, refusals, **known, **parameters)

    def admin(self, operation: str, account_id: str, refusals: Refusals, **parameters: Any) -> dict[str, Any]:
        """Call an operation that this function's role is allowed to do to any user."""
        return self.call(operation, refusals, UserPoolId=self.pool_id, Username=account_id, **parameters)


def wrong_code(pointer: str) -> dict[str, Problem | None]:
    """Return what the refusals of a code mean; all of them look the same."""
    wrong = CodeRefused(faults=(Fault(pointer, "wrong or expired", "code_refused"),))
    return {
        "CodeMismatchException": wrong,
        "ExpiredCodeException": wrong,
        "UserNotFoundException": wrong,
        "InvalidParameterException": wrong,
        "AliasExistsException": wrong,
    }


def weak_password(pointer: str) -> dict[str, Problem | None]:
    """Return what the refusals of a new password mean."""
    weak = PasswordWeak(faults=(Fault(pointer, "too easy to guess, or used before", "password_weak"),))
    return dict.fromkeys(
        ("InvalidPasswordException", "InvalidParameterException", "PasswordHistoryPolicyViolationException"), weak
    )
