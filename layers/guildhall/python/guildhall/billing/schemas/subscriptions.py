"""Request and response shapes of plans and subscriptions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.billing.models.subscriptions import Interval, Plan, Subscription, SubscriptionState
from guildhall.billing.schemas.commission import Id, Name
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanIn(_In):
    """A plan as it should be sold from a date on."""

    plan_id: Id | None = Field(default=None, description="Absent for a new plan.")
    name: Name
    price_minor: Annotated[AmountMinor, Field(ge=50)] = Field(description="An interval's, tax included.")
    currency: CurrencyCode
    interval: Interval
    trial_days: int = Field(default=0, strict=True, ge=0, le=60, description="Of an account's first subscription.")
    is_offered: bool = Field(default=True, description="False: nobody can choose it any more.")
    valid_from: Instant | None = Field(default=None, description="Default: now.")

    def plan(self, by: str, now: datetime) -> Plan:
        """Shape for the inside; the version is given later."""
        return Plan(
            self.plan_id or "", 0, self.name, self.price_minor, self.currency, self.interval, self.valid_from or now,
            by, self.trial_days, self.is_offered,
        )  # fmt: skip


class PlanOut(BaseModel):
    """One version of a plan."""

    model_config = ConfigDict(from_attributes=True)

    plan_id: str
    version: int
    name: str
    price_minor: AmountMinor = Field(description="An interval's, tax included.")
    currency: CurrencyCode
    interval: Interval
    trial_days: int
    is_offered: bool
    valid_from: Instant

    @classmethod
    def of(cls, plan: Plan) -> PlanOut:
        """Shape a plan for the wire."""
        return cls.model_validate(plan)


class PlansOut(BaseModel):
    """Plans."""

    items: list[PlanOut]


class SubscribeIn(_In):
    """Which plan."""

    plan_id: Id


class SubscriptionOut(BaseModel):
    """A subscription, as it is and as it is on its way to be; before there ever was one, empty and at version 0."""

    account_id: str
    state: SubscriptionState | None = Field(description="Null where there never was one.")
    plan_id: str | None = Field(description="What it is; null before the provider has begun it.")
    plan_version: int | None
    plan: PlanOut | None = Field(description="The version that it is, or is to become; null in lists.")
    wanted_plan_id: str | None = Field(description="What it should be; null where there never was one.")
    is_waiting: bool = Field(description="Whether the provider has not carried out yet what was asked for.")
    is_ending: bool = Field(description="Whether it ends with the period that is paid.")
    period_end: Instant | None
    trial_ends_at: Instant | None
    grace_until: Instant | None = Field(description="Until when a failed payment takes nothing away.")
    failure: str | None = Field(description="Why the last order or payment was refused.")
    client_secret: str | None = Field(description="Confirms the first payment in the browser; only to its owner.")
    publishable_key: str | None = Field(description="The provider's, to use the secret with; null without one.")

    @classmethod
    def none(cls, account_id: str) -> SubscriptionOut:
        """Shape that an account never had one."""
        unsaid = dict.fromkeys(cls.model_fields)
        return cls.model_validate({**unsaid, "account_id": account_id, "is_waiting": False, "is_ending": False})

    @classmethod
    def of(
        cls, subscription: Subscription, reader: str, publishable_key: str, plan: Plan | None = None
    ) -> SubscriptionOut:
        """Shape a subscription for the wire. reader: who asks."""
        secret = subscription.client_secret if reader == subscription.account_id else None
        return cls(
            account_id=subscription.account_id,
            state=subscription.state,
            plan_id=subscription.plan_id,
            plan_version=subscription.plan_version,
            plan=PlanOut.of(plan) if plan else None,
            wanted_plan_id=subscription.wanted_plan,
            is_waiting=subscription.is_waiting,
            is_ending=subscription.is_ending,
            period_end=subscription.period_end,
            trial_ends_at=subscription.trial_ends_at,
            grace_until=subscription.grace_until,
            failure=subscription.failure,
            client_secret=secret,
            publishable_key=publishable_key if secret else None,
        )


class SubscriptionsOut(BaseModel):
    """A page of subscriptions, by account."""

    items: list[SubscriptionOut]
    next_cursor: str | None
