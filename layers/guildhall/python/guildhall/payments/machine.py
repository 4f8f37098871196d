"""Every state a protected payment can be in, and every move between them.

Amounts are the truth; the state is the label under which people read them. What freezes money is an overlay: it stops
moves of the platform's own, and changes no label.
"""

from __future__ import annotations

from enum import StrEnum

from guildhall.payments.errors import PaymentMoveRefused


class PaymentState(StrEnum):
    """Where a milestone's money stands."""

    UNFUNDED = "unfunded"
    FUNDING = "funding"
    CLOSING = "closing"
    HELD = "held"
    RELEASING = "releasing"
    RELEASED = "released"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CREDITED = "credited"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to it."""

    FUND = "fund"  # the client asks to pay: an attempt opens
    HOLD = "hold"  # the provider has the money
    CLOSE = "close"  # the attempt is being given up; it is over when the provider says so, not before
    UNFUND = "unfund"  # the attempt is over without money
    CANCEL = "cancel"  # the milestone will not be paid
    RELEASE = "release"  # the money is the expert's, and owed to them
    SEND = "send"  # the provider sent it to the expert
    REFUND = "refund"  # the money is on its way back
    RETURN = "return"  # the provider gave it back
    CREDIT = "credit"  # it could not reach the client's card: we owe it to them


class Freeze(StrEnum):
    """Why money must not move by itself."""

    REVIEW = "review"
    CHARGEBACK = "chargeback"


S, M = PaymentState, Move
MOVES: dict[tuple[PaymentState, Move], PaymentState] = {
    (S.UNFUNDED, M.FUND): S.FUNDING,
    (S.UNFUNDED, M.CANCEL): S.CANCELLED,
    (S.FUNDING, M.HOLD): S.HELD,
    (S.FUNDING, M.CLOSE): S.CLOSING,
    (S.FUNDING, M.UNFUND): S.UNFUNDED,
    (S.FUNDING, M.CANCEL): S.CANCELLED,
    # The client may have paid in the moment in which the attempt was given up.
    (S.CLOSING, M.HOLD): S.HELD,
    (S.CLOSING, M.UNFUND): S.UNFUNDED,
    (S.CLOSING, M.CANCEL): S.CANCELLED,
    (S.HELD, M.RELEASE): S.RELEASING,
    (S.HELD, M.REFUND): S.REFUNDING,
    (S.RELEASING, M.SEND): S.RELEASED,
    (S.REFUNDING, M.RETURN): S.REFUNDED,
    (S.REFUNDING, M.CREDIT): S.CREDITED,
    # A bank may send a refund back days after it took it.
    (S.REFUNDED, M.CREDIT): S.CREDITED,
}

OPEN_ATTEMPT = frozenset({PaymentState.FUNDING, PaymentState.CLOSING})
OVER = frozenset({PaymentState.RELEASED, PaymentState.REFUNDED, PaymentState.CREDITED, PaymentState.CANCELLED})


def may(state: PaymentState, move: Move) -> bool:
    """Tell whether the move is legal."""
    return (state, move) in MOVES


def move(state: PaymentState, wanted: Move) -> PaymentState:
    """Return the state after a move. Pure: stores nothing, sends nothing. Raises PaymentMoveRefused."""
    try:
        return MOVES[state, wanted]
    except KeyError:
        raise PaymentMoveRefused(f"a payment that is {state} cannot {wanted}") from None
