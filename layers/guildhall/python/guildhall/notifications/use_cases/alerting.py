"""Raising alerts: once per reason, over when the reason passes, told to more people while nobody takes them up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion, Unavailable
from guildhall.kernel.ids import Ids
from guildhall.notifications.events import AlertEscalatedV1, AlertRaisedV1, AlertResolvedV1
from guildhall.notifications.models import (
    COUNTED,
    DEADLINES,
    LAST_LEVEL,
    Alert,
    AlertAddress,
    AlertRule,
    AlertState,
    Figure,
    Rota,
    Severity,
)
from guildhall.notifications.models.alerts import move
from guildhall.notifications.ports.alerts import AlertDesk, Alerts, AlertStep, Meters, Tallies

RULE, ALARM = "rule:", "alarm:"
LONGEST_DETAIL = 500
MILD = ("-late", "-slow", "-http-slow", "-throttled", "-pages-broken")
"""Ends of alarms' names (infra/observability.yaml) that nobody is woken for."""
LASTING = ("-needs-attention", "-books-broken", "-books-differ", "-audit-log-broken")
"""Ends of names of alarms that silence does not heal: somebody has to decide."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is an alert. key: the same as long as it is the same reason."""

    key: str
    title: str
    detail: str
    severity: Severity
    rota_id: str | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Turns news of reasons into alerts; news that is older than what is known says nothing."""

    alerts: Alerts
    desk: AlertDesk
    ids: Ids
    clock: Clock

    def broke(self, reason: Reason, at: datetime) -> None:
        """Raise an alert, unless the reason holds already, resolved by somebody or not. Raises StaleVersion."""
        watch = self.alerts.watch(reason.key)
        if watch.heard_at is not None and at <= watch.heard_at:
            return
        if watch.is_broken:
            return
        now, rota = self.clock.now(), rota_of(reason.rota_id, self.desk.rotas())
        called = rota.called(0, now) if rota else ()
        alert = Alert(
            alert_id=self.ids.new("alr"),
            key=reason.key,
            title=reason.title,
            detail=reason.detail[:LONGEST_DETAIL],
            severity=reason.severity,
            rota_id=rota.rota_id if rota else None,
            raised_at=now,
            told_ids=called,
            escalates_at=now + timedelta(minutes=rota.escalate_minutes) if rota else None,
        )
        event = AlertRaisedV1(
            alert_id=alert.alert_id,
            title=alert.title,
            severity=alert.severity,
            told_ids=list(called),
            watcher_ids=watchers(rota),
        )
        held = replace(watch, is_broken=True, alert_id=alert.alert_id, heard_at=at)
        self.alerts.save(alert, held, AlertStep.RAISED, those_who_take(self.desk, alert.severity), event)

    def passed(self, key: str, at: datetime) -> None:
        """Resolve the alert of a reason that no longer holds. Raises StaleVersion."""
        watch = self.alerts.watch(key)
        if watch.heard_at is not None and at <= watch.heard_at:
            return
        healed = replace(watch, is_broken=False, alert_id=None, heard_at=at)
        alert = self.alerts.get(watch.alert_id) if watch.alert_id else None
        if alert is None or alert.state is AlertState.RESOLVED:
            # That an alarm has passed is remembered even if it was never heard of: its news may be late.
            if watch.is_broken or key.startswith(ALARM):
                self.alerts.note(healed)
            return
        over = replace(alert, state=move(alert.state, AlertState.RESOLVED), resolved_at=self.clock.now())
        rota = rota_of(alert.rota_id, self.desk.rotas())
        event = AlertResolvedV1(
            alert_id=alert.alert_id,
            title=alert.title,
            severity=alert.severity,
            told_ids=list(alert.told_ids),
            watcher_ids=watchers(rota),
        )
        self.alerts.save(over, healed, AlertStep.RESOLVED, those_who_take(self.desk, alert.severity), event)


@dataclass(frozen=True, slots=True)
class HearAlarm:
    """Take the news of an alarm of the cloud."""

    reasons: Reasons

    def __call__(self, name: str, state: str, description: str, cause: str, at: datetime) -> None:
        """Raise or resolve its alert. state: `OK`, `ALARM` or `INSUFFICIENT_DATA`, which says nothing.

        name: of the alarm, whose end says what it is about. description: what it means, with its runbook. cause: in
        the cloud's words. Raises StaleVersion.
        """
        key = ALARM + name
        if state == "ALARM":
            severity = Severity.WARNING if name.endswith(MILD) else Severity.CRITICAL
            title = name.partition("-")[2] or name
            self.reasons.broke(Reason(key, title, f"{description}\n{cause}", severity, None), at)
        elif state == "OK" and not name.endswith(LASTING):
            self.reasons.passed(key, at)


@dataclass(frozen=True, slots=True)
class LookAtRules:
    """Compare the figures with the rules, and call more people where nobody has answered. Runs every minute."""

    reasons: Reasons
    meters: Meters
    tallies: Tallies

    def __call__(self) -> dict[str, int]:
        """Return how many rules are broken, how many could not be looked at, and how many alerts were escalated.

        What somebody else changes at the same moment is left for the next minute, and so are rules on figures of a
        cloud that does not say: nobody knows whether their reasons hold or have passed.
        """
        now = self.reasons.clock.now()
        rules = [rule for rule in self.reasons.desk.rules() if rule.is_on]
        known, measured = self._measured(rules)
        broken = [rule for rule in known if self._compare(rule, measured, now)]
        self._let_go({RULE + rule.rule_id for rule in rules}, now)
        return {"broken": len(broken), "unknown": len(rules) - len(known), "escalated": self._escalate(now)}

    def _measured(self, rules: list[AlertRule]) -> tuple[list[AlertRule], dict[tuple[Figure, int], int]]:
        """Return the rules that can be compared now, and what the cloud measured for them."""
        own = [rule for rule in rules if rule.figure in COUNTED | DEADLINES]
        wanted = {(rule.figure, rule.window_minutes) for rule in rules if rule not in own}
        try:
            return rules, self.meters.read(wanted) if wanted else {}
        except Unavailable:
            return own, {}

    def _compare(self, rule: AlertRule, measured: dict[tuple[Figure, int], int], now: datetime) -> bool:
        value = self._value(rule, measured, now)
        # Without data there is nothing to alert of, as with the alarms of the cloud (notBreaching).
        is_broken = value is not None and rule.is_broken_by(value)
        key = RULE + rule.rule_id
        try:
            if is_broken:
                detail = f"{rule.figure}: {value} ({rule.comparison} {rule.threshold}, {rule.window_minutes} min)"
                late = self.tallies.soonest(rule.figure) if rule.figure in DEADLINES else None
                detail += f": {late[0]}" if late else ""
                self.reasons.broke(Reason(key, rule.name, detail, rule.severity, rule.rota_id), now)
            else:
                self.reasons.passed(key, now)
        except StaleVersion:
            return is_broken
        return is_broken

    def _value(self, rule: AlertRule, measured: dict[tuple[Figure, int], int], now: datetime) -> int | None:
        if rule.figure in COUNTED:
            return self.tallies.count(rule.figure, now - timedelta(minutes=rule.window_minutes))
        if rule.figure in DEADLINES:
            late = self.tallies.soonest(rule.figure)
            return int((now - late[1]).total_seconds()) // 60 if late else None
        return measured.get((rule.figure, rule.window_minutes))

    def _let_go(self, watched: set[str], now: datetime) -> None:
        """Resolve the alerts of rules that were removed or turned off: nothing else would."""
        for alert in self.reasons.alerts.live():
            if alert.key.startswith(RULE) and alert.key not in watched:
                try:
                    self.reasons.passed(alert.key, now)
                except StaleVersion:
                    continue

    def _escalate(self, now: datetime) -> int:
        rotas = self.reasons.desk.rotas()
        late = [
            alert
            for alert in self.reasons.alerts.live()
            if alert.state is AlertState.OPEN and alert.escalates_at is not None and alert.escalates_at <= now
        ]
        return sum(self._call_more(alert, rota_of(alert.rota_id, rotas), now) for alert in late)

    def _call_more(self, alert: Alert, rota: Rota | None, now: datetime) -> bool:
        level = alert.level + 1
        called = [each for each in rota.called(level, now) if each not in alert.told_ids] if rota else []
        is_last = rota is None or level >= LAST_LEVEL
        higher = replace(
            alert,
            level=level,
            told_ids=(*alert.told_ids, *called),
            escalates_at=None if is_last or rota is None else now + timedelta(minutes=rota.escalate_minutes),
        )
        event = AlertEscalatedV1(
            alert_id=alert.alert_id,
            title=alert.title,
            severity=alert.severity,
            told_ids=called,
            watcher_ids=watchers(rota),
        )
        addresses = those_who_take(self.reasons.desk, alert.severity)
        try:
            self.reasons.alerts.save(higher, None, AlertStep.ESCALATED, addresses, event)
        except StaleVersion:
            # Somebody has taken it up at this moment.
            return False
        return True


def rota_of(rota_id: str | None, rotas: Iterable[Rota]) -> Rota | None:
    """Return the rota with this id, or the first for what names none or one that was removed; None without any."""
    known = list(rotas)
    return next((rota for rota in known if rota.rota_id == rota_id), known[0] if known else None)


def watchers(rota: Rota | None) -> list[str]:
    """Return everybody whose alert centre shows it at once."""
    if rota is None:
        return []
    return sorted({*rota.people, *(each.account_id for each in rota.stand_ins)})


def those_who_take(desk: AlertDesk, severity: Severity) -> list[AlertAddress]:
    """Return the addresses to which alerts of a severity go."""
    return [address for address in desk.addresses() if address.takes(severity)]
