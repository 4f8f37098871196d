"""Finance staff over HTTP: the books in figures, and corrections by four eyes."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from functions.ledger import finance
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, credit, debit
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.ledger.wiring.posting import journal
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client

ANN, BEN = Actor("acc_ann", frozenset({"finance"})), Actor("acc_ben", frozenset({"finance"}))
ADMIN = Actor("acc_admin", frozenset({"administrator"}))
EXPERT = Actor("acc_expert", frozenset({"expert"}))
MARCH = {"from_on": "2026-03-01", "to_on": "2026-03-31"}
REASON = "booked for the wrong provider"


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


class Office:
    """The books of two days, and the edge that shows them."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self.platform, self.clock = platform, clock
        self.ledger = wire_ledger(platform)
        self.call = Client(finance.create_app, self.ledger, platform)

    def post(self, entry_id: str, *lines: Line) -> None:
        transaction = self.platform.database.begin()
        journal(self.platform).post(transaction, Entry(entry_id, entry_id.partition(":")[0], "mil_1", lines))
        transaction.commit("test.post")

    def propose(self, entry_id: str, by: Actor = ANN) -> Answer:
        return self.call("POST", "/v1/finance/corrections", by=by, body={"entry_id": entry_id, "reason": REASON})

    def decide(self, proposed: Answer, verb: str, by: Actor) -> Answer:
        path = f"/v1/finance/corrections/{proposed.body['correction_id']}/{verb}"
        return self.call("POST", path, by=by, body={"note": "checked"})


@pytest.fixture
def office(platform: Platform, clock: SettableClock) -> Office:
    made = Office(platform, clock)
    made.post("charge:ch_1", debit("psp_clearing:stripe", eur(12_000)), credit("hold:mil_1", eur(12_000)))
    made.post("fee:ch_1", debit("processor_fee:stripe", eur(300)), credit("psp_clearing:stripe", eur(300)))
    clock.advance(timedelta(days=1))
    made.post(
        "release:mil_1:1", debit("hold:mil_1", eur(12_000)), credit("expert_payable:acc_e", eur(10_560)),
        credit("platform_fee:guildhall", eur(1_200)), credit("tax_payable:FR", eur(240)),
    )  # fmt: skip
    return made


def test_fees_and_taxes_of_a_period_are_the_same_before_and_after_the_close(office: Office) -> None:
    before = [office.call("GET", f"/v1/finance/{name}", by=ANN, query=MARCH).body for name in ("fees", "taxes")]
    office.clock.advance(timedelta(days=1))
    office.ledger.close_days()
    after = [office.call("GET", f"/v1/finance/{name}", by=ANN, query=MARCH).body for name in ("fees", "taxes")]

    fees, taxes = after
    assert [(item["when"], item["account"], item["total_minor"]) for item in fees["items"]] == [
        ("2026-03", "platform_fee:guildhall", 1_200), ("2026-03", "processor_fee:stripe", 300),
    ]  # fmt: skip
    assert [(item["account"], item["total_minor"]) for item in taxes["items"]] == [("tax_payable:FR", 240)]
    assert before == after


@pytest.mark.feature("PAY-24")
def test_the_take_rate_is_what_the_platform_keeps_of_what_was_released(office: Office) -> None:
    office.post("charge:ch_2", debit("psp_clearing:stripe", eur(8_000)), credit("hold:mil_1", eur(8_000)))
    office.post(
        "split:mil_1:2-1", debit("hold:mil_1", eur(8_000)), credit("refund_in_transit:refund_1", eur(2_000)),
        credit("expert_payable:acc_e", eur(5_000)), credit("platform_fee:guildhall", eur(700)),
        credit("external_commission_payable:agr_1", eur(300)),
    )  # fmt: skip
    office.post("transfer:tr_1", debit("expert_payable:acc_e", eur(5_000)), credit("psp_clearing:stripe", eur(5_000)))

    for by, when in (("month", "2026-03"), ("period", "2026-03-01/2026-03-31")):
        body = office.call("GET", "/v1/finance/fees/take-rate", by=ANN, query={**MARCH, "by": by}).body
        assert body["items"] == [
            {
                "when": when, "currency": "EUR", "released_minor": 18_000, "own_minor": 1_900,
                "contributors_minor": 300, "tax_minor": 240, "basis_points": 1_056,
            }
        ]  # fmt: skip


