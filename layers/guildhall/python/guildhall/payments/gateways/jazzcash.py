"""The rail JazzCash (PKR): its page, its wallets (MWALLET v2.0), inquiry, refund, instant notices.

Sources: payments.md section 4.1. Nothing of it is idempotent: what nobody knows is inquired about, never sent again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from guildhall.kernel.clock import Clock
from guildhall.payments.errors import CallbackUnreadable, SignatureWrong
from guildhall.payments.gateways.jazzcash_hash import FIELD, is_signed, secure_hash
from guildhall.payments.gateways.jazzcash_payout import JazzCashPayout
from guildhall.payments.gateways.karachi import KARACHI, reference
from guildhall.payments.gateways.rail_book import book, meaning
from guildhall.payments.gateways.rail_files import day_of_file
from guildhall.payments.gateways.rail_http import RailSilent, ask_json
from guildhall.payments.gateways.rail_units import from_paisa, to_paisa
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
_FORBIDDEN = re.compile(r"[<>*=%/:'|\"{}]")
LONGEST_DESCRIPTION = 100


class JazzCashRail:
    """The port `LocalRail`. keys: merchant_id, password, salt, host; mpin for refunds, payout for disbursement.

    callback_url: where its page leads back to, and its notices go. web_url: where browsers go from there.
    """

    name = "jazzcash"

    def __init__(self, keys: Mapping[str, Any], clock: Clock, callback_url: str, web_url: str) -> None:
        self._book = book(self.name, keys)
        self._clock = clock
        self._callback_url = callback_url
        self._web_url = web_url
        self.merchant = str(keys["merchant_id"])
        self.first_inquiry = timedelta(seconds=self._book["first_inquiry_seconds"])
        self.abilities = Ability.REDIRECT | Ability.PUSH | Ability.SIGNED_CALLBACK | Ability.STATUS_INQUIRY
        if keys.get("mpin"):
            self.abilities |= Ability.REFUND | Ability.PARTIAL_REFUND
        self._payouts = JazzCashPayout(self._book["payout"], self._book["wait_seconds"]) if "payout" in keys else None
        if self._payouts is not None:
            self.abilities |= Ability.PAYOUT

    def new_id(self, key: str) -> str:
        """Return a pp_TxnRefNo: twenty letters and digits, never sent twice."""
        return reference(key)

    def page_life(self, payer: Payer) -> timedelta | None:
        """Return how long its page may be used; on the phone the call itself asks."""
        return timedelta(minutes=self._book["page_minutes"]) if payer.flow is Flow.PAGE else None

    def collect(self, call: RailCall, payer: Payer, title: str) -> Outcome:
        """Send the payer to the page, or ask their phone; the latter blocks until they answered."""
        try:
            fields = self._transaction(call, title)
        except NotRepresentable:
            return _of(call, S.FAILED, code="amount_not_representable")
        if payer.flow is Flow.PAGE:
            return self._page(call, fields)
        own = {"pp_MobileNumber": payer.phone or "", "pp_CNIC": payer.identity_tail or "", "pp_DiscountedAmount": ""}
        said = self._ask("wallet", fields | own)
        if said is None:
            return _of(call, S.UNKNOWN, code="timeout")
        return self._told(call.operation, said, code=str(said.get("pp_ResponseCode")))

    def _transaction(self, call: RailCall, title: str) -> dict[str, str]:
        ends = call.began_at + timedelta(minutes=self._book["page_minutes"])
        return {
            "pp_Language": "EN",
            "pp_MerchantID": self.merchant,
            "pp_SubMerchantID": "",
            "pp_Password": self._book["password"],
            "pp_TxnRefNo": call.our_id,
            "pp_Amount": to_paisa(call.amount),
            "pp_TxnCurrency": call.currency,
            "pp_TxnDateTime": _local(call.began_at),
            "pp_TxnExpiryDateTime": _local(ends),
            "pp_BillReference": call.our_id,
            "pp_Description": _FORBIDDEN.sub(" ", title)[:LONGEST_DESCRIPTION],
            **{f"ppmpf_{number}": "" for number in range(1, 6)},
        }

    def _page(self, call: RailCall, fields: dict[str, str]) -> Outcome:
        own = {
            "pp_Version": "1.1",
            "pp_TxnType": self._book["page_type"],
            "pp_BankID": "",
            "pp_ProductID": "",
            "pp_ReturnURL": self._callback_url,
        }
        # The password is in the form by JazzCash's design; the salt never leaves us.
        action = {
            "kind": "form",
            "url": self._book["host"] + self._book["paths"]["page"],
            "fields": self._signed(fields | own),
            "words": "Continue at JazzCash.",
        }
        return _of(call, S.ACTION_REQUIRED, next_action=action)

    def refund(self, call: RailCall, collected: RailCall) -> Outcome:
        """Give money back to the wallet; it is named by the transaction that brought it."""
        fields = {
            "pp_TxnRefNo": collected.our_id,
            "pp_Amount": to_paisa(call.amount),
            "pp_TxnCurrency": call.currency,
            "pp_MerchantID": self.merchant,
            "pp_Password": self._book["password"],
            "pp_MerchantMPIN": self._book["mpin"],
        }
        said = self._ask("refund", fields)
        if said is None:
            return _of(call, S.UNKNOWN, code="timeout")
        status, code = meaning(self._book["codes"], said.get("pp_ResponseCode"))
        return _of(call, status, code=code, raw_code=str(said.get("pp_ResponseCode")), amount=call.amount)

    def payout(self, call: RailCall, wallet: Wallet) -> Outcome:
        """Send money to a wallet, by the disbursement product and its own agreement."""
        assert self._payouts is not None  # noqa: S101  only rails with the ability are asked
        return self._payouts.send(call, wallet)

    def inquire(self, call: RailCall) -> Outcome:
        """Ask where an operation stands; a refund is a state of the transaction that it gives back."""
        if call.operation is Operation.PAYOUT and self._payouts is not None:
            return self._payouts.inquire(call)
        asked = call.collect_id or call.our_id
        said = self._ask(
            "inquiry", {"pp_TxnRefNo": asked, "pp_MerchantID": self.merchant, "pp_Password": self._book["password"]}
        )
        if said is None:
            return _of(call, S.UNKNOWN, code="timeout")
        # 000 here means that the inquiry worked, and says nothing of the payment.
        inquiry, code = str(said.get("pp_ResponseCode")), str(said.get("pp_PaymentResponseCode"))
        if inquiry in self._book["not_found_codes"]:
            return _of(call, S.NOT_FOUND, raw_code=inquiry)
        if inquiry != "000":
            return _of(call, S.UNKNOWN, code="inquiry_failed", raw_code=inquiry)
        if call.operation is Operation.REFUND:
            is_back = code in self._book["refunded_codes"]
            return _of(call, S.SUCCEEDED if is_back else S.UNKNOWN, raw_code=code, amount=call.amount)
        return self._told(call.operation, {"pp_TxnRefNo": asked, **said}, code=code, call=call)

    def _told(
        self, operation: Operation, said: Mapping[str, str], *, code: str, call: RailCall | None = None
    ) -> Outcome:
        """Read signed fields. call: of an inquiry, whose answer need not repeat what our signed request said."""
        status, word = meaning(self._book["codes"], code)
        if status is S.UNKNOWN and call is not None:
            status, word = meaning(self._book["states"], said.get("pp_Status"))
        amount = call.amount if call is not None else None
        if said.get("pp_Amount"):
            amount = from_paisa(said["pp_Amount"], said.get("pp_TxnCurrency") or "PKR")
        # Their spelling; some accounts were given the right one.
        reference = said.get("pp_RetreivalReferenceNo") or said.get("pp_RetrievalReferenceNo")
        return Outcome(
            operation, said.get("pp_TxnRefNo", ""), status, amount, reference or None,
            said.get("pp_MerchantID", self.merchant if call is not None else ""), code=word, raw_code=code,
        )  # fmt: skip

    def _signed(self, fields: dict[str, str]) -> dict[str, str]:
        return {**fields, FIELD: secure_hash(self._book["salt"], fields)}

    def _ask(self, path: str, fields: dict[str, str]) -> dict[str, str] | None:
        """Return the signed answer; None for silence, a page instead of an answer, or one that nobody signed."""
        url = self._book["host"] + self._book["paths"][path]
        try:
            answer = ask_json(
                self.name, "POST", url, headers={}, body=self._signed(fields), wait_seconds=self._book["wait_seconds"]
            )
        except RailSilent:
            return None
        said = {name: str(value) for name, value in (answer.json or {}).items() if value is not None}
        return said if is_signed(self._book["salt"], said) else None

    def parse_callback(self, callback: Callback) -> Heard:
        """Check and read a return of the payer's browser (a form) or an instant notice (JSON).

        Raises SignatureWrong, CallbackUnreadable, AmountUnreadable.
        """
        is_browser = "form" in callback.headers.get("content-type", "")
        said = _fields(callback.body, is_form=is_browser)
        if not is_signed(self._book["salt"], said):
            raise SignatureWrong
        told = self._told(Operation.COLLECT, said, code=said.get("pp_ResponseCode", ""))
        return Heard((told,), is_signed=True, reply=self._reply(is_browser=is_browser))

    def _reply(self, *, is_browser: bool) -> Reply:
        if is_browser:
            return Reply(303, {"Location": f"{self._web_url}/payments"})
        told = self._signed({"pp_ResponseCode": "000", "pp_ResponseMessage": "Kept"})
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(told))

    def balance(self) -> Mapping[str, int] | None:
        """Return None: JazzCash settles to our bank and tells no balance."""
        return None

    def statement(self, day: date, filed: str | None) -> DayStatement | None:
        """Return what the filed statement says: it comes as a file. Raises StatementUnreadable."""
        return day_of_file(self._book["statement"], day, filed) if filed is not None else None


def _fields(body: bytes, *, is_form: bool) -> dict[str, str]:
    try:
        text = body.decode()
        read = dict(parse_qsl(text, keep_blank_values=True)) if is_form else json.loads(text)
    except ValueError as error:
        raise CallbackUnreadable from error
    if not isinstance(read, dict):
        raise CallbackUnreadable
    return {str(name): str(value) for name, value in read.items() if value is not None}


def _local(at: datetime) -> str:
    return f"{at.astimezone(KARACHI):%Y%m%d%H%M%S}"


def _of(call: RailCall, status: OutcomeStatus, **more: Any) -> Outcome:
    return Outcome(call.operation, call.our_id, status, **more)
