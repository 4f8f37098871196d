"""Posting: an entry commits whole, once, and never below a floor."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import NotFound, StaleVersion
from guildhall.kernel.money import CurrencyUnknown, Money
from guildhall.ledger.errors import Duplicate, EntryIdReused, Overdrawn
from guildhall.ledger.models import Entry, Line, Period, credit, debit
from guildhall.ledger.store import BalanceRecord, Keys
from guildhall.ledger.wiring.desk import Ledger, wire_ledger
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform
from guildhall.platform.table import CoreRecord

EXPERT = Actor("acc_expert", frozenset({"expert"}))


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


CHARGE = Entry("charge:ch_1", "charge", "mil_1", (debit("psp_clearing:stripe", eur(10_000)), credit("hold:mil_1", eur(10_000))))  # fmt: skip  # noqa: E501
RELEASE = Entry(
    "release:mil_1:1",
    "release",
    "mil_1",
    (
        debit("hold:mil_1", eur(10_000)),
        credit("expert_payable:acc_expert", eur(9_000)),
        credit("platform_fee:guildhall", eur(1_000)),
    ),
)


@pytest.fixture
def ledger(platform: Platform) -> Ledger:
    return wire_ledger(platform)


class Post(Protocol):
    def __call__(self, *entries: Entry, state: CoreRecord | None = None) -> None: ...


@pytest.fixture
def post(platform: Platform, ledger: Ledger) -> Post:
    def post_all(*entries: Entry, state: CoreRecord | None = None) -> None:
        transaction = platform.database.begin()
        if state:
            transaction.save(state)
        for entry in entries:
            journal(platform).post(transaction, entry)
        transaction.commit("test.post")

    return post_all


def moving(entry_id: str, source: str, target: str, minor: int) -> Entry:
    return Entry(entry_id, "move", "mil_1", (debit(source, eur(minor)), credit(target, eur(minor))))


def test_money_moves_from_the_provider_to_the_hold_to_the_expert(
    post: Post, ledger: Ledger, clock: SettableClock
) -> None:
    post(CHARGE)
    clock.advance(timedelta(days=1))
    post(RELEASE)

    assert ledger.books.balance("hold:mil_1", "EUR") == eur(0)
    assert ledger.books.balance("expert_payable:acc_expert", "EUR") == eur(9_000)
    assert ledger.fold_day("platform_fee", "guildhall", "EUR", clock.now().date()).total == eur(1_000)
    assert ledger.fold_day("psp_clearing", "stripe", "EUR", clock.now().date()).total == eur(0)
    assert [entry.entry_id for entry in ledger.books.entries_about("mil_1")] == ["charge:ch_1", "release:mil_1:1"]
    assert ledger.books.entry("release:mil_1:1") == RELEASE


def test_the_same_entry_again_is_a_duplicate_and_changes_nothing(
    post: Post, ledger: Ledger, clock: SettableClock
) -> None:
    post(CHARGE)
    clock.advance(timedelta(days=3))

    with pytest.raises(Duplicate):
        post(CHARGE)

    assert ledger.books.balance("hold:mil_1", "EUR") == eur(10_000)


def test_a_duplicate_is_heard_before_any_other_refusal(post: Post) -> None:
    post(CHARGE)
    post(RELEASE, state=CoreRecord("TEST#1", "TEST", kind="test"))

    # The repeat would also overdraw the hold, and its state row stands already: the duplicate explains both.
    with pytest.raises(Duplicate):
        post(RELEASE, state=CoreRecord("TEST#1", "TEST", kind="test"))


def test_another_fact_under_the_same_id_is_refused(post: Post, ledger: Ledger) -> None:
    post(CHARGE)

    with pytest.raises(EntryIdReused):
        post(moving("charge:ch_1", "psp_clearing:stripe", "hold:mil_1", 1))

    assert ledger.books.balance("hold:mil_1", "EUR") == eur(10_000)


@pytest.mark.parametrize("account", ["hold:mil_1", "hold:mil_never_used"])
def test_a_guarded_account_never_falls_below_its_floor(post: Post, ledger: Ledger, account: str) -> None:
    post(CHARGE)

    with pytest.raises(Overdrawn):
        post(moving("too:much", account, "expert_payable:acc_expert", 10_001))

    assert ledger.books.balance("expert_payable:acc_expert", "EUR") == eur(0)
    assert ledger.books.entry("too:much") is None


def test_only_a_recovery_leaves_an_expert_owing(post: Post, ledger: Ledger) -> None:
    post(CHARGE)
    lines = (debit("expert_payable:acc_expert", eur(40)), credit("psp_clearing:stripe", eur(40)))
    with pytest.raises(Overdrawn):
        post(Entry("transfer:tr_9", "transfer", "mil_1", lines))

    post(Entry("recover:mil_1:1", "recovery", "mil_1", lines))

    assert ledger.books.balance("expert_payable:acc_expert", "EUR") == eur(-40)


def test_a_receivable_has_a_balance_and_no_floor(post: Post, ledger: Ledger) -> None:
    post(moving("paid:early", "psp_clearing:stripe", "client_receivable:acc_client", 70))

    assert ledger.books.balance("client_receivable:acc_client", "EUR") == eur(-70)


def test_currencies_of_one_account_do_not_pay_for_each_other(post: Post) -> None:
    post(CHARGE)
    in_dollars = tuple(Line(line.account, Money(line.money.minor, "USD")) for line in RELEASE.lines)

    with pytest.raises(Overdrawn):
        post(Entry("release:usd", "release", "mil_1", in_dollars))


def test_several_lines_on_one_account_are_one_change_of_its_balance(post: Post, ledger: Ledger) -> None:
    post(CHARGE)
    parts = (
        debit("hold:mil_1", eur(30)),
        debit("hold:mil_1", eur(12)),
        credit("hold:mil_1", eur(2)),
        credit("expert_payable:acc_expert", eur(40)),
    )

    post(Entry("release:parts", "release", "mil_1", parts))

    assert ledger.books.balance("hold:mil_1", "EUR") == eur(9_960)
    assert ledger.books.balance("expert_payable:acc_expert", "EUR") == eur(40)


def test_an_entry_and_the_state_it_belongs_to_commit_together_or_not_at_all(post: Post, ledger: Ledger) -> None:
    stale = CoreRecord("TEST#1", "TEST", kind="test")
    stale.v = 7

    with pytest.raises(StaleVersion):
        post(CHARGE, state=stale)

    assert ledger.books.entry("charge:ch_1") is None
    assert ledger.books.balance("hold:mil_1", "EUR") == eur(0)


@pytest.mark.parametrize("damage", ["removed", "falsified"])
def test_a_damaged_balance_is_rebuilt_from_its_lines(post: Post, ledger: Ledger, damage: str) -> None:
    post(CHARGE)
    post(RELEASE)
    record = BalanceRecord.fetch(*Keys.balance("expert_payable:acc_expert", "EUR"))
    assert record
    if damage == "removed":
        record.delete()
    else:
        record.balance_minor = 1
        record.save()

    rebuilt = ledger.rebuild_balance("expert_payable", "acc_expert", "EUR")

    assert rebuilt == ledger.books.balance("expert_payable:acc_expert", "EUR") == eur(9_000)
    post(moving("transfer:tr_1", "expert_payable:acc_expert", "psp_clearing:stripe", 9_000))
    assert ledger.books.balance("expert_payable:acc_expert", "EUR") == eur(0)


def test_an_expert_reads_their_statement_page_by_page_newest_first(
    post: Post, ledger: Ledger, clock: SettableClock
) -> None:
    post(CHARGE)
    for number in range(5):
        clock.advance(timedelta(minutes=1))
        post(moving(f"release:mil_1:{number}", "hold:mil_1", "expert_payable:acc_expert", 100 + number))

    first = ledger.show_statement(EXPERT, "acc_expert", "EUR", Period(), limit=3)
    second = ledger.show_statement(EXPERT, "acc_expert", "EUR", Period(), limit=3, position=first.position)

    assert first.balance == eur(510)
    assert [posting.amount_minor for posting in first.postings] == [104, 103, 102]
    assert [posting.amount_minor for posting in second.postings] == [101, 100]
    assert second.position is None


def test_a_statement_is_nobody_elses_business(ledger: Ledger) -> None:
    for stranger in (Actor("acc_other", frozenset({"expert"})), Actor("anonymous", frozenset({"anonymous"}))):
        with pytest.raises(NotFound):
            ledger.show_statement(stranger, "acc_expert", "EUR", Period(), limit=3)


def test_a_statement_in_a_currency_that_does_not_exist_is_refused(ledger: Ledger) -> None:
    with pytest.raises(CurrencyUnknown):
        ledger.show_statement(EXPERT, "acc_expert", "EUX", Period(), limit=3)
