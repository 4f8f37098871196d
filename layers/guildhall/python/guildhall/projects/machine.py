"""Every state of a project and of a proposal, and every move between them."""

from __future__ import annotations

from enum import StrEnum

from guildhall.projects.errors import ProjectNotDraft, ProjectNotOpen, ProposalMoveRefused


class ProjectState(StrEnum):
    """Where a project stands."""

    DRAFT = "draft"
    OPEN = "open"
    AWARDED = "awarded"


class ProjectMove(StrEnum):
    """What can be done with a project."""

    WRITE = "write"
    POST = "post"
    AWARD = "award"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SHORTLISTED = "shortlisted"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"


class ProposalMove(StrEnum):
    """What can be done with a proposal. A withdrawn one can be written and submitted anew."""

    WRITE = "write"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SHORTLIST = "shortlist"
    ACCEPT = "accept"


PROJECT_MOVES: dict[tuple[ProjectState, ProjectMove], ProjectState] = {
    (ProjectState.DRAFT, ProjectMove.WRITE): ProjectState.DRAFT,
    (ProjectState.DRAFT, ProjectMove.POST): ProjectState.OPEN,
    (ProjectState.OPEN, ProjectMove.AWARD): ProjectState.AWARDED,
}

PROPOSAL_MOVES: dict[tuple[ProposalState, ProposalMove], ProposalState] = {
    (ProposalState.DRAFT, ProposalMove.WRITE): ProposalState.DRAFT,
    (ProposalState.DRAFT, ProposalMove.SUBMIT): ProposalState.SUBMITTED,
    (ProposalState.SUBMITTED, ProposalMove.WITHDRAW): ProposalState.WITHDRAWN,
    (ProposalState.SUBMITTED, ProposalMove.SHORTLIST): ProposalState.SHORTLISTED,
    (ProposalState.SUBMITTED, ProposalMove.ACCEPT): ProposalState.ACCEPTED,
    (ProposalState.SHORTLISTED, ProposalMove.WITHDRAW): ProposalState.WITHDRAWN,
    (ProposalState.SHORTLISTED, ProposalMove.ACCEPT): ProposalState.ACCEPTED,
    (ProposalState.WITHDRAWN, ProposalMove.WRITE): ProposalState.DRAFT,
    (ProposalState.WITHDRAWN, ProposalMove.SUBMIT): ProposalState.SUBMITTED,
}

SHOWN = frozenset({ProposalState.SUBMITTED, ProposalState.SHORTLISTED, ProposalState.ACCEPTED})
"""In which states the client sees a proposal."""


def move_project(state: ProjectState, move: ProjectMove) -> ProjectState:
    """Return the state after the move. Raises ProjectNotDraft, ProjectNotOpen."""
    try:
        return PROJECT_MOVES[state, move]
    except KeyError:
        refused = ProjectNotOpen if move is ProjectMove.AWARD else ProjectNotDraft
        raise refused(f"a project that is {state} does not take the move {move}") from None


def move_proposal(state: ProposalState, move: ProposalMove) -> ProposalState:
    """Return the state after the move. Raises ProposalMoveRefused."""
    try:
        return PROPOSAL_MOVES[state, move]
    except KeyError:
        raise ProposalMoveRefused(f"a proposal that is {state} does not take the move {move}") from None
