"""Alerts: what operators have to look at, the rules that raise them, and who is on call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from guildhall.kernel.types import Instant
from guildhall.notifications.errors import AlertOver


class Severity(StrEnum):
    """warning: today. critical: now."""

    WARNING = "warning"
    CRITICAL = "critical"


class AlertState(StrEnum):
    """How far an alert has come."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Figure(StrEnum):
    """What a rule can watch. Those of minutes late say how long the worst deadline is over; below 0, how long is left.

    payment_failures, payout_failures and faults are counts of the rule's window; the others are its worst moment.
    """

    ERROR_PERCENT = "error_percent"
    RESPONSE_MS = "response_ms"
    FAULTS = "faults"
    QUEUE_AGE_SECONDS = "queue_age_seconds"
    DEAD_LETTERS = "dead_letters"
    PAYMENT_FAILURES = "payment_failures"
    PAYOUT_FAILURES = "payout_failures"
    DISPUTE_MINUTES_LATE = "dispute_minutes_late"
    REPORT_MINUTES_LATE = "report_minutes_late"


COUNTED = frozenset({Figure.PAYMENT_FAILURES, Figure.PAYOUT_FAILURES})
"""What we count ourselves, from events."""
DEADLINES = frozenset({Figure.DISPUTE_MINUTES_LATE, Figure.REPORT_MINUTES_LATE})
"""What we know ourselves, from events that set deadlines and events that meet them."""


class Comparison(StrEnum):
    """On which side of the threshold a figure is a reason for an alert; the threshold itself never is."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """When a figure is a reason to call somebody. rota_id: whose people are told. window_minutes: of the figure."""

    rule_id: str
    name: str
    figure: Figure
    comparison: Comparison
    threshold: int
    window_minutes: int
    severity: Severity
    rota_id: str | None
    is_on: bool
    version: int = 0

    def is_broken_by(self, value: int) -> bool:
        """Tell whether the figure is a reason for an alert."""
        return value > self.threshold if self.comparison is Comparison.ABOVE else value < self.threshold


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is on call instead of whoever it would be, from one instant until another, exclusive."""

    account_id: str
    starts_at: Instant
    ends_at: Instant


@dataclass(frozen=True, slots=True)
class Rota:
    """Who is on call when: people take turns of so many days, handing over at one wall time of one time zone.

    people: accounts in the order of their turns. starts_on: when the first of them begins. handover: such as `09:00`.
    escalate_minutes: how long an alert may stay open before more people are told.
    """

    rota_id: str
    name: str
    time_zone: str
    starts_on: date
    handover: str
    turn_days: int
    people: tuple[str, ...]
    escalate_minutes: int
    stand_ins: tuple[StandIn, ...] = ()
    version: int = 0

    def on_call(self, now: datetime) -> tuple[str, str]:
        """Return who is on call, and who is called if they do not answer: the next in turn."""
        local = now.astimezone(ZoneInfo(self.time_zone))
        # Through the calendar: a day may have 23 or 25 hours, and before the handover it is still yesterday's turn.
        today = local.date() - timedelta(days=local.time() < time.fromisoformat(self.handover))
        turn = (today - self.starts_on).days // self.turn_days
        first, second = (self.people[(turn + step) % len(self.people)] for step in (0, 1))
        instead = [each.account_id for each in self.stand_ins if each.starts_at <= now < each.ends_at]
        if not instead:
            return first, second
        # Who was replaced may be ill or away: the next in turn backs up, unless they stand in themselves.
        return instead[-1], second if second != instead[-1] else first

    def called(self, level: int, now: datetime) -> tuple[str, ...]:
        """Return who is told at a level of escalation: 0 who is on call, 1 their backup, 2 everybody."""
        return self.people if level > 1 else (self.on_call(now)[level],)


LAST_LEVEL = 2


class AddressKind(StrEnum):
    """slack: an incoming webhook of Slack, or of what speaks like it. pagerduty: a key of the Events API v2."""

    SLACK = "slack"
    PAGERDUTY = "pagerduty"


@dataclass(frozen=True, slots=True)
class AlertAddress:
    """Where alerts go besides people. target: a webhook's URL or a routing key; who knows it can send there.

    at_least: the lowest severity that goes there.
    """

    address_id: str
    name: str
    kind: AddressKind
    target: str
    at_least: Severity
    version: int = 0

    def takes(self, severity: Severity) -> bool:
        """Tell whether alerts of a severity go there."""
        return severity is Severity.CRITICAL or self.at_least is Severity.WARNING


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that somebody has to look at, once, however long its reason lasts.

    key: of its reason, `rule:<id>` or `alarm:<name>`. told_ids: who was told so far. level: of escalation.
    escalates_at: when more people are told if it stays open; None if nobody is left.
    """

    alert_id: str
    key: str
    title: str
    detail: str
    severity: Severity
    rota_id: str | None
    raised_at: Instant
    state: AlertState = AlertState.OPEN
    level: int = 0
    told_ids: tuple[str, ...] = ()
    escalates_at: Instant | None = None
    acknowledged_at: Instant | None = None
    acknowledged_by: str | None = None
    resolved_at: Instant | None = None
    resolved_by: str | None = None
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of one reason. is_broken: whether it holds. alert_id: of the alert that is not resolved yet.

    heard_at: of the last news; what is older says nothing any more.
    """

    key: str
    is_broken: bool = False
    alert_id: str | None = None
    heard_at: Instant | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class AlertCounts:
    """How many alerts are not resolved; counting stops at 100."""

    open: int = 0
    acknowledged: int = 0
    critical: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when something has to be done. at: of the event that said so. due_at: None once it is done."""

    subject_id: str
    figure: Figure
    at: Instant
    due_at: Instant | None = field(default=None)
    version: int = 0


MOVES: dict[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset({AlertState.ACKNOWLEDGED, AlertState.RESOLVED}),
    AlertState.ACKNOWLEDGED: frozenset({AlertState.RESOLVED}),
    AlertState.RESOLVED: frozenset(),
}


def move(current: AlertState, target: AlertState) -> AlertState:
    """Return target if the move is legal. Raises AlertOver."""
    if target not in MOVES[current]:
        raise AlertOver(f"an alert that is {current} cannot become {target}")
    return target
