"""What happened in a dispute, and the one countdown that both sides read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guildhall.disputes.machine import Stage
from guildhall.disputes.models.dispute import Dispute
from guildhall.kernel.types import Instant

ARBITRATOR, MEDIATOR = "arbitrator", "mediator"


class Happening(StrEnum):
    """What can stand in the timeline."""

    FILED = "filed"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    STAGE_ENTERED = "stage_entered"
    REMINDED = "reminded"
    DEADLINE_MISSED = "deadline_missed"
    NOTE_WRITTEN = "note_written"
    SPLIT_PROPOSED = "split_proposed"
    SPLIT_ACCEPTED = "split_accepted"
    DECISION_WANTED = "decision_wanted"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_WITHDRAWN = "evidence_withdrawn"
    TAKEN = "taken"
    LEFT = "left"
    DECIDED = "decided"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    AMOUNT_CHANGED = "amount_changed"
    RESOLVED = "resolved"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. actor_id: `system` for timers and events. about: an evidence id or a split's number.

    stage: in which the dispute was then. to_expert_minor, to_client_minor: where the entry is about a split.
    """

    entry_id: str
    dispute_id: str
    type: Happening
    actor_id: str
    at: Instant
    stage: Stage
    note: str | None = None
    about: str | None = None
    to_expert_minor: int | None = None
    to_client_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Countdown:
    """Whose turn it is, until when, and what happens then if nobody does anything.

    waits_for: account ids of sides, or `mediator`, `arbitrator`.
    """

    deadline_at: Instant
    waits_for: tuple[str, ...]
    then: Stage


def countdown_of(dispute: Dispute) -> Countdown | None:
    """Return the one countdown of an open dispute, else None."""
    if not dispute.is_open or dispute.deadline_at is None:
        return None
    waits_for, then = {
        Stage.RESPONSE: ((dispute.respondent_id,), Stage.MEDIATION),
        Stage.MEDIATION: (_talkers(dispute), Stage.ARBITRATION),
        Stage.ARBITRATION: ((ARBITRATOR,), Stage.ARBITRATION),
        Stage.APPEAL_WINDOW: (dispute.sides, Stage.RESOLVED),
        Stage.APPEAL: ((ARBITRATOR,), Stage.APPEAL),
    }[dispute.stage]
    return Countdown(dispute.deadline_at, waits_for, then)


def _talkers(dispute: Dispute) -> tuple[str, ...]:
    """Return the sides that have not said yes to what is on the table; both, if nothing is."""
    yes = dispute.splits[-1].accepted_by if dispute.splits else ()
    return tuple(side for side in dispute.sides if side not in yes)
