"""The ports `NoticeReader` and `BusReader` on Stripe: signed webhooks, and the same events from its bus on AWS.

Snapshot events of API version 1 carry an object, thin events of version 2 name one. Either way only its id counts: the
present object is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import stripe

from guildhall.kernel.errors import Fault
from guildhall.payments.errors import NoticeMisdirected, SignatureWrong
from guildhall.payments.gateways.stripe_events import ALARM, effect_of
from guildhall.payments.models import Notice

TOLERANCE_SECONDS = 300
"""An older signature may be a recording."""
PARTNER = "aws.partner/stripe.com/"
"""How sources of Stripe's events on AWS begin; only Stripe can send under them (AWS, partner event sources)."""
THIN = "v2.core.event"


class StripeNoticeReader:
    """Checks a signature against each of our secrets: snapshot and thin events come from several endpoints."""

    def __init__(self, secrets: Callable[[], Sequence[str]], *, is_live: bool) -> None:
        self._secrets = secrets
        self._is_live = is_live

    def __call__(self, raw: bytes, signature: str) -> Notice:
        """Return the notice. Raises SignatureWrong, NoticeMisdirected."""
        if not any(_is_signed(raw, signature, secret) for secret in self._secrets()):
            raise SignatureWrong(
                faults=(Fault("#header/Stripe-Signature", "not of these bytes, or too old", "signature"),)
            )
        return _notice(json.loads(raw), is_live=self._is_live)


class StripeBusReader:
    """Reads what EventBridge brings: the bus is the proof of who sent it, so nothing is signed."""

    def __init__(self, *, is_live: bool) -> None:
        self._is_live = is_live

    def __call__(self, message: str) -> tuple[Notice, str]:
        """Return the notice and the event as text. message: EventBridge's envelope, `detail` being Stripe's event.

        Raises SignatureWrong for an event that did not come from Stripe's partner source, NoticeMisdirected, and
        ValueError for what is no envelope at all.
        """
        envelope = json.loads(message)
        if not isinstance(envelope, dict) or not isinstance(envelope.get("detail"), dict):
            raise ValueError("not an envelope of EventBridge")  # noqa: TRY004  the value came from outside
        source = str(envelope.get("source"))
        if not source.startswith(PARTNER):
            raise SignatureWrong(faults=(Fault("/source", "not a source of Stripe's", "source"),))
        return _notice(envelope["detail"], is_live=self._is_live), json.dumps(envelope["detail"])


def _is_signed(raw: bytes, signature: str, secret: str) -> bool:
    try:
        # Over the bytes as they came: a body parsed and written anew is another body.
        return bool(stripe.WebhookSignature.verify_header(raw, signature, secret, TOLERANCE_SECONDS))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _notice(event: dict[str, Any], *, is_live: bool) -> Notice:
    if event.get("livemode") is not is_live:
        raise NoticeMisdirected(f"livemode is {event.get('livemode')}")
    effect, account_id = effect_of(event["type"]), _account(event)
    kind = effect.kind if effect.source.counts(account_id) else None
    object_id, milestone = _about(event, kind, account_id)
    group = milestone or object_id or event["id"]
    return Notice(event["id"], event["type"], kind if object_id else None, object_id, group, account_id)


def _account(event: dict[str, Any]) -> str | None:
    # A thin event of the platform about a connected account has no context: it is the platform's news.
    return event.get("account") or event.get("context")


def _about(event: dict[str, Any], kind: str | None, account_id: str | None) -> tuple[str | None, str | None]:
    """Return the id of what to fetch, and the milestone or deposit that the object names."""
    if event.get("object") == THIN:
        return (event.get("related_object") or {}).get("id"), None
    about: dict[str, Any] = event["data"]["object"]
    if kind in {"account", "bank_account"}:
        return account_id or about.get("account") or about.get("id"), None
    if kind in {"balance", "balance_settings"}:
        # There is one of each, without an id of its own.
        return kind, None
    named = about.get("metadata") or {}
    milestone = named.get("milestone") or named.get("deposit")
    if kind == "intent" and about["object"] == "charge":
        # A charge is read through its intent.
        return about.get("payment_intent"), milestone
    return about.get("id") or (event["id"] if kind == ALARM else None), milestone
