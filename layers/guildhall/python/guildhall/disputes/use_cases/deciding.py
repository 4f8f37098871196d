"""What mediators and arbitrators do with a dispute, and the appeal against a decision."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.disputes.errors import DisputeTaken
from guildhall.disputes.events import Desk, DisputeLeftV1, DisputeTakenV1
from guildhall.disputes.machine import Move, Stage
from guildhall.disputes.models import Change, Decision, Dispute, Happening
from guildhall.disputes.ports import Disputes
from guildhall.disputes.use_cases.access import AccessDispute
from guildhall.disputes.use_cases.clerk import Clerk, about, desk_of
from guildhall.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class TakeDispute:
    """Take a dispute as the mediator or arbitrator that its stage needs."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str) -> Dispute:
        """Return the dispute; taking it again changes nothing.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, NotImpartial, DisputeTaken, StaleVersion.
        """
        dispute = self.access(actor, dispute_id)
        desk = desk_of(dispute)
        self.access(actor, dispute_id, f"disputes.take_as_{desk}")
        has_it = dispute.mediator_id if desk == "mediator" else dispute.arbitrator_id
        if has_it == actor.account_id:
            return dispute
        if has_it is not None:
            raise DisputeTaken
        dispute.require_impartial(actor.account_id)
        taken = self.clerk.entry(dispute, Happening.TAKEN, actor, about=desk)
        mine = (
            replace(dispute, mediator_id=actor.account_id)
            if desk == "mediator"
            else replace(dispute, arbitrator_id=actor.account_id)
        )
        event = DisputeTakenV1(**about(dispute), desk=desk, staff_id=actor.account_id)
        return self.disputes.save(Change("disputes.take", mine, (taken,), (event,)))


@dataclass(frozen=True, slots=True)
class LeaveDispute:
    """Put a dispute back into the queue: by whoever has it, or by an administrator when they are away."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str) -> Dispute:
        """Return the dispute, which nobody has. Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion."""
        dispute = self.access(actor, dispute_id, "disputes.leave")
        desk = desk_of(dispute)
        left = self.clerk.entry(dispute, Happening.LEFT, actor, about=desk)
        had_it = dispute.mediator_id if desk == "mediator" else dispute.arbitrator_id
        free = replace(dispute, mediator_id=None) if desk == "mediator" else replace(dispute, arbitrator_id=None)
        return self.disputes.save(Change("disputes.leave", free, (left,), _left(dispute, desk, had_it)))


@dataclass(frozen=True, slots=True)
class Decide:
    """Share the money and say why. The first decision can be appealed, the second is final."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(
        self, actor: Actor, dispute_id: str, to_expert_minor: int, to_client_minor: int, reasons: str
    ) -> Dispute:
        """Return the decided dispute; its evidence is sealed as it is now.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, SplitNotWhole, StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.decide")
        moved = dispute.moved(Move.DECIDE)
        dispute.require_whole(to_expert_minor, to_client_minor)
        is_final = dispute.stage is Stage.APPEAL
        decision = Decision(
            actor.account_id, to_expert_minor, to_client_minor, reasons, self.clerk.clock.now(), is_final,
            dispute.evidence_digest,
        )  # fmt: skip
        said = self.clerk.entry(
            dispute, Happening.DECIDED, actor, note=reasons, to_expert_minor=to_expert_minor,
            to_client_minor=to_client_minor,
        )  # fmt: skip
        decided = replace(moved, decisions=(*dispute.decisions, decision))
        if is_final:
            return self.disputes.save(self.clerk.decided("disputes.decide", decided, actor, said))
        return self.disputes.save(self.clerk.goes_on("disputes.decide", decided, actor, said))


@dataclass(frozen=True, slots=True)
class AppealDecision:
    """Ask for another arbitrator, once; new evidence may be added again."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str, grounds: str) -> Dispute:
        """Return the dispute in appeal. Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion."""
        dispute = self.access(actor, dispute_id, "disputes.appeal")
        appealed = replace(
            dispute.moved(Move.APPEAL), appealed_by=actor.account_id, grounds=grounds, arbitrator_id=None
        )
        said = self.clerk.entry(dispute, Happening.APPEALED, actor, note=grounds)
        change = self.clerk.goes_on("disputes.appeal", appealed, actor, said)
        left = _left(dispute, "arbitrator", dispute.arbitrator_id)
        return self.disputes.save(replace(change, events=(*change.events, *left)))


def _left(dispute: Dispute, desk: Desk, had_it: str | None) -> tuple[DisputeLeftV1, ...]:
    return (DisputeLeftV1(**about(dispute), desk=desk, staff_id=had_it),) if had_it else ()
