"""Every state a protected payment can be in, and every move between them.

Amounts are the truth; the state is the label under which people read them: once money came in, it is worked out from
the amounts, and the table says which labels a move may lead to. What freezes money is an overlay: it stops moves of the
platform's own, and changes no label.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guildhall.payments.errors import PaymentMoveRefused


class PaymentState(StrEnum):
    """Where a milestone's money stands."""

    UNFUNDED = "unfunded"
    FUNDING = "funding"
    CLOSING = "closing"
    HELD = "held"
    PARTIAL = "partial"  # a part has left the hold, the rest is held
    RELEASING = "releasing"
    RELEASED = "released"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CREDITED = "credited"
    LOST = "lost"  # a cardholder's bank took all of it
    SETTLED = "settled"  # nothing is held: some of it went one way, some another
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What can happen to it."""

    FUND = "fund"  # the client asks to pay: an attempt opens
    HOLD = "hold"  # the money is protected
    CLOSE = "close"  # the attempt is being given up; it is over when the provider says so, not before
    UNFUND = "unfund"  # the attempt is over without money
    CANCEL = "cancel"  # the milestone will not be paid
    RELEASE = "release"  # the money, or a part of it, is the expert's, and owed to them
    SEND = "send"  # the provider sent it to the expert
    REFUND = "refund"  # the money, or a part of it, is on its way back
    RETURN = "return"  # the provider gave it back
    RESTORE = "restore"  # the provider refused to give it back: it is held again
    CREDIT = "credit"  # it could not reach the client's card: we owe it to them
    LOSE = "lose"  # a cardholder's bank took it
    REPAY = "repay"  # what we owed to the client is on its way to their card once more


class Freeze(StrEnum):
    """Why money must not move by itself."""

    REVIEW = "review"  # a person must look
    PROVIDER_REVIEW = "provider_review"  # the provider looks
    CHARGEBACK = "chargeback"  # the cardholder's bank decides
    ARBITRATION = "arbitration"  # the two sides disagree


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a label is worked out from, in minor units.

    credited: the part of `refunded` that came back and is owed. is_sending, is_returning: whether the provider has yet
    to carry out a release, a refund.
    """

    funded: int
    released: int
    refunded: int
    lost: int
    credited: int
    is_sending: bool
    is_returning: bool

    @property
    def held(self) -> int:
        """What is left."""
        return self.funded - self.released - self.refunded - self.lost


S, M = PaymentState, Move
OPEN_ATTEMPT = frozenset({S.FUNDING, S.CLOSING})
HOLDING = frozenset({S.HELD, S.PARTIAL, S.RELEASING, S.REFUNDING})
"""Where something may be held; how much, the amounts say."""
MOVING = frozenset({S.RELEASING, S.REFUNDING})
OVER = frozenset({S.RELEASED, S.REFUNDED, S.CREDITED, S.LOST, S.SETTLED, S.CANCELLED})

MOVES: dict[Move, tuple[frozenset[PaymentState], frozenset[PaymentState]]] = {
    # From where, and where it may lead.
    M.FUND: (frozenset({S.UNFUNDED}), frozenset({S.FUNDING, S.HELD})),
    # The client may have paid in the moment in which the attempt was given up.
    M.HOLD: (OPEN_ATTEMPT, frozenset({S.HELD})),
    M.CLOSE: (frozenset({S.FUNDING}), frozenset({S.CLOSING})),
    M.UNFUND: (OPEN_ATTEMPT, frozenset({S.UNFUNDED})),
    M.CANCEL: (OPEN_ATTEMPT | {S.UNFUNDED}, frozenset({S.CANCELLED})),
    # A release of which the commission is everything has nothing to send.
    M.RELEASE: (HOLDING, frozenset({S.RELEASING, S.REFUNDING, S.PARTIAL, S.RELEASED, S.SETTLED})),
    M.SEND: (frozenset({S.RELEASING}), MOVING | {S.PARTIAL, S.RELEASED, S.SETTLED, S.LOST}),
    # Money that did not come from a card goes back to the client's credit at once.
    M.REFUND: (HOLDING, MOVING | {S.PARTIAL, S.CREDITED, S.SETTLED}),
    M.RETURN: (MOVING, MOVING | {S.PARTIAL, S.REFUNDED, S.CREDITED, S.SETTLED}),
    M.RESTORE: (MOVING, MOVING | {S.HELD, S.PARTIAL}),
    # A bank may send a refund back days after it took it.
    M.CREDIT: (
        MOVING | {S.PARTIAL, S.REFUNDED, S.CREDITED, S.SETTLED},
        MOVING | {S.PARTIAL, S.CREDITED, S.SETTLED},
    ),
    M.REPAY: (MOVING | {S.PARTIAL, S.CREDITED, S.SETTLED}, MOVING),
    # A bank takes back also what was released long ago.
    M.LOSE: (HOLDING | {S.RELEASED, S.SETTLED}, MOVING | {S.PARTIAL, S.LOST, S.SETTLED}),
}
_FIXED = {M.CLOSE: S.CLOSING, M.UNFUND: S.UNFUNDED, M.CANCEL: S.CANCELLED}


def label(amounts: Amounts) -> PaymentState:
    """Return the state of money that came in; what is still on its way comes first."""
    if amounts.is_sending:
        return S.RELEASING
    if amounts.is_returning:
        return S.REFUNDING
    if amounts.held:
        return S.HELD if amounts.held == amounts.funded else S.PARTIAL
    if amounts.refunded == amounts.funded:
        return S.CREDITED if amounts.credited else S.REFUNDED
    if amounts.released == amounts.funded:
        return S.RELEASED
    return S.LOST if amounts.lost == amounts.funded else S.SETTLED


def may(state: PaymentState, move: Move) -> bool:
    """Tell whether the move is legal."""
    return state in MOVES[move][0]


def move(state: PaymentState, wanted: Move, amounts: Amounts) -> PaymentState:
    """Return the state after a move. Pure: stores nothing, sends nothing.

    amounts: as they are after the move. Raises PaymentMoveRefused; ValueError if they cannot be so after it.
    """
    sources, targets = MOVES[wanted]
    if state not in sources:
        raise PaymentMoveRefused(f"a payment that is {state} cannot {wanted}")
    if wanted in _FIXED:
        return _FIXED[wanted]
    after = label(amounts) if amounts.funded else S.FUNDING
    if after not in targets:
        raise ValueError(f"{wanted} cannot lead to {after}: {amounts}")
    return after
