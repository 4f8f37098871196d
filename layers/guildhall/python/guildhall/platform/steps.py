"""The steps of a transaction, and which of its refusals the caller hears of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from guildhall.kernel.errors import Problem
from guildhall.platform.items import from_item

CONFLICTS = {
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "TransactionInProgressException",
}

Refusal = Problem | Callable[[dict[str, Any]], Problem]
"""What a refused condition means; a function judges by the item that stood in the way (empty if there was none)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One write or check. is_heard_first: its refusal explains all others (a repeat also finds every version stale)."""

    add: Callable[[TransactWrite], None]
    refused: Refusal
    is_heard_first: bool = False

    def problem(self, item: dict[str, Any] | None) -> Problem:
        """Return what its refusal means. item: raw, as it stood in the way, if the step asked for it."""
        return self.refused if isinstance(self.refused, Problem) else self.refused(from_item(item or {}))


@dataclass(slots=True)
class Steps:
    """What PynamoDB will send, in the order in which it sends it: the cancellation reasons come in that order."""

    checks: list[Step] = field(default_factory=list)
    deletes: list[Step] = field(default_factory=list)
    puts: list[Step] = field(default_factory=list)
    updates: list[Step] = field(default_factory=list)

    def in_order(self) -> list[Step]:
        """Return all steps as they will be sent."""
        return [*self.checks, *self.deletes, *self.puts, *self.updates]


def refusal_of(error: TransactWriteError, steps: Sequence[Step]) -> Problem | None:
    """Return the problem of the refused step that the caller should hear of, or None if no condition failed."""
    failed = [
        (step, reason.raw_item)
        for step, reason in zip(steps, error.cancellation_reasons, strict=False)
        if reason and reason.code == "ConditionalCheckFailed"
    ]
    failed.sort(key=lambda pair: not pair[0].is_heard_first)
    return failed[0][0].problem(failed[0][1]) if failed else None
