"""The whole table of stages and moves, the illegal ones included."""

from __future__ import annotations

import itertools

import pytest

from guildhall.disputes import machine
from guildhall.disputes.errors import DisputeMoveRefused
from guildhall.disputes.machine import HEARS_EVIDENCE, MOVES, OPEN, Move, Stage

S, M = Stage, Move
TABLE: dict[Stage, dict[Move, Stage]] = {
    S.DRAFT: {M.WRITE: S.DRAFT, M.SUBMIT: S.RESPONSE},
    S.RESPONSE: {
        M.ACCEPT: S.RESOLVED, M.ANSWER: S.MEDIATION, M.WITHDRAW: S.RESOLVED, M.EXPIRE: S.MEDIATION,
        M.NOTE: S.RESPONSE, M.LOSE_MONEY: S.RESOLVED,
    },
    S.MEDIATION: {
        M.TALK: S.MEDIATION, M.AGREE: S.RESOLVED, M.ESCALATE: S.ARBITRATION, M.WITHDRAW: S.RESOLVED,
        M.EXPIRE: S.ARBITRATION, M.NOTE: S.MEDIATION, M.LOSE_MONEY: S.RESOLVED,
    },
    S.ARBITRATION: {
        M.TALK: S.ARBITRATION, M.AGREE: S.RESOLVED, M.DECIDE: S.APPEAL_WINDOW, M.WITHDRAW: S.RESOLVED,
        M.EXPIRE: S.ARBITRATION, M.NOTE: S.ARBITRATION, M.LOSE_MONEY: S.RESOLVED,
    },
    S.APPEAL_WINDOW: {
        M.APPEAL: S.APPEAL, M.EXPIRE: S.RESOLVED, M.NOTE: S.APPEAL_WINDOW, M.LOSE_MONEY: S.RESOLVED,
    },
    S.APPEAL: {M.DECIDE: S.RESOLVED, M.EXPIRE: S.APPEAL, M.NOTE: S.APPEAL, M.LOSE_MONEY: S.RESOLVED},
    S.RESOLVED: {M.SETTLE: S.SETTLED},
    S.SETTLED: {M.SETTLE: S.SETTLED},
}  # fmt: skip
"""Written down a second time on purpose: a change of the machine must be meant."""


@pytest.mark.parametrize(("stage", "move"), list(itertools.product(Stage, Move)))
def test_every_stage_takes_exactly_the_moves_of_the_table(stage: Stage, move: Move) -> None:
    if move in TABLE[stage]:
        assert machine.move(stage, move) is TABLE[stage][move]
    else:
        with pytest.raises(DisputeMoveRefused, match=f"at the stage {stage} does not take the move {move}"):
            machine.move(stage, move)


def test_every_stage_is_reached_and_all_but_the_last_are_left() -> None:
    left = {stage for (stage, _), after in MOVES.items() if after is not stage}

    assert set(MOVES.values()) == set(Stage)
    assert set(Stage) - left == {S.SETTLED}


def test_silence_ends_no_dispute_before_a_decision_was_made() -> None:
    by_silence = {stage: MOVES[stage, M.EXPIRE] for stage in OPEN}

    assert {stage for stage, after in by_silence.items() if after is S.RESOLVED} == {S.APPEAL_WINDOW}


def test_a_decision_seals_the_evidence_and_only_an_appeal_opens_it() -> None:
    assert {S.APPEAL_WINDOW} == OPEN - HEARS_EVIDENCE
