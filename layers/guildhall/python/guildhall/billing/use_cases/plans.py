"""Plans: written by operators as versions, chosen by everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.billing.errors import PlanUnknown, PlanUnsound
from guildhall.billing.models.subscriptions import Plan, Subscription
from guildhall.billing.ports.subscriptions import Plans
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import LEEWAY, Clock
from guildhall.kernel.errors import Fault
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require


def sold(plans: Plans, now: datetime) -> list[Plan]:
    """Return the version of each plan that is sold at an instant, by plan; none of those that are not offered."""
    latest = {plan.plan_id: plan for plan in plans.versions() if plan.valid_from <= now}
    return [plan for plan in latest.values() if plan.is_offered]


@dataclass(frozen=True, slots=True)
class ListPlans:
    """Show what can be chosen, and to operators every version."""

    plans: Plans
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor) -> list[Plan]:
        """Return the plans that are sold now. Raises Forbidden."""
        require(self.gate, actor, "billing.view_plans", Resource("Plans", "all"))
        return sorted(sold(self.plans, self.clock.now()), key=lambda plan: (plan.currency, plan.price_minor))

    def history(self, actor: Actor, plan_id: str) -> list[Plan]:
        """Return every version of a plan, oldest first. Raises Forbidden, PlanUnknown."""
        require(self.gate, actor, "billing.write_plan", Resource("Plans", "all"))
        found = [plan for plan in self.plans.versions() if plan.plan_id == plan_id]
        if not found:
            raise PlanUnknown
        return found

    def of(self, subscription: Subscription) -> Plan | None:
        """Return the version that a subscription is, or is to become before the provider has begun it."""
        if subscription.plan_id is not None and subscription.plan_version is not None:
            return self.plans.get(subscription.plan_id, subscription.plan_version)
        return self.plans.get(subscription.wanted_plan, subscription.wanted_version)


@dataclass(frozen=True, slots=True)
class WritePlan:
    """Write a plan, or the next version of one; who subscribed before keeps their version until they change."""

    plans: Plans
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, wanted: Plan) -> Plan:
        """Return the version as kept. wanted: without id for a new plan; its version is not looked at.

        Raises Forbidden, PlanUnknown, PlanUnsound, StaleVersion (somebody else wrote this version).
        """
        require(self.gate, actor, "billing.write_plan", Resource("Plans", "all"))
        if wanted.valid_from < self.clock.now() - LEEWAY:
            raise PlanUnsound(faults=(Fault("/valid_from", "not in the past", "backdated"),))
        known = [plan for plan in self.plans.versions() if plan.plan_id == wanted.plan_id] if wanted.plan_id else []
        if wanted.plan_id and not known:
            raise PlanUnknown
        if known and known[-1].currency != wanted.currency:
            raise PlanUnsound(faults=(Fault("/currency", "a plan keeps its currency", "currency"),))
        if known and known[-1].valid_from > wanted.valid_from:
            raise PlanUnsound(faults=(Fault("/valid_from", "not before the version before", "order"),))
        fresh = replace(
            wanted,
            plan_id=wanted.plan_id or self.ids.new("pln"),
            version=known[-1].version + 1 if known else 1,
            written_by=actor.account_id,
        )
        self.plans.add(fresh)
        return fresh
