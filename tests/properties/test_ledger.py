"""The ledger against a dictionary: moves, replays, reused ids, overdraws, lost balance rows, in any order."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pynamodb.expressions.update import Action

from guildhall.kernel.clock import SettableClock
from guildhall.kernel.ids import UlidIds
from guildhall.kernel.money import Money
from guildhall.ledger.errors import Duplicate, EntryIdReused, Overdrawn
from guildhall.ledger.models import Entry, Period, class_of, credit, debit, sums_of
from guildhall.ledger.store import BalanceRecord, DynamoBooks, Journal, Keys
from guildhall.platform.assembly import Platform
from guildhall.platform.table import Database, Record, Transaction
from tests.support import effort
from tests.support.effort import stateful

CURRENCIES = ("EUR", "XOF")
CLASSES = ("hold", "hold", "expert_payable", "client_credit", "platform_fee", "psp_clearing", "suspense")
_runs = itertools.count()
ACCOUNT = st.integers(0, len(CLASSES) - 1)


class LedgerMachine(RuleBasedStateMachine):
    """The model: balances in a dictionary. The system: the journal on the engine. Each run has accounts of its own."""

    platform: Platform

    def __init__(self) -> None:
        super().__init__()
        run = next(_runs)
        self.accounts = [f"{name}:run{run}.{number}" for number, name in enumerate(CLASSES)]
        self.about = f"run{run}"
        self.clock = SettableClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
        self.database = Database(self.clock, UlidIds(self.clock))
        self.journal: Journal | FloorlessJournal = Journal(self.clock)
        self.books = DynamoBooks(self.platform.tables.ledger_table, self.database)
        self.model: collections.Counter[tuple[str, str]] = collections.Counter()
        self.posted: list[Entry] = []
        self.days = {self.clock.now().date()}
        self.numbers = itertools.count()

    def post(self, entry: Entry) -> None:
        transaction = self.database.begin()
        self.journal.post(transaction, entry)
        transaction.commit("test.post")

    @initialize(minor=st.integers(1_000, 9_000))
    def begin_with_money(self, minor: int) -> None:
        self.move(5, 0, minor, "EUR", 0)

    @rule(debited=ACCOUNT, credited=ACCOUNT, minor=st.integers(1, 5_000), currency=st.sampled_from(CURRENCIES),
          cuts=st.integers(0, 3))  # fmt: skip
    def move(self, debited: int, credited: int, minor: int, currency: str, cuts: int) -> None:
        parts = [part for part in Money(minor, currency).allocate([1] * (cuts + 1)) if part]
        lines = [debit(self.accounts[debited], Money(minor, currency))]
        lines += [credit(self.accounts[credited], part) for part in parts]
        entry = Entry(f"{self.about}:{next(self.numbers)}", "move", self.about, tuple(lines))
        after = self.model.copy()
        for line in lines:
            after[line.account, currency] += line.natural_minor
        overdraws = any(class_of(name).is_guarded and after[name, currency] < 0 for name in self.accounts)
        if overdraws:
            with pytest.raises(Overdrawn):
                self.post(entry)
        else:
            self.post(entry)
            self.model = after
            self.posted.append(entry)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(self.posted))
        with pytest.raises(Duplicate):
            self.post(entry)

    @precondition(lambda self: self.posted)
    @rule(data=st.data(), minor=st.integers(10_000, 20_000))
    def reuse_an_id_for_another_fact(self, data: st.DataObject, minor: int) -> None:
        old = data.draw(st.sampled_from(self.posted))
        lines = (debit(self.accounts[5], Money(minor, "EUR")), credit(self.accounts[3], Money(minor, "EUR")))
        with pytest.raises(EntryIdReused):
            self.post(Entry(old.entry_id, "move", self.about, lines))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(timedelta(hours=hours))
        self.days.add(self.clock.now().date())

    @rule(number=st.sampled_from([0, 1, 2, 3]), currency=st.sampled_from(CURRENCIES))
    def a_balance_row_is_lost_and_rebuilt(self, number: int, currency: str) -> None:
        record = BalanceRecord.fetch(*Keys.balance(self.accounts[number], currency))
        if record is None:
            return
        record.delete()
        rebuilt = self.books.rebuild_balance(self.accounts[number], currency)
        assert rebuilt.minor == self.model[self.accounts[number], currency]

    @invariant()
    def a_step_was_taken(self) -> None:
        effort.count_step()

    @invariant()
    def every_entry_and_the_whole_ledger_sum_to_zero(self) -> None:
        stored = self.books.entries_about(self.about)
        assert {entry.entry_id: entry for entry in stored} == {entry.entry_id: entry for entry in self.posted}
        assert not any(sums_of(line for entry in stored for line in entry.lines).values())

    @invariant()
    def every_balance_is_the_fold_of_its_lines_and_what_the_model_says(self) -> None:
        for name, currency in self.pairs(guarded=True):
            expected = self.model[name, currency]
            assert self.books.balance(name, currency).minor == expected >= 0
            assert sum(self.postings(name, currency)) == expected

    def teardown(self) -> None:
        # Ninety-six partitions a look: once a run is enough, because lines are only ever added.
        for name, currency in self.pairs(guarded=False):
            folded = sum(self.books.fold_day(name, currency, day).minor for day in self.days)
            assert folded == self.model[name, currency]

    def pairs(self, *, guarded: bool) -> list[tuple[str, str]]:
        names = [name for name in self.accounts if class_of(name).is_guarded is guarded]
        return list(itertools.product(names, CURRENCIES))

    def postings(self, name: str, currency: str) -> Iterator[int]:
        position = None
        while True:
            page, position = self.books.postings(name, currency, Period(), 50, position)
            yield from (posting.amount_minor for posting in page)
            if position is None:
                return


class FloorlessJournal:
    """A journal that forgot its floors."""

    def __init__(self, clock: SettableClock) -> None:
        self._journal = Journal(clock)

    def post(self, transaction: Transaction, entry: Entry) -> None:
        with_condition = transaction.update

        def update(record: Record, actions: list[Action], **_: object) -> None:
            with_condition(record, actions)

        transaction.update = update  # type: ignore[method-assign]
        self._journal.post(transaction, entry)


class FloorlessMachine(LedgerMachine):
    """The same sequences against a journal without floors."""

    def __init__(self) -> None:
        super().__init__()
        self.journal = FloorlessJournal(self.clock)


def test_without_the_floors_the_same_sequences_overdraw(platform: Platform) -> None:
    LedgerMachine.platform = platform

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        run_state_machine_as_test(FloorlessMachine, settings=settings(stateful(12, 15), phases=[Phase.generate]))


@pytest.mark.timeout(24 * 3600)  # `make prove` takes as long as it takes
def test_the_ledger_keeps_its_promises_under_any_sequence_of_postings(platform: Platform) -> None:
    LedgerMachine.platform = platform
    effort.run(LedgerMachine, examples=12, steps=15)
