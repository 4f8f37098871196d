"""An expert's statement over HTTP, and the runbook's tasks."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from functions.ledger import api
from functions.ledger.api import create_app
from functions.ledger.tasks import choose
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, credit, debit
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.support.http import Answer, Client

EXPERT = Actor("acc_expert", frozenset({"expert"}))
ADMIN = Actor("acc_admin", frozenset({"administrator"}))
MINE = "/v1/statements/acc_expert"
EUR = {"currency": "EUR"}


def post(platform: Platform, number: int, minor: int) -> None:
    money = Money(minor, "EUR")
    lines = (debit("psp_clearing:stripe", money), credit("expert_payable:acc_expert", money))
    transaction = platform.database.begin()
    journal(platform).post(transaction, Entry(f"release:mil_{number}:1", "release", f"mil_{number}", lines))
    transaction.commit("test.post")


@pytest.fixture
def call(platform: Platform) -> Client:
    for number in (1, 2, 3):
        post(platform, number, 100 * number)
    return Client(create_app, wire_ledger(platform), platform)


def days_pass(platform: Platform, clock: SettableClock, count: int) -> None:
    """Let days pass, each of which brings half a euro."""
    for number in range(count):
        clock.advance(timedelta(days=1))
        post(platform, 10 + number, 50)


def test_a_statement_pages_by_an_opaque_cursor(call: Client) -> None:
    first = call("GET", MINE, by=EXPERT, query={**EUR, "limit": "2"})
    rest = call("GET", MINE, by=EXPERT, query={**EUR, "limit": "2", "cursor": first.body["next_cursor"]})

    assert (first.status, first.body["balance_minor"], len(first.body["items"])) == (200, 600, 2)
    assert (len(rest.body["items"]), rest.body["next_cursor"]) == (1, None)


def test_an_administrator_reads_it_and_a_stranger_learns_nothing(call: Client) -> None:
    assert call("GET", MINE, by=ADMIN, query=EUR).status == 200
    assert call("GET", MINE, by=Actor("acc_other", frozenset({"expert"})), query=EUR).status == 404


def sheet_of(answer: Answer) -> list[list[str]]:
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.body.removeprefix("\ufeff"))))


def test_a_statement_of_a_period_begins_and_ends_with_a_balance(
    call: Client, platform: Platform, clock: SettableClock
) -> None:
    days_pass(platform, clock, 4)
    period = {**EUR, "from_on": "2026-03-03", "to_on": "2026-03-04"}

    before = call("GET", MINE, by=EXPERT, query=period)
    run = dispatch(choose(wire_ledger(platform)), platform.ids)
    run({"task": "close_days"}, None)
    after = call("GET", MINE, by=EXPERT, query=period)

    said = after.body
    assert (said["opening_minor"], said["closing_minor"], said["balance_minor"]) == (600, 600 + 2 * 50, 600 + 4 * 50)
    assert said["opening_minor"] + sum(item["amount_minor"] for item in said["items"]) == said["closing_minor"]
    assert before.body == said


def test_a_statement_is_saved_as_a_file_in_parts_oldest_first(
    call: Client, platform: Platform, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    days_pass(platform, clock, 2)
    monkeypatch.setattr(api, "MOST_ROWS", 3)

    first = call("GET", f"{MINE}/export", by=EXPERT, query={**EUR, "to_on": "2026-03-04"})
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    path, _, query = link.partition("?")
    last = call("GET", path, by=EXPERT, query=dict(parse_qsl(query)))

    rows = sheet_of(first) + sheet_of(last)[1:]
    assert rows[0] == ["booked_at", "kind", "about", "amount", "amount_minor", "currency", "entry_id"]
    assert [(row[1], row[3]) for row in rows[1:]] == [
        ("opening", "0.00"), ("release", "1.00"), ("release", "2.00"), ("release", "3.00"), ("release", "0.50"),
        ("release", "0.50"), ("closing", "7.00"),
    ]  # fmt: skip
    assert "Link" not in last.headers
    assert 'filename="statement-acc_expert-EUR.csv"' in first.headers["Content-Disposition"]


def test_balances_tell_what_is_somebodys_in_every_currency(call: Client) -> None:
    mine = call("GET", "/v1/balances/acc_expert", by=EXPERT)

    assert mine.body == {"items": [{"kind": "expert_payable", "balance_minor": 600, "currency": "EUR"}]}
    assert call("GET", "/v1/balances/acc_other", by=Actor("acc_other", frozenset({"client"}))).body == {"items": []}


@pytest.mark.parametrize("path", ["/v1/balances/acc_expert", MINE, f"{MINE}/export"])
def test_what_is_somebodys_is_not_found_by_a_stranger(call: Client, path: str) -> None:
    for stranger in (Actor("acc_other", frozenset({"expert"})), Actor("cli_1", frozenset({"partner"}))):
        assert call("GET", path, by=stranger, query=EUR).status == 404


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ({}, "invalid"),
        ({"currency": "eur"}, "invalid"),
        ({"currency": "EUX"}, "money/currency-unknown"),
        ({"currency": "EUR", "limit": "0"}, "invalid"),
        ({"currency": "EUR", "cursor": "AAAA"}, "cursor-invalid"),
        ({"currency": "EUR", "from_on": "2026-03-02", "to_on": "2026-03-01"}, "ledger/period-backwards"),
        ({"currency": "EUR", "from_on": "1772409600"}, "invalid"),
    ],
)
def test_bad_queries_are_named(call: Client, query: dict[str, str], slug: str) -> None:
    answer = call("GET", MINE, by=EXPERT, query=query)

    assert (answer.status, answer.problem) == (422, slug)


def test_a_runbook_folds_a_day_and_rebuilds_a_balance(call: Client, platform: Platform) -> None:
    run = dispatch(choose(wire_ledger(platform)), platform.ids)
    day = platform.clock.now().date().isoformat()

    folded = run({"task": "fold_day", "input": {"class": "psp_clearing", "owner": "stripe", **EUR, "day": day}}, None)
    rebuilt = run({"task": "rebuild_balance", "input": {"class": "expert_payable", "owner": "acc_expert", **EUR}}, None)

    assert folded == {"account": "psp_clearing:stripe", "day": day, "total_minor": 600}
    assert rebuilt == {"balance_minor": 600, "currency": "EUR"}
