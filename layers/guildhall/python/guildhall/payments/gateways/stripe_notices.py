"""The port `NoticeReader` on Stripe's webhooks: snapshot events of API version 1, thin events of version 2."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import stripe

from guildhall.kernel.errors import Fault
from guildhall.payments.errors import NoticeMisdirected, SignatureWrong
from guildhall.payments.models import Notice

TOLERANCE_SECONDS = 300
"""An older signature may be a recording."""

KINDS = {
    "payment_intent.": "intent",
    "charge.dispute.": "dispute",
    "charge.refund.": "refund",
    "charge.": "intent",
    "refund.": "refund",
    "transfer.": "transfer",
    "v2.core.account": "account",
}
"""Which object to fetch for which events; the first prefix that fits wins. Others are kept and have no effect."""


class StripeNoticeReader:
    """Checks a signature against each of our secrets: snapshot and thin events come from two endpoints."""

    def __init__(self, secrets: Callable[[], Sequence[str]], *, is_live: bool) -> None:
        self._secrets = secrets
        self._is_live = is_live

    def __call__(self, raw: bytes, signature: str) -> Notice:
        """Return the notice. Raises SignatureWrong, NoticeMisdirected."""
        if not any(_is_signed(raw, signature, secret) for secret in self._secrets()):
            raise SignatureWrong(
                faults=(Fault("#header/Stripe-Signature", "not of these bytes, or too old", "signature"),)
            )
        event: dict[str, Any] = json.loads(raw)
        if event.get("livemode") is not self._is_live:
            raise NoticeMisdirected(f"livemode is {event.get('livemode')}")
        kind = next((kind for prefix, kind in KINDS.items() if event["type"].startswith(prefix)), None)
        return _notice(event, kind)


def _is_signed(raw: bytes, signature: str, secret: str) -> bool:
    try:
        # Over the bytes as they came: a body parsed and written anew is another body.
        return bool(stripe.WebhookSignature.verify_header(raw, signature, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _notice(event: dict[str, Any], kind: str | None) -> Notice:
    if event.get("object") == "v2.core.event":
        object_id = (event.get("related_object") or {}).get("id")
        return Notice(event["id"], event["type"], kind if object_id else None, object_id, object_id or event["id"])
    about: dict[str, Any] = event["data"]["object"]
    # A charge is read through its intent; payouts and the like of connected accounts concern their owners only.
    object_id = about.get("payment_intent") if kind == "intent" and about["object"] == "charge" else about.get("id")
    is_ours = object_id is not None and "account" not in event
    milestone = (about.get("metadata") or {}).get("milestone")
    group = milestone or object_id or event["id"]
    return Notice(event["id"], event["type"], kind if is_ours else None, object_id, group)
