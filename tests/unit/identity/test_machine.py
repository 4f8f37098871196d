"""Every state of an account times every move."""

import pytest

from guildhall.identity.machine import State, move
from guildhall.kernel.errors import Conflict

LEGAL = {
    (State.REGISTERING, State.REGISTERING),
    (State.REGISTERING, State.REGISTERED),
    (State.REGISTERING, State.CONFIRMED),
    (State.REGISTERED, State.REGISTERED),
    (State.REGISTERED, State.CONFIRMED),
}


@pytest.mark.parametrize("target", State)
@pytest.mark.parametrize("current", State)
def test_an_account_makes_its_legal_moves_and_no_other(current: State, target: State) -> None:
    if (current, target) in LEGAL:
        assert move(current, target) is target
    else:
        with pytest.raises(Conflict):
            move(current, target)
