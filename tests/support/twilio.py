"""Twilio on loopback: takes messages as its REST API does, and reports what became of them as its webhooks do."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from tests.support.http import Answer, Client
from tests.support.receiver import Receiver, Reply


class Twilio(Receiver):
    """Keeps messages; `plan` holds answers that are faults, first in, first out."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.always = Reply(status=201, body=b'{"sid": "SM1"}')
        self._token = token

    @contextmanager
    def running(self) -> Iterator[Twilio]:
        """Serve for the length of the block."""
        with super().running():
            yield self

    @property
    def said(self) -> list[dict[str, str]]:
        """The forms that came, in order."""
        return [{name: values[0] for name, values in parse_qs(got.body).items()} for got in self.got]

    def reports(
        self, call: Client, status: str, *, code: str = "", message: int = -1, token: str | None = None,
        changed: str = "", signed: bool = True, elsewhere: str = "", asked: str = "",
    ) -> Answer:  # fmt: skip
        """Report on a message to where it asked for it.

        code: the error's. token: that of somebody else. changed: what is added to the form, elsewhere: to the address,
        after both were signed. signed: whether there is a signature at all. asked: where to instead.
        """
        sent = self.said[message]
        address = asked or sent["StatusCallback"].partition("#")[0]
        form = {"MessageSid": "SM1", "MessageStatus": status, "To": sent["To"], "From": "+15005550006", "RawDlr": ""}
        body = urlencode(form | ({"ErrorCode": code} if code else {}))
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if signed:
            headers["x-twilio-signature"] = signature(token or self._token, address, body)
        parts = urlsplit(address)
        return call(
            "POST", parts.path, raw=body + changed, headers=headers, query=dict(parse_qsl(parts.query + elsewhere))
        )


def signature(token: str, address: str, body: str) -> str:
    """Return X-Twilio-Signature of a form (Twilio, "Webhooks security")."""
    text = address + "".join(name + value for name, value in sorted(parse_qsl(body, keep_blank_values=True)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()
