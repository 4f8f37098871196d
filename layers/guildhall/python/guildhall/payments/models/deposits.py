"""A guest's deposit: what a card's bank keeps for a visit, or what was charged for it, and who gets which part.

Close to the visit the card's bank keeps the money, and only what the venue keeps is taken. Further ahead no bank would
keep it that long: it is charged at once, and what the venue does not keep goes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.payments.errors import DepositMoveRefused
from guildhall.payments.models.quotes import KeptQuote

PREFIX = "dep_"
LONGEST_AUTHORISATION = timedelta(days=7)
"""How long a card's bank keeps money that its holder authorised online (Stripe, "Place a hold on a payment method")."""
MARGIN = timedelta(hours=12)
"""How long before its end an authorisation is no longer relied upon (payments.md section 1.5, failure 28)."""
LONGEST_AHEAD = timedelta(days=85)
"""How far ahead of a visit money may be charged: the provider keeps it for 90 days (payments.md section 0)."""
TIME_TO_PAY = timedelta(minutes=30)
"""How long a guest may take, where bookings says nothing else."""
LOOK_AGAIN = timedelta(minutes=10)
"""When the provider is asked about what should have happened: its notice may be lost."""
LOOK_FOR_FEE = timedelta(hours=1)
LOOK_AT_DISPUTE = timedelta(hours=6)
UNDECIDED = timedelta(days=3)
"""How long after the visit a person hears that nobody said what becomes of a charged deposit."""


class DepositState(StrEnum):
    """Where a deposit stands."""

    REQUESTED = "requested"  # the guest has to pay
    CLOSING = "closing"  # the attempt is being given up; over when the provider says so
    FAILED = "failed"  # nobody paid
    AUTHORISED = "authorised"  # the card's bank keeps the money for us
    CAPTURING = "capturing"  # what it keeps is being taken
    LETTING_GO = "letting_go"  # what it keeps is being given up
    CHARGED = "charged"  # the money came in, and nobody said yet what becomes of it
    RETURNING = "returning"  # a part, or all, is on its way back to the guest
    SETTLED = "settled"
    LOST = "lost"  # the bank let go of the money before we took it


class DepositMove(StrEnum):
    """What can happen to a deposit."""

    REQUEST = "request"
    CLOSE = "close"
    FAIL = "fail"
    AUTHORISE = "authorise"
    CAPTURE = "capture"
    LET_GO = "let_go"
    CHARGE = "charge"
    RETURN = "return"
    SETTLE = "settle"
    RESTORE = "restore"
    LOSE = "lose"


S, M = DepositState, DepositMove
UNPAID = frozenset({S.REQUESTED, S.CLOSING})
KEPT_BY_BANK = frozenset({S.AUTHORISED, S.CAPTURING, S.LETTING_GO})
OVER = frozenset({S.FAILED, S.SETTLED, S.LOST})

MOVES: dict[DepositMove, tuple[frozenset[DepositState], DepositState]] = {
    # From where, and where it leads. A lost or failed deposit may be asked for again.
    M.REQUEST: (frozenset({S.FAILED, S.LOST}), S.REQUESTED),
    M.CLOSE: (frozenset({S.REQUESTED}), S.CLOSING),
    M.FAIL: (UNPAID, S.FAILED),
    M.AUTHORISE: (frozenset({S.REQUESTED}), S.AUTHORISED),
    M.CAPTURE: (frozenset({S.REQUESTED, S.AUTHORISED}), S.CAPTURING),
    M.LET_GO: (frozenset({S.AUTHORISED}), S.LETTING_GO),
    # The guest may pay, or staff may take the money by hand, at any moment before the provider closed the attempt.
    M.CHARGE: (UNPAID | KEPT_BY_BANK, S.CHARGED),
    M.RETURN: (frozenset({S.CHARGED}), S.RETURNING),
    M.SETTLE: (frozenset({S.CHARGED, S.RETURNING, S.LETTING_GO}), S.SETTLED),
    M.RESTORE: (frozenset({S.RETURNING}), S.CHARGED),
    M.LOSE: (frozenset({S.AUTHORISED, S.CAPTURING}), S.LOST),
}


def move(state: DepositState, wanted: DepositMove) -> DepositState:
    """Return the state after a move. Pure: stores nothing, sends nothing. Raises DepositMoveRefused."""
    sources, target = MOVES[wanted]
    if state not in sources:
        raise DepositMoveRefused(f"a deposit that is {state} cannot {wanted}")
    return target


@dataclass(frozen=True, slots=True)
class DepositTerms:
    """What bookings asks for. How much, and when how much of it goes back, is its own policy.

    venue_account_id: whom the kept part is paid to. guest_id: the guest's account, None for one without. title: what
    the guest reads at their bank. pay_by: until when they may pay; default: half an hour. number: counts the deposits
    of one reservation; the same number again is the same deposit.
    """

    reservation_id: str
    venue_account_id: str
    amount: Money
    starts_at: datetime
    guest_id: str | None = None
    title: str = ""
    pay_by: datetime | None = None
    number: int = 1

    @property
    def deposit_id(self) -> str:
        """The id of the deposit, derived: asking twice cannot open two."""
        return deposit_id_of(self.reservation_id, self.number)


