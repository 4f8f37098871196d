"""What payments reports about a milestone's money: it came, it left, or a cardholder's bank asks for it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.contracts import machine
from guildhall.contracts.errors import MilestoneUnknown
from guildhall.contracts.events import MilestoneCancelledV1
from guildhall.contracts.machine import MilestoneState, Move
from guildhall.contracts.models import ActivityKind, Milestone
from guildhall.contracts.ports import Contracts
from guildhall.contracts.use_cases.access import Scribe, decided, what
from guildhall.contracts.use_cases.work import ApproveBySilence
from guildhall.kernel.actor import SYSTEM
from guildhall.payments.events import ChargebackClosedV1, ChargebackOpenedV1

NEWS = {
    Move.HOLD: ActivityKind.FUNDS_HELD,
    Move.RELEASE: ActivityKind.FUNDS_RELEASED,
    Move.REFUND: ActivityKind.FUNDS_REFUNDED,
}
PARTS = {Move.RELEASE: ActivityKind.PART_RELEASED, Move.REFUND: ActivityKind.PART_REFUNDED}


@dataclass(frozen=True, slots=True)
class RecordMoney:
    """Follow what payments says about a milestone's money, in whatever order it comes."""

    contracts: Contracts
    scribe: Scribe

    def __call__(self, contract_id: str, milestone_id: str, news: Move, *, held_minor: int = 0) -> None:
        """Move the milestone; late and repeated news changes nothing.

        news: HOLD, RELEASE or REFUND. held_minor: what is still held after a release or refund; while something is,
        the milestone goes on. Raises MilestoneUnknown, MilestoneMoveRefused.
        """
        decided(lambda: self._record(contract_id, milestone_id, news, is_part=held_minor > 0))

    def _record(self, contract_id: str, milestone_id: str, news: Move, *, is_part: bool) -> None:
        milestone = self.contracts.get_milestone(contract_id, milestone_id)
        if milestone is None:
            raise MilestoneUnknown
        if is_part:
            line = self.scribe.milestone_line(milestone, PARTS[news], SYSTEM)
            self.contracts.save_milestone(f"contracts.{news}_part", milestone, line)
            return
        state = machine.move(milestone.state, news)
        if state is MilestoneState.CANCELLED and news is Move.HOLD:
            # It was paid while it was being cancelled: payments gives the money back when it hears this again.
            event = MilestoneCancelledV1(**what(milestone), cancelled_by=SYSTEM.account_id)
            self.contracts.announce("contracts.cancel_milestone", event)
        elif state is not milestone.state:
            line = self.scribe.milestone_line(milestone, NEWS[news], SYSTEM)
            self.contracts.save_milestone(f"contracts.{news}", milestone.in_state(state), line)


@dataclass(frozen=True, slots=True)
class FreezeChargedBack:
    """Take note that a cardholder's bank decides about a milestone's money; other milestones go on."""

    contracts: Contracts
    scribe: Scribe

    def __call__(self, event: ChargebackOpenedV1) -> None:
        """Freeze the milestone; a chargeback that is known, or was closed before this news, changes nothing.

        Raises MilestoneUnknown.
        """
        decided(lambda: self._freeze(event))

    def _freeze(self, event: ChargebackOpenedV1) -> None:
        milestone = _known(self.contracts, event)
        if event.chargeback_id in {*milestone.chargebacks, *milestone.closed_chargebacks}:
            return
        frozen = replace(milestone, chargebacks=(*milestone.chargebacks, event.chargeback_id))
        line = self.scribe.milestone_line(milestone, ActivityKind.CHARGEBACK_OPENED, SYSTEM)
        self.contracts.save_milestone("contracts.freeze", frozen, line)


@dataclass(frozen=True, slots=True)
class FollowChargeback:
    """Go on as before when the bank let go of the money; end the milestone when it took what there was."""

    contracts: Contracts
    scribe: Scribe
    approve: ApproveBySilence

    def __call__(self, event: ChargebackClosedV1) -> None:
        """Thaw and move the milestone, once; then let silence count that waited for the bank.

        Raises MilestoneUnknown, MilestoneMoveRefused.
        """
        milestone = decided(lambda: self._close(event))
        if milestone.release_at is not None:
            self.approve(event.contract_id, event.milestone_id, milestone.delivery)

    def _close(self, event: ChargebackClosedV1) -> Milestone:
        milestone = _known(self.contracts, event)
        if event.chargeback_id in milestone.closed_chargebacks:
            return milestone
        thawed = replace(
            milestone,
            chargebacks=tuple(each for each in milestone.chargebacks if each != event.chargeback_id),
            closed_chargebacks=(*milestone.closed_chargebacks, event.chargeback_id),
        )
        if event.outcome != "lost":
            line = self.scribe.milestone_line(milestone, ActivityKind.CHARGEBACK_CLOSED, SYSTEM)
            return self.contracts.save_milestone("contracts.thaw", thawed, line)
        moved = self._lost(thawed, event)
        kind = ActivityKind.FUNDS_LOST if moved.state is MilestoneState.LOST else ActivityKind.PART_LOST
        line = self.scribe.milestone_line(milestone, kind, SYSTEM)
        return self.contracts.save_milestone("contracts.lose", moved, line)

    @staticmethod
    def _lost(milestone: Milestone, event: ChargebackClosedV1) -> Milestone:
        if event.held_minor:
            return milestone
        # Work of which a part stays paid is done, as when the rest is refunded.
        state = machine.move(milestone.state, Move.RELEASE if event.released_minor else Move.LOSE)
        return milestone if state is milestone.state else milestone.in_state(state)


def _known(contracts: Contracts, event: ChargebackOpenedV1 | ChargebackClosedV1) -> Milestone:
    milestone = contracts.get_milestone(event.contract_id, event.milestone_id)
    if milestone is None:
        raise MilestoneUnknown
    return milestone
