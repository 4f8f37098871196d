"""What job matches need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from guildhall.notifications.models.matching import JobMatch, SkilledExpert


class Skills(Protocol):
    """Which experts have which skill."""

    def learn(self, account_id: str, skills: Sequence[str], event_id: str) -> None:
        """Store what an expert can do, unless a later event was here first. Raises StaleVersion."""

    def having(self, skill: str) -> list[SkilledExpert]:
        """Return experts with a skill, those first whose profiles were published last; of very many, a part."""


class Matches(Protocol):
    """Who hears of which project."""

    def get(self, project_id: str) -> JobMatch | None:
        """Return the match of a project, or None if nobody was chosen or that is long ago."""

    def choose(self, match: JobMatch) -> None:
        """Store who is to hear of a project, and order that they are told. Raises AlreadyTold if that was done."""


class PassedOver(Protocol):
    """Who offered to do a project and was not chosen; projects knows."""

    def __call__(self, project_id: str, chosen_id: str) -> list[str]:
        """Return the accounts of all experts but the chosen one whose proposals stand."""


class Blocks(Protocol):
    """Who wants to hear nothing from whom; messaging knows."""

    def of(self, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of the pairs (who, whom) in which one blocks the other, as of this moment."""
