"""The payment schedule of a contract: when the money of each milestone should be protected, and who hears of it.

A milestone is paid for when its work begins, which is when the one before is due; and never so early that the provider
would have to hold the money past the day on which people are warned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from guildhall.contracts.events import AgreedMilestone, ContractSignedV1
from guildhall.kernel.clock import Clock
from guildhall.payments.errors import PaymentUnknown
from guildhall.payments.events import FundingDueV1
from guildhall.payments.machine import PaymentState
from guildhall.payments.models import Change
from guildhall.payments.models.payment import HOLD_AGES
from guildhall.payments.ports import Payments
from guildhall.payments.ports.timers import FundingTimers

AT = time(8, tzinfo=UTC)
"""When a reminder goes out: in the morning of Europe, around noon in Pakistan."""


def pay_days(signed_on: date, milestones: list[AgreedMilestone]) -> Iterator[tuple[AgreedMilestone, date]]:
    """Yield each milestone with the day by which it should be paid for; never before the contract was signed."""
    begins_on = signed_on
    for milestone in milestones:
        yield milestone, max(signed_on, begins_on, milestone.due_on - HOLD_AGES[0])
        begins_on = milestone.due_on


@dataclass(frozen=True, slots=True)
class SetFundingTimers:
    """Set a one-time schedule for each milestone that is to be paid for later."""

    payments: Payments
    timers: FundingTimers
    clock: Clock

    def __call__(self, event: ContractSignedV1) -> None:
        """Set them, once each however often the event comes. Raises Unavailable (try again)."""
        for milestone in event.milestones:
            payment = self.payments.get(milestone.milestone_id)
            if payment is None or payment.pay_on is None or payment.state is not PaymentState.UNFUNDED:
                continue
            fires_at = datetime.combine(payment.pay_on, AT)
            if fires_at > self.clock.now():
                self.timers.set_funding(payment.milestone_id, fires_at)


@dataclass(frozen=True, slots=True)
class RemindToFund:
    """Tell a client that the money of a milestone should be protected now."""

    payments: Payments
    clock: Clock

    def __call__(self, milestone_id: str) -> bool:
        """Return whether somebody was told: once, and not about what is paid, being paid, or cancelled.

        Raises PaymentUnknown, StaleVersion (try again).
        """
        payment = self.payments.get(milestone_id)
        if payment is None:
            raise PaymentUnknown(milestone_id)
        if payment.state is not PaymentState.UNFUNDED or payment.was_asked_for or payment.due_on is None:
            return False
        told = FundingDueV1(
            contract_id=payment.contract_id,
            milestone_id=payment.milestone_id,
            client_id=payment.client_id,
            expert_id=payment.expert_id,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            due_on=payment.due_on,
        )
        after = replace(payment, was_asked_for=True)
        self.payments.save(Change("payments.remind_to_fund", after, events=(told,)))
        return True
