"""What alerts need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Alert, AlertAddress, AlertRule, Deadline, Figure, Rota, Watch


class AlertStep(StrEnum):
    """What addresses of alerts are told."""

    RAISED = "raised"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class AlertPage:
    """items: newest first, of many a part. position: where the next page starts, or None."""

    items: list[Alert]
    position: dict[str, Any] | None


class Alerts(Protocol):
    """Alerts, and what is known of their reasons."""

    def get(self, alert_id: str) -> Alert | None:
        """Return one, or None."""

    def page(self, *, limit: int, position: dict[str, Any] | None) -> AlertPage:
        """Return one page of all alerts."""

    def live(self) -> list[Alert]:
        """Return what is not resolved; a new one may take a moment to appear."""

    def watch(self, key: str) -> Watch:
        """Return what is known of a reason; at version 0 before the first news of it."""

    def note(self, watch: Watch) -> None:
        """Store what is known of a reason. Raises StaleVersion."""

    def save(
        self, alert: Alert, watch: Watch | None, step: AlertStep, addresses: list[AlertAddress], event: DomainEvent
    ) -> Alert:
        """Store both at the versions they were read at, and order what tells the addresses. Raises StaleVersion."""

    def was_told(self, alert_id: str, address_id: str, step: AlertStep) -> bool:
        """Tell whether an address has taken this step."""

    def note_told(self, alert_id: str, address_id: str, step: AlertStep) -> None:
        """Store that an address has taken this step."""


class AlertDesk(Protocol):
    """What administrators set up for alerts; each kind in the order in which it was made."""

    def rules(self) -> list[AlertRule]:
        """Return the rules."""

    def rotas(self) -> list[Rota]:
        """Return the rotas."""

    def addresses(self) -> list[AlertAddress]:
        """Return the addresses."""

    def begin(self, rules: Sequence[AlertRule]) -> None:
        """Store the rules that a stage begins with. Raises StaleVersion if it began before, whatever became of them."""

    def save(self, setting: AlertRule | Rota | AlertAddress) -> None:
        """Store at the version it was read at. Raises StaleVersion."""

    def remove(self, setting: AlertRule | Rota | AlertAddress) -> None:
        """Forget it, at the version it was read at. Raises StaleVersion."""


class Tallies(Protocol):
    """Figures that we know from events."""

    def count(self, figure: Figure, since: datetime) -> int:
        """Return how often it happened; counting stops at 1000."""

    def add(self, figure: Figure, event_id: str) -> None:
        """Count an event, once however often it comes."""

    def deadline(self, subject_id: str) -> Deadline | None:
        """Return what is known of a deadline, or None."""

    def set_deadline(self, deadline: Deadline) -> None:
        """Store at the version it was read at. Raises StaleVersion."""

    def soonest(self, figure: Figure) -> tuple[str, datetime] | None:
        """Return what has the earliest deadline that is not met, and that deadline; or None."""


class Meters(Protocol):
    """Figures that the cloud measures."""

    def read(self, wanted: set[tuple[Figure, int]]) -> dict[tuple[Figure, int], int]:
        """Return each figure of its last so many minutes; what has no data is left out. Raises Unavailable."""


class AlertAddresses(Protocol):
    """Other people's services that call operators."""

    def check(self, address: AlertAddress) -> None:
        """Refuse what no alert could be sent to. Raises AlertAddressInvalid."""

    def send(self, address: AlertAddress, alert: Alert, step: AlertStep, link: str) -> None:
        """Tell of an alert. link: to it, in the web app. Raises AlertRefused, AlertDelayed."""