def test_a_release_that_is_taken_back_lessens_both_and_nothing_released_has_no_rate(office: Office) -> None:
    office.post(
        "unsent:release:mil_1:1", debit("expert_payable:acc_e", eur(10_560)),
        debit("platform_fee:guildhall", eur(1_200)), debit("tax_payable:FR", eur(240)),
        credit("refund_in_transit:refund_1", eur(12_000)),
    )  # fmt: skip

    (item,) = office.call("GET", "/v1/finance/fees/take-rate", by=ANN, query=MARCH).body["items"]
    assert (item["released_minor"], item["own_minor"], item["basis_points"]) == (0, 0, None)
    empty = {"from_on": "2026-01-01", "to_on": "2026-01-31"}
    assert office.call("GET", "/v1/finance/fees/take-rate", by=ANN, query=empty).body == {"items": []}
    long = {"from_on": "2026-01-01", "to_on": "2026-02-01"}
    assert office.call("GET", "/v1/finance/fees/take-rate", by=ANN, query=long).problem == "ledger/period-too-long"
    assert office.call("GET", "/v1/finance/fees/take-rate", by=EXPERT, query=MARCH).status == 403


def test_fees_page_by_a_cursor_of_their_own_list(office: Office) -> None:
    daily = {**MARCH, "by": "day", "limit": "1"}
    first = office.call("GET", "/v1/finance/fees", by=ANN, query=daily)
    cursor = first.body["next_cursor"]
    last = office.call("GET", "/v1/finance/fees", by=ANN, query={**daily, "cursor": cursor})
    other = office.call("GET", "/v1/finance/taxes", by=ANN, query={**daily, "cursor": cursor})

    assert [item["when"] for item in first.body["items"] + last.body["items"]] == ["2026-03-02", "2026-03-03"]
    assert last.body["next_cursor"] is None
    assert other.problem == "cursor-invalid"


def test_what_finance_staff_see_can_be_saved_as_a_file(office: Office) -> None:
    office.ledger.check_coverage()

    fees = office.call("GET", "/v1/finance/fees/export", by=ANN, query=MARCH)
    coverage = office.call("GET", "/v1/finance/coverage/export", by=ANN)

    rows = list(csv.reader(io.StringIO(fees.body.removeprefix("\ufeff"))))
    assert rows[1] == ["2026-03", "platform_fee:guildhall", "12.00", "1200", "EUR"]
    assert "EUR,11700,10560,0,0,0," in coverage.body


def test_movements_of_a_provider_are_listed_by_day_and_kind(office: Office) -> None:
    monday = {"on": "2026-03-02", "currency": "EUR"}
    every = office.call("GET", "/v1/finance/movements", by=ANN, query={**monday, "limit": "1"})
    rest = office.call(
        "GET", "/v1/finance/movements", by=ANN, query={**monday, "limit": "1", "cursor": every.body["next_cursor"]}
    )
    charges = office.call("GET", "/v1/finance/movements", by=ANN, query={**monday, "kind": "charge"})
    file = office.call("GET", "/v1/finance/movements/export", by=ANN, query=monday)

    told = [(item["entry_id"], item["amount_minor"]) for item in every.body["items"] + rest.body["items"]]
    assert told == [("charge:ch_1", 12_000), ("fee:ch_1", -300)]
    assert rest.body["next_cursor"] is None
    assert [item["kind"] for item in charges.body["items"]] == ["charge"]
    assert "charge,mil_1,12000,EUR,charge:ch_1" in file.body
    assert office.call("GET", "/v1/finance/movements", by=EXPERT, query=monday).status == 403


@pytest.mark.parametrize(
    ("more", "slug"),
    [({"currency": "EUX"}, "money/currency-unknown"), ({"kind": "gift"}, "invalid"), ({"provider": "a:b"}, "invalid")],
)
def test_bad_questions_about_movements_are_named(office: Office, more: dict[str, str], slug: str) -> None:
    asked = {"on": "2026-03-02", "currency": "EUR", **more}

    assert office.call("GET", "/v1/finance/movements", by=ANN, query=asked).problem == slug


def test_holds_are_listed_by_age_whether_their_days_are_closed_or_not(office: Office) -> None:
    office.post("charge:ch_2", debit("psp_clearing:stripe", eur(500)), credit("hold:mil_2", eur(500)))
    office.clock.advance(timedelta(days=1))
    office.ledger.close_days()
    office.clock.advance(timedelta(days=39))
    office.post("charge:ch_3", debit("psp_clearing:stripe", eur(700)), credit("hold:mil_3", eur(700)))
    office.post("refund:mil_2:1", debit("hold:mil_2", eur(100)), credit("client_credit:acc_c", eur(100)))
    office.ledger.close_days()

    every = office.call("GET", "/v1/finance/holds", by=ANN, query={"limit": "1"})
    old = office.call("GET", "/v1/finance/holds", by=ANN, query={"min_age_days": "30"})
    dollars = office.call("GET", "/v1/finance/holds", by=ANN, query={"currency": "USD"})
    file = office.call("GET", "/v1/finance/holds/export", by=ANN)

    assert [(item["milestone_id"], item["held_minor"], item["age_days"]) for item in old.body["items"]] == [
        ("mil_2", 400, 40)
    ]
    assert (every.body["items"], bool(every.body["next_cursor"])) == (old.body["items"], True)
    assert dollars.body["items"] == []
    assert "mil_3,2026-04-12,0,700,EUR" in file.body
    assert office.call("GET", "/v1/finance/holds", by=EXPERT).status == 403


