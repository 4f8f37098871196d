"""Web push: where browsers take it, and what is sent there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ulid import ULID

from guildhall.kernel.types import Instant

MOST_DEVICES = 20
"""Push subscriptions of one account: more are forgotten browsers, and each costs a request for every push."""
PUSH_LIFE = timedelta(days=1)
"""How long a push service keeps a push for a device that is off: yesterday's is read in the app."""


class Urgency(StrEnum):
    """What a device that saves its battery may hold back (RFC 8030 section 5.3)."""

    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """Where one browser of an account takes pushes.

    endpoint: address at the push service of the browser's maker; who knows it can try to send there, so it is not
    shown. p256dh, auth: the browser's public key and secret, base64url (RFC 8291). label: what the person calls it.
    """

    subscription_id: str
    account_id: str
    endpoint: str
    p256dh: str
    auth: str
    label: str
    created_at: Instant
    version: int = 0


@dataclass(frozen=True, slots=True)
class Push:
    """What a service worker gets. text: JSON, at most 3,993 bytes (RFC 8291 section 4).

    topic: of several pushes of one topic, a device that was off gets the last (RFC 8030 section 5.4); may be empty.
    """

    text: str
    urgency: Urgency
    topic: str


def subscription_id_of(endpoint: str) -> str:
    """Return the id of the subscription with this endpoint: a browser that subscribes again stays the same device."""
    return f"psh_{ULID.from_bytes(hashlib.sha256(endpoint.encode()).digest()[:16])}"
