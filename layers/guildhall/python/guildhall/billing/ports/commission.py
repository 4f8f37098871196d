"""What commission needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from guildhall.billing.models.changes import RuleChange
from guildhall.billing.models.quotes import QuoteLine, TaxNote
from guildhall.billing.models.rules import Deal, Relation, Rule, Volumes
from guildhall.kernel.events import DomainEvent


class Rules(Protocol):
    """Every version of every commission rule, and the changes that lead to them."""

    def versions(self) -> list[Rule]:
        """Return every version of every stored rule, read consistently."""

    def of(self, rule_id: str) -> list[Rule]:
        """Return the versions of one rule, oldest first; empty if there is none."""

    def change(self, change_id: str) -> RuleChange | None:
        """Return a change, or None."""

    def changes(self, limit: int, position: dict[str, Any] | None) -> tuple[list[RuleChange], dict[str, Any] | None]:
        """Return a page of the changes, newest first, and where the next page starts."""

    def save(self, change: RuleChange, *events: DomainEvent) -> RuleChange:
        """Store a change at the version it was read at; an approved one puts its rule in the same transaction.

        Raises StaleVersion, also if another change became this version of the rule.
        """


class Counted(Protocol):
    """What was released so far."""

    def volumes(self, expert_id: str, client_id: str | None, currency: str) -> Volumes:
        """Return the counters that tiers look at."""


class Relations(Protocol):
    """How people met."""

    def between(self, expert_id: str, client_id: str) -> Relation | None:
        """Return the relation of two sides, or None."""


class Taxes(Protocol):
    """Asks who knows tax what is due on our fees."""

    def __call__(self, deal: Deal, lines: Iterable[QuoteLine]) -> tuple[tuple[QuoteLine, ...], tuple[TaxNote, ...]]:
        """Return the fee lines of a deal with the taxes that follow from them, and a note on the tax of each fee."""

    def of_decision(self, payer_id: str) -> tuple[int, str] | None:
        """Return the tax in what a dispute's decision costs a side: basis points, and whose; None if none is due."""


class PlanOf(Protocol):
    """Knows subscriptions."""

    def __call__(self, account_id: str) -> str | None:
        """Return the plan that counts for an account now, or None."""


class Holders(Protocol):
    """Asks administration who holds a permission that is granted as data."""

    def __call__(self, permission: str) -> frozenset[str]:
        """Return the ids of the accounts that hold it."""
