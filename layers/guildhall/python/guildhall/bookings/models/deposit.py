"""The deposit of a reservation: what the terms ask, what the guest has secured, and which part of it the venue keeps.

Payments holds the money. A reservation whose party grows asks for the rest as a part of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

LONGEST_AHEAD = timedelta(days=85)
"""How far ahead payments takes deposits: the provider keeps money for 90 days."""
TIME_TO_PAY = timedelta(minutes=15)
"""How long a guest has at the bank's page, a confirmation in the banking app included."""
GRACE = timedelta(minutes=3)
"""How much longer the table is kept than the guest is told: who pays in the last second is heard of later."""
TIME_TO_NOTE = timedelta(hours=24)
"""How long after a visit staff may note that nobody came; then the deposit goes back."""


class PartState(StrEnum):
    """Where one part of a deposit stands."""

    AWAITED = "awaited"
    HELD = "held"
    FAILED = "failed"
    LOST = "lost"
    SETTLED = "settled"


class Reason(StrEnum):
    """Why somebody decided what becomes of a deposit."""

    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    CAME = "came"
    NOT_NOTED = "not_noted"
    SMALLER = "smaller"
    UNPAID = "unpaid"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Part:
    """One payment. number: counts those of a reservation, from 1. keep_minor: of it for the venue; None: undecided."""

    number: int
    amount_minor: int
    state: PartState = PartState.AWAITED
    keep_minor: int | None = None


@dataclass(frozen=True, slots=True)
class DepositMoney:
    """What became of what guests paid, in minor units. held: undecided. kept: the venue's. returned: the guests'."""

    currency: str
    held_minor: int = 0
    kept_minor: int = 0
    returned_minor: int = 0

    def __add__(self, other: DepositMoney) -> DepositMoney:
        """Add two of one currency."""
        return DepositMoney(
            self.currency,
            self.held_minor + other.held_minor,
            self.kept_minor + other.kept_minor,
            self.returned_minor + other.returned_minor,
        )


PAID = frozenset({PartState.HELD, PartState.SETTLED})
"""Parts of which money came, and was not taken back by the bank."""


@dataclass(frozen=True, slots=True)
class GuestDeposit:
    """What is asked of a guest, and what they paid.

    amount_minor: what the terms ask. pay_by: of the part that is awaited. least_minor: what the venue keeps at least
    when the guest cancels, because they moved the reservation when cancelling would have cost that much.
    """

    currency: str
    amount_minor: int
    parts: tuple[Part, ...] = ()
    pay_by: Instant | None = None
    least_minor: int = 0

    @property
    def amount(self) -> Money:
        """What the terms ask."""
        return Money(self.amount_minor, self.currency)

    @property
    def secured(self) -> Money:
        """What is held of it, undecided."""
        held = (each.amount_minor for each in self.parts if each.state is PartState.HELD and each.keep_minor is None)
        return Money(sum(held), self.currency)

    @property
    def missing(self) -> Money:
        """What the guest has still to pay."""
        return Money(max(0, self.amount_minor - self.secured.minor), self.currency)

    @property
    def awaited(self) -> Part | None:
        """The part that the guest is to pay now."""
        return next((each for each in self.parts if each.state is PartState.AWAITED and each.keep_minor is None), None)

    @property
    def kept(self) -> Money | None:
        """What the venue keeps of everything that was paid; None before anybody decided."""
        decided = [each.keep_minor for each in self.parts if each.keep_minor is not None]
        return Money(sum(decided), self.currency) if decided and not self.secured and not self.awaited else None

    @property
    def money(self) -> DepositMoney:
        """What became of everything that was paid."""
        paid = [each for each in self.parts if each.state in PAID]
        decided = [(each.keep_minor, each.amount_minor) for each in paid if each.keep_minor is not None]
        return DepositMoney(
            self.currency,
            held_minor=sum(each.amount_minor for each in paid if each.keep_minor is None),
            kept_minor=sum(keep for keep, _ in decided),
            returned_minor=sum(amount - keep for keep, amount in decided),
        )

    @property
    def last_number(self) -> int:
        """The number of the newest part; 0 if nothing was ever asked for."""
        return max((each.number for each in self.parts), default=0)

    def part(self, number: int) -> Part | None:
        """Return a part, or None."""
        return next((each for each in self.parts if each.number == number), None)

    def asking(self, now: datetime, starts_at: datetime) -> GuestDeposit:
        """Return the deposit with what is missing asked for as a new part."""
        wanted = Part(self.last_number + 1, self.missing.minor)
        return replace(self, parts=(*self.parts, wanted), pay_by=min(now + TIME_TO_PAY, starts_at))

    def with_part(self, number: int, state: PartState) -> GuestDeposit:
        """Return the deposit with a part in another state."""
        return self._with(number, state=state)

    def given_up(self, number: int) -> GuestDeposit:
        """Return the deposit with a part that nobody waits for any more; should it still be paid, it goes back."""
        return self._with(number, keep_minor=0)

    def _with(self, number: int, **changes: object) -> GuestDeposit:
        parts = tuple(replace(each, **changes) if each.number == number else each for each in self.parts)  # type: ignore[arg-type]  # fields of a part
        after = replace(self, parts=parts)
        return after if after.awaited else replace(after, pay_by=None)

    def without_excess(self) -> tuple[GuestDeposit, Money]:
        """Return the deposit without what it no longer needs, and how much goes back: whole payments, the newest first.

        A payment of which a part is still needed stays whole: what a bank keeps cannot be given back in part.
        """
        after, excess = self, self.secured.minor - self.amount_minor
        for each in reversed(self.parts):
            is_open = each.state is PartState.HELD and each.keep_minor is None
            if is_open and 0 < each.amount_minor <= excess:
                after, excess = after.given_up(each.number), excess - each.amount_minor
        return after, self.secured - after.secured

    def decided(self, keep: Money) -> GuestDeposit:
        """Return the deposit with every open part decided: the venue keeps so much of what is secured, oldest first.

        keep: cut to what is secured. A part that is only awaited is kept nothing of, should it still be paid.
        """
        left, parts = min(keep, self.secured).minor, []
        for each in self.parts:
            if each.keep_minor is None and each.state in {PartState.HELD, PartState.AWAITED}:
                mine = min(left, each.amount_minor) if each.state is PartState.HELD else 0
                left -= mine
                parts.append(replace(each, keep_minor=mine))
            else:
                parts.append(each)
        return replace(self, parts=tuple(parts), pay_by=None)
