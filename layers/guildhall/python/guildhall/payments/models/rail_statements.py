"""What a local rail says of a day: every movement with its fee, and what it sent to our bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant


class LineKind(StrEnum):
    """What a line of a statement is about."""

    COLLECT = "collect"
    REFUND = "refund"
    PAYOUT = "payout"
    SETTLEMENT = "settlement"  # what the rail sent on to our bank


ENTRIES = {
    LineKind.COLLECT: "charge",
    LineKind.REFUND: "refund",
    LineKind.PAYOUT: "transfer",
    LineKind.SETTLEMENT: "payout",
}
"""How the id of the entry begins that tells of a line."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement. reference: our id of the operation; of a settlement, the rail's. amount, fee: never negative."""

    kind: LineKind
    reference: str
    amount: Money
    fee: Money

    @property
    def change(self) -> Money:
        """By how much it changed what the rail holds for us, before its fee."""
        return self.amount if self.kind is LineKind.COLLECT else -self.amount

    def entry_id(self, rail: str) -> str:
        """Return the id of the entry that should tell of it."""
        return f"{ENTRIES[self.kind]}:{rail}:{self.reference}"

    def fee_id(self, rail: str) -> str:
        """Return the id of the entry of its fee: a collection's is the one that the rail may have told at once."""
        return f"fee:{rail}:{self.reference}"


@dataclass(frozen=True, slots=True)
class DayStatement:
    """A rail's day, whole. since, until: which instants it covers, by the rail's own clock."""

    lines: tuple[StatementLine, ...]
    since: Instant
    until: Instant


class StatementState(StrEnum):
    """How far a filed statement has come."""

    FILED = "filed"
    COMPARED = "compared"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FiledStatement:
    """A file that a rail sent for a day, filed by finance staff, and what comparing it brought.

    digest: of its text. caught_up: movements that the journal had not heard of and now has. differing: what no machine
    could explain. fees_minor: by currency, as booked. trouble: why it could not be read.
    """

    rail: str
    day: date
    digest: str
    filed_by: str
    filed_at: Instant
    state: StatementState = StatementState.FILED
    line_count: int = 0
    caught_up: int = 0
    differing: int = 0
    fees_minor: Mapping[str, int] = field(default_factory=dict)
    compared_at: Instant | None = None
    trouble: str | None = None
    version: int = 0
