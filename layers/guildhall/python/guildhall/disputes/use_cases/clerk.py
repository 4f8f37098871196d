"""What every use case writes the same way: the timeline, the beginning of a stage, and the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from guildhall.disputes.errors import DisputeMoveRefused
from guildhall.disputes.events import Desk, DisputeResolvedV1, DisputeStageEnteredV1, Outcome, StageName
from guildhall.disputes.machine import Stage
from guildhall.disputes.models import Change, Decision, Dispute, Happening, TimelineEntry
from guildhall.disputes.ports import Settings
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import Ids
from guildhall.kernel.money import Money


def about(dispute: Dispute) -> dict[str, str]:
    """Return the fields that every event about a dispute carries."""
    return {
        "dispute_id": dispute.dispute_id,
        "contract_id": dispute.contract_id,
        "milestone_id": dispute.milestone_id,
        "client_id": dispute.client_id,
        "expert_id": dispute.expert_id,
    }


@dataclass(frozen=True, slots=True)
class Clerk:
    """Writes down what happens."""

    clock: Clock
    ids: Ids
    settings: Settings

    def entry(self, dispute: Dispute, kind: Happening, actor: Actor, **said: Any) -> TimelineEntry:
        """Return a line of the timeline, at the dispute's present stage. said: further fields of the entry."""
        made = self.ids.new("tml")
        return TimelineEntry(made, dispute.dispute_id, kind, actor.account_id, self.clock.now(), dispute.stage, **said)

    def goes_on(
        self, action: str, dispute: Dispute, actor: Actor, *entries: TimelineEntry, is_by_silence: bool = False
    ) -> Change:
        """Return the change that begins the stage in which the dispute is by now. entries: what led there."""
        begun = dispute.with_deadline(self.clock.now(), self.settings.terms().window(dispute.stage))
        assert begun.deadline_at is not None  # noqa: S101  a stage that begins has one
        event = DisputeStageEnteredV1(
            **about(begun),
            opened_by=begun.opened_by,
            stage=cast("StageName", begun.stage.value),
            is_by_silence=is_by_silence,
            deadline_at=begun.deadline_at,
        )
        entered = self.entry(begun, Happening.STAGE_ENTERED, actor)
        return Change(action, begun, (*entries, entered), (event,))

    def ends(
        self, action: str, dispute: Dispute, actor: Actor, *entries: TimelineEntry, outcome: Outcome,
        parts: tuple[int, int] = (0, 0),
    ) -> Change:  # fmt: skip
        """Return the change that resolves a dispute which has come to its end. parts: to the expert, to the client."""
        to_expert, to_client = parts
        over = replace(
            dispute, outcome=outcome, to_expert_minor=to_expert, to_client_minor=to_client,
            resolved_at=self.clock.now(), turn=dispute.turn + 1, deadline_at=None, remind_at=None,
        )  # fmt: skip
        event = DisputeResolvedV1(
            **about(over),
            outcome=outcome,
            to_expert_minor=to_expert,
            to_client_minor=to_client,
            currency=over.currency,
            cost_from_expert_minor=over.costs.from_expert_minor,
            cost_from_client_minor=over.costs.from_client_minor,
        )
        told = self.entry(
            over, Happening.RESOLVED, actor, about=outcome, to_expert_minor=to_expert, to_client_minor=to_client
        )
        return Change(action, over, (*entries, told), (event,), is_closing=True)

    def decided(self, action: str, dispute: Dispute, actor: Actor, *entries: TimelineEntry) -> Change:
        """Return the change that makes the last decision final. Money that left since is missing from both parts."""
        decision = dispute.decisions[-1]
        parts = shared(dispute, decision)
        return self.ends(action, dispute, actor, *entries, outcome="decided", parts=parts)


def shared(dispute: Dispute, decision: Decision) -> tuple[int, int]:
    """Return the parts of a decision in the amount that is disputed by now."""
    weights = [decision.to_expert_minor, decision.to_client_minor]
    to_expert, to_client = Money(dispute.amount_minor, dispute.currency).allocate(weights)
    return to_expert.minor, to_client.minor


DESKS: dict[Stage, Desk] = {
    Stage.RESPONSE: "mediator",
    Stage.MEDIATION: "mediator",
    Stage.ARBITRATION: "arbitrator",
    Stage.APPEAL: "arbitrator",
}


def desk_of(dispute: Dispute) -> Desk:
    """Return who of us has a dispute at its stage. Raises DisputeMoveRefused where nobody has."""
    try:
        return DESKS[dispute.stage]
    except KeyError:
        raise DisputeMoveRefused(f"nobody has a dispute at the stage {dispute.stage}") from None
