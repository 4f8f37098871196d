"""The worker of subscriptions: make the provider's side what is wanted, and ours what the provider says.

Level-triggered: an order says what is wanted, and whoever carries it out compares that with what there is. A second
delivery, a crash or a lost answer then finds the work done. What the provider says is always its present object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.billing.errors import CollectorFailed, CollectorRefused, CollectorSilent
from guildhall.billing.events import (
    SubscriptionEndedV1,
    SubscriptionPaymentFailedV1,
    SubscriptionStartedV1,
    SubscriptionTrialEndingV1,
)
from guildhall.billing.models.subscriptions import (
    RUNNING,
    TRIAL_WARNING,
    Payer,
    Plan,
    SeenInvoice,
    SeenSubscription,
    Subscription,
    SubscriptionState,
)
from guildhall.billing.ports.subscriptions import Collector, Payers, Plans, Subscriptions
from guildhall.billing.use_cases.subscription_invoices import BookSubscriptionInvoice
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class FollowSubscription:
    """Turn what the provider says into state and events; a fact that is late or repeated changes nothing."""

    subscriptions: Subscriptions
    plans: Plans
    clock: Clock
    grace: Callable[[], timedelta]

    def __call__(self, known: Subscription, seen: SeenSubscription, *, carried_out: int | None = None) -> Subscription:
        """Return the subscription as it is now. carried_out: the order that led to it. Raises StaleVersion."""
        now, sold_as = self.clock.now(), self._plan(seen.plan_key)
        after = replace(
            known,
            provider_id=seen.provider_id,
            state=seen.state,
            plan_id=sold_as.plan_id if sold_as else known.plan_id,
            plan_version=sold_as.version if sold_as else known.plan_version,
            client_secret=seen.secret if seen.state is SubscriptionState.INCOMPLETE else None,
            is_told_to_end=seen.is_ending,
            period_end=seen.period_end,
            trial_ends_at=seen.trial_ends_at,
        )
        if carried_out is not None:
            after = replace(after, carried_out=carried_out, takes_card=False, tries=0)
        after, told = self._passed(known, after, now)
        if after == known:
            return known
        verb = "carry_out_order" if carried_out is not None else "follow_subscription"
        return self.subscriptions.save(after.looked_after(now), *told, verb=verb)

    def _passed(
        self, known: Subscription, after: Subscription, now: datetime
    ) -> tuple[Subscription, tuple[DomainEvent, ...]]:
        told: list[DomainEvent] = []
        if after.state is SubscriptionState.PAST_DUE:
            after = replace(after, grace_until=known.grace_until or now + self.grace())
        else:
            is_back = after.state in RUNNING and known.state not in RUNNING
            after = replace(after, grace_until=None, failure=None if is_back else known.failure)
        was_running = known.state in RUNNING or known.state is SubscriptionState.PAST_DUE
        if after.state in RUNNING and (not was_running or after.plan_id != known.plan_id):
            told.append(
                SubscriptionStartedV1(
                    account_id=after.account_id, plan_id=str(after.plan_id), plan_name=self._name(after),
                    is_trial=after.state is SubscriptionState.TRIALING, period_end=after.period_end or now,
                )
            )  # fmt: skip
        ends_soon = after.trial_ends_at is not None and after.trial_ends_at - now <= TRIAL_WARNING
        if after.state is SubscriptionState.TRIALING and ends_soon and not after.is_warned and not after.is_ending:
            after = replace(after, is_warned=True)
            plan = self.plans.get(after.wanted_plan, after.wanted_version)
            if plan is not None and after.trial_ends_at is not None:
                told.append(
                    SubscriptionTrialEndingV1(
                        account_id=after.account_id, plan_name=plan.name, amount_minor=plan.price_minor,
                        currency=plan.currency, ends_at=after.trial_ends_at,
                    )
                )  # fmt: skip
        if after.is_over and not known.is_over:
            reason = (
                "asked_for" if known.is_ending else "not_paid" if not was_running or known.grace_until else "stopped"
            )
            told.append(SubscriptionEndedV1(account_id=after.account_id, plan_name=self._name(after), reason=reason))
        return after, tuple(told)

    def _plan(self, key: str) -> Plan | None:
        plan_id, _, version = key.rpartition("_")
        return self.plans.get(plan_id, int(version)) if version.isdecimal() else None

    def _name(self, subscription: Subscription) -> str:
        plan = self.plans.get(subscription.wanted_plan, subscription.wanted_version)
        return plan.name if plan else subscription.wanted_plan


@dataclass(frozen=True, slots=True)
class CarryOutOrder:
    """Make the provider's side what is wanted."""

    subscriptions: Subscriptions
    plans: Plans
    payers: Payers
    collector: Collector
    follow: FollowSubscription

    def __call__(self, account_id: str) -> None:
        """Carry out what was ordered last, once. Raises Unavailable (try again), StaleVersion."""
        known = self.subscriptions.get(account_id)
        if known is None or not known.is_waiting:
            return
        order = known.orders
        try:
            seen = self._made(known)
        except CollectorSilent as silence:
            raise Unavailable(silence.code) from silence
        except CollectorFailed as failure:
            # Its answer is kept under the key: the next try searches, then asks under another.
            self.subscriptions.save(replace(known, tries=known.tries + 1), verb="try_order_again")
            raise Unavailable(failure.code) from failure
        except CollectorRefused as refusal:
            self._refused(known, refusal.code)
            return
        self.follow(known, seen, carried_out=order)

    def _made(self, known: Subscription) -> SeenSubscription:
        plan, payer = self.plans.get(known.wanted_plan, known.wanted_version), self.payers(known.account_id)
        if plan is None or payer is None:
            raise CollectorRefused("card_needed" if plan else "plan_unknown")
        seen = self.collector.show(known.provider_id) if known.provider_id else self.collector.find(known, payer)
        if seen is None:
            trial = plan if known.number == 1 else replace(plan, trial_days=0)
            return self.collector.begin(known, trial, self.collector.price(plan, known.tries), payer)
        if seen.state is SubscriptionState.ENDED:
            return seen
        return self._changed(known, seen, plan, payer)

    def _changed(self, known: Subscription, seen: SeenSubscription, plan: Plan, payer: Payer) -> SeenSubscription:
        method = payer.method_id if known.takes_card else seen.method_id or payer.method_id
        if known.takes_card and seen.open_invoice is not None:
            # First: a first payment that waits must be made before the provider lets anything be changed.
            self.collector.pay(known, seen.open_invoice, method)
            seen = self.collector.show(seen.provider_id) or seen
        is_begun = seen.state is not SubscriptionState.INCOMPLETE
        is_other = seen.plan_key != plan.key or seen.is_ending != known.is_ending or seen.method_id != method
        if is_begun and is_other:
            return self.collector.change(known, seen, self.collector.price(plan, known.tries), method)
        return seen

    def _refused(self, known: Subscription, code: str) -> None:
        """Give the order up: what the provider has stays as it is, and its owner reads why."""
        was = replace(known, carried_out=known.orders, failure=code, takes_card=False, is_ending=known.is_told_to_end)
        if known.plan_id is None or known.plan_version is None:
            was = replace(was, state=SubscriptionState.ENDED)
        else:
            was = replace(was, wanted_plan=known.plan_id, wanted_version=known.plan_version)
        self.subscriptions.save(was.looked_after(self.follow.clock.now()), verb="give_order_up")


