"""Every state an account can be in, and every move between them."""

from __future__ import annotations

from enum import StrEnum

from guildhall.kernel.errors import Conflict


class State(StrEnum):
    """How far an account has come."""

    REGISTERING = "registering"
    """The address is reserved; the user pool may not know the account yet."""
    REGISTERED = "registered"
    """A code was sent to the address."""
    CONFIRMED = "confirmed"
    """The code came back: the address works, and the account can be used."""


MOVES: dict[State, frozenset[State]] = {
    State.REGISTERING: frozenset({State.REGISTERING, State.REGISTERED, State.CONFIRMED}),
    # Signing up again before confirming begins anew: whoever reads the mailbox decides.
    State.REGISTERED: frozenset({State.REGISTERED, State.CONFIRMED}),
    State.CONFIRMED: frozenset(),
}


def move(current: State, target: State) -> State:
    """Return target if the move is legal. Raises Conflict."""
    if target not in MOVES[current]:
        raise Conflict(f"a {current} account cannot become {target}")
    return target
