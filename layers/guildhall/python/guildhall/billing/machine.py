"""Every state of a document, and every move between them. Pure."""

from __future__ import annotations

from enum import StrEnum

from guildhall.billing.errors import DocumentMoveNotAllowed


class State(StrEnum):
    """waiting: its tax is not known. draft: no number yet. numbered: has its number for ever. issued: announced.

    An issued document has its file and never changes again.
    """

    WAITING = "waiting"
    DRAFT = "draft"
    NUMBERED = "numbered"
    ISSUED = "issued"


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.DRAFT}),
    State.DRAFT: frozenset({State.NUMBERED}),
    State.NUMBERED: frozenset({State.ISSUED}),
    State.ISSUED: frozenset(),
}


def move(current: State, target: State) -> State:
    """Return the target if the move is legal. Raises DocumentMoveNotAllowed."""
    if target not in MOVES[current]:
        raise DocumentMoveNotAllowed(f"a document that is {current} cannot become {target}")
    return target
