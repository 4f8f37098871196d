"""Plans as versioned data, and the subscription of one account to one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

LOOK_AFTER_ORDER = timedelta(minutes=10)
"""How long an order may wait for its worker before a sweep sends it again."""
LOOK_AFTER_EVENT = timedelta(hours=2)
"""How long after a date the provider's notice may take before we ask."""
TRIAL_WARNING = timedelta(days=3, hours=6)
"""A little more than the provider's three days, at which its notice comes: its clock is not ours."""


class Interval(StrEnum):
    """How often a plan is paid."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan. Never changed: a new price is a version of its own, for those who come after it.

    price_minor: tax included, an interval. trial_days: for an account's first subscription. is_offered: whether anybody
    can still choose it. valid_from: from when it is the version that is sold.
    """

    plan_id: str
    version: int
    name: str
    price_minor: int
    currency: str
    interval: Interval
    valid_from: Instant
    written_by: str
    trial_days: int = 0
    is_offered: bool = True

    @property
    def price(self) -> Money:
        """What an interval costs, tax included."""
        return Money(self.price_minor, self.currency)

    @property
    def key(self) -> str:
        """What the provider looks the price up by."""
        return f"{self.plan_id}_{self.version}"


class SubscriptionState(StrEnum):
    """requested: the provider was not asked yet. incomplete: the first payment waits. past_due: a payment failed."""

    REQUESTED = "requested"
    INCOMPLETE = "incomplete"
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    ENDED = "ended"


RUNNING = frozenset({SubscriptionState.TRIALING, SubscriptionState.ACTIVE})


@dataclass(frozen=True, slots=True)
class Subscription:
    """An account's subscription, as it is wanted and as the provider last said it is.

    number: counts the account's subscriptions. wanted_plan, wanted_version: what it should be; plan_id, plan_version:
    what it is, None before the provider knows it. is_ending: whether it should end with its period, is_told_to_end:
    whether the provider knows. orders: counts what its owner asked for; carried_out: up to which the provider was told.
    tries: of the present order, for the provider's key. takes_card: whether the order also means the present default
    card, and paying what is open with it. grace_until: until when a failed payment takes nothing away. failure: why the
    last order or payment was refused. told_failure: the last failed payment that its owner heard of. without_fee: paid
    invoices of which the provider has not said what they cost.
    """

    account_id: str
    number: int
    wanted_plan: str
    wanted_version: int
    created_at: Instant
    state: SubscriptionState = SubscriptionState.REQUESTED
    plan_id: str | None = None
    plan_version: int | None = None
    provider_id: str | None = None
    client_secret: str | None = None
    is_ending: bool = False
    is_told_to_end: bool = False
    takes_card: bool = False
    orders: int = 1
    carried_out: int = 0
    tries: int = 0
    period_end: Instant | None = None
    trial_ends_at: Instant | None = None
    is_warned: bool = False
    grace_until: Instant | None = None
    failure: str | None = None
    told_failure: str | None = None
    without_fee: tuple[str, ...] = ()
    look_at: Instant | None = None
    version: int = 0

    @property
    def is_over(self) -> bool:
        """Whether it has ended; its owner may begin another."""
        return self.state is SubscriptionState.ENDED

    @property
    def is_waiting(self) -> bool:
        """Whether an order has not reached the provider."""
        return self.carried_out < self.orders

    def require_version(self, version: int) -> None:
        """Refuse a decision that was made about another version. Raises StaleVersion."""
        if version != self.version:
            raise StaleVersion(f"the subscription is at version {self.version}")

    def plan_at(self, now: datetime) -> str | None:
        """Return the plan that counts at an instant: a payment that failed takes it away when the grace is over."""
        is_in_grace = (
            self.state is SubscriptionState.PAST_DUE and self.grace_until is not None and now < self.grace_until
        )
        return self.plan_id if self.state in RUNNING or is_in_grace else None

    def ordered(self, now: datetime, **wanted: object) -> Subscription:
        """Return it with one more order."""
        changed: Subscription = replace(self, **wanted, orders=self.orders + 1, tries=0, failure=None)  # type: ignore[arg-type]
        return changed.looked_after(now)

    def looked_after(self, now: datetime) -> Subscription:
        """Return it with the time at which a sweep should look at it next, or none once it has ended."""
        if self.is_waiting:
            return replace(self, look_at=now + LOOK_AFTER_ORDER)
        if self.is_over and not self.without_fee:
            return replace(self, look_at=None)
        dates = [at for at in (self.period_end, self.grace_until) if at is not None and at > now]
        return replace(self, look_at=min([*dates, now + timedelta(days=1)]) + LOOK_AFTER_EVENT)


@dataclass(frozen=True, slots=True)
class SeenSubscription:
    """What the provider says of a subscription now. plan_key: of the price; secret: confirms the first payment."""

    provider_id: str
    account_id: str
    number: int
    state: SubscriptionState
    plan_key: str
    item_id: str
    method_id: str | None
    is_ending: bool
    period_end: Instant
    trial_ends_at: Instant | None = None
    secret: str | None = None
    open_invoice: str | None = None


@dataclass(frozen=True, slots=True)
class SeenInvoice:
    """What the provider says of one of its invoices now. paid: taken from a card; fee: None until it says so."""

    invoice_id: str
    provider_id: str
    status: str
    attempts: int
    due: Money
    paid: Money
    charge_id: str | None = None
    fee: Money | None = None
    next_attempt_at: Instant | None = None

    @property
    def failure(self) -> str:
        """The name of the last try, if it is open."""
        return f"{self.invoice_id}:{self.attempts}"


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays at the provider, and with which saved card."""

    customer_id: str
    method_id: str
