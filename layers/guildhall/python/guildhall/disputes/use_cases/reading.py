"""Lists, the staff's queue, and the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.disputes.machine import Stage
from guildhall.disputes.models import Card, Dispute, TimelineEntry
from guildhall.disputes.ports import Disputes
from guildhall.disputes.use_cases.access import AccessDispute
from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, Resource, require


@dataclass(frozen=True, slots=True)
class ListDisputes:
    """Show an account the disputes in which it is a side, its drafts included."""

    disputes: Disputes
    gate: Gate

    def __call__(self, actor: Actor, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page, newest first, and the next cursor. Raises Forbidden, CursorForged."""
        require(self.gate, actor, "disputes.list", Resource("DisputeRegister", actor.account_id))
        return self.disputes.list_of(actor.account_id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class ListQueue:
    """Show mediators, arbitrators and operators the open disputes, the next deadline first."""

    disputes: Disputes
    gate: Gate

    def __call__(
        self, actor: Actor, *, stage: Stage | None, assignee: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Card], str | None]:
        """Return a page and the next cursor. assignee: an account, or empty for disputes that nobody has.

        Raises Forbidden, CursorForged.
        """
        require(self.gate, actor, "disputes.see_queue", Resource("DisputeQueue", "all"))
        return self.disputes.list_open(stage=stage, assignee=assignee, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class ReadConversation:
    """Let whoever judges read what the sides wrote to each other."""

    access: AccessDispute

    def __call__(self, actor: Actor, dispute_id: str) -> tuple[Actor, str]:
        """Return the side on whose behalf it is read, and the contract. Raises DisputeUnknown, Forbidden."""
        dispute = self.access(actor, dispute_id, "disputes.read_conversation")
        return Actor(dispute.expert_id), dispute.contract_id


@dataclass(frozen=True, slots=True)
class ReadTimeline:
    """Show everybody in the dispute the same story."""

    disputes: Disputes
    access: AccessDispute

    def __call__(
        self, actor: Actor, dispute_id: str, *, limit: int, cursor: str | None
    ) -> tuple[Dispute, list[TimelineEntry], str | None]:
        """Return the dispute, a page of its timeline, newest first, and the next cursor.

        Raises DisputeUnknown, CursorForged.
        """
        dispute = self.access(actor, dispute_id)
        entries, next_cursor = self.disputes.timeline(dispute_id, limit=limit, cursor=cursor)
        return dispute, entries, next_cursor
