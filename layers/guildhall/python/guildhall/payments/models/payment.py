"""The protected payment of one milestone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.payments import machine
from guildhall.payments.errors import PaymentMoveRefused
from guildhall.payments.machine import Amounts, Freeze, Move, PaymentState
from guildhall.payments.models.quotes import KeptQuote
from guildhall.payments.models.rails import STRIPE

LOOK_AFTER_FUNDING = timedelta(minutes=10)
"""How long an attempt to pay may rest before we ask the provider ourselves: its webhook may be lost."""
LONGEST_ATTEMPT = timedelta(days=1)
"""After a day nobody will finish a payment form, and the quote that was kept for it grows stale."""
ABANDONED = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
"""Stripe's words for an intent that waits for its payer, and for nobody else."""
LOOK_FOR_FEE = timedelta(hours=1)
"""How long the provider may take to say what a payment cost; then we ask. Other looks wait until it has said so."""
LOOK_AT_CHARGEBACK = timedelta(hours=6)
"""Banks take weeks; a lost notice of their decision should not take longer."""
LOOK_AFTER_RELEASE = timedelta(minutes=10)
"""How long after the end of a review window we make sure that the workflow did its work."""
HOLD_AGES = (timedelta(days=60), timedelta(days=75), timedelta(days=85))
"""When people are warned, must decide, and lose the choice: the provider keeps money for 90 days (payments.md 0)."""


@dataclass(frozen=True, slots=True)
class ProposedSplit:
    """How one side would part what is held. number: counts the proposals. What neither gets stays held."""

    number: int
    proposed_by: str
    to_client_minor: int
    to_expert_minor: int
    reason: str
    proposed_at: Instant


@dataclass(frozen=True, slots=True)
class CostTax:
    """The tax in what one side pays for a decision. place: whose it is."""

    payer_id: str
    basis_points: int
    place: str

    def within(self, cost_minor: int) -> int:
        """Return the tax in a cost that includes it; the rest is rounded half to even, as on invoices."""
        net = Decimal(cost_minor) * 10_000 / (10_000 + self.basis_points)
        return cost_minor - int(net.to_integral_value(ROUND_HALF_EVEN))


@dataclass(frozen=True, slots=True)
class Award:
    """How a dispute between the two sides ended, in minor units.

    cost_from_expert_minor, cost_from_client_minor: of each side's part, what the platform keeps for having decided.
    taxes: in these costs, as they stood at the end of the dispute.
    """

    dispute_id: str
    to_expert_minor: int
    to_client_minor: int
    cost_from_expert_minor: int = 0
    cost_from_client_minor: int = 0
    taxes: tuple[CostTax, ...] = ()

    def tax_of(self, payer_id: str) -> CostTax | None:
        """Return the tax in what a side pays, or None if there is none."""
        return next((each for each in self.taxes if each.payer_id == payer_id), None)

    @property
    def is_something(self) -> bool:
        """Whether anything is to move; a withdrawn dispute moves nothing."""
        return self.to_expert_minor + self.to_client_minor > 0


