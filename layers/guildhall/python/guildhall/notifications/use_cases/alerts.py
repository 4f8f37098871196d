"""The alert centre: operators see what is wrong, take it up, and say when it is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.notifications.errors import AlertOver, AlertUnknown
from guildhall.notifications.events import AlertAcknowledgedV1, AlertResolvedV1
from guildhall.notifications.models import Alert, AlertCounts, AlertState, Severity
from guildhall.notifications.models.alerts import move
from guildhall.notifications.ports.alerts import AlertDesk, AlertPage, Alerts, AlertStep
from guildhall.notifications.use_cases.alerting import rota_of, those_who_take, watchers

CENTRE = Resource("AlertCentre", "all")


@dataclass(frozen=True, slots=True)
class ReadAlerts:
    """Show operators the alerts."""

    alerts: Alerts
    gate: Gate

    PAGES: ClassVar[int] = 5
    """Looked through for one answer: of rare alerts among very many, a page may come back short."""

    def page(
        self,
        actor: Actor,
        *,
        state: AlertState | None,
        severity: Severity | None,
        limit: int,
        position: dict[str, Any] | None,
    ) -> AlertPage:
        """Return one page, newest first; it may be short or empty although others follow. Raises Forbidden."""
        require(self.gate, actor, "notifications.view_alerts", CENTRE)
        found: list[Alert] = []
        for _ in range(self.PAGES):
            read = self.alerts.page(limit=limit - len(found), position=position)
            found += [
                alert for alert in read.items if state in {None, alert.state} and severity in {None, alert.severity}
            ]
            position = read.position
            if position is None or len(found) == limit:
                break
        return AlertPage(found, position)

    def counts(self, actor: Actor) -> AlertCounts:
        """Return how many are not resolved. Raises Forbidden."""
        require(self.gate, actor, "notifications.view_alerts", CENTRE)
        live = self.alerts.live()
        return AlertCounts(
            open=sum(alert.state is AlertState.OPEN for alert in live),
            acknowledged=sum(alert.state is AlertState.ACKNOWLEDGED for alert in live),
            critical=sum(alert.severity is Severity.CRITICAL for alert in live),
        )

    def one(self, actor: Actor, alert_id: str) -> Alert:
        """Return one. Raises Forbidden, AlertUnknown."""
        require(self.gate, actor, "notifications.view_alerts", CENTRE)
        alert = self.alerts.get(alert_id)
        if alert is None:
            raise AlertUnknown
        return alert


@dataclass(frozen=True, slots=True)
class HandleAlerts:
    """Take alerts up, and say when they are over."""

    alerts: Alerts
    desk: AlertDesk
    gate: Gate
    clock: Clock

    def acknowledge(self, actor: Actor, alert_id: str) -> Alert:
        """Take it up: nobody else is called. Raises Forbidden, AlertUnknown, AlertOver, StaleVersion."""
        alert = self._alert(actor, alert_id)
        if alert.state is AlertState.ACKNOWLEDGED and alert.acknowledged_by == actor.account_id:
            return alert
        taken = replace(
            alert,
            state=move(alert.state, AlertState.ACKNOWLEDGED),
            acknowledged_at=self.clock.now(),
            acknowledged_by=actor.account_id,
            escalates_at=None,
        )
        event = AlertAcknowledgedV1(
            alert_id=alert_id,
            severity=alert.severity,
            acknowledged_by=actor.account_id,
            watcher_ids=watchers(rota_of(alert.rota_id, self.desk.rotas())),
        )
        addresses = those_who_take(self.desk, alert.severity)
        return self.alerts.save(taken, None, AlertStep.ACKNOWLEDGED, addresses, event)

    def resolve(self, actor: Actor, alert_id: str, note: str) -> Alert:
        """Say that it is over: the same reason raises another only after it has passed.

        note: what was wrong and what helped. Raises Forbidden, AlertUnknown, AlertOver, StaleVersion.
        """
        alert = self._alert(actor, alert_id)
        watch = self.alerts.watch(alert.key)
        if watch.alert_id != alert_id and alert.state is not AlertState.RESOLVED:
            raise AlertOver
        over = replace(
            alert,
            state=move(alert.state, AlertState.RESOLVED),
            resolved_at=self.clock.now(),
            resolved_by=actor.account_id,
            note=note,
            escalates_at=None,
        )
        event = AlertResolvedV1(
            alert_id=alert_id,
            title=alert.title,
            severity=alert.severity,
            told_ids=[each for each in alert.told_ids if each != actor.account_id],
            watcher_ids=watchers(rota_of(alert.rota_id, self.desk.rotas())),
        )
        addresses = those_who_take(self.desk, alert.severity)
        return self.alerts.save(over, replace(watch, alert_id=None), AlertStep.RESOLVED, addresses, event)

    def _alert(self, actor: Actor, alert_id: str) -> Alert:
        require(self.gate, actor, "notifications.handle_alert", CENTRE)
        alert = self.alerts.get(alert_id)
        if alert is None:
            raise AlertUnknown
        return alert