def test_closed_days_show_their_chain(office: Office) -> None:
    office.clock.advance(timedelta(days=1))
    office.ledger.close_days()

    newest, oldest = office.call("GET", "/v1/finance/days", by=ADMIN).body["items"]

    assert newest["previous_digest"] == oldest["digest"]
    assert {"kind": "hold", "currency": "EUR", "total_minor": -12_000, "closing_minor": 0} in newest["totals"]


@pytest.mark.parametrize(
    ("period", "slug"),
    [
        ({}, "invalid"),
        ({"from_on": "2026-03-02", "to_on": "2026-03-01"}, "ledger/period-backwards"),
        ({"from_on": "2025-01-01", "to_on": "2026-03-01"}, "ledger/period-too-long"),
        ({**MARCH, "by": "year"}, "invalid"),
    ],
)
def test_bad_periods_are_named(office: Office, period: dict[str, str], slug: str) -> None:
    answer = office.call("GET", "/v1/finance/fees", by=ANN, query=period)

    assert (answer.status, answer.problem) == (422, slug)


def test_a_correction_takes_four_eyes_and_posts_the_reverse(office: Office) -> None:
    proposed = office.propose("fee:ch_1")
    alone = office.decide(proposed, "approve", ANN)
    decided = office.decide(proposed, "approve", BEN)

    assert (proposed.status, alone.problem, decided.status) == (201, "ledger/second-person-needed", 200)
    reversal = office.ledger.books.entry("reversal:fee:ch_1")
    assert reversal is not None
    assert reversal.reverses == "fee:ch_1"
    assert reversal.lines == (
        credit("processor_fee:stripe", eur(300)), debit("psp_clearing:stripe", eur(300)),
    )  # fmt: skip
    assert office.ledger.books.entry("fee:ch_1") is not None
    correction_id = proposed.body["correction_id"]
    table = office.platform.tables.audit_table
    keys = query.page(table, f"E#CORRECTION#{correction_id}", index="GSI1").items
    told = [entry["action"] for entry in query.batch_get(table, [(key["PK"], key["SK"]) for key in keys])]
    assert told == ["ledger.propose_correction", "ledger.approve_correction"]


def test_a_correction_that_was_refused_posts_nothing_and_is_over(office: Office) -> None:
    proposed = office.propose("fee:ch_1")

    refused = office.decide(proposed, "refuse", BEN)
    again = office.decide(proposed, "approve", BEN)

    assert (refused.body["status"], refused.body["decided_by"]) == ("refused", "acc_ben")
    assert again.problem == "ledger/correction-decided"
    assert office.ledger.books.entry("reversal:fee:ch_1") is None


def test_an_entry_is_taken_back_once_however_many_proposed_it(office: Office) -> None:
    first, second = office.propose("fee:ch_1"), office.propose("fee:ch_1", by=BEN)
    office.decide(first, "approve", BEN)

    assert office.decide(second, "approve", ANN).problem == "ledger/already-reversed"
    assert office.propose("fee:ch_1").problem == "ledger/already-reversed"


@pytest.mark.parametrize(
    ("entry_id", "status", "slug"),
    [
        ("charge:ch_1", 409, "ledger/not-reversible"),
        ("release:mil_1:1", 409, "ledger/not-reversible"),
        ("charge:ch_none", 404, "ledger/entry-unknown"),
    ],
)
def test_what_a_payment_mirrors_is_not_taken_back_by_hand(
    office: Office, entry_id: str, status: int, slug: str
) -> None:
    answer = office.propose(entry_id)

    assert (answer.status, answer.problem) == (status, slug)


def test_a_reversal_is_not_reversed(office: Office) -> None:
    office.decide(office.propose("fee:ch_1"), "approve", BEN)

    assert office.propose("reversal:fee:ch_1").problem == "ledger/not-reversible"


def test_operators_see_and_do_not_correct_and_others_see_nothing(office: Office) -> None:
    proposed = office.propose("fee:ch_1")

    assert office.call("GET", "/v1/finance/corrections", by=ADMIN).body["items"][0]["status"] == "proposed"
    assert office.propose("fee:ch_1", by=ADMIN).status == 403
    assert office.decide(proposed, "approve", ADMIN).status == 403
    for path in ("coverage", "days", "corrections", "coverage/export"):
        assert office.call("GET", f"/v1/finance/{path}", by=EXPERT).status == 403


def test_the_entries_of_a_milestone_are_listed_with_their_lines(office: Office) -> None:
    items = office.call("GET", "/v1/finance/entries", by=ANN, query={"about": "mil_1"}).body["items"]

    assert [item["entry_id"] for item in items] == ["charge:ch_1", "fee:ch_1", "release:mil_1:1"]
    assert sum(line["amount_minor"] for item in items for line in item["lines"]) == 0