@dataclass(frozen=True, slots=True)
class Deposit:
    """A deposit for one reservation.

    attempt: counts the attempts to pay; one is open at a time. is_manual: whether the card's bank is to keep the money
    until it is taken. intent_id, client_secret, intent_status, failure: of the last attempt. capture_before: when the
    bank lets go of it. keep_minor: what the venue keeps, None before bookings said so. charged = held + kept +
    returned + lost to a cardholder's bank, in minor units, always. refunds: counts the refunds ordered. pending:
    commands about its money that are not over. announced_at: when bookings heard that it is held. strays: the
    provider's objects that fit no decision. dispute_id: the cardholder's open dispute; was_disputed: whether one is
    over. doubt: why the provider did not give
    money back; nothing parts again before bookings repeats its decision, or the dispute behind it is over. look_at:
    when a sweep should look at this deposit.
    """

    deposit_id: str
    reservation_id: str
    venue_account_id: str
    amount_minor: int
    currency: str
    starts_at: Instant
    created_at: Instant
    pay_by: Instant
    guest_id: str | None = None
    title: str = ""
    state: DepositState = DepositState.REQUESTED
    attempt: int = 1
    is_manual: bool = False
    quote: KeptQuote | None = None
    intent_id: str | None = None
    client_secret: str | None = None
    intent_status: str | None = None
    failure: str | None = None
    charge_id: str | None = None
    capture_before: Instant | None = None
    is_fee_booked: bool = False
    keep_minor: int | None = None
    charged_minor: int = 0
    kept_minor: int = 0
    returned_minor: int = 0
    lost_minor: int = 0
    refunds: int = 0
    pending: tuple[str, ...] = ()
    announced_at: Instant | None = None
    settled_at: Instant | None = None
    strays: tuple[str, ...] = ()
    dispute_id: str | None = None
    was_disputed: bool = False
    doubt: str | None = None
    look_at: Instant | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if min(self.charged_minor, self.kept_minor, self.returned_minor, self.lost_minor, self.held_minor) < 0:
            raise ValueError(f"{self.deposit_id} holds {self.held_minor} of {self.charged_minor}")

    @property
    def amount(self) -> Money:
        """What was asked for."""
        return Money(self.amount_minor, self.currency)

    @property
    def held_minor(self) -> int:
        """What was charged and has gone to neither side."""
        return self.charged_minor - self.kept_minor - self.returned_minor - self.lost_minor

    @property
    def open_command_id(self) -> str:
        """The command that opens the present attempt."""
        return f"deposit:{self.deposit_id}:{self.attempt}"

    @property
    def close_command_id(self) -> str:
        """The command that gives it up, paid or not."""
        return f"letgo:{self.deposit_id}:{self.attempt}"

    @property
    def capture_command_id(self) -> str:
        """The command that takes what the bank keeps."""
        return f"capture:{self.deposit_id}:{self.attempt}"

    @property
    def capture_by(self) -> datetime | None:
        """When it must be taken, decided or not."""
        return self.capture_before - MARGIN if self.capture_before is not None else None

    @property
    def is_to_part(self) -> bool:
        """Whether the money is here, somebody said what becomes of it, and nothing stands in the way."""
        is_clear = self.dispute_id is None and self.doubt is None
        return self.state is S.CHARGED and self.keep_minor is not None and is_clear

    def moved(self, wanted: DepositMove, **changes: object) -> Deposit:
        """Return the deposit after a move. Raises DepositMoveRefused."""
        return replace(self, state=move(self.state, wanted), **changes)  # type: ignore[arg-type]  # fields of this class

    def waiting_for(self, command_id: str) -> tuple[str, ...]:
        """Return the pending commands with one more."""
        return (*self.pending, command_id)

    def without(self, command_id: str) -> tuple[str, ...]:
        """Return the pending commands but one."""
        return tuple(each for each in self.pending if each != command_id)

    def is_same_request(self, terms: DepositTerms) -> bool:
        """Tell whether bookings asks for what was asked for already."""
        known = (self.venue_account_id, self.amount, self.starts_at)
        return known == (terms.venue_account_id, terms.amount, terms.starts_at)

    def looked_after(self, now: datetime) -> Deposit:
        """Return the deposit with the time at which a sweep should look at it next, or none when all is said."""
        return replace(self, look_at=self._next_look(now))

    def _next_look(self, now: datetime) -> datetime | None:
        again = now + LOOK_AGAIN
        if self.state is S.REQUESTED:
            return min(self.pay_by, again) if self.pay_by > now else again
        if self.state is S.AUTHORISED:
            return max(self.capture_by or again, again)
        if self.state in OVER | {S.CHARGED, S.RETURNING}:
            return min(self._charged_looks(now), default=None)
        return again

    def _charged_looks(self, now: datetime) -> Iterator[datetime]:
        """Yield when something about money that came in should be known, or decided."""
        if self.charged_minor and not self.is_fee_booked:
            yield now + LOOK_FOR_FEE
        if self.dispute_id is not None:
            yield now + LOOK_AT_DISPUTE
        elif self.is_to_part:
            yield now + LOOK_AGAIN
        elif self.state is S.CHARGED:
            yield max(self.starts_at + UNDECIDED, now + timedelta(days=1))


def deposit_id_of(reservation_id: str, number: int) -> str:
    """Return the id of a reservation's deposit. number: counts those of one reservation."""
    return f"{PREFIX}{reservation_id.rpartition('_')[2]}-{number}"


def is_deposit(subject: str | None) -> bool:
    """Tell whether an id is a deposit's."""
    return bool(subject) and str(subject).startswith(PREFIX)


def intends_to_authorise(starts_at: datetime, now: datetime) -> bool:
    """Tell whether a card's bank may keep the money until the visit; the charge then says until when it really does."""
    return starts_at + MARGIN <= now + LONGEST_AUTHORISATION
