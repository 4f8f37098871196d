"""The rail Easypaisa (PKR): its hosted page and its mobile accounts.

Sources: payments.md section 4.2. Nothing that comes in is signed, so it only ever makes us ask. Refunds and payouts
have no published interface, so refunds are a person's task.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl

from guildhall.kernel.clock import Clock
from guildhall.payments.errors import CallbackUnreadable
from guildhall.payments.gateways.karachi import KARACHI, reference
from guildhall.payments.gateways.rail_book import NOBODY_KNOWS, book, meaning
from guildhall.payments.gateways.rail_files import day_of_file
from guildhall.payments.gateways.rail_http import RailSilent, ask_json
from guildhall.payments.gateways.rail_units import from_decimal, to_rupees
from guildhall.payments.gateways.units import NotRepresentable
from guildhall.payments.models.rail_statements import DayStatement
from guildhall.payments.models.rails import (
    Ability,
    Callback,
    Flow,
    Heard,
    Operation,
    Outcome,
    OutcomeStatus,
    Payer,
    RailCall,
    Reply,
    Wallet,
)

S = OutcomeStatus
BLOCK_BITS = 128
AUTO_POST = "document.forms[0].submit()"


class EasypaisaRail:
    """The port `LocalRail`. keys: store_id, hash_key (16, 24 or 32 characters), username, password, account, host.

    callback_url: where its page leads back to. web_url: where browsers go from there.
    """

    name = "easypaisa"
    abilities = Ability.REDIRECT | Ability.PUSH | Ability.STATUS_INQUIRY

    def __init__(self, keys: Mapping[str, Any], clock: Clock, callback_url: str, web_url: str) -> None:
        self._book = book(self.name, keys)
        self._clock = clock
        self._callback_url = callback_url
        self._web_url = web_url
        self.merchant = str(keys["store_id"])
        self.first_inquiry = timedelta(seconds=self._book["first_inquiry_seconds"])

    def new_id(self, key: str) -> str:
        """Return an order number: twenty letters and digits."""
        return reference(key)

    def page_life(self, payer: Payer) -> timedelta | None:
        """Return how long its page may be used; on the phone the call itself asks."""
        return timedelta(minutes=self._book["page_minutes"]) if payer.flow is Flow.PAGE else None

    def collect(self, call: RailCall, payer: Payer, title: str) -> Outcome:  # noqa: ARG002  the page shows no title
        """Send the payer to the page, or ask their mobile account. Whether it is paid, only the inquiry says."""
        try:
            if payer.flow is Flow.PAGE:
                return self._page(call)
            amount = to_rupees(call.amount, 2)
        except NotRepresentable:
            return Outcome(call.operation, call.our_id, S.FAILED, code="amount_not_representable")
        asked = {
            "orderId": call.our_id,
            "storeId": self.merchant,
            "transactionAmount": amount,
            "transactionType": "MA",
            "mobileAccountNo": payer.phone or "",
            "emailAddress": self._book.get("email", ""),
        }
        said = self._ask("wallet", asked)
        status, code = meaning(self._book["codes"], said.get("responseCode")) if said else NOBODY_KNOWS
        is_ours = said is not None and said.get("orderId", call.our_id) == call.our_id
        if status is S.PENDING and is_ours:
            return self.inquire(call)
        raw_code = said.get("responseCode") if said else None
        return Outcome(
            call.operation, call.our_id, status if is_ours else S.UNKNOWN, code=code or "timeout", raw_code=raw_code
        )

    def _page(self, call: RailCall) -> Outcome:
        ends = (call.began_at + timedelta(minutes=self._book["page_minutes"])).astimezone(KARACHI)
        fields = {
            "amount": to_rupees(call.amount, 1),
            "orderRefNum": call.our_id,
            "storeId": self.merchant,
            "postBackURL": self._callback_url,
            "expiryDate": f"{ends:%Y%m%d %H%M%S}",
            "autoRedirect": "1",
        }
        action = {
            "kind": "form",
            "url": self._book["host"] + self._book["paths"]["page"],
            "fields": {**fields, "merchantHashedReq": hashed_request(self._book["hash_key"], fields)},
            "words": "Continue at Easypaisa.",
        }
        return Outcome(call.operation, call.our_id, S.ACTION_REQUIRED, next_action=action)

    def refund(self, call: RailCall, collected: RailCall) -> Outcome:
        """Never asked: refunds are a person's task here."""
        raise AssertionError(f"{call.our_id} of {collected.our_id}: this rail has no refunds")

    def payout(self, call: RailCall, wallet: Wallet) -> Outcome:
        """Never asked: payouts have no published interface."""
        raise AssertionError(f"{call.our_id} to {bool(wallet)}: this rail has no payouts")

    def inquire(self, call: RailCall) -> Outcome:
        """Ask where an order stands; its store, number and amount are checked against ours by the caller."""
        said = self._ask(
            "inquiry", {"orderId": call.our_id, "storeId": self.merchant, "accountNum": self._book["account"]}
        )
        if said is None:
            return Outcome(call.operation, call.our_id, S.UNKNOWN, code="timeout")
        raw = str(said.get("responseCode"))
        if raw != "0000":
            status, _ = meaning(self._book["inquiry_codes"], raw)
            return Outcome(call.operation, call.our_id, status, code="inquiry_failed", raw_code=raw)
        state = str(said.get("transactionStatus"))
        status, code = meaning(self._book["states"], state)
        amount = said.get("transactionAmount")
        return Outcome(
            call.operation,
            str(said.get("orderId", "")),
            status,
            from_decimal(str(amount), call.currency) if amount is not None else None,
            str(said["transactionId"]) if said.get("transactionId") else None,
            str(said.get("storeId", "")),
            code=code,
            raw_code=state,
        )

    def _ask(self, path: str, asked: Mapping[str, str]) -> dict[str, Any] | None:
        """Return the answer; None for silence, or for a page instead of an answer."""
        pair = f"{self._book['username']}:{self._book['password']}"
        headers = {"Credentials": base64.b64encode(pair.encode()).decode()}
        url = self._book["host"] + self._book["paths"][path]
        try:
            answer = ask_json(
                self.name, "POST", url, headers=headers, body=asked, wait_seconds=self._book["wait_seconds"]
            )
        except RailSilent:
            return None
        return answer.json

    def parse_callback(self, callback: Callback) -> Heard:
        """Read the first return of the page (a token to confirm), the last one, or a notice. None is ever believed.

        Raises CallbackUnreadable.
        """
        try:
            form = dict(parse_qsl(callback.body.decode()))
        except UnicodeDecodeError as error:
            raise CallbackUnreadable from error
        said = {**form, **callback.query}
        if "auth_token" in said:
            return Heard((), is_signed=False, reply=self._confirmation(said["auth_token"]))
        our_id = said.get("orderRefNumber") or said.get("orderRefNum") or said.get("order_id")
        if not our_id:
            raise CallbackUnreadable("no order number")
        hint = Outcome(Operation.COLLECT, our_id, S.UNKNOWN, raw_code=said.get("status"))
        return Heard((hint,), is_signed=False, reply=Reply(303, {"Location": f"{self._web_url}/payments"}))

    def _confirmation(self, token: str) -> Reply:
        """Return a page that sends the token on: a browser can be told to post only by a form."""
        address = html.escape(self._book["host"] + self._book["paths"]["confirm"])
        fields = {"auth_token": token, "postBackURL": self._callback_url}
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in fields.items()
        )
        digest = base64.b64encode(hashlib.sha256(AUTO_POST.encode()).digest()).decode()
        page = (
            f'<!doctype html><title>Easypaisa</title><form method="post" action="{address}">{inputs}'
            f"<button>Continue at Easypaisa</button></form><script>{AUTO_POST}</script>"
        )
        policy = f"default-src 'none'; script-src 'sha256-{digest}'; form-action {self._book['host']}"
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy}
        return Reply(200, headers, page)

    def balance(self) -> Mapping[str, int] | None:
        """Return None: Easypaisa settles to our bank and tells no balance."""
        return None

    def statement(self, day: date, filed: str | None) -> DayStatement | None:
        """Return what the filed statement says: it comes as a file. Raises StatementUnreadable."""
        return day_of_file(self._book["statement"], day, filed) if filed is not None else None


def hashed_request(key: str, fields: Mapping[str, str]) -> str:
    """Return merchantHashedReq: base64 of AES-ECB over `name=value&…`, sorted, without blanks.

    It proves to Easypaisa that the form is ours. It proves nothing about what comes back.
    """
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if fields[name])
    padder = padding.PKCS7(BLOCK_BITS).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    # The mode is the vendor's choice; nothing secret is inside.
    lock = Cipher(algorithms.AES(key.encode()), modes.ECB()).encryptor()  # noqa: S305
    return base64.b64encode(lock.update(padded) + lock.finalize()).decode()
