"""What projects learns of experts from other capabilities' events."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.projects.ports import Standings


@dataclass(frozen=True, slots=True)
class LearnProfile:
    """Remember how an expert introduces themself."""

    standings: Standings

    def __call__(self, event: ProfilePublishedV1, event_id: str) -> None:
        """Keep what the newest event says; older and repeated ones change nothing. Raises StaleVersion."""
        known = self.standings.get(event.account_id)
        if event.role != "expert" or event_id <= known.published_by:
            return
        self.standings.save(
            replace(
                known,
                display_name=event.display_name,
                headline=event.headline,
                is_published=True,
                published_by=event_id,
            )
        )


@dataclass(frozen=True, slots=True)
class LearnVerification:
    """Remember whether an expert is verified."""

    standings: Standings

    def __call__(self, event: ExpertVerifiedV1, event_id: str) -> None:
        """Keep what the newest event says; older and repeated ones change nothing. Raises StaleVersion."""
        known = self.standings.get(event.account_id)
        if event_id <= known.verified_by:
            return
        self.standings.save(replace(known, is_verified=event.is_verified, verified_by=event_id))
