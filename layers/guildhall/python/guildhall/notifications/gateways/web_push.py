"""Web push (RFC 8030): encrypted for one browser (RFC 8291), signed by us (RFC 8292), both by the library webpush.

Only functions that push, or show the key, carry its layer; others import nothing of it.
"""

from __future__ import annotations

import binascii
import http.client
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property, partial
from typing import TYPE_CHECKING

from guildhall.kernel.errors import Fault
from guildhall.notifications.errors import PushSubscriptionInvalid
from guildhall.notifications.gateways.posting import GONE, is_late, is_taken, seconds_of
from guildhall.notifications.models import PUSH_LIFE, Push, PushSubscription
from guildhall.notifications.ports import PushOutcome, PushVerdict
from guildhall.platform import outbound
from guildhall.platform.addresses import AddressRefused, Resolve, locate, resolve
from guildhall.platform.parallel import together
from guildhall.platform.secrets import Secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from webpush import WebPush

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (FIPS 186-5, SP 800-186 section 3.2.1.3)."""
SPREAD_BYTES = 40
"""64 bits more than the order has, so that no key is likelier than another (FIPS 186-5 appendix A.2.1)."""
AUTH_BYTES = 16
WHOLE_SECONDS = 8.0
"""For one push service's answer: even after a connection of 3 s, all devices fit into the function's 20 s twice."""
LONGEST_ANSWER = 500


class VapidKey:
    """The key pair that signs our pushes, made from the platform's secret: no one has to bring or keep a file."""

    def __init__(self, secret: Secret | str) -> None:
        self._secret = secret

    @cached_property
    def _private(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        spread = HKDF(hashes.SHA256(), SPREAD_BYTES, salt=None, info=b"guildhall vapid key")
        text = self._secret if isinstance(self._secret, str) else self._secret.value
        number = int.from_bytes(spread.derive(text.encode()), "big")
        return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())

    @cached_property
    def public(self) -> str:
        """The public key as browsers take it: base64url of the uncompressed point. Raises as `Secret.value`."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    def pems(self) -> tuple[bytes, bytes]:
        """Return the private and the public key in PEM."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

        own = self._private
        private = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return private, own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class WebPushServices:
    """The port `PushServices`.

    key: ours. contact: e-mail address where operators of push services reach us (RFC 8292 section 2.1).
    loopback_allowed: whether this machine itself is a push service (local stage only).
    """

    def __init__(
        self, key: VapidKey, contact: str, *, loopback_allowed: bool, lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:  # fmt: skip
        self._key = key
        self._contact = contact
        self._loopback_allowed = loopback_allowed
        self._lookup = lookup
        self._whole_seconds = whole_seconds

    @cached_property
    def _sealer(self) -> WebPush:
        from webpush import WebPush

        private, public = self._key.pems()
        return WebPush(private, public, subscriber=self._contact, ttl=int(PUSH_LIFE.total_seconds()))

    def key(self) -> str:
        """Return our public key."""
        return self._key.public

    def check(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Refuse addresses that are not public, and keys that are none. Raises PushSubscriptionInvalid."""
        faults = []
        try:
            locate(endpoint, loopback_allowed=self._loopback_allowed, lookup=self._lookup)
        except AddressRefused as refused:
            faults.append(Fault("/endpoint", str(refused), "url_refused"))
        if not _is_point(_decoded(p256dh)):
            faults.append(Fault("/keys/p256dh", "write an uncompressed point of P-256 in base64url", "not_a_key"))
        if len(_decoded(auth)) != AUTH_BYTES:
            faults.append(Fault("/keys/auth", f"write {AUTH_BYTES} bytes in base64url", "not_a_key"))
        if faults:
            raise PushSubscriptionInvalid(faults=tuple(faults))

    def send(self, subscriptions: list[PushSubscription], push: Push) -> list[PushOutcome]:
        """Send to every device side by side; return what became of each, in the order given."""
        # The sealer keeps nothing between pushes but its own key; made before the threads ask for it.
        _ = self._sealer
        return together([partial(self._send, each, push) for each in subscriptions])

    def _send(self, subscription: PushSubscription, push: Push) -> PushOutcome:
        from webpush import WebPushSubscription

        keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
        to = WebPushSubscription.model_validate({"endpoint": subscription.endpoint, "keys": keys})
        sealed = self._sealer.get(push.text, to)
        headers = {**sealed.headers, "urgency": push.urgency, "content-type": "application/octet-stream"}
        if push.topic:
            headers["topic"] = push.topic
        try:
            target = locate(subscription.endpoint, loopback_allowed=self._loopback_allowed, lookup=self._lookup)
            answer = outbound.send(
                target, headers, sealed.encrypted, whole_seconds=self._whole_seconds, longest=LONGEST_ANSWER
            )
        except (AddressRefused, OSError, http.client.HTTPException):
            # A name without an address may have one again: the queue ends what never passes.
            return PushOutcome(subscription.subscription_id, PushVerdict.LATER)
        wait = seconds_of(answer.headers.get("retry-after"))
        return PushOutcome(subscription.subscription_id, _verdict(answer.status), wait)


def _verdict(status: int) -> PushVerdict:
    if is_taken(status):
        return PushVerdict.TAKEN
    if status in GONE:
        return PushVerdict.GONE
    return PushVerdict.LATER if is_late(status) else PushVerdict.REFUSED


def _decoded(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, binascii.Error):
        return b""


def _is_point(encoded: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), encoded)
    except ValueError:
        return False
    return encoded[:1] == b"\x04"
