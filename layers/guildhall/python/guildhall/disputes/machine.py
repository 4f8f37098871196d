"""Every stage of a dispute, and what each move does in it: people, timers and events all come here."""

from __future__ import annotations

from enum import StrEnum

from guildhall.disputes.errors import DisputeMoveRefused, HearingMoveRefused


class Stage(StrEnum):
    """Where a dispute stands."""

    DRAFT = "draft"
    RESPONSE = "response"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"
    APPEAL_WINDOW = "appeal_window"
    APPEAL = "appeal"
    RESOLVED = "resolved"
    SETTLED = "settled"


class Move(StrEnum):
    """What can happen to a dispute."""

    WRITE = "write"  # the opener fills the form in
    SUBMIT = "submit"
    ACCEPT = "accept"  # the other side gives what is asked
    ANSWER = "answer"  # the other side tells its own story
    NOTE = "note"  # somebody says something
    TALK = "talk"  # a split is proposed
    AGREE = "agree"  # both sides accepted the same split
    ESCALATE = "escalate"  # a decision is wanted before the mediation is over
    DECIDE = "decide"  # an arbitrator decides, the first or the last time
    APPEAL = "appeal"
    WITHDRAW = "withdraw"  # the opener gives up
    LOSE_MONEY = "lose_money"  # there is nothing left to decide about
    EXPIRE = "expire"  # the deadline passed
    SETTLE = "settle"  # payments moved the money


OPEN = frozenset({Stage.RESPONSE, Stage.MEDIATION, Stage.ARBITRATION, Stage.APPEAL_WINDOW, Stage.APPEAL})
"""The money is frozen, and somebody is awaited until a deadline."""
BEFORE_DECISION = frozenset({Stage.RESPONSE, Stage.MEDIATION, Stage.ARBITRATION})
HEARS_EVIDENCE = frozenset({Stage.RESPONSE, Stage.MEDIATION, Stage.ARBITRATION, Stage.APPEAL})
"""Sealed by the decision; an appeal opens it for what is new."""

S, M = Stage, Move
MOVES: dict[tuple[Stage, Move], Stage] = {
    (S.DRAFT, M.WRITE): S.DRAFT,
    (S.DRAFT, M.SUBMIT): S.RESPONSE,
    (S.RESPONSE, M.ACCEPT): S.RESOLVED,
    (S.RESPONSE, M.ANSWER): S.MEDIATION,
    (S.MEDIATION, M.TALK): S.MEDIATION,
    (S.MEDIATION, M.AGREE): S.RESOLVED,
    (S.MEDIATION, M.ESCALATE): S.ARBITRATION,
    # People who found a way while the arbitrator reads may take it.
    (S.ARBITRATION, M.TALK): S.ARBITRATION,
    (S.ARBITRATION, M.AGREE): S.RESOLVED,
    (S.ARBITRATION, M.DECIDE): S.APPEAL_WINDOW,
    (S.APPEAL_WINDOW, M.APPEAL): S.APPEAL,
    (S.APPEAL, M.DECIDE): S.RESOLVED,
    **{(stage, M.NOTE): stage for stage in sorted(OPEN)},
    **{(stage, M.WITHDRAW): S.RESOLVED for stage in sorted(BEFORE_DECISION)},
    **{(stage, M.LOSE_MONEY): S.RESOLVED for stage in sorted(OPEN)},
    # Silence forfeits nothing: the dispute moves on, and where a person of ours is late, it goes on waiting for one.
    (S.RESPONSE, M.EXPIRE): S.MEDIATION,
    (S.MEDIATION, M.EXPIRE): S.ARBITRATION,
    (S.ARBITRATION, M.EXPIRE): S.ARBITRATION,
    (S.APPEAL_WINDOW, M.EXPIRE): S.RESOLVED,
    (S.APPEAL, M.EXPIRE): S.APPEAL,
    (S.RESOLVED, M.SETTLE): S.SETTLED,
    # News that comes twice.
    (S.SETTLED, M.SETTLE): S.SETTLED,
}


def move(stage: Stage, what: Move) -> Stage:
    """Return the stage after the move, the same one if it stays there. Raises DisputeMoveRefused."""
    try:
        return MOVES[stage, what]
    except KeyError:
        raise DisputeMoveRefused(f"a dispute at the stage {stage} does not take the move {what}") from None


class HearingState(StrEnum):
    """Where the hearing of a chargeback stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    CLOSED = "closed"


class HearingMove(StrEnum):
    """What can happen to a hearing."""

    WRITE = "write"  # the expert adds their own words
    SUBMIT = "submit"  # the evidence goes to the bank, which takes it once
    CLOSE = "close"  # the bank decided


HEARING_MOVES: dict[tuple[HearingState, HearingMove], HearingState] = {
    (HearingState.OPEN, HearingMove.WRITE): HearingState.OPEN,
    (HearingState.OPEN, HearingMove.SUBMIT): HearingState.SUBMITTED,
    (HearingState.OPEN, HearingMove.CLOSE): HearingState.CLOSED,
    (HearingState.SUBMITTED, HearingMove.CLOSE): HearingState.CLOSED,
    # News that comes twice.
    (HearingState.CLOSED, HearingMove.CLOSE): HearingState.CLOSED,
}


def move_hearing(state: HearingState, what: HearingMove) -> HearingState:
    """Return the state after the move. Raises HearingMoveRefused."""
    try:
        return HEARING_MOVES[state, what]
    except KeyError:
        raise HearingMoveRefused(f"a hearing that is {state} does not take the move {what}") from None
