"""Work: handed in, and judged by the client or by silence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.contracts import machine
from guildhall.contracts.errors import MilestoneUnknown
from guildhall.contracts.events import (
    ChangesRequestedV1,
    MilestoneCancelledV1,
    ReviewReminderDueV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.contracts.machine import Move
from guildhall.contracts.models import ActivityKind, Delivery, Milestone
from guildhall.contracts.ports import Contracts, Files, Settings
from guildhall.contracts.use_cases.access import AccessContract, AccessMilestone, Scribe, decided, what
from guildhall.kernel.actor import SYSTEM, Actor
from guildhall.kernel.clock import Clock


@dataclass(frozen=True, slots=True)
class DeliverWork:
    """Hand work in; the review window opens."""

    contracts: Contracts
    access: AccessMilestone
    settings: Settings
    files: Files
    scribe: Scribe
    clock: Clock

    def __call__(
        self, actor: Actor, contract_id: str, milestone_id: str, note: str, file_ids: tuple[str, ...] = ()
    ) -> Milestone:
        """Return the milestone with its open review.

        file_ids: files of the contract. Raises MilestoneUnknown, Forbidden, MilestoneMoveRefused, FileUnknown,
        FileNotAvailable.
        """
        return decided(lambda: self._deliver(actor, contract_id, milestone_id, note, file_ids))

    def _deliver(
        self, actor: Actor, contract_id: str, milestone_id: str, note: str, file_ids: tuple[str, ...]
    ) -> Milestone:
        milestone = self.access(actor, contract_id, milestone_id, "contracts.deliver")
        state = machine.move(milestone.state, Move.DELIVER)
        self.files.require_available(contract_id, file_ids)
        now, windows = self.clock.now(), self.settings.windows()
        release_at, remind_at = now + windows.review, now + min(windows.reminder, windows.review)
        number = milestone.delivery + 1
        delivered = replace(
            milestone.in_state(state), delivery=number, remind_at=remind_at, release_at=release_at, change_reason=None
        )
        return self.contracts.save_milestone(
            "contracts.deliver",
            delivered,
            self.scribe.milestone_line(delivered, ActivityKind.WORK_DELIVERED, actor, note),
            WorkDeliveredV1(**what(milestone), delivery=number, remind_at=remind_at, release_at=release_at),
            delivery=Delivery(contract_id, milestone_id, number, note, file_ids, now, release_at),
        )


@dataclass(frozen=True, slots=True)
class RequestChanges:
    """Send a delivery back with a reason; the review window closes."""

    contracts: Contracts
    access: AccessMilestone
    scribe: Scribe

    def __call__(self, actor: Actor, contract_id: str, milestone_id: str, delivery: int, reason: str) -> Milestone:
        """Return the milestone. Raises MilestoneUnknown, Forbidden, DeliverySuperseded, MilestoneMoveRefused."""
        return decided(lambda: self._request(actor, contract_id, milestone_id, delivery, reason))

    def _request(self, actor: Actor, contract_id: str, milestone_id: str, delivery: int, reason: str) -> Milestone:
        milestone = self.access(actor, contract_id, milestone_id, "contracts.judge")
        milestone.require_waiting_for(delivery)
        state = machine.move(milestone.state, Move.REQUEST_CHANGES)
        return self.contracts.save_milestone(
            "contracts.request_changes",
            replace(milestone.in_state(state), change_reason=reason),
            self.scribe.milestone_line(milestone, ActivityKind.CHANGES_REQUESTED, actor, reason),
            ChangesRequestedV1(**what(milestone), delivery=delivery, reason=reason),
        )


@dataclass(frozen=True, slots=True)
class ApproveWork:
    """Say that a delivery is what was agreed; its money is on its way to the expert."""

    contracts: Contracts
    access: AccessMilestone
    scribe: Scribe

    def __call__(self, actor: Actor, contract_id: str, milestone_id: str, delivery: int) -> Milestone:
        """Return the milestone. Raises MilestoneUnknown, Forbidden, DeliverySuperseded, MilestoneMoveRefused."""
        return decided(lambda: self._approve(actor, contract_id, milestone_id, delivery))

    def _approve(self, actor: Actor, contract_id: str, milestone_id: str, delivery: int) -> Milestone:
        milestone = self.access(actor, contract_id, milestone_id, "contracts.judge")
        milestone.require_waiting_for(delivery)
        return _approved(self.contracts, self.scribe, milestone, actor)


@dataclass(frozen=True, slots=True)
class ApproveBySilence:
    """Approve what the client left unanswered until the end of the review window."""

    contracts: Contracts
    scribe: Scribe
    clock: Clock

    def __call__(self, contract_id: str, milestone_id: str, delivery: int) -> bool:
        """Return whether the silence counted: that very delivery was open, and its window had passed by our clock.

        While a bank decides about the money, silence waits. Raises MilestoneUnknown.
        """
        return decided(lambda: self._approve(contract_id, milestone_id, delivery))

    def _approve(self, contract_id: str, milestone_id: str, delivery: int) -> bool:
        milestone = self.contracts.get_milestone(contract_id, milestone_id)
        if milestone is None:
            raise MilestoneUnknown
        if not milestone.is_waiting_for(delivery) or milestone.release_at is None or milestone.is_frozen:
            return False
        if self.clock.now() < milestone.release_at:
            return False
        _approved(self.contracts, self.scribe, milestone, SYSTEM)
        return True


@dataclass(frozen=True, slots=True)
class RemindClient:
    """Tell the client, once a delivery, that silence will soon count as approval."""

    contracts: Contracts
    scribe: Scribe
    clock: Clock

    def __call__(self, contract_id: str, milestone_id: str, delivery: int) -> bool:
        """Return whether that very delivery still waits. Raises MilestoneUnknown."""
        return decided(lambda: self._remind(contract_id, milestone_id, delivery))

    def _remind(self, contract_id: str, milestone_id: str, delivery: int) -> bool:
        milestone = self.contracts.get_milestone(contract_id, milestone_id)
        if milestone is None:
            raise MilestoneUnknown
        if not milestone.is_waiting_for(delivery) or milestone.release_at is None or milestone.is_frozen:
            return False
        if milestone.reminded_at is None:
            self.contracts.save_milestone(
                "contracts.remind",
                replace(milestone, reminded_at=self.clock.now()),
                self.scribe.milestone_line(milestone, ActivityKind.CLIENT_REMINDED, SYSTEM),
                ReviewReminderDueV1(**what(milestone), delivery=delivery, release_at=milestone.release_at),
            )
        return True


@dataclass(frozen=True, slots=True)
class SweepSilentDeliveries:
    """Find reviews whose timer was lost: it must not strand money."""

    contracts: Contracts
    approve: ApproveBySilence
    clock: Clock

    def __call__(self) -> int:
        """Return how many deliveries were approved."""
        due = self.contracts.list_silent(self.clock.now())
        return sum(self.approve(it.contract_id, it.milestone_id, it.delivery) for it in due)


@dataclass(frozen=True, slots=True)
class CancelMilestone:
    """End a milestone before it was funded; either side may."""

    contracts: Contracts
    access: AccessMilestone
    access_contract: AccessContract
    scribe: Scribe

    def __call__(self, actor: Actor, contract_id: str, milestone_id: str, reason: str) -> Milestone:
        """Return the milestone. Raises MilestoneUnknown, Forbidden, ContractNotSigned, MilestoneMoveRefused."""
        return decided(lambda: self._cancel(actor, contract_id, milestone_id, reason))

    def _cancel(self, actor: Actor, contract_id: str, milestone_id: str, reason: str) -> Milestone:
        milestone = self.access(actor, contract_id, milestone_id, "contracts.cancel_milestone")
        self.access_contract(actor, contract_id).require_signed()
        cancelled = milestone.in_state(machine.move(milestone.state, Move.CANCEL))
        return self.contracts.save_milestone(
            "contracts.cancel_milestone",
            cancelled,
            self.scribe.milestone_line(milestone, ActivityKind.MILESTONE_CANCELLED, actor, reason),
            MilestoneCancelledV1(**what(milestone), cancelled_by=actor.account_id),
        )


def _approved(contracts: Contracts, scribe: Scribe, milestone: Milestone, actor: Actor) -> Milestone:
    """Approve the open delivery: the one road into this state, for people and for silence."""
    state = machine.move(milestone.state, Move.APPROVE)
    return contracts.save_milestone(
        "contracts.approve",
        milestone.in_state(state),
        scribe.milestone_line(milestone, ActivityKind.WORK_APPROVED, actor),
        WorkApprovedV1(**what(milestone), delivery=milestone.delivery, is_automatic=actor.is_system),
    )
