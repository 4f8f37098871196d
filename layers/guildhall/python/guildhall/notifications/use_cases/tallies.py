"""Figures of our own for the rules of alerts: what fails, and which deadlines run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from guildhall.billing.events import SubscriptionPaymentFailedV1
from guildhall.disputes.events import DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at
from guildhall.messaging.events import AbuseReportDecidedV1, AbuseReportedV1
from guildhall.notifications.models import Deadline, Figure
from guildhall.notifications.ports.alerts import Tallies
from guildhall.payments.events import PaymentFailedV1, PayoutFailedV1

REPORT_ANSWERED_WITHIN = timedelta(hours=24)
"""How long a report of abuse may wait for a decision: the Digital Services Act wants a timely one (article 16)."""
COUNTS: dict[type[DomainEvent], Figure] = {
    PaymentFailedV1: Figure.PAYMENT_FAILURES,
    SubscriptionPaymentFailedV1: Figure.PAYMENT_FAILURES,
    PayoutFailedV1: Figure.PAYOUT_FAILURES,
}
UNTOLD: tuple[type[DomainEvent], ...] = (AbuseReportedV1,)
"""Events that count although nobody is told of them."""


@dataclass(frozen=True, slots=True)
class KeepTallies:
    """Keep the figures up to date, in whichever order and however often events come."""

    tallies: Tallies

    def __call__(self, event_id: str, event: DomainEvent) -> None:
        """Count the event, set its deadline, or note that one is met; others change nothing. Raises StaleVersion."""
        figure = COUNTS.get(type(event))
        if figure is not None:
            self.tallies.add(figure, event_id)
        at = born_at(event_id)
        match event:
            case DisputeStageEnteredV1():
                self._set(event.dispute_id, Figure.DISPUTE_MINUTES_LATE, at, event.deadline_at)
            case DisputeResolvedV1():
                self._set(event.dispute_id, Figure.DISPUTE_MINUTES_LATE, at, None)
            case AbuseReportedV1():
                self._set(event.report_id, Figure.REPORT_MINUTES_LATE, at, at + REPORT_ANSWERED_WITHIN)
            case AbuseReportDecidedV1():
                self._set(event.report_id, Figure.REPORT_MINUTES_LATE, at, None)

    def _set(self, subject_id: str, figure: Figure, at: datetime, due_at: datetime | None) -> None:
        known = self.tallies.deadline(subject_id)
        if known is not None and known.at >= at:
            return
        self.tallies.set_deadline(Deadline(subject_id, figure, at, due_at, known.version if known else 0))
