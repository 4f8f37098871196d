"""What local rails say of a day against the journal: what is missing is asked for, fees are booked, the rest is told.

A rail that can tell of a day is asked every night; of the others, finance staff file what the rail sends them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from itertools import product

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, require
from guildhall.ledger.errors import Duplicate
from guildhall.ledger.models import Entry, Posting, account, credit, debit
from guildhall.payments.errors import RailUnknown, StatementUnreadable
from guildhall.payments.models import Change, DifferenceReason
from guildhall.payments.models.rail_statements import (
    DayStatement,
    FiledStatement,
    LineKind,
    StatementLine,
    StatementState,
)
from guildhall.payments.models.rails import TERMS, Outcome, RailCall
from guildhall.payments.ports import LocalRail, Payments, RailCalls, Rails
from guildhall.payments.ports.rail_statements import FiledStatements
from guildhall.payments.use_cases.reconciling import FINANCE, RESOLVE, VIEW, Comparison
from guildhall.payments.use_cases.treasury import BANK

MOVING = frozenset({"charge", "transfer", "refunded", "refund_by_hand"})
"""Kinds of entries of ours that a rail's statement must have a line for."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FileStatement:
    """Take the file that a rail sent for a day."""

    statements: FiledStatements
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, rail: str, day: date, text: str) -> FiledStatement:
        """Return it as filed; the worker compares it. The same file again changes nothing.

        Raises Forbidden, RailUnknown, StaleVersion.
        """
        require(self.gate, actor, RESOLVE, FINANCE)
        if rail not in TERMS:
            raise RailUnknown(rail)
        digest, known = hashlib.sha256(text.encode()).hexdigest(), self.statements.get(rail, day)
        if known is not None and known.digest == digest:
            return known
        version = known.version if known else 0
        filed = FiledStatement(rail, day, digest, actor.account_id, self.clock.now(), version=version)
        self.statements.file(filed, text)
        return replace(filed, version=version + 1)


@dataclass(frozen=True, slots=True)
class ListStatements:
    """Show finance staff which days of a rail were compared."""

    statements: FiledStatements
    gate: Gate

    def __call__(
        self, actor: Actor, rail: str, limit: int, position: dict[str, str] | None
    ) -> tuple[list[FiledStatement], dict[str, str] | None]:
        """Return one page, the latest day first. Raises Forbidden, RailUnknown."""
        require(self.gate, actor, VIEW, FINANCE)
        if rail not in TERMS:
            raise RailUnknown(rail)
        return self.statements.list(rail, limit, position)


