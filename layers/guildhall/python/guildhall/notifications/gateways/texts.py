"""Text messages through Amazon SNS, or through Twilio where a stage has it, and what Twilio says of them afterwards."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import ssl
from functools import cached_property
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.clock import from_text, to_text
from guildhall.kernel.errors import Fault, Unavailable
from guildhall.notifications.errors import MailRefused, ReportForged, TextsStopped
from guildhall.notifications.models import Outcome, TextReport
from guildhall.notifications.ports import TextTag
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
GONE_CODES = {STOPPED_CODE, 30005, 30006}
"""No such number any more, or one that takes no texts (the same source). A telephone that is merely off (30003), or
whose network refuses a message (30004, 30007), may take the next."""
OUTCOMES = {"delivered": Outcome.DELIVERED, "undelivered": Outcome.FAILED, "failed": Outcome.FAILED}
"""Where a message ends; on its way it is queued, sending and sent (Twilio, "Message resource", status values)."""
TAGS = {"account_id", "notification_id", "sent_at"}
"""What we add to the address of reports: all of it is signed, so nobody else can have said it."""
REPORTS_PATH = "/v1/webhooks/twilio"
AGAIN = "#rc=5&rp=all"
"""Has Twilio try five times more when we are out of reach (Twilio, "Webhooks: connection overrides"). Stays there."""
BUSY, FAILING = 429, 500
WHOLE_SECONDS = 8.0
LONGEST_ANSWER = 10_000


class SnsTexter:
    """The port `Texter` on Amazon SNS. Who sends it is what the account has registered in the phone's country."""

    def send(self, phone: str, text: str, tag: TextTag | None = None) -> None:  # noqa: ARG002  SNS reports nothing
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
    api_url: where our own API is reached, without trailing slash; Twilio reports there.
    base: where the API is. loopback_allowed: whether it may be this machine. trust: whom to believe who they are; by
    default whom this machine believes.
    """

    def __init__(
        self,
        secret: Secret | str,
        api_url: str,
        *,
        base: str = TWILIO,
        loopback_allowed: bool = False,
        lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._secret = secret
        self._api_url = api_url
        self._base = base
        self._loopback_allowed = loopback_allowed
        self._lookup = lookup
        self._whole_seconds = whole_seconds
        self._trust = trust

    @cached_property
    def _own(self) -> dict[str, str]:
        return _keys(self._secret)

    def send(self, phone: str, text: str, tag: TextTag | None = None) -> None:
        """Hand a message to Twilio. Raises MailRefused, TextsStopped, Unavailable."""
        own = self._own
        sender = "MessagingServiceSid" if own["sender"].startswith("MG") else "From"
        key = base64.b64encode(f"{own['account_sid']}:{own['auth_token']}".encode()).decode()
        headers = {"authorization": f"Basic {key}", "content-type": "application/x-www-form-urlencoded"}
        form = {"To": phone, sender: own["sender"], "Body": text}
        if tag:
            about = {
                "account_id": tag.account_id, "notification_id": tag.notification_id, "sent_at": to_text(tag.sent_at)
            }  # fmt: skip
            form["StatusCallback"] = f"{self._api_url}{REPORTS_PATH}?{urlencode(about)}{AGAIN}"
        body = urlencode(form).encode()
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


class TwilioReports:
    """The port `TextReports` for Twilio. secret: as above; empty where Twilio sends nothing. api_url: as above."""

    def __init__(self, secret: Secret | str, api_url: str) -> None:
        self._secret = secret
        self._api_url = api_url

    @cached_property
    def _token(self) -> str:
        return _keys(self._secret)["auth_token"] if self._secret else ""

    def read(self, path_and_query: str, body: bytes, signature: str) -> TextReport | None:
        """Return the report, or None if it is of a step that we do not note. Raises ReportForged."""
        form = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        url = self._api_url + path_and_query
        said = signature.encode(errors="replace")
        if not self._token or not any(hmac.compare_digest(each, said) for each in signatures(self._token, url, form)):
            raise ReportForged(
                faults=(Fault("#header/X-Twilio-Signature", "not made by Twilio over this", "signature"),)
            )
        told, about = dict(form), parse_qs(urlsplit(url).query)
        outcome = OUTCOMES.get(told.get("MessageStatus", ""))
        if outcome is None or not about.keys() >= TAGS:
            return None
        code = told.get("ErrorCode", "")
        return TextReport(
            about["account_id"][0],
            about["notification_id"][0],
            outcome,
            from_text(about["sent_at"][0]),
            is_gone=outcome is Outcome.FAILED and code.isdecimal() and int(code) in GONE_CODES,
        )


def signatures(token: str, url: str, form: list[tuple[str, str]]) -> list[bytes]:
    """Return the signatures of a request of Twilio's that are right, with the port of the address and without it.

    Which of the two Twilio signs depends on the product (Twilio, "Webhooks security", and its own libraries, which also
    try both): HMAC-SHA1 by the account's token over the address and each parameter's name and value, by name.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    bare = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    tail = "".join(name + value for name, value in sorted(set(form)))
    return [
        base64.b64encode(hmac.new(token.encode(), (urlunsplit(whole) + tail).encode(), hashlib.sha1).digest())
        for whole in (parts._replace(netloc=f"{bare}:{port}"), parts._replace(netloc=f"{bare}"))
    ]


def _keys(secret: Secret | str) -> dict[str, str]:
    found: dict[str, str] = json.loads(secret if isinstance(secret, str) else secret.value)
    return found


def _code(body: bytes) -> int:
    try:
        return int(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return 0


def drawn_code() -> str:
    """Return six digits that nobody can guess."""
    return f"{secrets.randbelow(10**6):06d}"
