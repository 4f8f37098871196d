"""What the workflow, one-time timers and the sweeps ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from guildhall.payments.gateways.reviews import StepFunctionsReviews
from guildhall.payments.use_cases.aging import FollowHoldTimer
from guildhall.payments.use_cases.applying import RaiseAttention
from guildhall.payments.use_cases.deposit_watching import SweepDeposits
from guildhall.payments.use_cases.scheduling import RemindToFund
from guildhall.payments.use_cases.watching import CheckReleased, SweepCommands, SweepPayments
from guildhall.payments.wiring.deposit_work import sweep_deposits
from guildhall.payments.wiring.reconciling import timer
from guildhall.payments.wiring.settings import PaymentsSettings
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class PaymentsTimers:
    """What timers ask for; it never calls the provider."""

    check_released: CheckReleased
    raise_attention: RaiseAttention
    sweep_commands: SweepCommands
    sweep_payments: SweepPayments
    sweep_deposits: SweepDeposits
    follow_hold_timer: FollowHoldTimer
    remind_to_fund: RemindToFund
    begin_reconciling: Callable[[], None]


def wire_timers(platform: Platform) -> PaymentsTimers:
    """Build it."""
    payments, clock = store(platform), platform.clock
    reviews = StepFunctionsReviews(platform.settings(PaymentsSettings).workflow)
    return PaymentsTimers(
        check_released=CheckReleased(payments),
        raise_attention=RaiseAttention(payments, clock),
        sweep_commands=SweepCommands(payments, clock),
        sweep_payments=SweepPayments(payments, reviews, clock),
        sweep_deposits=sweep_deposits(platform),
        follow_hold_timer=FollowHoldTimer(payments, clock),
        remind_to_fund=RemindToFund(payments, clock),
        begin_reconciling=timer(platform),
    )
