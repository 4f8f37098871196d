"""pawaPay v2 as it documents itself: deposits, payouts, refunds, configuration, balances, signed callbacks (DER)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tools.rail_servers.vendor import News, Vendor, as_json, json_of
from tools.stripe_server.wire import Answer, Request

TOKEN, KEY_ID, MERCHANT_KEY_ID = "pawapay-token", "HTTP_EC_P256_KEY:1", "guildhall-1"
IDS = {"deposits": "depositId", "payouts": "payoutId", "refunds": "refundId"}
SIGNS = {"deposits": 1, "payouts": -1, "refunds": -1}
PROVIDERS = {
    ("MTN_MOMO_BEN", "BEN", "XOF"): ("100", "2000000", "NONE"),
    ("MTN_MOMO_CMR", "CMR", "XAF"): ("100", "500000", "NONE"),
    ("MTN_MOMO_ZMB", "ZMB", "ZMW"): ("1", "5000", "TWO_PLACES"),
}


@dataclass
class Behaviour:
    """What the customers and operators do.

    settles: whether an accepted operation ends at once. failure: a failure code for the next operations, else none.
    refuses: a failure code with which the next orders are rejected.
    """

    settles: bool = True
    failure: str = ""
    refuses: str = ""
    names: dict[str, str] = field(default_factory=dict)


class PawaPayServer(Vendor):
    """pawaPay on loopback; `keys` are what the merchant was given. authority: how the public names the merchant.

    requires_signatures: whether an order must be signed by the merchant.
    """

    def __init__(
        self, *, port: int = 0, callback_url: str = "", authority: str = "api.example",
        path: str = "/v1/payments/callbacks/pawapay", requires_signatures: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(port=port, callback_url=callback_url)
        self.operations: dict[str, dict[str, Any]] = {}
        self.float: Counter[str] = Counter()
        self.behaviour = Behaviour()
        self.authority, self.path = authority, path
        self.requires_signatures = requires_signatures
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._merchant_key = ec.generate_private_key(ec.SECP256R1())

    @property
    def keys(self) -> dict[str, Any]:
        """The merchant's keys, as our secret holds them."""
        private = self._merchant_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return {
            "token": TOKEN, "host": self.url, "callback_keys": {KEY_ID: public_pem(self._key)},
            "signing_key": private.decode(), "signing_key_id": MERCHANT_KEY_ID,
        }  # fmt: skip

    def route(self, request: Request) -> Answer:
        """Find the interface by its path."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(401, {"errorCode": 1, "errorMessage": "no token"})
        _, _, noun, *rest = request.path.split("/")
        if noun == "active-conf":
            return Answer(200, active_conf(parse_qs(request.query)["operationType"][0]))
        if noun == "wallet-balances":
            listed = [
                {"country": "", "currency": name, "balance": _text(minor, name)} for name, minor in self.float.items()
            ]
            return Answer(200, {"balances": listed})
        if noun not in IDS:
            return Answer(404, {"errorCode": 2})
        if request.method == "GET":
            found = self.operations.get(rest[0])
            return Answer(200, {"status": "FOUND", "data": found} if found else {"status": "NOT_FOUND"})
        return self._make(noun, request)

    def _make(self, noun: str, request: Request) -> Answer:
        sent, name = json_of(request), IDS[noun]
        if self.requires_signatures and not self._is_signed(request):
            return Answer(403, {"errorCode": 3, "errorMessage": "not signed"})
        if sent[name] in self.operations:
            return Answer(200, {name: sent[name], "status": "DUPLICATE_IGNORED"})
        refusal = self.behaviour.refuses or self._out_of_funds(noun, sent)
        if refusal:
            reason = {"failureCode": refusal, "failureMessage": "see code"}
            return Answer(200, {name: sent[name], "status": "REJECTED", "failureReason": reason})
        self.operations[sent[name]] = {**sent, "status": "ACCEPTED", "created": "2026-03-02T12:00:00Z"}
        if self.behaviour.settles:
            self.settle(sent[name], self.behaviour.failure)
        return Answer(200, {name: sent[name], "status": "ACCEPTED", "created": "2026-03-02T12:00:00Z"})

    def _out_of_funds(self, noun: str, sent: dict[str, Any]) -> str:
        if SIGNS[noun] > 0 or self.float[sent["currency"]] >= _minor(sent["amount"], sent["currency"]):
            return ""
        return "PAWAPAY_WALLET_OUT_OF_FUNDS"

    def settle(self, our_id: str, failure: str = "", now: datetime | None = None) -> News:
        """Bring an operation to its end, and tell the merchant."""
        found = self.operations[our_id]
        noun = next(noun for noun in ("refunds", "payouts", "deposits") if IDS[noun] in found)
        if failure:
            found |= {"status": "FAILED", "failureReason": {"failureCode": failure, "failureMessage": "see code"}}
        else:
            found |= {"status": "COMPLETED", "providerTransactionId": f"P{our_id[:8]}"}
            self.float[found["currency"]] += SIGNS[noun] * _minor(found["amount"], found["currency"])
        news = self.news_of(our_id, now)
        self.tell(news)
        return news

    def news_of(self, our_id: str, now: datetime | None = None) -> News:
        """Return a callback as it would be sent, without anything having happened: a flat body, signed."""
        body = as_json(self.operations[our_id] | self.behaviour.names)
        return News("POST", body, self.signed_headers(body, now))

    def signed_headers(self, body: bytes, now: datetime | None = None) -> dict[str, str]:
        """Return the headers with which pawaPay signs a body: RFC 9421, but DER encoded."""
        written = f"{now or datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        digest = f"sha-512=:{base64.b64encode(hashlib.sha512(body).digest()).decode()}:"
        values = {
            "@method": "POST", "@authority": self.authority, "@path": self.path, "signature-date": written,
            "content-digest": digest, "content-type": "application/json; charset=UTF-8",
        }  # fmt: skip
        parameters = "(" + " ".join(f'"{name}"' for name in values) + f');alg="ecdsa-p256-sha256";keyid="{KEY_ID}"'
        base = "\n".join(
            [*(f'"{name}": {value}' for name, value in values.items()), f'"@signature-params": {parameters}']
        )
        signature = base64.b64encode(self._key.sign(base.encode(), ec.ECDSA(hashes.SHA256()))).decode()
        headers = {name: value for name, value in values.items() if not name.startswith("@")}
        return headers | {"signature-input": f"sig-pp={parameters}", "signature": f"sig-pp=:{signature}:"}

    def _is_signed(self, request: Request) -> bool:
        heads = request.headers
        parameters = heads.get("signature-input", "").removeprefix("sig-pp=")
        given = re.search(r"sig-pp=:([^:]+):", heads.get("signature", ""))
        expected = f"sha-512=:{base64.b64encode(hashlib.sha512(request.body).digest()).decode()}:"
        if given is None or heads.get("content-digest") != expected:
            return False
        own = {"@method": request.method, "@authority": urlsplit(self.url).netloc, "@path": request.path}
        names = re.findall(r'"([^"]+)"', parameters.partition(")")[0])
        base = "\n".join(
            [*(f'"{name}": {own.get(name) or heads[name]}' for name in names), f'"@signature-params": {parameters}']
        )
        try:
            self._merchant_key.public_key().verify(base64.b64decode(given[1]), base.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def public_pem(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public half, as PEM."""
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return public.decode()


def active_conf(kind: str) -> dict[str, Any]:
    """Return what the merchant may do, by country and operator."""
    countries: dict[str, list[dict[str, Any]]] = {}
    for (provider, country, currency), (least, most, decimals) in PROVIDERS.items():
        own = {kind: {"minAmount": least, "maxAmount": most, "decimalsInAmount": decimals}}
        listed = {"provider": provider, "currencies": [{"currency": currency, "operationTypes": own}]}
        countries.setdefault(country, []).append(listed)
    return {"companyName": "Guildhall", "countries": [{"country": c, "providers": p} for c, p in countries.items()]}


def _minor(text: str, currency: str) -> int:
    return round(float(text) * 100) if currency == "ZMW" else int(text)


def _text(minor: int, currency: str) -> str:
    return f"{minor / 100:.2f}" if currency == "ZMW" else str(minor)
