"""What operators hear of alerts."""

from __future__ import annotations

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.events import AlertAcknowledgedV1, AlertEscalatedV1, AlertRaisedV1, AlertResolvedV1
from guildhall.notifications.models import Notice, Type
from guildhall.notifications.use_cases.decisions import Decision, Silent, notice_of, tells


def _called(event: AlertRaisedV1 | AlertEscalatedV1 | AlertResolvedV1, kind: Type) -> list[Notice]:
    return [notice_of(each, kind, event, "alert_id", "title") for each in event.told_ids]


ALERTS: list[tuple[type[DomainEvent], Decision]] = [
    tells(AlertRaisedV1, lambda e: _called(e, Type.ALERT_RAISED)),
    tells(AlertEscalatedV1, lambda e: _called(e, Type.ALERT_ESCALATED)),
    tells(AlertResolvedV1, lambda e: _called(e, Type.ALERT_RESOLVED)),
    (AlertAcknowledgedV1, Silent("the alert centre shows who takes care of it")),
]
