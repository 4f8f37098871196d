"""Timers and news: deadlines pass, people are reminded, money leaves or arrives, workflows die."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from guildhall.disputes.errors import DisputeUnknown
from guildhall.disputes.events import DisputeReminderDueV1, StageName
from guildhall.disputes.machine import Move, Stage
from guildhall.disputes.models import Change, Dispute, Happening, countdown_of
from guildhall.disputes.ports import Disputes, Funds, Watches
from guildhall.disputes.use_cases.clerk import Clerk, about
from guildhall.kernel.actor import SYSTEM
from guildhall.kernel.errors import StaleVersion

GRACE = timedelta(days=2)
"""How long a person of ours gets who let a deadline pass: the countdown must say something that can be kept."""
LATE = timedelta(minutes=10)
"""After this much time the workflow that should have passed a deadline is believed dead."""
MOST = 100
"""Of one sweep; what is left comes with the next one."""


@dataclass(frozen=True, slots=True)
class PassDeadline:
    """Move a dispute on whose window passed without an answer; nobody loses by that."""

    disputes: Disputes
    clerk: Clerk

    def __call__(self, dispute_id: str, turn: int) -> Dispute:
        """Return the dispute, moved on if that very turn was open and its deadline had passed by our clock.

        Raises DisputeUnknown, StaleVersion.
        """
        dispute = known(self.disputes, dispute_id)
        if dispute.turn != turn or dispute.deadline_at is None or self.clerk.clock.now() < dispute.deadline_at:
            return dispute
        after = dispute.moved(Move.EXPIRE)
        if after.stage is dispute.stage:
            return self.disputes.save(self._missed(dispute))
        if after.stage is Stage.RESOLVED:
            return self.disputes.save(self.clerk.decided("disputes.pass_deadline", after, SYSTEM))
        return self.disputes.save(self.clerk.goes_on("disputes.pass_deadline", after, SYSTEM, is_by_silence=True))

    def _missed(self, dispute: Dispute) -> Change:
        said = self.clerk.entry(dispute, Happening.DEADLINE_MISSED, SYSTEM)
        later = replace(dispute, misses=dispute.misses + 1, deadline_at=self.clerk.clock.now() + GRACE)
        return Change("disputes.miss_deadline", later, (said,))


@dataclass(frozen=True, slots=True)
class RemindSides:
    """Tell those who are awaited, once a turn, that the window is about to pass."""

    disputes: Disputes
    clerk: Clerk

    def __call__(self, dispute_id: str, turn: int) -> bool:
        """Return whether that very turn is still open. Raises DisputeUnknown, StaleVersion."""
        dispute = known(self.disputes, dispute_id)
        countdown = countdown_of(dispute)
        if dispute.turn != turn or countdown is None:
            return False
        sides = [side for side in countdown.waits_for if side in dispute.sides]
        if dispute.reminded_at is None and sides:
            event = DisputeReminderDueV1(
                **about(dispute),
                stage=cast("StageName", dispute.stage.value),
                waits_for=sides,
                deadline_at=countdown.deadline_at,
            )
            said = self.clerk.entry(dispute, Happening.REMINDED, SYSTEM)
            reminded = replace(dispute, reminded_at=self.clerk.clock.now())
            self.disputes.save(Change("disputes.remind", reminded, (said,), (event,)))
        return True


@dataclass(frozen=True, slots=True)
class BeginWatch:
    """Let a workflow wait for the present deadline, or for the settlement."""

    disputes: Disputes
    watches: Watches

    def __call__(self, dispute_id: str) -> None:
        """Start it; a second time changes nothing. Raises DisputeUnknown, Unavailable."""
        self.watches.begin(known(self.disputes, dispute_id))


@dataclass(frozen=True, slots=True)
class SweepDeadlines:
    """Find disputes whose workflow died: a deadline must not strand money."""

    disputes: Disputes
    pass_deadline: PassDeadline
    watches: Watches
    clerk: Clerk

    def __call__(self) -> int:
        """Return how many were moved on."""
        now = self.clerk.clock.now()
        return sum(self._move_on(card.dispute_id) for card in self.disputes.due(now - LATE, MOST))

    def _move_on(self, dispute_id: str) -> bool:
        dispute = known(self.disputes, dispute_id)
        try:
            after = self.pass_deadline(dispute_id, dispute.turn)
        except StaleVersion:
            # Somebody has it in hand at this very moment.
            return False
        if after.is_open:
            self.watches.begin(after, f"{self.clerk.clock.now():%Y%m%d%H%M}")
        return after != dispute


@dataclass(frozen=True, slots=True)
class FollowMoney:
    """Look again when money left a milestone: what is not held any more cannot be shared."""

    disputes: Disputes
    funds: Funds
    clerk: Clerk

    def __call__(self, milestone_id: str) -> None:
        """Correct the disputed amount; with nothing left the dispute ends. Raises StaleVersion."""
        dispute_id = self.disputes.of_milestone(milestone_id)
        dispute = self.disputes.get(dispute_id) if dispute_id else None
        held = self.funds.held(milestone_id)
        if dispute is None or held is None or not dispute.is_open or held.held_minor >= dispute.amount_minor:
            return
        said = self.clerk.entry(dispute, Happening.AMOUNT_CHANGED, SYSTEM, note=f"{held.held_minor} {held.currency}")
        if held.held_minor <= 0:
            over = dispute.moved(Move.LOSE_MONEY)
            self.disputes.save(self.clerk.ends("disputes.follow_money", over, SYSTEM, said, outcome="withdrawn"))
            return
        less = replace(dispute, amount_minor=held.held_minor)
        self.disputes.save(Change("disputes.follow_money", less, (said,)))


@dataclass(frozen=True, slots=True)
class RecordSettlement:
    """Note that payments has moved the money as it was resolved."""

    disputes: Disputes
    clerk: Clerk

    def __call__(self, dispute_id: str) -> None:
        """Close the file; repeated news changes nothing. Raises DisputeUnknown, DisputeMoveRefused, StaleVersion."""
        dispute = known(self.disputes, dispute_id)
        settled = dispute.moved(Move.SETTLE)
        if settled.stage is not dispute.stage:
            said = self.clerk.entry(dispute, Happening.SETTLED, SYSTEM)
            after = replace(settled, settled_at=self.clerk.clock.now(), trouble=None)
            self.disputes.save(Change("disputes.settle", after, (said,)))


@dataclass(frozen=True, slots=True)
class CheckSettled:
    """Tell the workflow whether there is anything left to wait for."""

    disputes: Disputes

    def __call__(self, dispute_id: str) -> bool:
        """Return whether the money has moved, or need not move. Raises DisputeUnknown."""
        dispute = known(self.disputes, dispute_id)
        return dispute.stage is Stage.SETTLED or dispute.outcome == "withdrawn"


@dataclass(frozen=True, slots=True)
class RaiseTrouble:
    """Note for the staff's queue that no machine could help a dispute on."""

    disputes: Disputes

    def __call__(self, dispute_id: str, why: str) -> None:
        """Store the reason; the same one again changes nothing. Raises DisputeUnknown, StaleVersion."""
        dispute = known(self.disputes, dispute_id)
        if dispute.trouble != why:
            self.disputes.save(Change("disputes.raise_trouble", replace(dispute, trouble=why)))


def known(disputes: Disputes, dispute_id: str) -> Dispute:
    """Return a dispute that must exist. Raises DisputeUnknown."""
    dispute = disputes.get(dispute_id)
    if dispute is None:
        raise DisputeUnknown(dispute_id)
    return dispute