@dataclass(frozen=True, slots=True)
class ProtectedPayment:
    """What a client pays for a milestone, from the signed contract to the expert or back.

    amount: the price of the work; on_top: the fee that the client pays besides, by the quote of the last attempt. All
    other amounts are of both together. category, due_on: of the work. pay_on: when its money should be protected.
    was_asked_for: whether the client was reminded of it. attempt: counts the attempts to pay; one is open at a
    time. opened_at, intent_id, client_secret, intent_status, failure: of the last attempt. funded = held + released +
    refunded + lost, always. credited: the part of refunded that came back from the client's bank and is owed to them;
    costs: the part of it that the platform kept for deciding a dispute. pending: the commands that move its money and
    are not over. proposal: how one side would part what is held, waiting for the other. delivery: the latest delivery
    heard of, 0 before the first. frozen_by: why nothing may move. strays: the provider's objects that fit no decision,
    each booked once. dispute_id, settled_disputes: between the two sides, the open one and those that were. award: how
    one ended while something else freezes the money. chargebacks: of cardholders, open. recoveries: counts what was
    fetched back from the expert. told_days: the age of the hold, in days, at which people were last told of it.
    look_at: when a sweep should look at this payment. rail, payer, next_action: of the last attempt, how the client
    pays, who at a local rail (sealed), and what they must do there. hold_days: after how many days a hold of that
    rail's money is too long, None for cards. is_from_credit: whether it was paid out of what we owed to the client, so
    that it goes back there.
    """

    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    title: str
    amount_minor: int
    currency: str
    created_at: Instant
    state: PaymentState = PaymentState.UNFUNDED
    attempt: int = 0
    opened_at: Instant | None = None
    quote: KeptQuote | None = None
    intent_id: str | None = None
    client_secret: str | None = None
    rail: str = STRIPE
    payer: str | None = None
    next_action: dict[str, Any] | None = None
    hold_days: int | None = None
    is_from_credit: bool = False
    intent_status: str | None = None
    failure: str | None = None
    is_cancelling: bool = False
    charge_id: str | None = None
    is_fee_booked: bool = False
    funded_minor: int = 0
    released_minor: int = 0
    refunded_minor: int = 0
    lost_minor: int = 0
    credited_minor: int = 0
    costs_minor: int = 0
    releases: int = 0
    refunds: int = 0
    pending: tuple[str, ...] = ()
    splits: int = 0
    split: ProposedSplit | None = None
    dispute_id: str | None = None
    settled_disputes: tuple[str, ...] = ()
    award: Award | None = None
    chargebacks: tuple[str, ...] = ()
    recoveries: int = 0
    delivery: int = 0
    is_under_review: bool = False
    is_approved: bool = False
    is_automatic: bool = False
    remind_at: Instant | None = None
    release_at: Instant | None = None
    held_at: Instant | None = None
    on_top_minor: int = 0
    category: str | None = None
    due_on: date | None = None
    pay_on: date | None = None
    was_asked_for: bool = False
    told_days: int = 0
    look_at: Instant | None = None
    frozen_by: tuple[Freeze, ...] = ()
    strays: tuple[str, ...] = ()
    version: int = 0

    def __post_init__(self) -> None:
        parts = (
            self.funded_minor, self.released_minor, self.refunded_minor, self.lost_minor, self.held_minor,
            self.credited_minor, self.costs_minor, self.refunded_minor - self.credited_minor - self.costs_minor,
        )  # fmt: skip
        if min(parts) < 0:
            raise ValueError(f"{self.milestone_id} gives more than it got: {parts}")

    @property
    def held_minor(self) -> int:
        """What is still held; the balance of the ledger's hold account says the same."""
        return self.funded_minor - self.released_minor - self.refunded_minor - self.lost_minor

    @property
    def price(self) -> Money:
        """What the work costs."""
        return Money(self.amount_minor, self.currency)

    @property
    def amount(self) -> Money:
        """What the client pays: the price, and any fee on top of it."""
        return Money(self.amount_minor + self.on_top_minor, self.currency)

    def quoted(self, quote: KeptQuote) -> ProtectedPayment:
        """Return the payment with the quote by which the client is about to pay."""
        return replace(self, quote=quote, on_top_minor=quote.on_top_minor)

    @property
    def held(self) -> Money:
        """What is still held."""
        return Money(self.held_minor, self.currency)

    @property
    def amounts(self) -> Amounts:
        """What the label is worked out from."""
        return Amounts(
            funded=self.funded_minor,
            released=self.released_minor,
            refunded=self.refunded_minor,
            lost=self.lost_minor,
            credited=self.credited_minor,
            is_sending=any(each.startswith("release:") for each in self.pending),
            is_returning=any(each.startswith(("refund:", "repay:", "dash:")) for each in self.pending),
        )

    @property
    def fund_command_id(self) -> str:
        """The command of the latest attempt to pay."""
        return f"fund:{self.milestone_id}:{self.attempt}"

    @property
    def close_command_id(self) -> str:
        """The command that gives the latest attempt up."""
        return f"close:{self.milestone_id}:{self.attempt}"

    @property
    def waits_for_provider(self) -> bool:
        """Whether the provider has yet to say something: that the attempt was paid, or what the payment cost."""
        is_fee_missing = self.charge_id is not None and not self.is_fee_booked
        return self.state in machine.OPEN_ATTEMPT or is_fee_missing

    def has_expired(self, now: datetime) -> bool:
        """Tell whether the open attempt is so old that it is given up."""
        is_waiting = self.state is PaymentState.FUNDING and self.intent_status in ABANDONED
        return is_waiting and self.opened_at is not None and now - self.opened_at >= LONGEST_ATTEMPT

    @property
    def hold_ages(self) -> tuple[timedelta, ...]:
        """The ages at which a hold demands something; on a local rail the first comes when operators said."""
        return HOLD_AGES if self.hold_days is None else (timedelta(days=self.hold_days), *HOLD_AGES[1:])

    def moved(self, move: Move, **changes: Any) -> ProtectedPayment:
        """Return the payment after a move. changes: of its amounts and so on. Raises PaymentMoveRefused."""
        self.require(move)
        after = replace(self, **changes)
        return replace(after, state=machine.move(self.state, move, after.amounts))

    def require(self, move: Move) -> None:
        """Refuse a move that the present state does not allow. Raises PaymentMoveRefused."""
        if not machine.may(self.state, move):
            raise PaymentMoveRefused(f"a payment that is {self.state} cannot {move}")

    def require_version(self, version: int) -> None:
        """Refuse a decision that was made about another version. Raises StaleVersion."""
        if version != self.version:
            raise StaleVersion

    def waiting_for(self, command_id: str) -> tuple[str, ...]:
        """Return the pending commands with one more."""
        return (*self.pending, command_id)

    def without(self, command_id: str) -> tuple[str, ...]:
        """Return the pending commands but one."""
        return tuple(each for each in self.pending if each != command_id)

    def frozen(self, reason: Freeze) -> ProtectedPayment:
        """Return the payment with one more reason why nothing may move."""
        return replace(self, frozen_by=tuple(sorted({*self.frozen_by, reason})))

    def thawed(self, reason: Freeze) -> ProtectedPayment:
        """Return the payment with one reason less."""
        return replace(self, frozen_by=tuple(each for each in self.frozen_by if each != reason))

    def looked_after(self, now: datetime) -> ProtectedPayment:
        """Return the payment with the time at which a sweep should look at it next, or none when all is said."""
        if self.waits_for_provider:
            is_open = self.state in machine.OPEN_ATTEMPT
            # Less and less often: most attempts end within minutes, and a look costs a call of the provider.
            age = (now - self.opened_at) / 2 if self.opened_at else LOOK_AFTER_FUNDING
            pause = max(LOOK_AFTER_FUNDING, age) if is_open else LOOK_FOR_FEE
            return replace(self, look_at=now + pause)
        if self.chargebacks:
            return replace(self, look_at=now + LOOK_AT_CHARGEBACK)
        if self.held_minor and self.is_under_review and self.release_at is not None:
            after_review = max(now, self.release_at) + LOOK_AFTER_RELEASE
            return replace(self, look_at=min(after_review, self._next_age(now) or after_review))
        return replace(self, look_at=self._next_age(now))

    def _next_age(self, now: datetime) -> datetime | None:
        """Return when the age of the hold next demands something; past the last age, every day."""
        if not self.held_minor or self.held_at is None:
            return None
        coming = [self.held_at + age for age in self.hold_ages if self.held_at + age > now]
        return coming[0] if coming else now + timedelta(days=1)
