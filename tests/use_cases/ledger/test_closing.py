"""The nightly close: days are folded and frozen, and whatever is altered afterwards is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.ledger.errors import BooksBroken
from guildhall.ledger.models import Coverage, Entry, Roll, credit, debit
from guildhall.ledger.store import CountedAlarms, DynamoDays
from guildhall.ledger.wiring.desk import Ledger, wire_ledger
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import from_item, to_typed

MONDAY = date(2026, 3, 2)
Row = dict[str, Any]


@dataclass
class HeardAlarms(CountedAlarms):
    """The real alarms, and a list of what they counted."""

    heard: list[str] = field(default_factory=list)

    def books_broken(self, detail: str) -> None:
        super().books_broken(detail)
        self.heard.append("books_broken")

    def coverage_short(self, coverage: Coverage) -> None:
        super().coverage_short(coverage)
        self.heard.append(f"coverage_short {coverage.currency} {coverage.short_minor}")

    def suspense_open(self, coverage: Coverage) -> None:
        super().suspense_open(coverage)
        self.heard.append(f"suspense_open {coverage.suspense_minor}")


@dataclass
class Office:
    """The ledger, with what its alarms counted."""

    platform: Platform
    clock: SettableClock

    def __post_init__(self) -> None:
        self.alarms = HeardAlarms()
        wired = wire_ledger(self.platform)
        self.ledger: Ledger = replace(
            wired,
            close_days=replace(wired.close_days, alarms=self.alarms),
            verify_days=replace(wired.verify_days, alarms=self.alarms),
            check_coverage=replace(wired.check_coverage, alarms=self.alarms),
        )
        self.days = DynamoDays(self.platform.tables.ledger_table, self.platform.database)

    def post(self, entry_id: str, source: str, target: str, minor: int, currency: str = "EUR") -> None:
        money = Money(minor, currency)
        transaction = self.platform.database.begin()
        entry = Entry(entry_id, "move", "mil_1", (debit(source, money), credit(target, money)))
        journal(self.platform).post(transaction, entry)
        transaction.commit("test.post")

    def rows(self, kind: str) -> list[Row]:
        items = transport().call("Scan", {"TableName": self.platform.tables.ledger_table})["Items"]
        return [row for row in map(from_item, items) if row["kind"] == kind]

    def overwrite(self, row: Row) -> None:
        item = {name: to_typed(value) for name, value in row.items()}
        transport().call("PutItem", {"TableName": self.platform.tables.ledger_table, "Item": item})

    def remove(self, row: Row) -> None:
        key = {"PK": to_typed(row["PK"]), "SK": to_typed(row["SK"])}
        transport().call("DeleteItem", {"TableName": self.platform.tables.ledger_table, "Key": key})


@pytest.fixture
def office(platform: Platform, clock: SettableClock) -> Office:
    """Two days of business: a payment on Monday, a release and its transfer on Tuesday, a new day begun."""
    made = Office(platform, clock)
    made.post("charge:ch_1", "psp_clearing:stripe", "hold:mil_1", 10_000)
    clock.advance(timedelta(days=1))
    made.post("release:mil_1:1", "hold:mil_1", "expert_payable:acc_e", 9_000)
    made.post("release:mil_1:2", "hold:mil_1", "platform_fee:guildhall", 1_000)
    made.post("transfer:tr_1", "expert_payable:acc_e", "psp_clearing:stripe", 9_000)
    clock.advance(timedelta(days=1))
    return made


def test_days_that_are_over_are_closed_oldest_first_each_chained_to_the_one_before(office: Office) -> None:
    monday, tuesday = office.ledger.close_days()

    assert (monday.day, monday.entry_count, tuesday.day, tuesday.entry_count) == (MONDAY, 1, date(2026, 3, 3), 3)
    assert tuesday.previous_digest == monday.digest
    assert tuesday.totals["psp_clearing"]["EUR"] == (-9_000, 1_000)
    assert tuesday.totals["hold"]["EUR"] == (-10_000, 0)
    assert office.ledger.verify_days() == []


def test_a_day_is_not_closed_before_an_hour_of_the_next_has_passed(office: Office, clock: SettableClock) -> None:
    clock.advance(timedelta(hours=12, minutes=59))

    assert [each.day for each in office.ledger.close_days()] == [MONDAY, date(2026, 3, 3)]
    clock.advance(timedelta(minutes=2))
    assert [(each.day, each.entry_count) for each in office.ledger.close_days()] == [(date(2026, 3, 4), 0)]


def test_closing_again_changes_nothing(office: Office) -> None:
    office.ledger.close_days()
    before = office.rows("ledger.roll") + office.rows("ledger.closed_day")

    assert office.ledger.close_days() == []

    assert office.rows("ledger.roll") + office.rows("ledger.closed_day") == before


def test_a_roll_up_knows_what_its_day_brought_and_what_stood_at_its_end(office: Office) -> None:
    office.ledger.close_days()

    rolls = office.days.rolls([("psp_clearing:stripe", "EUR"), ("expert_payable:acc_e", "EUR")], date(2026, 3, 3))

    assert rolls == [
        Roll("psp_clearing:stripe", "EUR", date(2026, 3, 3), 1, -9_000, 1_000),
        Roll("expert_payable:acc_e", "EUR", date(2026, 3, 3), 2, 0, 0),
    ]


def test_rows_of_closed_days_that_were_dropped_come_back_identical(office: Office) -> None:
    office.ledger.close_days()
    rolls, days = office.rows("ledger.roll"), office.rows("ledger.closed_day")
    for row in rolls + days:
        office.remove(row)

    office.ledger.close_days()

    assert office.rows("ledger.roll") == rolls
    assert office.rows("ledger.closed_day") == days


def alter_line(office: Office) -> None:
    row = next(row for row in office.rows("ledger.line") if row["account"] == "platform_fee:guildhall")
    office.overwrite({**row, "amount_minor": row["amount_minor"] + 1})


def alter_header(office: Office) -> None:
    (row,) = [row for row in office.rows("ledger.entry") if row["entry_id"] == "transfer:tr_1"]
    office.overwrite({**row, "facts": {"destination": "acct_thief"}})


def alter_everything_about_an_entry(office: Office) -> None:
    """Give an entry other facts, and let every row that knows its digest agree with them."""
    (row,) = [row for row in office.rows("ledger.entry") if row["entry_id"] == "transfer:tr_1"]
    known = office.days.entries(date(2026, 3, 3))
    lines = next(each.lines for each in known if each.entry_id == "transfer:tr_1")
    forged = Entry("transfer:tr_1", "move", "mil_1", lines, {"destination": "acct_thief"}).digest
    office.overwrite({**row, "facts": {"destination": "acct_thief"}, "digest": forged})
    (noted,) = [row for row in office.rows("ledger.day_entry") if row["entry_id"] == "transfer:tr_1"]
    office.overwrite({**noted, "digest": forged})


def remove_header(office: Office) -> None:
    office.remove(next(row for row in office.rows("ledger.entry") if row["entry_id"] == "charge:ch_1"))


def remove_entry_from_its_day(office: Office) -> None:
    office.remove(next(row for row in office.rows("ledger.day_entry") if row["entry_id"] == "charge:ch_1"))


def add_line_of_nobody(office: Office) -> None:
    row = next(row for row in office.rows("ledger.line") if row["account"] == "platform_fee:guildhall")
    office.overwrite({**row, "SK": row["SK"] + "x"})


def alter_roll(office: Office) -> None:
    row = next(row for row in office.rows("ledger.roll") if row["account"] == "platform_fee:guildhall")
    office.overwrite({**row, "closing_minor": 0})


def alter_closed_day(office: Office) -> None:
    row = office.rows("ledger.closed_day")[0]
    office.overwrite({**row, "digest": "f" * 64})


@pytest.mark.parametrize(
    "alter",
    [
        alter_line, alter_header, alter_everything_about_an_entry, remove_header, remove_entry_from_its_day,
        add_line_of_nobody, alter_roll, alter_closed_day,
    ],
)  # fmt: skip
def test_whatever_is_altered_in_a_closed_day_is_found(office: Office, alter: Callable[[Office], None]) -> None:
    office.ledger.close_days()

    alter(office)

    assert office.ledger.verify_days() != []
    assert "books_broken" in office.alarms.heard


def test_a_day_whose_lines_were_altered_is_not_closed(office: Office) -> None:
    alter_line(office)

    with pytest.raises(BooksBroken):
        office.ledger.close_days()

    assert office.alarms.heard == ["books_broken"]
    assert [row["day"] for row in office.rows("ledger.closed_day")] == ["2026-03-02"]


def test_a_day_that_ends_with_money_in_suspense_calls_a_person(office: Office, clock: SettableClock) -> None:
    office.post("charge:ch_stray", "psp_clearing:stripe", "suspense:mil_1", 70)
    clock.advance(timedelta(days=1))

    office.ledger.close_days()

    assert office.alarms.heard == ["suspense_open -70"]


def test_what_we_hold_is_compared_with_what_we_owe_now_and_not_last_night(office: Office) -> None:
    office.ledger.close_days()
    office.post("charge:ch_2", "psp_clearing:stripe", "hold:mil_2", 500)

    (coverage,) = office.ledger.check_coverage()

    assert (coverage.held_minor, coverage.owed_minor, coverage.is_sound) == (1_500, 500, True)
    assert office.days.last_coverage() == [coverage]
    assert office.alarms.heard == []


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_currency_in_which_money_is_missing_is_counted(office: Office, is_closed: bool) -> None:  # noqa: FBT001
    office.post("charge:xof", "psp_clearing:pawapay", "hold:mil_2", 900, "XOF")
    if is_closed:
        office.clock.advance(timedelta(days=1))
        office.ledger.close_days()

    office.post("leak:1", "processor_fee:pawapay", "psp_clearing:pawapay", 901, "XOF")
    office.ledger.check_coverage()
    office.ledger.check_coverage()

    assert office.alarms.heard == ["coverage_short XOF 901"] * 2
