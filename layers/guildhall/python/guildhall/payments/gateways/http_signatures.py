"""HTTP message signatures (RFC 9421) as pawaPay writes them: ECDSA over P-256 with SHA-256, DER encoded, `sig-pp`.

The RFC wants the raw pair r||s; both are read, DER is written.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from guildhall.kernel.clock import from_text, to_text

LABEL = "sig-pp"
REQUIRED = frozenset({"@method", "@authority", "@path", "signature-date", "content-digest"})
"""What a signature must cover: less would let somebody else's signed words be sent to us again, as something else."""
COVERED = ("@method", "@authority", "@path", "signature-date", "content-digest", "content-type")
DIGESTS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
RAW_BYTES = 64


@dataclass(frozen=True, slots=True)
class Message:
    """A request as the public sees it. authority: host, and port if it is not the usual one. headers: lower case."""

    method: str
    authority: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def signed(message: Message, key_pem: str, key_id: str, now: datetime) -> dict[str, str]:
    """Return the message's headers with digest, date and signature."""
    digest = base64.b64encode(hashlib.sha512(message.body).digest()).decode()
    headers = {**message.headers, "content-digest": f"sha-512=:{digest}:", "signature-date": to_text(now)}
    names = " ".join(f'"{name}"' for name in COVERED if name.startswith("@") or name in headers)
    parameters = f'({names});alg="ecdsa-p256-sha256";keyid="{key_id}";created={int(now.timestamp())}'
    key = serialization.load_pem_private_key(key_pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  our own key
    base = _base(Message(message.method, message.authority, message.path, headers, message.body), parameters)
    signature = base64.b64encode(key.sign(base, ec.ECDSA(hashes.SHA256()))).decode()
    return {**headers, "signature-input": f"{LABEL}={parameters}", "signature": f"{LABEL}=:{signature}:"}


def is_signed(message: Message, keys: Mapping[str, str], now: datetime, most_seconds: float) -> bool:
    """Tell whether one of the keys signed all of the message, lately.

    keys: public keys (PEM) by key id. A signature without a key id is checked against each of them.
    """
    given = re.search(LABEL + r"=(\([^)]*\)[^,\s]*)", message.headers.get("signature-input", ""))
    signature = re.search(LABEL + r"=:([A-Za-z0-9+/=]+):", message.headers.get("signature", ""))
    if given is None or signature is None or not set(_names(given[1])) >= REQUIRED:
        return False
    if not _is_fresh(message, now, most_seconds) or not _has_digest(message):
        return False
    key_id = re.search(r'keyid="([^"]*)"', given[1])
    candidates = [keys[key_id[1]]] if key_id and key_id[1] in keys else [] if key_id else list(keys.values())
    try:
        base, raw = _base(message, given[1]), base64.b64decode(signature[1], validate=True)
    except (KeyError, binascii.Error):
        return False
    return any(_verifies(pem, base, raw) for pem in candidates)


def _names(parameters: str) -> list[str]:
    return re.findall(r'"([^"]+)"', parameters[: parameters.index(")")])


def _base(message: Message, parameters: str) -> bytes:
    """Return the signature base (RFC 9421 section 2.5). Raises KeyError for a covered header that is not there."""
    derived = {"@method": message.method, "@authority": message.authority.lower(), "@path": message.path}
    lines = [
        f'"{name}": {derived[name] if name in derived else message.headers[name].strip()}'
        for name in _names(parameters)
    ]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def _is_fresh(message: Message, now: datetime, most_seconds: float) -> bool:
    try:
        written = from_text(message.headers["signature-date"])
    except (KeyError, ValueError):
        return False
    return abs((now - written).total_seconds()) <= most_seconds


def _has_digest(message: Message) -> bool:
    found = re.match(r"(sha-256|sha-512)=:([^:]+):$", message.headers.get("content-digest", "").strip())
    if found is None:
        return False
    expected = base64.b64encode(DIGESTS[found[1]](message.body).digest())
    return hmac.compare_digest(expected, found[2].encode())


def _verifies(pem: str, base: bytes, raw: bytes) -> bool:
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)  # noqa: S101  a key that we were given and put there
    if len(raw) == RAW_BYTES:
        half = RAW_BYTES // 2
        raw = encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))
    try:
        key.verify(raw, base, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
