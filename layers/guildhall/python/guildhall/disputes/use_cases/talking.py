"""What the two sides, and whoever mediates, do to find a way: answer, propose, accept, give up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.disputes.errors import TooMuchSaid
from guildhall.disputes.machine import Move
from guildhall.disputes.models import Answer, Change, Dispute, Happening, Split
from guildhall.disputes.models.dispute import MOST_SPLITS
from guildhall.disputes.ports import Disputes
from guildhall.disputes.use_cases.access import AccessDispute
from guildhall.disputes.use_cases.clerk import Clerk
from guildhall.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class AcceptClaim:
    """Give the opener what they ask for."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str) -> Dispute:
        """Return the resolved dispute. Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion."""
        dispute = self.access(actor, dispute_id, "disputes.answer")
        over = dispute.moved(Move.ACCEPT)
        # What was asked for the expert, as far as the money is still there; the rest is the client's.
        to_expert = min(dispute.filing.to_expert_minor or 0, dispute.amount_minor)
        accepted = self.clerk.entry(dispute, Happening.ACCEPTED, actor)
        parts = (to_expert, dispute.amount_minor - to_expert)
        return self.disputes.save(
            self.clerk.ends("disputes.accept", over, actor, accepted, outcome="agreed", parts=parts)
        )


@dataclass(frozen=True, slots=True)
class AnswerClaim:
    """Tell the other side of the story; the mediation begins."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str, text: str) -> Dispute:
        """Return the dispute in mediation. Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion."""
        dispute = self.access(actor, dispute_id, "disputes.answer")
        answered = replace(dispute.moved(Move.ANSWER), answer=Answer(text, self.clerk.clock.now()))
        said = self.clerk.entry(dispute, Happening.ANSWERED, actor, note=text)
        return self.disputes.save(self.clerk.goes_on("disputes.answer", answered, actor, said))


@dataclass(frozen=True, slots=True)
class WithdrawDispute:
    """Give up: the money is held as before."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str) -> Dispute:
        """Return the resolved dispute. Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion."""
        dispute = self.access(actor, dispute_id, "disputes.withdraw")
        over = dispute.moved(Move.WITHDRAW)
        gone = self.clerk.entry(dispute, Happening.WITHDRAWN, actor)
        return self.disputes.save(self.clerk.ends("disputes.withdraw", over, actor, gone, outcome="withdrawn"))


@dataclass(frozen=True, slots=True)
class ProposeSplit:
    """Put a way to share the money on the table; it takes the place of the one before."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str, to_expert_minor: int, to_client_minor: int, note: str) -> Dispute:
        """Return the dispute; a side that proposes has accepted.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, SplitNotWhole, TooMuchSaid, StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.propose")
        going_on = dispute.moved(Move.TALK)
        dispute.require_whole(to_expert_minor, to_client_minor)
        if len(dispute.splits) >= MOST_SPLITS:
            raise TooMuchSaid(f"{MOST_SPLITS} splits were proposed; ask for a decision")
        own = (actor.account_id,) if actor.account_id in dispute.sides else ()
        number = len(dispute.splits) + 1
        split = Split(number, actor.account_id, to_expert_minor, to_client_minor, note, self.clerk.clock.now(), own)
        said = self.clerk.entry(
            dispute, Happening.SPLIT_PROPOSED, actor, note=note or None, about=str(number),
            to_expert_minor=to_expert_minor, to_client_minor=to_client_minor,
        )  # fmt: skip
        proposed = replace(going_on, splits=(*dispute.splits, split))
        return self.disputes.save(Change("disputes.propose", proposed, (said,)))


@dataclass(frozen=True, slots=True)
class AcceptSplit:
    """Say yes to the split on the table; with both sides' yes the dispute is over."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str, number: int) -> Dispute:
        """Return the dispute; a second yes of the same side changes nothing.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, SplitUnknown, SplitSuperseded, StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.accept_split")
        talking = dispute.moved(Move.TALK)
        split = dispute.split(number)
        if actor.account_id in split.accepted_by:
            return dispute
        accepted = replace(split, accepted_by=(*split.accepted_by, actor.account_id))
        said = self.clerk.entry(
            dispute, Happening.SPLIT_ACCEPTED, actor, about=str(number),
            to_expert_minor=split.to_expert_minor, to_client_minor=split.to_client_minor,
        )  # fmt: skip
        after = replace(talking, splits=(*dispute.splits[:-1], accepted))
        if not {*dispute.sides} <= {*accepted.accepted_by}:
            return self.disputes.save(Change("disputes.accept_split", after, (said,)))
        parts = (split.to_expert_minor, split.to_client_minor)
        over = after.moved(Move.AGREE)
        return self.disputes.save(
            self.clerk.ends("disputes.accept_split", over, actor, said, outcome="agreed", parts=parts)
        )


@dataclass(frozen=True, slots=True)
class WantDecision:
    """End the mediation early: when both sides wish it, or whoever mediates sees no way."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str) -> Dispute:
        """Return the dispute, in arbitration if that was enough.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.want_decision")
        escalated = dispute.moved(Move.ESCALATE)
        if actor.account_id in dispute.wants_decision:
            return dispute
        said = self.clerk.entry(dispute, Happening.DECISION_WANTED, actor)
        wants = (*dispute.wants_decision, actor.account_id)
        if actor.account_id == dispute.mediator_id or {*dispute.sides} <= {*wants}:
            after = replace(escalated, wants_decision=wants)
            return self.disputes.save(self.clerk.goes_on("disputes.want_decision", after, actor, said))
        return self.disputes.save(Change("disputes.want_decision", replace(dispute, wants_decision=wants), (said,)))


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Say something that everybody in the dispute reads."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str, text: str) -> Dispute:
        """Return the dispute. Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion."""
        dispute = self.access(actor, dispute_id, "disputes.write_note")
        noted = dispute.moved(Move.NOTE)
        said = self.clerk.entry(dispute, Happening.NOTE_WRITTEN, actor, note=text)
        return self.disputes.save(Change("disputes.write_note", noted, (said,)))
