"""What people ask about their subscription; the provider hears of it afterwards, from the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guildhall.billing.errors import CardNeeded, PlanUnknown, SubscriptionMoveNotAllowed, SubscriptionUnknown
from guildhall.billing.models.documents import today_in
from guildhall.billing.models.subscriptions import Plan, Subscription, SubscriptionState
from guildhall.billing.models.tax import PLATFORM, Service
from guildhall.billing.ports.subscriptions import Payers, Plans, Subscriptions
from guildhall.billing.use_cases.plans import sold
from guildhall.billing.use_cases.tax import TaxOf
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require


@dataclass(frozen=True, slots=True)
class ShowSubscription:
    """Show a subscription to its owner, and all of them to finance."""

    subscriptions: Subscriptions
    gate: Gate

    def __call__(self, actor: Actor, action: str = "billing.view_subscription") -> Subscription | None:
        """Return the actor's own; None where there never was one. Raises Forbidden."""
        require(self.gate, actor, action, _own(actor))
        return self.subscriptions.get(actor.account_id)

    def all(
        self, actor: Actor, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Subscription], dict[str, Any] | None]:
        """Return a page of everybody's, by account. Raises Forbidden."""
        require(self.gate, actor, "billing.list_subscriptions", Resource("Subscriptions", "all"))
        return self.subscriptions.all(limit, position)


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Begin a subscription with the account's default card; the first one of an account begins with the trial."""

    subscriptions: Subscriptions
    plans: Plans
    payers: Payers
    tax: TaxOf
    zone: str
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, plan_id: str) -> Subscription:
        """Return it as requested, or the one that runs on the same plan.

        Raises Forbidden, PlanUnknown, CardNeeded, CannotInvoiceYet (say where you are taxed),
        SubscriptionMoveNotAllowed (there is one: change it), StaleVersion.
        """
        require(self.gate, actor, "billing.subscribe", _own(actor))
        plan, known = _offered(self.plans, plan_id, self.clock), self.subscriptions.get(actor.account_id)
        if known is not None and not known.is_over:
            if known.wanted_plan == plan_id:
                return known
            raise SubscriptionMoveNotAllowed("change the plan of the subscription that there is")
        if self.payers(actor.account_id) is None:
            raise CardNeeded
        now = self.clock.now()
        # Without a tax there is no legal invoice, and without one nothing may be collected month by month.
        self.tax(Service.SUBSCRIPTION, PLATFORM, actor.account_id, today_in(self.zone, now))
        begun = Subscription(
            account_id=actor.account_id,
            number=known.number + 1 if known else 1,
            wanted_plan=plan.plan_id,
            wanted_version=plan.version,
            created_at=now,
            orders=known.orders + 1 if known else 1,
            carried_out=known.orders if known else 0,
            version=known.version if known else 0,
        )
        return self.subscriptions.save(begun.looked_after(now), verb="subscribe", is_order=True)


@dataclass(frozen=True, slots=True)
class ChangeSubscription:
    """Choose another plan, let it end, let it go on, or use another card."""

    show: ShowSubscription
    plans: Plans
    payers: Payers
    clock: Clock

    def to_plan(self, actor: Actor, plan_id: str, version: int) -> Subscription:
        """Return it on its way to another plan: the difference for the rest of the period is settled at once.

        version: of the subscription, as the actor read it.
        Raises Forbidden, SubscriptionUnknown, SubscriptionMoveNotAllowed, PlanUnknown, StaleVersion.
        """
        known = self._open(actor, version)
        plan = _offered(self.plans, plan_id, self.clock)
        present = self.plans.get(known.wanted_plan, known.wanted_version)
        if present is not None and present.currency != plan.currency:
            raise SubscriptionMoveNotAllowed("a subscription keeps its currency; end it and begin another")
        wanted = {"wanted_plan": plan.plan_id, "wanted_version": plan.version, "is_ending": False}
        return self._order(known, "change", **wanted)

    def end(self, actor: Actor, version: int) -> Subscription:
        """Return it as ending with the period that is paid. Raises as `to_plan`."""
        return self._order(self._open(actor, version), "end", is_ending=True)

    def go_on(self, actor: Actor, version: int) -> Subscription:
        """Return it as not ending after all. Raises as `to_plan`."""
        return self._order(self._open(actor, version), "go_on", is_ending=False)

    def use_card(self, actor: Actor, version: int) -> Subscription:
        """Return it on its way to the default card, with which what is open is tried again: also a first payment.

        Raises as `to_plan`, CardNeeded.
        """
        known = self._open(actor, version, SubscriptionState.INCOMPLETE)
        if self.payers(actor.account_id) is None:
            raise CardNeeded
        return self._order(known, "use_card", takes_card=True)

    def _open(self, actor: Actor, version: int, *also: SubscriptionState) -> Subscription:
        known = self.show(actor, "billing.change_subscription")
        if known is None:
            raise SubscriptionUnknown
        known.require_version(version)
        early = {SubscriptionState.REQUESTED, SubscriptionState.INCOMPLETE} - {*also}
        if known.is_over or known.state in early:
            raise SubscriptionMoveNotAllowed(f"it is {known.state}")
        return known

    def _order(self, known: Subscription, verb: str, **wanted: object) -> Subscription:
        changed = known.ordered(self.clock.now(), **wanted)
        return self.show.subscriptions.save(changed, verb=f"{verb}_subscription", is_order=True)


def _offered(plans: Plans, plan_id: str, clock: Clock) -> Plan:
    found = [plan for plan in sold(plans, clock.now()) if plan.plan_id == plan_id]
    if not found:
        raise PlanUnknown
    return found[0]


def _own(actor: Actor) -> Resource:
    return Resource("Subscription", actor.account_id, {"account_id": actor.account_id})
