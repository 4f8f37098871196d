"""The rail pawaPay v2: mobile money of West, Central and East Africa, in both directions.

Sources: payments.md section 4.3. Idempotent by our id, so what never arrived may be sent again under it. Requests are
signed when we have a key; callbacks must be.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.payments.errors import CallbackUnreadable, SignatureWrong
from guildhall.payments.gateways.pawapay_limits import PawaPayLimits
from guildhall.payments.gateways.rail_book import book, meaning
from guildhall.payments.gateways.rail_files import day_of_file
from guildhall.payments.gateways.rail_http import Answer, RailSilent, ask
from guildhall.payments.gateways.rail_units import AmountUnreadable, from_decimal, to_decimal
from guildhall.payments.gateways.units import NotRepresentable
from guildhall.payments.models.rail_statements import DayStatement
from guildhall.payments.models.rails import (
    Ability,
    Callback,
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
ID_FIELDS = {Operation.COLLECT: "depositId", Operation.PAYOUT: "payoutId", Operation.REFUND: "refundId"}
PATHS = {Operation.COLLECT: "collect", Operation.PAYOUT: "payout", Operation.REFUND: "refund"}
LONGEST_MESSAGE = 22
SHORTEST_MESSAGE = 4
SERVER_ERROR = 500


class PawaPayRail:
    """The port `LocalRail`. keys: token, host; callback_keys (public keys by key id); signing_key and signing_key_id.

    callback_url: our address as the public sees it, which callbacks' signatures cover.
    """

    name = "pawapay"
    merchant = "pawapay"
    abilities = (
        Ability.PUSH | Ability.REFUND | Ability.PARTIAL_REFUND | Ability.PAYOUT
        | Ability.SIGNED_CALLBACK | Ability.STATUS_INQUIRY | Ability.CLIENT_IDEMPOTENT
    )  # fmt: skip

    def __init__(self, keys: Mapping[str, Any], clock: Clock, callback_url: str) -> None:
        self._book = book(self.name, keys)
        self._clock = clock
        self._callback = urlsplit(callback_url)
        self.first_inquiry = timedelta(seconds=self._book["first_inquiry_seconds"])
        self._limits = PawaPayLimits(clock, timedelta(minutes=self._book["limits_minutes"]), self._active_conf)

    def new_id(self, key: str) -> str:
        """Return a UUID of version 4, as pawaPay asks for, that the same key always gives."""
        digest = hashlib.sha256(key.encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def page_life(self, payer: Payer) -> timedelta | None:  # noqa: ARG002  the port's shape
        """Return None: the payer's phone asks."""
        return None

    def collect(self, call: RailCall, payer: Payer, title: str) -> Outcome:
        """Ask a payer's phone for money."""
        account = {"phoneNumber": payer.phone, "provider": payer.operator}
        message = "".join(letter for letter in title if letter.isascii() and (letter.isalnum() or letter == " "))
        more = {
            "payer": {"type": "MMO", "accountDetails": account},
            "customerMessage": message[:LONGEST_MESSAGE].ljust(SHORTEST_MESSAGE, "."),
        }
        return self._make(call, str(payer.operator), more)

    def refund(self, call: RailCall, collected: RailCall) -> Outcome:
        """Give a deposit, or a part of it, back."""
        return self._make(call, None, {"depositId": collected.our_id})

    def payout(self, call: RailCall, wallet: Wallet) -> Outcome:
        """Send money to a wallet."""
        account = {"phoneNumber": wallet.phone, "provider": wallet.operator}
        return self._make(call, str(wallet.operator), {"recipient": {"type": "MMO", "accountDetails": account}})

    def _make(self, call: RailCall, operator: str | None, more: dict[str, Any]) -> Outcome:
        try:
            said = self._order(call, operator, more)
        except NotRepresentable:
            return self._of(call, S.FAILED, code="amount")
        except RailSilent:
            return self._of(call, S.UNKNOWN, code="timeout")
        read = said.json
        if said.status >= SERVER_ERROR or read is None:
            return self._of(call, S.UNKNOWN, code="timeout", raw_code=str(said.status))
        if read.get(ID_FIELDS[call.operation], call.our_id) != call.our_id:
            return self._of(call, S.UNKNOWN, code="other_id")
        status, code = self._words(read)
        asks = status is S.PENDING and call.operation is Operation.COLLECT
        action = {"kind": "wallet", "words": "Approve the payment on your phone."} if asks else None
        return self._of(call, status, code=code, raw_code=_failure(read), amount=call.amount, next_action=action)

    def _order(self, call: RailCall, operator: str | None, more: dict[str, Any]) -> Answer:
        """Send an order. Raises RailSilent, NotRepresentable for an amount that the operator does not take."""
        limit = self._limits.of(operator, call.currency, call.operation) if operator else None
        if limit is not None and not limit.allows(call.amount):
            raise NotRepresentable(f"{call.amount} is outside {limit}")
        amount = to_decimal(call.amount, limit.decimals if limit else 2)
        own = {ID_FIELDS[call.operation]: call.our_id, "amount": amount, "currency": call.currency}
        return self._ask("POST", self._book["paths"][PATHS[call.operation]], {**own, **more})

    def inquire(self, call: RailCall) -> Outcome:
        """Ask where an operation stands."""
        try:
            said = self._ask("GET", f"{self._book['paths'][PATHS[call.operation]]}/{call.our_id}", None)
        except RailSilent:
            return self._of(call, S.UNKNOWN, code="timeout")
        read = said.json or {}
        if read.get("status") == "NOT_FOUND":
            return self._of(call, S.NOT_FOUND)
        data = read.get("data")
        if read.get("status") != "FOUND" or not isinstance(data, dict):
            return self._of(call, S.UNKNOWN, code="timeout", raw_code=str(said.status))
        try:
            return self._read(call.operation, data)
        except (AmountUnreadable, CallbackUnreadable):
            return self._of(call, S.UNKNOWN, code="unreadable")

    def _words(self, said: Mapping[str, Any]) -> tuple[OutcomeStatus, str | None]:
        status, code = meaning(self._book["states"], said.get("status"))
        if status is S.FAILED and _failure(said):
            # FAILED is the end by their word; the code says why. One that is not listed is still the end.
            word = meaning(self._book["codes"], _failure(said))
            return (S.FAILED, word[1] or code)
        return status, code

    def _read(self, operation: Operation, said: Mapping[str, Any]) -> Outcome:
        """Read a flat object, as callbacks and look-ups carry it. Raises CallbackUnreadable, AmountUnreadable."""
        our_id, currency = said.get(ID_FIELDS[operation]), said.get("currency")
        if not our_id or not currency:
            raise CallbackUnreadable("no id or no currency")
        status, code = self._words(said)
        amount = from_decimal(str(said.get("amount")), str(currency))
        return Outcome(
            operation, str(our_id), status, amount, said.get("providerTransactionId"), code=code,
            raw_code=_failure(said),
        )  # fmt: skip

    def parse_callback(self, callback: Callback) -> Heard:
        """Check and read a callback. Raises SignatureWrong, CallbackUnreadable, AmountUnreadable."""
        from guildhall.payments.gateways.http_signatures import Message, is_signed

        message = Message(callback.method, self._callback.netloc, self._callback.path, callback.headers, callback.body)
        most = self._book["callback_age_seconds"]
        if not is_signed(message, self._book.get("callback_keys", {}), self._clock.now(), most):
            raise SignatureWrong
        try:
            said = json.loads(callback.body)
        except ValueError as error:
            raise CallbackUnreadable from error
        if not isinstance(said, dict):
            raise CallbackUnreadable
        # A refund names its deposit too, so its own id is looked for first.
        for operation in (Operation.REFUND, Operation.PAYOUT, Operation.COLLECT):
            if said.get(ID_FIELDS[operation]):
                return Heard((self._read(operation, said),), is_signed=True, reply=Reply(200, {}))
        raise CallbackUnreadable("no id")

    def balance(self) -> Mapping[str, int] | None:
        """Return the float in each currency, all countries together; None while pawaPay does not say."""
        try:
            said = self._ask("GET", self._book["paths"]["balances"], None).json or {}
        except RailSilent:
            return None
        total: dict[str, int] = {}
        for each in said.get("balances", []):
            money = from_decimal(str(each["balance"]), each["currency"])
            total[money.currency] = total.get(money.currency, 0) + money.minor
        return total

    def statement(self, day: date, filed: str | None) -> DayStatement | None:
        """Return what the filed statement says: it comes as a file. Raises StatementUnreadable."""
        return day_of_file(self._book["statement"], day, filed) if filed is not None else None

    def _active_conf(self, operation: Operation) -> dict[str, Any]:
        kind = {Operation.COLLECT: "DEPOSIT", Operation.PAYOUT: "PAYOUT", Operation.REFUND: "REFUND"}[operation]
        said = self._ask("GET", f"{self._book['paths']['limits']}?operationType={kind}", None)
        return said.json or {}

    def _ask(self, method: str, path: str, body: object) -> Answer:
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {self._book['token']}"}
        if content:
            headers["content-type"] = "application/json; charset=UTF-8"
        url = self._book["host"] + path
        if self._book.get("signing_key") and content:
            from guildhall.payments.gateways.http_signatures import Message, signed

            message = Message(method, urlsplit(url).netloc, urlsplit(url).path, headers, content)
            headers = signed(message, self._book["signing_key"], self._book["signing_key_id"], self._clock.now())
        return ask(self.name, method, url, headers=headers, body=content, wait_seconds=self._book["wait_seconds"])

    @staticmethod
    def _of(
        call: RailCall, status: OutcomeStatus, *, code: str | None = None, raw_code: str | None = None,
        amount: Money | None = None, next_action: Mapping[str, Any] | None = None,
    ) -> Outcome:  # fmt: skip
        return Outcome(
            call.operation, call.our_id, status, amount, code=code, raw_code=raw_code, next_action=next_action
        )


def _failure(said: Mapping[str, Any]) -> str | None:
    reason = said.get("failureReason")
    return str(reason.get("failureCode")) if isinstance(reason, dict) else None
