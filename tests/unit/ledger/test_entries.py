"""Entries balance by construction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.money import Money
from guildhall.ledger.errors import AccountUnknown, Unbalanced
from guildhall.ledger.models import CHART, AccountType, Entry, Line, Natural, class_of, credit, debit, sums_of


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def an_entry(entry_id: str = "charge:ch_1", minor: int = 1_000, **facts: str) -> Entry:
    charged = (debit("psp_clearing:stripe", eur(minor)), credit("hold:mil_1", eur(minor)))
    return Entry(entry_id, "charge", "mil_1", charged, facts)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (debit("psp_clearing:stripe", eur(1)),),
        (debit("psp_clearing:stripe", eur(2)), credit("hold:mil_1", eur(1))),
        (debit("psp_clearing:stripe", eur(1)), credit("hold:mil_1", Money(1, "USD"))),
        tuple([debit("psp_clearing:stripe", eur(1)), credit("hold:mil_1", eur(1))] * 11),
    ],
    ids=["no lines", "one line", "unequal sides", "equal numbers of two currencies", "too many lines"],
)
def test_an_entry_that_does_not_balance_cannot_be_made(lines: tuple[Line, ...]) -> None:
    with pytest.raises(Unbalanced):
        Entry("charge:ch_1", "charge", "mil_1", lines)


def test_a_line_of_nothing_cannot_be_made() -> None:
    with pytest.raises(Unbalanced):
        debit("psp_clearing:stripe", eur(0))


@pytest.mark.parametrize("name", ["hold", "hold:", "cash:drawer", "hold:a b", "hold:a#b", ""])
def test_an_account_outside_the_chart_cannot_be_named(name: str) -> None:
    with pytest.raises(AccountUnknown):
        debit(name, eur(1))


def test_only_guarded_accounts_have_a_floor_and_only_what_has_a_floor_can_be_taken_below_it() -> None:
    for known in CHART.values():
        assert known.is_guarded or known.floor is None
        assert known.floor is not None or not known.below_floor


@pytest.mark.parametrize(
    ("kind", "side"),
    [
        (AccountType.ASSET, Natural.DEBIT),
        (AccountType.EXPENSE, Natural.DEBIT),
        (AccountType.LIABILITY, Natural.CREDIT),
        (AccountType.INCOME, Natural.CREDIT),
        (AccountType.EQUITY, Natural.CREDIT),
    ],
)
def test_a_balance_grows_on_the_side_of_its_type(kind: AccountType, side: Natural) -> None:
    known = [each for each in CHART.values() if each.type is kind]

    assert known
    assert {each.natural for each in known} == {side}


def test_an_entry_id_cannot_break_out_of_its_key() -> None:
    with pytest.raises(ValueError, match="not an entry id"):
        an_entry("charge:ch_1#H")


def test_the_digest_tells_contents_apart_and_not_orders() -> None:
    entry = an_entry()
    turned = Entry("charge:ch_1", "charge", "mil_1", entry.lines[::-1])

    assert turned.digest == entry.digest
    assert an_entry(minor=1_001).digest != entry.digest
    assert an_entry(fee="3").digest != entry.digest
    assert Entry("charge:ch_1", "charge", "mil_2", entry.lines).digest != entry.digest


def test_a_reversal_takes_every_line_back_and_names_what_it_reverses() -> None:
    entry = an_entry()

    reversal = entry.reversal("undo:charge:ch_1", "booked twice")

    assert not any(sums_of([*entry.lines, *reversal.lines]).values())
    assert {line.account for line in reversal.lines} == {line.account for line in entry.lines}
    assert (reversal.reverses, reversal.facts) == ("charge:ch_1", {"reason": "booked twice"})


@given(st.sampled_from(sorted(CHART)), st.integers(1, 10**12))
def test_a_balance_grows_on_its_natural_side(name: str, minor: int) -> None:
    on_debit, on_credit = debit(f"{name}:x", eur(minor)), credit(f"{name}:x", eur(minor))

    grows = on_debit if class_of(f"{name}:x").natural == "debit" else on_credit

    assert grows.natural_minor == minor
    assert on_debit.natural_minor == -on_credit.natural_minor
