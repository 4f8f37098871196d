"""JazzCash's disbursement: a product of its own, with its own host, token and encrypted bodies.

Its specification comes with the agreement; fields and codes here are those of public integrations, and overridable.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from guildhall.payments.gateways.rail_book import meaning
from guildhall.payments.gateways.rail_http import RailSilent, ask, ask_json
from guildhall.payments.gateways.rail_units import to_rupees
from guildhall.payments.models.rails import Outcome, OutcomeStatus, RailCall, Wallet

RAIL = "jazzcash"
S = OutcomeStatus
BLOCK_BITS = 128


class JazzCashPayout:
    """keys: host, client_id, client_secret, key and iv (AES-CBC, as text), paths, codes."""

    def __init__(self, keys: Mapping[str, Any], wait_seconds: float) -> None:
        self._keys = keys
        self._wait_seconds = wait_seconds

    def send(self, call: RailCall, wallet: Wallet) -> Outcome:
        """Send money to a wallet. A code that is not listed is no refusal: nobody knows."""
        asked = {
            "referenceId": call.our_id,
            "receiverMSISDN": wallet.phone,
            "amount": to_rupees(call.amount, 2),
            "currency": call.currency,
        }
        return self._told(call, "wallet", asked)

    def inquire(self, call: RailCall) -> Outcome:
        """Ask where a payout stands."""
        return self._told(call, "inquiry", {"referenceId": call.our_id})

    def _told(self, call: RailCall, path: str, asked: Mapping[str, str]) -> Outcome:
        try:
            said = self._ask(path, asked)
        except RailSilent:
            said = {}
        status, code = meaning(self._keys["codes"], said.get("responseCode"))
        if status is S.UNKNOWN or said.get("referenceId") != call.our_id:
            return Outcome(call.operation, call.our_id, S.UNKNOWN, code="timeout", raw_code=said.get("responseCode"))
        return Outcome(
            call.operation, call.our_id, status, call.amount, said.get("transactionID"), code=code,
            raw_code=said.get("responseCode"),
        )  # fmt: skip

    def _ask(self, path: str, asked: Mapping[str, str]) -> dict[str, str]:
        url = self._keys["host"] + self._keys["paths"][path]
        headers = {"Authorization": f"Bearer {self._token()}"}
        body = {"data": encrypted(self._keys, json.dumps(asked))}
        answer = ask_json(RAIL, "POST", url, headers=headers, body=body, wait_seconds=self._wait_seconds)
        try:
            said = json.loads(decrypted(self._keys, str((answer.json or {})["data"])))
        except (KeyError, ValueError) as error:
            raise RailSilent("not a sealed answer") from error
        return {str(name): str(value) for name, value in said.items()} if isinstance(said, dict) else {}

    def _token(self) -> str:
        url = self._keys["host"] + self._keys["paths"]["token"]
        form = {
            "grant_type": "client_credentials",
            "client_id": self._keys["client_id"],
            "client_secret": self._keys["client_secret"],
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = ask(RAIL, "POST", url, headers=headers, body=urlencode(form).encode(), wait_seconds=self._wait_seconds)
        token = (answer.json or {}).get("access_token")
        if not token:
            raise RailSilent("no token")
        return str(token)


def encrypted(keys: Mapping[str, Any], text: str) -> str:
    """Return a text as their bodies carry it: AES-CBC, padded, in hex."""
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    padder = padding.PKCS7(BLOCK_BITS).padder()
    padded = padder.update(text.encode()) + padder.finalize()
    lock = Cipher(algorithms.AES(keys["key"].encode()), modes.CBC(keys["iv"].encode())).encryptor()
    return (lock.update(padded) + lock.finalize()).hex()


def decrypted(keys: Mapping[str, Any], sealed: str) -> str:
    """Return the text of such a body. Raises ValueError."""
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    lock = Cipher(algorithms.AES(keys["key"].encode()), modes.CBC(keys["iv"].encode())).decryptor()
    padded = lock.update(bytes.fromhex(sealed)) + lock.finalize()
    padder = padding.PKCS7(BLOCK_BITS).unpadder()
    return (padder.update(padded) + padder.finalize()).decode()
