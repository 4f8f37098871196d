"""JazzCash as it documents itself: page, MWALLET v2.0, inquiry, refund, instant notices, disbursement."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tools.rail_servers.vendor import News, Vendor, as_json, json_of
from tools.stripe_server.wire import Answer, Request

MERCHANT, PASSWORD, SALT, MPIN = "MC0001", "jazz-password", "jazz-salt", "1234"
PAYOUT_KEY, PAYOUT_IV = "0123456789abcdef", "fedcba9876543210"
APPROVED, PENDING, REFUNDED = "000", "157", "131"
AES_BITS = 128


@dataclass
class Transaction:
    """code: as a payment's response code says it. sent: as the merchant sent it."""

    sent: dict[str, str]
    code: str
    refunded: int = 0


@dataclass
class Payout:
    """One disbursement."""

    msisdn: str
    amount: str
    code: str


@dataclass
class Behaviour:
    """What the customers do. wallet: the code of the next wallet payments. payout: of the next payouts.

    signs: whether answers carry their hash. names: fields that answers and notices say otherwise.
    """

    wallet: str = APPROVED
    payout: str = "G2P-T-0"
    signs: bool = True
    names: dict[str, str] = field(default_factory=dict)


class JazzCashServer(Vendor):
    """JazzCash on loopback; `keys` are what the merchant was given."""

    def __init__(self, *, port: int = 0, callback_url: str = "") -> None:
        super().__init__(port=port, callback_url=callback_url)
        self.transactions: dict[str, Transaction] = {}
        self.payouts: dict[str, Payout] = {}
        self.behaviour = Behaviour()

    @property
    def keys(self) -> dict[str, Any]:
        """The merchant's keys, as our secret holds them."""
        payout = {
            "host": self.url, "client_id": "gateway", "client_secret": "gateway-secret",
            "key": PAYOUT_KEY, "iv": PAYOUT_IV,
        }  # fmt: skip
        return {
            "merchant_id": MERCHANT, "password": PASSWORD, "salt": SALT, "mpin": MPIN, "host": self.url,
            "payout": payout,
        }  # fmt: skip

    def route(self, request: Request) -> Answer:
        """Find the interface by its path."""
        last = request.path.rstrip("/").rpartition("/")[2]
        answers = {
            "merchantform": self._page,
            "DoMWalletTransaction": self._wallet,
            "Inquire": self._inquire,
            "domwalletrefundtransaction": self._refund,
            "token": lambda _: Answer(200, {"access_token": "a-token", "expires_in": 3600}),
            "payment": self._pay_out,
            "transactionStatus": self._payout_status,
        }
        return answers[last](request) if last in answers else Answer(404, "<html>Not Found</html>")

    def _page(self, request: Request) -> Answer:
        sent = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        refusal = self._refusal(sent)
        if refusal:
            return Answer(200, f"<html>{refusal}</html>")
        self.transactions.setdefault(sent["pp_TxnRefNo"], Transaction(sent, PENDING))
        return Answer(200, "<html><button>Pay</button></html>")

    def finish(self, reference: str, code: str = APPROVED) -> News:
        """Let the customer finish on the page; return what their browser brings to the merchant."""
        found = self.transactions[reference]
        found.code = code
        news = self.news_of(reference, code, is_form=True)
        self.tell(news)
        return news

    def notify(self, reference: str, code: str = "121") -> News:
        """Let the customer answer on the phone; return the instant notice."""
        self.transactions[reference].code = code
        news = self.news_of(reference, code, is_form=False)
        self.tell(news)
        return news

    def news_of(self, reference: str, code: str, *, is_form: bool) -> News:
        """Return a notice as it would be sent, without anything having happened."""
        said = self._said(self.transactions[reference].sent, code)
        if is_form:
            return News("POST", urlencode(said).encode(), {"content-type": "application/x-www-form-urlencoded"})
        return News("POST", as_json(said), {"content-type": "application/json"})

    def _wallet(self, request: Request) -> Answer:
        sent = json_of(request)
        refusal = self._refusal(sent)
        if refusal:
            return Answer(200, self._signed({"pp_ResponseCode": refusal, "pp_TxnRefNo": sent.get("pp_TxnRefNo", "")}))
        if sent["pp_TxnRefNo"] in self.transactions:
            return Answer(200, self._said(sent, "110"))
        self.transactions[sent["pp_TxnRefNo"]] = Transaction(sent, self.behaviour.wallet)
        return Answer(200, self._said(sent, self.behaviour.wallet))

    def _inquire(self, request: Request) -> Answer:
        sent = json_of(request)
        refusal = self._refusal(sent)
        found = self.transactions.get(sent.get("pp_TxnRefNo", ""))
        if refusal or found is None:
            return Answer(200, self._signed({"pp_ResponseCode": refusal or "106", "pp_ResponseMessage": "no record"}))
        said = self._said(found.sent, "000")
        status = {APPROVED: "Completed", "121": "Completed", REFUNDED: "Completed", PENDING: "Pending"}
        said |= {"pp_PaymentResponseCode": found.code, "pp_Status": status.get(found.code, "Failed")}
        return Answer(200, self._signed(said))

    def _refund(self, request: Request) -> Answer:
        sent = json_of(request)
        found = self.transactions.get(sent.get("pp_TxnRefNo", ""))
        refusal = self._refusal(sent) or ("101" if sent.get("pp_MerchantMPIN") != MPIN else "")
        if found is None or found.code not in {APPROVED, "121"}:
            refusal = refusal or "132"
        if refusal or found is None:
            return Answer(200, self._signed({"pp_ResponseCode": refusal}))
        found.refunded += int(sent["pp_Amount"])
        if found.refunded >= int(found.sent["pp_Amount"]):
            found.code = REFUNDED
        return Answer(200, self._signed({"pp_ResponseCode": "000", "pp_TxnRefNo": sent["pp_TxnRefNo"]}))

    def _refusal(self, sent: dict[str, str]) -> str:
        if not sent.get("pp_SecureHash") or sent["pp_SecureHash"].upper() != digest(SALT, sent):
            return "115"
        if (sent.get("pp_MerchantID"), sent.get("pp_Password")) != (MERCHANT, PASSWORD):
            return "101"
        return "" if sent.get("pp_TxnRefNo") else "110"

    def _said(self, sent: dict[str, str], code: str) -> dict[str, str]:
        repeated = ("pp_TxnRefNo", "pp_Amount", "pp_TxnCurrency", "pp_MerchantID", "pp_BillReference")
        said = {name: sent[name] for name in repeated if name in sent}
        said |= {"pp_ResponseCode": code, "pp_ResponseMessage": "see code", "pp_AuthCode": ""}
        said["pp_RetreivalReferenceNo"] = hashlib.sha256(sent["pp_TxnRefNo"].encode()).hexdigest()[:12]
        return self._signed(said | self.behaviour.names)

    def _signed(self, said: dict[str, str]) -> dict[str, str]:
        bare = {name: value for name, value in said.items() if name != "pp_SecureHash"}
        return {**bare, "pp_SecureHash": digest(SALT, bare)} if self.behaviour.signs else bare

    def _pay_out(self, request: Request) -> Answer:
        asked = _opened(json_of(request)["data"])
        reference = asked["referenceId"]
        known = self.payouts.setdefault(
            reference, Payout(asked["receiverMSISDN"], asked["amount"], self.behaviour.payout)
        )
        return self._sealed(
            {"responseCode": known.code, "referenceId": reference, "transactionID": f"T{reference[:8]}"}
        )

    def _payout_status(self, request: Request) -> Answer:
        reference = _opened(json_of(request)["data"])["referenceId"]
        found = self.payouts.get(reference)
        return self._sealed({"responseCode": found.code if found else "G2P-T-9", "referenceId": reference})

    def _sealed(self, said: dict[str, str]) -> Answer:
        padder = padding.PKCS7(AES_BITS).padder()
        padded = padder.update(as_json(said)) + padder.finalize()
        lock = _cipher().encryptor()
        return Answer(200, {"data": (lock.update(padded) + lock.finalize()).hex()})


def digest(salt: str, fields: dict[str, str]) -> str:
    """Return the secure hash as the vendor's integration guide describes it."""
    names = sorted(name for name in fields if name.startswith(("pp_", "ppmpf_")) and name != "pp_SecureHash")
    text = salt + "".join("&" + fields[name] for name in names if fields[name] != "")
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def _cipher() -> Any:
    return Cipher(algorithms.AES(PAYOUT_KEY.encode()), modes.CBC(PAYOUT_IV.encode()))


def _opened(data: str) -> dict[str, str]:
    lock = _cipher().decryptor()
    padder = padding.PKCS7(AES_BITS).unpadder()
    padded = padder.update(lock.update(bytes.fromhex(data)) + lock.finalize())
    read: dict[str, str] = json.loads(padded + padder.finalize())
    return read
