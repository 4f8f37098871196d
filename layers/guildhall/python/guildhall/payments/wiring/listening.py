"""What the queue of events asks for besides the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.payments.gateways.hold_timers import SchedulerHoldTimers
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.aging import SetHoldTimers
from guildhall.payments.wiring.settings import TimerSettings
from guildhall.platform.assembly import Platform

if TYPE_CHECKING:
    from guildhall.payments.wiring import PaymentsDesk


@dataclass(frozen=True, slots=True)
class PaymentsEars:
    """What payments does about what it is told."""

    desk: PaymentsDesk
    set_hold_timers: SetHoldTimers


def hold_timers(platform: Platform, payments: Payments) -> SetHoldTimers:
    """Build what sets the timers of a hold, on EventBridge Scheduler."""
    own = platform.settings(TimerSettings)
    timers = SchedulerHoldTimers(own.timers_group, own.timers_target, own.timers_role, own.timers_dead_letters)
    return SetHoldTimers(payments, timers)