@dataclass(frozen=True, slots=True)
class ReconcileRail:
    """Compare a rail's day with the journal.

    hear: applies what a rail says of an operation. comparison: of the rail's name, keeps what differs.
    """

    statements: FiledStatements
    rails: Rails
    calls: RailCalls
    hear: Callable[[RailCall, Outcome], bool]
    payments: Payments
    comparison: Callable[[str], Comparison]
    clock: Clock

    def __call__(self, name: str, day: date) -> None:
        """Compare a day, as the rail tells it or as it was filed. Raises StaleVersion (try again)."""
        rail, filed = self.rails.get(name), self.statements.get(name, day)
        if rail is None:
            return
        try:
            said = rail.statement(day, self.statements.text(name, day))
        except StatementUnreadable as trouble:
            if filed is not None:
                told = replace(filed, state=StatementState.UNREADABLE, trouble=str(trouble)[:500])
                self.statements.save(told)
            return
        if said is None:
            return
        known = self.comparison(name)
        seen = Counter(self._compare(rail, known, line) for line in said.lines)
        differing = seen["differs"] + self._unlisted(rail, known, said, day)
        theirs = rail.balance()
        if theirs is not None:
            known.compare_balances(dict(theirs))
        if filed is not None:
            done = replace(
                filed, state=StatementState.COMPARED, line_count=len(said.lines), caught_up=seen["caught_up"],
                differing=differing, fees_minor=_fees(said.lines), compared_at=self.clock.now(), trouble=None,
            )  # fmt: skip
            self.statements.save(done)

    def _compare(self, rail: LocalRail, known: Comparison, line: StatementLine) -> str:
        """Return what became of a line: `agrees`, `caught_up` or `differs`."""
        entry_id = line.entry_id(rail.name)
        ours = known.booked((entry_id,), line.amount.currency)
        verdict = "agrees"
        if ours is None:
            self._catch_up(rail, line)
            ours, verdict = known.booked((entry_id,), line.amount.currency), "caught_up"
        if ours is None:
            known.note(entry_id, DifferenceReason.MISSING, line.change, 0, f"{rail.name} lists a {line.kind}")
            return "differs"
        if ours != line.change:
            known.note(entry_id, DifferenceReason.AMOUNT, line.change, ours.minor, f"a {line.kind} at {rail.name}")
            return "differs"
        known.settle(entry_id)
        return verdict if self._has_fee(rail, known, line) else "differs"

    def _catch_up(self, rail: LocalRail, line: StatementLine) -> None:
        """Hear what the rail says of the operation; what it sent to our bank, only its statement says."""
        if line.kind is LineKind.SETTLEMENT:
            own = (
                debit(account("bank", BANK), line.amount),
                credit(account("psp_clearing", rail.name), line.amount),
            )
            self._book(Entry(line.entry_id(rail.name), "bank_payout", line.reference, own))
            return
        call = self.calls.get(rail.name, line.reference)
        if call is not None:
            self.hear(call, rail.inquire(call))

    def _has_fee(self, rail: LocalRail, known: Comparison, line: StatementLine) -> bool:
        """Book the fee that the statement names, unless the rail told it at once; tell whether both agree on it."""
        if not line.fee:
            return True
        fee_id = line.fee_id(rail.name)
        ours = known.booked((fee_id,), line.fee.currency)
        if ours is None:
            own = (
                debit(account("processor_fee", rail.name), line.fee),
                credit(account("psp_clearing", rail.name), line.fee),
            )
            self._book(Entry(fee_id, "processor_fee", line.reference, own, {"statement": line.entry_id(rail.name)}))
        elif ours != -line.fee:
            known.note(fee_id, DifferenceReason.AMOUNT, -line.fee, ours.minor, f"the fee of a {line.kind}")
            return False
        return True

    def _book(self, entry: Entry) -> None:
        # Somebody may have booked it in this moment: the same fact, once.
        with suppress(Duplicate):
            self.payments.save(Change("payments.book_statement", entries=(entry,)))

    def _unlisted(self, rail: LocalRail, known: Comparison, said: DayStatement, day: date) -> int:
        """Note what the journal says of the day and the rail does not; return how many.

        What crossed midnight stands in the statement of the day before, or clears itself with that of the day after.
        """
        listed = {line.entry_id(rail.name) for line in said.lines} | self._listed_before(rail, day - ONE_DAY)
        unlisted = [each for each in self._ours(rail, known, said) if each.entry_id not in listed]
        for posting in unlisted:
            nothing, ours = Money(0, posting.currency), posting.amount_minor
            known.note(posting.entry_id, DifferenceReason.UNLISTED, nothing, ours, f"{rail.name} does not list it")
        return len(unlisted)

    def _ours(self, rail: LocalRail, known: Comparison, said: DayStatement) -> Iterator[Posting]:
        """Yield what the journal says that the rail moved while the statement's day lasted."""
        own = account("psp_clearing", rail.name)
        currencies = known.currencies() | {line.amount.currency for line in said.lines}
        # The rail's day begins and ends at its own midnight; the journal's days are UTC's.
        days = {said.since.astimezone(UTC).date(), (said.until - timedelta(microseconds=1)).astimezone(UTC).date()}
        for currency, day in product(sorted(currencies), sorted(days)):
            for posting in known.clearing.postings(own, currency, day):
                if said.since <= posting.booked_at < said.until and posting.entry_kind in MOVING:
                    yield posting

    def _listed_before(self, rail: LocalRail, day: date) -> set[str]:
        with suppress(StatementUnreadable):
            before = rail.statement(day, self.statements.text(rail.name, day))
            return {line.entry_id(rail.name) for line in before.lines} if before is not None else set()
        return set()


@dataclass(frozen=True, slots=True)
class BeginReconcilingRails:
    """Ask the worker to compare yesterday of every rail: a timer."""

    statements: FiledStatements
    clock: Clock

    def __call__(self) -> None:
        """Send a message for each rail; one without keys here, or that only sends files, is passed over."""
        for name in TERMS:
            self.statements.ask(name, self.clock.now().date() - ONE_DAY)


def _fees(lines: Iterable[StatementLine]) -> dict[str, int]:
    total: dict[str, int] = {}
    for line in lines:
        if line.fee:
            total[line.fee.currency] = total.get(line.fee.currency, 0) + line.fee.minor
    return total
