"""What payments does about what it is told."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing.wiring.quoting import quote_deal
from guildhall.payments.gateways.fees import BillingCostTaxes
from guildhall.payments.gateways.hold_timers import SchedulerHoldTimers
from guildhall.payments.gateways.reviews import StepFunctionsReviews
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.access import AccessPayment
from guildhall.payments.use_cases.aging import SetHoldTimers
from guildhall.payments.use_cases.arbitrating import FreezeDisputed, SettleDispute
from guildhall.payments.use_cases.ending import FollowCancellation
from guildhall.payments.use_cases.funding import CancelPayment
from guildhall.payments.use_cases.refunding import RefundPayment
from guildhall.payments.use_cases.releasing import BeginReview, EndReview, OpenPayments, ReleaseFunds
from guildhall.payments.use_cases.scheduling import SetFundingTimers
from guildhall.payments.wiring.settings import PaymentsSettings, TimerSettings
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class PaymentsEars:
    """What events ask for; it never calls the provider."""

    open_payments: OpenPayments
    begin_review: BeginReview
    end_review: EndReview
    release: ReleaseFunds
    freeze_disputed: FreezeDisputed
    settle_dispute: SettleDispute
    follow_cancellation: FollowCancellation
    set_hold_timers: SetHoldTimers
    set_funding_timers: SetFundingTimers


def wire_ears(platform: Platform) -> PaymentsEars:
    """Build it, the timers that events set included."""
    payments, clock = store(platform), platform.clock
    reviews = StepFunctionsReviews(platform.settings(PaymentsSettings).workflow)
    refund = RefundPayment(AccessPayment(payments, platform.gate), payments, clock)
    return PaymentsEars(
        open_payments=OpenPayments(payments, clock),
        begin_review=BeginReview(payments, reviews, clock),
        end_review=EndReview(payments, clock),
        release=ReleaseFunds(payments, clock),
        freeze_disputed=FreezeDisputed(payments, clock),
        settle_dispute=SettleDispute(payments, BillingCostTaxes(quote_deal(platform)), clock),
        follow_cancellation=FollowCancellation(payments, CancelPayment(payments, clock), refund),
        set_hold_timers=hold_timers(platform, payments),
        set_funding_timers=SetFundingTimers(payments, scheduler(platform), clock),
    )


def hold_timers(platform: Platform, payments: Payments) -> SetHoldTimers:
    """Build what sets the timers of a hold."""
    return SetHoldTimers(payments, scheduler(platform))


def scheduler(platform: Platform) -> SchedulerHoldTimers:
    """Build one-time timers on EventBridge Scheduler."""
    own = platform.settings(TimerSettings)
    return SchedulerHoldTimers(own.timers_group, own.timers_target, own.timers_role, own.timers_dead_letters)
