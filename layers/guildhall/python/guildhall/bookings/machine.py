"""Every state of a reservation, and of a guest on a waitlist, and every move between them."""

from __future__ import annotations

from enum import StrEnum

from guildhall.bookings.errors.reservations import ReservationMoveRefused
from guildhall.bookings.errors.waitlist import WaitingMoveRefused


class ReservationState(StrEnum):
    """Where a reservation stands. A hold that lapsed keeps its state: its `held_until` says that it is over."""

    HELD = "held"
    AWAITING_DEPOSIT = "awaiting_deposit"
    CONFIRMED = "confirmed"
    SEATED = "seated"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class ReservationMove(StrEnum):
    """What can be done with a reservation."""

    CONFIRM = "confirm"
    CHANGE = "change"
    CANCEL = "cancel"
    SEAT = "seat"
    BILL = "bill"
    FINISH = "finish"
    NO_SHOW = "no_show"
    # What the platform does; nobody is offered these.
    ASK_DEPOSIT = "ask_deposit"
    SECURE = "secure"
    GIVE_UP = "give_up"
    GO_BACK = "go_back"


_S, _M = ReservationState, ReservationMove

MOVES: dict[tuple[ReservationState, ReservationMove], ReservationState] = {
    (_S.HELD, _M.CONFIRM): _S.CONFIRMED,
    (_S.HELD, _M.CANCEL): _S.CANCELLED,
    (_S.HELD, _M.ASK_DEPOSIT): _S.AWAITING_DEPOSIT,
    (_S.AWAITING_DEPOSIT, _M.SECURE): _S.CONFIRMED,
    (_S.AWAITING_DEPOSIT, _M.GIVE_UP): _S.CANCELLED,
    (_S.AWAITING_DEPOSIT, _M.CANCEL): _S.CANCELLED,
    # A change that asks for more, which nobody pays, leaves the reservation as it was.
    (_S.CONFIRMED, _M.ASK_DEPOSIT): _S.AWAITING_DEPOSIT,
    (_S.AWAITING_DEPOSIT, _M.GO_BACK): _S.CONFIRMED,
    (_S.CONFIRMED, _M.CHANGE): _S.CONFIRMED,
    (_S.CONFIRMED, _M.CANCEL): _S.CANCELLED,
    (_S.CONFIRMED, _M.SEAT): _S.SEATED,
    (_S.CONFIRMED, _M.NO_SHOW): _S.NO_SHOW,
    (_S.SEATED, _M.CHANGE): _S.SEATED,
    (_S.SEATED, _M.BILL): _S.SEATED,
    (_S.SEATED, _M.FINISH): _S.FINISHED,
}

LIVE = frozenset({_S.HELD, _S.AWAITING_DEPOSIT, _S.CONFIRMED, _S.SEATED})
"""In which states it takes tables."""
SURE = frozenset({_S.CONFIRMED, _S.SEATED})
"""States in which it counts for certain, whatever comes after."""
OURS = frozenset({_M.ASK_DEPOSIT, _M.SECURE, _M.GIVE_UP, _M.GO_BACK})
"""Moves that follow from others, or from what payments says."""


def move(state: ReservationState, wanted: ReservationMove) -> ReservationState:
    """Return the state after the move. Raises ReservationMoveRefused."""
    try:
        return MOVES[state, wanted]
    except KeyError:
        raise ReservationMoveRefused(f"a reservation that is {state} does not take the move {wanted}") from None


def moves_from(state: ReservationState) -> list[ReservationMove]:
    """List what people can do in a state, in the order of the moves."""
    return [wanted for wanted in ReservationMove if (state, wanted) in MOVES and wanted not in OURS]


class TableStatus(StrEnum):
    """What staff see of a table at this moment."""

    FREE = "free"
    HELD = "held"
    SEATED = "seated"
    BILL = "bill"
    CLEANING = "cleaning"


class WaitingState(StrEnum):
    """Where a guest on a waitlist stands. An offer that ran out keeps its state until somebody looks."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    LEFT = "left"
    REMOVED = "removed"


class WaitingMove(StrEnum):
    """What can be done with a guest on a waitlist."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    LEAVE = "leave"
    REMOVE = "remove"


_W, _D = WaitingState, WaitingMove

WAITING_MOVES: dict[tuple[WaitingState, WaitingMove], WaitingState] = {
    (_W.WAITING, _D.OFFER): _W.OFFERED,
    (_W.WAITING, _D.LEAVE): _W.LEFT,
    (_W.WAITING, _D.REMOVE): _W.REMOVED,
    (_W.OFFERED, _D.ACCEPT): _W.ACCEPTED,
    (_W.OFFERED, _D.DECLINE): _W.WAITING,
    (_W.OFFERED, _D.EXPIRE): _W.EXPIRED,
    (_W.OFFERED, _D.LEAVE): _W.LEFT,
    (_W.OFFERED, _D.REMOVE): _W.REMOVED,
}

STILL_WAITING = frozenset({_W.WAITING, _W.OFFERED})
"""In which states a table may still be offered."""


def move_waiting(state: WaitingState, wanted: WaitingMove) -> WaitingState:
    """Return the state after the move. Raises WaitingMoveRefused."""
    try:
        return WAITING_MOVES[state, wanted]
    except KeyError:
        raise WaitingMoveRefused(f"a guest who is {state} does not take the move {wanted}") from None
