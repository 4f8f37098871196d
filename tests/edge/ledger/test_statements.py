"""An expert's statement over HTTP, and the runbook's tasks."""

from __future__ import annotations

import pytest

from functions.ledger.api import create_app
from functions.ledger.tasks import choose
from guildhall.kernel.actor import Actor
from guildhall.kernel.money import Money
from guildhall.ledger import wiring
from guildhall.ledger.models import Entry, credit, debit
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.support.http import Client

EXPERT = Actor("acc_expert", frozenset({"expert"}))
ADMIN = Actor("acc_admin", frozenset({"administrator"}))
MINE = "/v1/statements/acc_expert"
EUR = {"currency": "EUR"}


@pytest.fixture
def call(platform: Platform) -> Client:
    ledger = wiring.wire(platform)
    for number in (1, 2, 3):
        money = Money(100 * number, "EUR")
        lines = (debit("psp_clearing:stripe", money), credit("expert_payable:acc_expert", money))
        transaction = platform.database.begin()
        wiring.journal(platform).post(transaction, Entry(f"release:mil_{number}:1", "release", f"mil_{number}", lines))
        transaction.commit("test.post")
    return Client(create_app, ledger, platform)


def test_a_statement_pages_by_an_opaque_cursor(call: Client) -> None:
    first = call("GET", MINE, by=EXPERT, query={**EUR, "limit": "2"})
    rest = call("GET", MINE, by=EXPERT, query={**EUR, "limit": "2", "cursor": first.body["next_cursor"]})

    assert (first.status, first.body["balance_minor"], len(first.body["items"])) == (200, 600, 2)
    assert (len(rest.body["items"]), rest.body["next_cursor"]) == (1, None)


def test_an_administrator_reads_it_and_a_stranger_learns_nothing(call: Client) -> None:
    assert call("GET", MINE, by=ADMIN, query=EUR).status == 200
    assert call("GET", MINE, by=Actor("acc_other", frozenset({"expert"})), query=EUR).status == 404


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ({}, "invalid"),
        ({"currency": "eur"}, "invalid"),
        ({"currency": "EUX"}, "money/currency-unknown"),
        ({"currency": "EUR", "limit": "0"}, "invalid"),
        ({"currency": "EUR", "cursor": "AAAA"}, "cursor-invalid"),
    ],
)
def test_bad_queries_are_named(call: Client, query: dict[str, str], slug: str) -> None:
    answer = call("GET", MINE, by=EXPERT, query=query)

    assert (answer.status, answer.problem) == (422, slug)


def test_a_runbook_folds_a_day_and_rebuilds_a_balance(call: Client, platform: Platform) -> None:
    run = dispatch(choose(wiring.wire(platform)), platform.ids)
    day = platform.clock.now().date().isoformat()

    folded = run({"task": "fold_day", "input": {"class": "psp_clearing", "owner": "stripe", **EUR, "day": day}}, None)
    rebuilt = run({"task": "rebuild_balance", "input": {"class": "expert_payable", "owner": "acc_expert", **EUR}}, None)

    assert folded == {"account": "psp_clearing:stripe", "day": day, "total_minor": 600}
    assert rebuilt == {"balance_minor": 600, "currency": "EUR"}
