"""Every state of a milestone, and what each move does in it: people, timers and events all come here."""

from __future__ import annotations

from enum import StrEnum

from guildhall.contracts.errors import MilestoneMoveRefused


class MilestoneState(StrEnum):
    """Where a milestone stands."""

    AGREED = "agreed"
    FUNDED = "funded"
    DELIVERED = "delivered"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    RELEASED = "released"
    REFUNDED = "refunded"
    LOST = "lost"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to a milestone: people do the first four, payments reports the others."""

    DELIVER = "deliver"
    REQUEST_CHANGES = "request_changes"
    APPROVE = "approve"
    CANCEL = "cancel"
    HOLD = "hold"
    RELEASE = "release"
    REFUND = "refund"
    LOSE = "lose"  # a cardholder's bank took the money back


ENDED = frozenset({MilestoneState.RELEASED, MilestoneState.REFUNDED, MilestoneState.LOST, MilestoneState.CANCELLED})
"""Nothing more is expected."""

FUNDED = frozenset(
    {MilestoneState.FUNDED, MilestoneState.DELIVERED, MilestoneState.CHANGES_REQUESTED, MilestoneState.APPROVED}
)
"""The client's money is held."""

BEFORE_ITS_END = (MilestoneState.AGREED, *sorted(FUNDED))
"""Payments knows where the money is: a release or refund counts even if the news of the hold comes after it."""

MOVES: dict[tuple[MilestoneState, Move], MilestoneState] = {
    (MilestoneState.AGREED, Move.CANCEL): MilestoneState.CANCELLED,
    (MilestoneState.AGREED, Move.HOLD): MilestoneState.FUNDED,
    (MilestoneState.FUNDED, Move.DELIVER): MilestoneState.DELIVERED,
    (MilestoneState.CHANGES_REQUESTED, Move.DELIVER): MilestoneState.DELIVERED,
    (MilestoneState.DELIVERED, Move.REQUEST_CHANGES): MilestoneState.CHANGES_REQUESTED,
    (MilestoneState.DELIVERED, Move.APPROVE): MilestoneState.APPROVED,
    **{(state, Move.RELEASE): MilestoneState.RELEASED for state in BEFORE_ITS_END},
    **{(state, Move.REFUND): MilestoneState.REFUNDED for state in BEFORE_ITS_END},
    # A bank takes back also what was released long ago; what else is said of lost money is late.
    **{(state, Move.LOSE): MilestoneState.LOST for state in (*BEFORE_ITS_END, MilestoneState.RELEASED)},
    **{(MilestoneState.LOST, each): MilestoneState.LOST for each in (Move.RELEASE, Move.REFUND, Move.LOSE)},
    (MilestoneState.REFUNDED, Move.LOSE): MilestoneState.REFUNDED,
    # Late and repeated news: true, and no news.
    **{(state, Move.HOLD): state for state in (*sorted(FUNDED), *sorted(ENDED))},
    (MilestoneState.RELEASED, Move.RELEASE): MilestoneState.RELEASED,
    (MilestoneState.REFUNDED, Move.REFUND): MilestoneState.REFUNDED,
    # Of a milestone that was parted, the last news may overtake the one before: where it ended, it stays.
    (MilestoneState.RELEASED, Move.REFUND): MilestoneState.RELEASED,
    (MilestoneState.REFUNDED, Move.RELEASE): MilestoneState.REFUNDED,
    # Money that arrived for a cancelled milestone goes back; that does not revive it.
    (MilestoneState.CANCELLED, Move.REFUND): MilestoneState.CANCELLED,
    (MilestoneState.CANCELLED, Move.LOSE): MilestoneState.CANCELLED,
}


def move(state: MilestoneState, what: Move) -> MilestoneState:
    """Return the state after the move, the same one if it changes nothing. Raises MilestoneMoveRefused."""
    try:
        return MOVES[state, what]
    except KeyError:
        raise MilestoneMoveRefused(f"a milestone that is {state} does not take the move {what}") from None
