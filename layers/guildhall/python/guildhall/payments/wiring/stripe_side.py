"""The way to Stripe, and the doors by which its notices come in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.payments.ports import BusReader, NoticeReader, Notices, Provider
from guildhall.payments.store import DynamoNotices
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.wiring.settings import PaymentsSettings, StripeSettings
from guildhall.platform.assembly import Platform
from guildhall.platform.secrets import Secret

if TYPE_CHECKING:
    from stripe import StripeClient

    from guildhall.payments.gateways.stripe_connection import StripeConnection


@dataclass(frozen=True, slots=True)
class PaymentsDoor:
    """What the provider's notices come in by: signed webhooks, and its bus."""

    read: NoticeReader
    read_bus: BusReader
    notices: Notices


def connection(platform: Platform) -> StripeConnection:
    """Build the way to Stripe; only functions with Stripe's layer can."""
    from guildhall.payments.gateways.stripe_connection import StripeConnection, client

    own = platform.settings(StripeSettings)
    secret = Secret(own.stripe_secret)

    def connect() -> StripeClient:
        return client(json.loads(secret.value)["api_key"], own.stripe_api_base)

    return StripeConnection(connect, is_live=own.stripe_is_live)


def saved_card(platform: Platform) -> Callable[[str], tuple[str, str] | None]:  # noqa: ARG001  as every factory here
    """Build the question with what an account pays when nobody is asked: customer and default card, or None."""
    cards = DynamoCards()

    def ask(account_id: str) -> tuple[str, str] | None:
        holder = cards.holder(account_id)
        if holder is None or holder.customer_id is None or holder.default_id is None:
            return None
        return holder.customer_id, holder.default_id

    return ask


def provider(platform: Platform, to_stripe: StripeConnection) -> Provider:
    """Build the port `Provider` on Stripe."""
    from guildhall.payments.gateways.stripe_provider import StripeProvider

    return StripeProvider(to_stripe, platform.settings(PaymentsSettings).web_url, DynamoCards().customer_of)


def wire_door(platform: Platform) -> PaymentsDoor:
    """Build the door for webhooks."""
    from guildhall.payments.gateways.stripe_notices import StripeBusReader, StripeNoticeReader

    own = platform.settings(PaymentsSettings)
    secret = Secret(own.stripe_secret)

    def secrets() -> list[str]:
        kept = json.loads(secret.value)
        known = (kept.get(name) for name in ("webhook_secret", "connect_webhook_secret", "thin_webhook_secret"))
        return [each for each in known if each]

    return PaymentsDoor(
        StripeNoticeReader(secrets, is_live=own.stripe_is_live),
        StripeBusReader(is_live=own.stripe_is_live),
        DynamoNotices(platform.database),
    )