@dataclass(frozen=True, slots=True)
class HearOfSubscription:
    """Act on a notice of the provider, or on a sweep: fetch what it is about, and follow."""

    subscriptions: Subscriptions
    collector: Collector
    follow: FollowSubscription
    book: BookSubscriptionInvoice

    def __call__(self, kind: str, object_id: str) -> None:
        """Follow the present object. kind: subscription or invoice. Raises Unavailable (try again), StaleVersion."""
        try:
            if kind == "invoice":
                self._invoice(object_id)
            else:
                self._subscription(object_id)
        except (CollectorSilent, CollectorFailed) as trouble:
            raise Unavailable(trouble.code) from trouble

    def look(self, account_id: str) -> None:
        """Ask about a subscription of which notices may have been lost, and about invoices whose fee is missing.

        Raises Unavailable (try again), StaleVersion.
        """
        known = self.subscriptions.get(account_id)
        if known is None:
            return
        try:
            recent = self.collector.recent(known.provider_id) if known.provider_id else []
        except (CollectorSilent, CollectorFailed) as trouble:
            raise Unavailable(trouble.code) from trouble
        for invoice_id in dict.fromkeys((*recent, *known.without_fee)):
            self("invoice", invoice_id)

    def _subscription(self, provider_id: str) -> Subscription | None:
        seen = self.collector.show(provider_id)
        known = self.subscriptions.get(seen.account_id) if seen else None
        if seen is None or known is None or known.number != seen.number:
            return None
        after = self.follow(known, seen)
        if seen.open_invoice is not None:
            self._failed(after, self.collector.invoice(seen.open_invoice))
        return after

    def _invoice(self, invoice_id: str) -> None:
        invoice = self.collector.invoice(invoice_id)
        if invoice is None:
            return
        if invoice.status == "paid" and invoice.paid:
            # Of whichever of the account's subscriptions: money that was taken is always booked and invoiced.
            seen = self.collector.show(invoice.provider_id)
            known = self.subscriptions.get(seen.account_id) if seen else None
            if seen is not None and known is not None:
                self.book(known, seen, invoice)
        self._subscription(invoice.provider_id)

    def _failed(self, known: Subscription, invoice: SeenInvoice | None) -> None:
        """Tell the owner of each failed payment once, with what happens next."""
        if invoice is None or invoice.status != "open" or not invoice.attempts or known.told_failure == invoice.failure:
            return
        told = SubscriptionPaymentFailedV1(
            account_id=known.account_id, amount_minor=invoice.due.minor, currency=invoice.due.currency,
            attempt=invoice.attempts, next_attempt_at=invoice.next_attempt_at, grace_until=known.grace_until,
        )  # fmt: skip
        warned = replace(known, told_failure=invoice.failure, failure="card_refused")
        self.subscriptions.save(warned, told, verb="tell_failure")


@dataclass(frozen=True, slots=True)
class SweepSubscriptions:
    """Send the worker what may have been lost on its way."""

    subscriptions: Subscriptions
    clock: Clock

    def __call__(self, most: int = 100) -> int:
        """Return how many were sent."""
        found = self.subscriptions.due(self.clock.now(), most)
        for subscription in found:
            self.subscriptions.ask_to_look(subscription.account_id, "order" if subscription.is_waiting else "look")
        return len(found)
