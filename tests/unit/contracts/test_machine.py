"""The full table of milestones: every state and move, legal or not. "=" changes nothing, "-" is refused."""

from __future__ import annotations

import pytest

from guildhall.contracts.errors import MilestoneMoveRefused
from guildhall.contracts.machine import MilestoneState, Move, move

TABLE = """
                   deliver    request_changes    approve   cancel     hold    release   refund    lose
agreed             -          -                  -         cancelled  funded  released  refunded  lost
funded             delivered  -                  -         -          =       released  refunded  lost
delivered          -          changes_requested  approved  -          =       released  refunded  lost
changes_requested  delivered  -                  -         -          =       released  refunded  lost
approved           -          -                  -         -          =       released  refunded  lost
released           -          -                  -         -          =       =         =         lost
refunded           -          -                  -         -          =       =         =         =
lost               -          -                  -         -          =       =         =         =
cancelled          -          -                  -         -          =       -         =         =
"""


def cells() -> list[tuple[str, str, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [(row[0], what, target) for row in rows for what, target in zip(head, row[1:], strict=True)]


def test_the_table_is_complete() -> None:
    assert {(state, what) for state, what, _ in cells()} == {(state, what) for state in MilestoneState for what in Move}


@pytest.mark.parametrize(("state", "what", "target"), cells())
def test_a_milestone_moves_as_the_table_says(state: str, what: str, target: str) -> None:
    if target == "-":
        with pytest.raises(MilestoneMoveRefused):
            move(MilestoneState(state), Move(what))
    else:
        assert move(MilestoneState(state), Move(what)) == (state if target == "=" else target)
