"""Easypaisa as it documents itself: hosted page with confirmation, mobile accounts, inquiry. It signs nothing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tools.rail_servers.vendor import News, Vendor, json_of
from tools.stripe_server.wire import Answer, Request

STORE, HASH_KEY, USER, PASSWORD, ACCOUNT = "4242", "an-aes-key-of-16", "merchant", "easy-password", "000123"
AES_BITS = 128


@dataclass
class Order:
    """amount: as the merchant wrote it. state: as the inquiry says it."""

    amount: str
    state: str


class EasypaisaServer(Vendor):
    """Easypaisa on loopback; `keys` are what the merchant was given. state: what becomes of the next orders."""

    def __init__(self, *, port: int = 0, callback_url: str = "") -> None:
        super().__init__(port=port, callback_url=callback_url)
        self.orders: dict[str, Order] = {}
        self.state = "PAID"
        self.names: dict[str, str] = {}

    @property
    def keys(self) -> dict[str, Any]:
        """The merchant's keys, as our secret holds them."""
        return {
            "store_id": STORE, "hash_key": HASH_KEY, "username": USER, "password": PASSWORD, "account": ACCOUNT,
            "host": self.url,
        }  # fmt: skip

    def route(self, request: Request) -> Answer:
        """Find the interface by its path."""
        last = request.path.rpartition("/")[2]
        answers = {
            "Index.jsf": self._page,
            "Confirm.jsf": self._confirm,
            "initiate-ma-transaction": self._wallet,
            "inquire-transaction": self._inquire,
        }
        return answers[last](request) if last in answers else Answer(404, "<html>Not Found</html>")

    def _page(self, request: Request) -> Answer:
        sent = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
        if sent.pop("merchantHashedReq", "") != _hashed(sent):
            return Answer(200, "<html>Invalid request</html>")
        self.orders.setdefault(sent["orderRefNum"], Order(sent["amount"], "PENDING"))
        back = f"{sent['postBackURL']}?auth_token=token-{sent['orderRefNum']}"
        return Answer(302, "", {"Location": back})

    def _confirm(self, request: Request) -> Answer:
        sent = dict(parse_qsl(request.body.decode()))
        reference = sent["auth_token"].removeprefix("token-")
        self.orders[reference].state = self.state
        status = "0000" if self.state == "PAID" else "0001"
        back = f"{sent['postBackURL']}?status={status}&desc=see&orderRefNumber={reference}"
        return Answer(302, "", {"Location": back})

    def news_of(self, reference: str, status: str = "0000") -> News:
        """Return what a payer's browser, or anybody else, brings: nothing proves it."""
        return News("GET", b"", {}, {"status": status, "desc": "see", "orderRefNumber": reference})

    def _wallet(self, request: Request) -> Answer:
        sent = json_of(request)
        refusal = self._refusal(request, sent)
        if refusal or sent["orderId"] in self.orders:
            return Answer(200, {"responseCode": refusal or "0003", "responseDesc": "refused"})
        self.orders[sent["orderId"]] = Order(sent["transactionAmount"], self.state)
        return Answer(200, {"responseCode": "0000", "orderId": sent["orderId"], "storeId": sent["storeId"]})

    def _inquire(self, request: Request) -> Answer:
        sent = json_of(request)
        refusal = self._refusal(request, sent)
        found = self.orders.get(sent.get("orderId", ""))
        if refusal or found is None:
            return Answer(200, {"responseCode": refusal or "0003", "responseDesc": "no such order"})
        said = {
            "responseCode": "0000",
            "orderId": sent["orderId"],
            "storeId": STORE,
            "transactionStatus": found.state,
            "transactionAmount": found.amount,
            "transactionId": f"E{sent['orderId'][:8]}",
        }
        return Answer(200, said | self.names)

    def _refusal(self, request: Request, sent: dict[str, Any]) -> str:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if request.headers.get("credentials") != expected or sent.get("storeId") != STORE:
            return "0005"
        return "" if sent.get("orderId") else "0002"


def _hashed(sent: dict[str, str]) -> str:
    text = "&".join(f"{name}={value}" for name, value in sorted(sent.items()) if value != "")
    padder = padding.PKCS7(AES_BITS).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    lock = Cipher(algorithms.AES(HASH_KEY.encode()), modes.ECB()).encryptor()  # noqa: S305  the vendor's choice
    return base64.b64encode(lock.update(padded) + lock.finalize()).decode()
