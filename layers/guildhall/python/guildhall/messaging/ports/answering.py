"""What telling how soon people answer needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.answering import ToldPace


class Answers(Protocol):
    """What was told of how soon accounts answer, and who is looked at next."""

    def watch(self, account_id: str, look_at: datetime) -> None:
        """Have somebody looked at then, unless a look awaits them already."""

    def due(self, now: datetime) -> Sequence[str]:
        """Return some whose look has come, those who wait longest first."""

    def hand_over(self, account_id: str) -> None:
        """Have one looked at now, by a command. Raises StaleVersion if none awaits them any more."""

    def told(self, account_id: str) -> ToldPace:
        """Return what was told last."""

    def tell(self, before: ToldPace, after: ToldPace, event: DomainEvent) -> None:
        """Tell the world, in the place of what was told before. Raises StaleVersion if something else was meanwhile."""
