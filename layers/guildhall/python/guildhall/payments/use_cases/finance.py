"""What finance staff see of payments, over everybody's money (PAY-22): they see it, and change nothing here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, require
from guildhall.payments.errors import PeriodTooLong
from guildhall.payments.models import Command, Verb
from guildhall.payments.models.dispute_rates import DisputeRate, rates_of
from guildhall.payments.models.finance import OpenChargeback, PaymentRow, SuccessOfDay, success_of
from guildhall.payments.models.treasury import BankPayout
from guildhall.payments.ports.finance import FinanceLists, Position
from guildhall.payments.use_cases.reconciling import FINANCE, VIEW

LONGEST = timedelta(days=31)
"""Attempts and disputes are counted one by one, so a period is bounded."""
MOST_PAGES = 10
"""How much of a month is read for one page of those in a rare state; the next page goes on from there."""
MONEY = frozenset({
    Verb.RELEASE, Verb.REFUND, Verb.RECOVER, Verb.RETURN_LATE, Verb.IMPORTED, Verb.CAPTURE, Verb.GIVE_BACK,
    Verb.PAY_VENUE,
})  # fmt: skip
"""Commands that move money; the others open and close things."""


@dataclass(frozen=True, slots=True)
class FinanceView:
    """What the lists share: staff who may see them."""

    lists: FinanceLists
    gate: Gate

    def _require(self, actor: Actor) -> None:
        require(self.gate, actor, VIEW, FINANCE)


@dataclass(frozen=True, slots=True)
class ListPaymentsOfMonth(FinanceView):
    """Show the payments and deposits that were opened in a month, as they stand now."""

    def __call__(
        self, actor: Actor, month: str, state: str | None, limit: int, position: Position | None
    ) -> tuple[list[PaymentRow], Position | None]:
        """Return one page, oldest first. month: such as `2026-03`. state: only these. Raises Forbidden."""
        self._require(actor)
        found: list[PaymentRow] = []
        for _ in range(MOST_PAGES):
            rows, position = self.lists.opened(month, limit - len(found), position)
            found += [row for row in rows if state in {None, row.state}]
            if position is None or len(found) >= limit:
                break
        return found, position


@dataclass(frozen=True, slots=True)
class MeasureSuccess(FinanceView):
    """Say how many attempts to pay succeed, and why the others do not."""

    def __call__(self, actor: Actor, first_on: date, last_on: date) -> list[SuccessOfDay]:
        """Return one row a day and currency, oldest first. Raises Forbidden, PeriodTooLong."""
        self._require(actor)
        if last_on - first_on > LONGEST:
            raise PeriodTooLong("ask for a month at most")
        return success_of(self.lists.attempts(first_on, last_on))


@dataclass(frozen=True, slots=True)
class MeasureDisputes(FinanceView):
    """Say how many protected milestones are disputed, next to the goal that operators set.

    goal: tells it, in basis points of protected milestones.
    """

    goal: Callable[[], int]

    def __call__(self, actor: Actor, first_on: date, last_on: date) -> tuple[list[DisputeRate], list[DisputeRate], int]:
        """Return the rates by day and currency, oldest first, those of the period, and the goal.

        Raises Forbidden, PeriodTooLong.
        """
        self._require(actor)
        if last_on - first_on > LONGEST:
            raise PeriodTooLong("ask for a month at most")
        return *rates_of(self.lists.concerns(first_on, last_on)), self.goal()


@dataclass(frozen=True, slots=True)
class ListWaitingMoney(FinanceView):
    """Show money that is to move and has not, and why."""

    def __call__(self, actor: Actor) -> list[Command]:
        """Return the commands, oldest first; a few hundred at most. Raises Forbidden."""
        self._require(actor)
        moving = (order for order in self.lists.waiting() if order.verb in MONEY)
        return sorted(moving, key=lambda order: (order.created_at, order.command_id))


@dataclass(frozen=True, slots=True)
class ListUnsettledPayouts(FinanceView):
    """Show payouts that are on their way to banks, and those that banks sent back."""

    def __call__(
        self, actor: Actor, status: str | None, limit: int, position: Position | None
    ) -> tuple[list[BankPayout], Position | None]:
        """Return one page, oldest first. status: only these, by the provider's word. Raises Forbidden."""
        self._require(actor)
        found, following = self.lists.payouts(limit, position)
        return [each for each in found if status in {None, each.status}], following


@dataclass(frozen=True, slots=True)
class ListOpenChargebacks(FinanceView):
    """Show what cardholders' banks have not decided."""

    def __call__(self, actor: Actor) -> list[OpenChargeback]:
        """Return them, the next deadline for evidence first. Raises Forbidden."""
        self._require(actor)
        return self.lists.chargebacks()
