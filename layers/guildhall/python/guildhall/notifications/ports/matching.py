"""What job matches need."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from guildhall.notifications.models.matching import JobMatch, Selection, SkilledExpert


class Skills(Protocol):
    """Which experts have which skill."""

    def learn(self, account_id: str, skills: Sequence[str], event_id: str) -> bool:
        """Store what an expert can do; False if this or a later event was here first. Raises StaleVersion."""

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

    def __call__(self, project_id: str, chosen_id: str, after: str, limit: int) -> tuple[list[str], str | None]:
        """Return accounts of experts but the chosen one whose proposals stand, and where to go on, None at the end.

        after: as the page before gave it, or empty for the first. limit: of proposals to look at; a page may be empty
        although another follows.
        """


class Selections(Protocol):
    """Who hears that they were not chosen, page by page."""

    def get(self, project_id: str) -> Selection | None:
        """Return the selection of a project, or None if there is none or that is long ago."""

    def begin(self, selection: Selection) -> None:
        """Store a new one, and order its first page. Raises AlreadyTold if that was done."""

    def advance(self, selection: Selection, after: str | None) -> None:
        """Store that a page is done, at the version it was read at, and order the next. Raises StaleVersion.

        after: where the next page starts, or None if it was the last: nothing is ordered then.
        """


class PublicExpert(Protocol):
    """What profiles shows of an expert."""

    @property
    def account_id(self) -> str:
        """Whose profile it is."""

    @property
    def skills(self) -> Sequence[str]:
        """What they can do, now."""

    @property
    def published_at(self) -> datetime:
        """When the profile became public for the first time."""


class PublicExperts(Protocol):
    """Every expert who is public; profiles knows."""

    def __call__(self, cursor: str | None, limit: int) -> tuple[Sequence[PublicExpert], str | None]:
        """Return a page, newest first, possibly short or empty, and a cursor as long as there may be more."""


class Blocks(Protocol):
    """Who wants to hear nothing from whom; messaging knows."""

    def of(self, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of the pairs (who, whom) in which one blocks the other, as of this moment."""
