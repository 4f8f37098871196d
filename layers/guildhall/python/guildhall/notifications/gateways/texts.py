"""Text messages through Amazon SNS, or through Twilio where a stage has it."""

from __future__ import annotations

import base64
import http.client
import json
import secrets
import ssl
from functools import cached_property
from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.notifications.errors import MailRefused, TextsStopped
from guildhall.platform import aws, outbound
from guildhall.platform.addresses import AddressRefused, Resolve, locate, resolve
from guildhall.platform.secrets import Secret

HOPELESS_TEXTS = {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid"}
"""Answers of SNS that no retry changes: no such number."""
STOPPED = "OptedOut"
TWILIO = "https://api.twilio.com"
STOPPED_CODE = 21610
"""Who has the telephone answered STOP (Twilio, "Error and warning dictionary")."""
PASSING_CODES = {20429, 20500, 20503}
"""Twilio is busy or has a fault of its own, whatever the status says."""
BUSY, FAILING = 429, 500
WHOLE_SECONDS = 8.0
LONGEST_ANSWER = 10_000


class SnsTexter:
    """The port `Texter` on Amazon SNS. Who sends it is what the account has registered in the phone's country."""

    def send(self, phone: str, text: str) -> None:
        """Hand a message to SNS. Raises MailRefused, TextsStopped, Unavailable."""
        kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        try:
            aws.client("sns").publish(PhoneNumber=phone, Message=text, MessageAttributes=kind)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == STOPPED:
                raise TextsStopped from error
            if code in HOPELESS_TEXTS:
                raise MailRefused from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


class TwilioTexter:
    """The port `Texter` on Twilio's REST API, version 2010-04-01.

    secret: JSON with `account_sid`, `auth_token` and `sender`, a number or the id of a messaging service (`MG…`).
    base: where the API is. loopback_allowed: whether it may be this machine. trust: whom to believe who they are; by
    default whom this machine believes.
    """

    def __init__(
        self,
        secret: Secret | str,
        *,
        base: str = TWILIO,
        loopback_allowed: bool = False,
        lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._secret = secret
        self._base = base
        self._loopback_allowed = loopback_allowed
        self._lookup = lookup
        self._whole_seconds = whole_seconds
        self._trust = trust

    @cached_property
    def _own(self) -> dict[str, str]:
        text = self._secret if isinstance(self._secret, str) else self._secret.value
        found: dict[str, str] = json.loads(text)
        return found

    def send(self, phone: str, text: str) -> None:
        """Hand a message to Twilio. Raises MailRefused, TextsStopped, Unavailable."""
        own = self._own
        sender = "MessagingServiceSid" if own["sender"].startswith("MG") else "From"
        key = base64.b64encode(f"{own['account_sid']}:{own['auth_token']}".encode()).decode()
        headers = {"authorization": f"Basic {key}", "content-type": "application/x-www-form-urlencoded"}
        body = urlencode({"To": phone, sender: own["sender"], "Body": text}).encode()
        url = f"{self._base}/2010-04-01/Accounts/{own['account_sid']}/Messages.json"
        try:
            answer = outbound.send(
                locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup), headers, body,
                whole_seconds=self._whole_seconds, longest=LONGEST_ANSWER, trust=self._trust,
            )  # fmt: skip
        except (AddressRefused, OSError, http.client.HTTPException) as error:
            raise Unavailable from error
        if 200 <= answer.status < 300:  # noqa: PLR2004  the class of success
            return
        code = _code(answer.body)
        if answer.status == BUSY or answer.status >= FAILING or code in PASSING_CODES:
            raise Unavailable(f"answer {answer.status}, code {code}")
        if code == STOPPED_CODE:
            raise TextsStopped
        raise MailRefused(f"answer {answer.status}, code {code}")


def _code(body: bytes) -> int:
    try:
        return int(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return 0


def drawn_code() -> str:
    """Return six digits that nobody can guess."""
    return f"{secrets.randbelow(10**6):06d}"
