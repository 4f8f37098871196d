"""Which adapter stands behind which port of subscriptions.

Not part of `billing.wiring` itself: it asks payments, whose wiring asks that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from guildhall.administration.wiring.settings import get_setting
from guildhall.billing.models.subscriptions import Payer
from guildhall.billing.store.subscriptions import DynamoPlans, DynamoSubscriptions
from guildhall.billing.use_cases.collecting import CarryOutOrder, FollowSubscription, HearOfSubscription
from guildhall.billing.use_cases.plans import ListPlans, WritePlan
from guildhall.billing.use_cases.subscribing import ChangeSubscription, ShowSubscription, Subscribe
from guildhall.billing.use_cases.subscription_invoices import BookSubscriptionInvoice
from guildhall.billing.wiring.documents import draft_invoice
from guildhall.billing.wiring.tax import tax_of
from guildhall.kernel.clock import Clock
from guildhall.ledger.wiring.posting import journal
from guildhall.payments.wiring.stripe_side import connection, saved_card
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors

if TYPE_CHECKING:
    from guildhall.billing.ports.subscriptions import Collector


@dataclass(frozen=True, slots=True)
class SubscriptionSettings:
    """stripe_publishable_key: `pk_…`, with which the subscriber's browser confirms the first payment."""

    stripe_publishable_key: str


@dataclass(frozen=True, slots=True)
class SubscriptionDesk:
    """What people ask about plans and subscriptions, and the cursors of their lists."""

    publishable_key: str
    cursors: Cursors
    clock: Clock
    list_plans: ListPlans
    write_plan: WritePlan
    show: ShowSubscription
    subscribe: Subscribe
    change: ChangeSubscription


@dataclass(frozen=True, slots=True)
class SubscriptionWorker:
    """What the queue asks for: the only caller of the provider in billing."""

    carry_out: CarryOutOrder
    hear: HearOfSubscription


class SavedCards:
    """The port `Payers`, answered by payments."""

    def __init__(self, platform: Platform) -> None:
        self._ask = saved_card(platform)

    def __call__(self, account_id: str) -> Payer | None:
        """Return the account's default card, or None if none is saved."""
        found = self._ask(account_id)
        return Payer(*found) if found else None


def wire_subscriptions(platform: Platform) -> SubscriptionDesk:
    """Build what needs no provider."""
    plans, gate, clock = DynamoPlans(platform.database), platform.gate, platform.clock
    subscriptions, payers = DynamoSubscriptions(platform.database, journal(platform)), SavedCards(platform)
    tax, show = tax_of(platform), ShowSubscription(subscriptions, gate)
    return SubscriptionDesk(
        publishable_key=platform.settings(SubscriptionSettings).stripe_publishable_key,
        cursors=platform.cursors,
        clock=clock,
        list_plans=ListPlans(plans, gate, clock),
        write_plan=WritePlan(plans, gate, clock, platform.ids),
        show=show,
        subscribe=Subscribe(subscriptions, plans, payers, tax, _zone(platform), gate, clock),
        change=ChangeSubscription(show, plans, payers, clock),
    )


def wire_collection(platform: Platform) -> SubscriptionWorker:
    """Build the worker on Stripe."""
    from guildhall.billing.gateways.stripe_subscriptions import StripeSubscriptions

    return collection(platform, StripeSubscriptions(connection(platform)))


def collection(platform: Platform, collector: Collector) -> SubscriptionWorker:
    """Build the worker on a provider."""
    plans, clock, setting = DynamoPlans(platform.database), platform.clock, get_setting(platform)
    subscriptions = DynamoSubscriptions(platform.database, journal(platform))
    follow = FollowSubscription(
        subscriptions, plans, clock, lambda: timedelta(seconds=setting("subscription_grace_seconds").value)
    )
    book = BookSubscriptionInvoice(
        subscriptions, plans, draft_invoice(platform), tax_of(platform), _zone(platform), clock
    )
    return SubscriptionWorker(
        CarryOutOrder(subscriptions, plans, SavedCards(platform), collector, follow),
        HearOfSubscription(subscriptions, collector, follow, book),
    )


def _zone(platform: Platform) -> str:
    tax = tax_of(platform)
    return tax.table.places[tax.own.country].zone
