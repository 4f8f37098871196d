"""The full tables of projects: every state and move, legal or not."""

from __future__ import annotations

import pytest

from guildhall.kernel.errors import Conflict
from guildhall.projects.machine import (
    ProjectMove,
    ProjectState,
    ProposalMove,
    ProposalState,
    move_project,
    move_proposal,
)

PROJECTS = """
              write    post     award
draft         draft    open     -
open          -        -        awarded
awarded       -        -        -
"""

PROPOSALS = """
              write    submit     withdraw   shortlist    accept
draft         draft    submitted  -          -            -
submitted     -        -          withdrawn  shortlisted  accepted
shortlisted   -        -          withdrawn  -            accepted
withdrawn     draft    submitted  -          -            -
accepted      -        -          -          -            -
"""


def cells(table: str) -> list[tuple[str, str, str]]:
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [(row[0], move, target) for row in rows for move, target in zip(head, row[1:], strict=True)]


def test_the_tables_are_complete() -> None:
    assert len(cells(PROJECTS)) == len(ProjectState) * len(ProjectMove)
    assert len(cells(PROPOSALS)) == len(ProposalState) * len(ProposalMove)


@pytest.mark.parametrize(("state", "move", "target"), cells(PROJECTS))
def test_a_project_moves_as_the_table_says(state: str, move: str, target: str) -> None:
    if target == "-":
        with pytest.raises(Conflict):
            move_project(ProjectState(state), ProjectMove(move))
    else:
        assert move_project(ProjectState(state), ProjectMove(move)) == target


@pytest.mark.parametrize(("state", "move", "target"), cells(PROPOSALS))
def test_a_proposal_moves_as_the_table_says(state: str, move: str, target: str) -> None:
    if target == "-":
        with pytest.raises(Conflict):
            move_proposal(ProposalState(state), ProposalMove(move))
    else:
        assert move_proposal(ProposalState(state), ProposalMove(move)) == target
