"""What local rails say of a day against the journal: by themselves, or in the files that finance staff file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from functions.payments import finance, statements
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, credit, debit
from guildhall.ledger.wiring.posting import journal
from guildhall.payments.gateways.easypaisa import EasypaisaRail
from guildhall.payments.gateways.pawapay import PawaPayRail
from guildhall.payments.gateways.rail_book import book
from guildhall.payments.gateways.rail_files import day_of_file
from guildhall.payments.models.rail_statements import LineKind
from guildhall.payments.wiring.reconciling import wire_finance, wire_statements
from guildhall.platform.assembly import Platform
from tests.support import rails
from tests.support.crashes import Fuse
from tests.support.http import Answer, Client, LambdaContext
from tests.support.payments import ADMIN, PaymentsHouse
from tests.support.rails import house_on, our_id
from tools.rail_servers.pawapay import PawaPayServer

ANN = Actor("acc_ann", frozenset({"finance"}))
FILES = "/v1/finance/rail-statements"
HEADER = "id,type,amount,currency,fee,status"
WALLET = {"rail": "pawapay", "flow": "wallet", "phone": "22951345789", "operator": "MTN_MOMO_BEN"}
SANDBOX = {"rail": "sandbox", "flow": "wallet", "phone": "03001234567"}


@pytest.fixture
def house(platform: Platform, clock: SettableClock, fuse: Fuse, pawapay: PawaPayServer) -> Iterator[PaymentsHouse]:
    url = "https://api.example/v1/payments/callbacks/pawapay"
    with house_on(platform, clock, fuse, pawapay=lambda _: PawaPayRail(pawapay.keys, clock, url)) as made:
        yield made


class Office:
    """Finance staff with their two screens."""

    def __init__(self, house: PaymentsHouse) -> None:
        self.house = house
        self.files = Client(statements.create_app, wire_statements(house.platform), house.platform)
        self.finance = Client(finance.create_app, wire_finance(house.platform), house.platform)

    def file(self, *lines: str, day: date | None = None, rail: str = "pawapay", by: Actor = ANN) -> Answer:
        """File a day, and let the worker compare it."""
        on = (day or self.house.clock.now().date()).isoformat()
        body = {"rail": rail, "day": on, "text": "\n".join((HEADER, *lines))}
        answer = self.files("POST", FILES, by=by, body=body)
        self.house.work()
        return answer

    def day(self, rail: str = "pawapay") -> dict[str, Any]:
        """The latest filed day."""
        items: list[dict[str, Any]] = self.files("GET", FILES, by=ANN, query={"rail": rail}).body["items"]
        return items[0]

    def differences(self) -> list[tuple[str, str, int, int]]:
        """What differs: reference, reason, theirs, ours."""
        items = self.finance("GET", "/v1/finance/differences", by=ANN).body["items"]
        return [
            (each["difference_id"], each["reason"], each["theirs_minor"], each["ours_minor"])
            for each in items
            if each["reason"] != "balance"
        ]


@pytest.fixture
def office(house: PaymentsHouse) -> Office:
    return Office(house)


def held(house: PaymentsHouse, pawapay: PawaPayServer, minor: int = 5_000) -> str:
    """A milestone paid by mobile money; returns our id of the collection."""
    milestone = rails.begun(house, WALLET, minor, "XOF")
    operation = our_id(house, milestone)
    rails.deliver(house, "pawapay", pawapay.news_of(operation, house.clock.now()))
    house.settle()
    assert house.show(milestone)["state"] == "held"
    return operation


def test_a_day_on_which_both_agree_books_the_fees_and_nothing_else(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    operation = held(house, pawapay)

    filed = office.file(f"{operation},DEPOSIT,5000,XOF,75,COMPLETED")
    again = office.file(f"{operation},DEPOSIT,5000,XOF,75,COMPLETED")

    assert (filed.status, filed.body["state"], again.body["state"]) == (202, "filed", "compared")
    day = office.day()
    assert (day["line_count"], day["caught_up"], day["differing"], day["fees_minor"]) == (1, 0, 0, {"XOF": 75})
    entry = house.books.entry(f"fee:pawapay:{operation}")
    assert entry is not None
    assert sorted((line.account, line.money.minor) for line in entry.lines) == [
        ("processor_fee:pawapay", 75), ("psp_clearing:pawapay", -75),
    ]  # fmt: skip
    assert office.differences() == []


def test_a_payment_whose_callback_was_lost_is_asked_for_and_held(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    milestone = rails.begun(house, WALLET, 5_000, "XOF")
    operation = our_id(house, milestone)
    pawapay.settle(operation, now=house.clock.now())
    assert house.show(milestone)["state"] == "funding"

    office.file(f"{operation},DEPOSIT,5000,XOF,0,COMPLETED")

    assert house.show(milestone)["state"] == "held"
    assert (office.day()["caught_up"], office.differences()) == (1, [])


def test_what_the_rail_lists_and_nobody_here_knows_is_told_to_a_person(office: Office) -> None:
    office.file("unknown-1,DEPOSIT,5000,XOF,0,COMPLETED", "unknown-2,PAYOUT,900,XOF,0,COMPLETED")

    assert office.differences() == [
        ("pawapay.charge:pawapay:unknown-1", "missing", 5_000, 0),
        ("pawapay.transfer:pawapay:unknown-2", "missing", -900, 0),
    ]
    assert office.day()["differing"] == 2


def test_another_amount_is_a_difference_until_a_corrected_file_agrees(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    operation = held(house, pawapay)

    office.file(f"{operation},DEPOSIT,4900,XOF,0,COMPLETED")
    assert office.differences() == [(f"pawapay.charge:pawapay:{operation}", "amount", 4_900, 5_000)]
    office.file(f"{operation},DEPOSIT,5000,XOF,0,COMPLETED")

    assert office.differences() == []


def test_another_fee_than_was_booked_is_a_difference(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    operation = held(house, pawapay)
    office.file(f"{operation},DEPOSIT,5000,XOF,75,COMPLETED")

    office.file(f"{operation},DEPOSIT,5000,XOF,80,COMPLETED")

    assert office.differences() == [(f"pawapay.fee:pawapay:{operation}", "amount", -80, -75)]


def test_what_our_books_tell_and_the_rail_does_not_is_a_difference(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    listed = held(house, pawapay)
    house.contract = "ctr_2"
    forgotten = held(house, pawapay, 7_000)

    office.file(f"{listed},DEPOSIT,5000,XOF,0,COMPLETED")

    assert office.differences() == [(f"pawapay.charge:pawapay:{forgotten}", "unlisted", 0, 7_000)]


def test_what_crossed_midnight_clears_itself_with_the_statement_of_the_day_after(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    monday = house.clock.now().date()
    operation = held(house, pawapay)
    office.file(day=monday)
    assert [each[1] for each in office.differences()] == ["unlisted"]

    house.pass_time(timedelta(days=1))
    office.file(f"{operation},DEPOSIT,5000,XOF,0,COMPLETED", day=monday + timedelta(days=1))

    assert office.differences() == []


def test_what_the_rail_sent_to_our_bank_is_booked_from_its_statement(
    house: PaymentsHouse, pawapay: PawaPayServer, office: Office
) -> None:
    operation = held(house, pawapay)

    office.file(f"{operation},DEPOSIT,5000,XOF,75,COMPLETED", "set-1,WITHDRAWAL,4925,XOF,0,COMPLETED")

    entry = house.books.entry("payout:pawapay:set-1")
    assert entry is not None
    assert sorted((line.account, line.money.minor) for line in entry.lines) == [
        ("bank:operating", 4_925), ("psp_clearing:pawapay", -4_925),
    ]  # fmt: skip
    assert (office.day()["differing"], office.differences()) == (0, [])


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("x,DEPOSIT,five,XOF,0,COMPLETED", "line 2"),
        ("x,GIFT,5000,XOF,0,COMPLETED", "line 2: a 'GIFT'"),
        (",DEPOSIT,5000,XOF,0,COMPLETED", "line 2"),
        ("x,DEPOSIT,5000,ZZZ,0,COMPLETED", "line 2"),
    ],
)
def test_a_file_with_a_line_that_means_nothing_books_nothing(office: Office, line: str, trouble: str) -> None:
    office.file(line, "y,DEPOSIT,5000,XOF,75,COMPLETED")

    day = office.day()
    assert (day["state"], trouble in day["trouble"]) == ("unreadable", True)
    assert office.differences() == []
    assert office.house.books.entry("fee:pawapay:y") is None


def test_a_file_without_a_column_says_which(office: Office) -> None:
    body = {"rail": "pawapay", "day": "2026-03-02", "text": "id,type,amount\nx,DEPOSIT,1"}
    office.files("POST", FILES, by=ANN, body=body)
    office.house.work()

    assert office.day()["trouble"] == "no column currency, fee, status"


def test_a_rail_that_tells_by_itself_is_compared_every_night(house: PaymentsHouse, office: Office) -> None:
    (milestone,) = house.sign(100_00, currency="PKR")
    house.fund(milestone, **SANDBOX)
    house.settle()
    book_by_hand(house)

    for _ in range(2):
        house.pass_time(timedelta(days=1))
        house.task({"task": "reconcile"}, LambdaContext())
        house.work()

    balances = office.finance("GET", "/v1/finance/differences", by=ANN).body["items"]
    assert [(each["difference_id"], each["theirs_minor"], each["ours_minor"]) for each in balances] == [
        ("sandbox.PKR", 100_00, 99_93),
    ]  # fmt: skip


def book_by_hand(house: PaymentsHouse) -> None:
    money = Money(7, "PKR")
    lines = (debit("processor_fee:sandbox", money), credit("psp_clearing:sandbox", money))
    transaction = house.platform.database.begin()
    journal(house.platform).post(transaction, Entry("fee:nobody", "processor_fee", "mil_1", lines))
    transaction.commit("test.post")


def test_only_finance_staff_file_statements(office: Office) -> None:
    refused = [office.file("x,DEPOSIT,1,XOF,0,COMPLETED", by=actor).status for actor in (ADMIN, office.house.client)]

    assert refused == [403, 403]
    assert office.files("GET", FILES, by=ANN, query={"rail": "pawapay"}).body["items"] == []


JAZZCASH = """Merchant Transaction ID,Transaction Type,Amount,Merchant Fee,Status
G1,Purchase,"12,500.00",187.50,Completed
G2,Refund,-500.00,0,Completed
G3,Disbursement,1000,,Paid
G4,Purchase,99.00,1.00,Dropped
S1,Settlement,11812.50,0,Completed
"""
EASYPAISA = """Order ID,Type,Amount,Fee,Status
E1,Sale,2500.0,50.00,PAID
E2,Sale,100.00,2.00,FAILED
"""


@pytest.mark.parametrize(
    ("rail", "text", "lines"),
    [
        (
            "jazzcash",
            JAZZCASH,
            [
                (LineKind.COLLECT, "G1", 12_500_00, 187_50),
                (LineKind.REFUND, "G2", 500_00, 0),
                (LineKind.PAYOUT, "G3", 1_000_00, 0),
                (LineKind.SETTLEMENT, "S1", 11_812_50, 0),
            ],
        ),
        ("easypaisa", EASYPAISA, [(LineKind.COLLECT, "E1", 2_500_00, 50_00)]),
    ],
)
def test_the_files_of_pakistan_are_read_by_their_own_columns_and_days(
    rail: str, text: str, lines: list[tuple[LineKind, str, int, int]]
) -> None:
    said = day_of_file(book(rail, {})["statement"], date(2026, 3, 2), text)

    assert [(line.kind, line.reference, line.amount.minor, line.fee.minor) for line in said.lines] == lines
    assert {line.amount.currency for line in said.lines} == {"PKR"}
    assert said.since.isoformat() == "2026-03-02T00:00:00+05:00"
    assert said.until - said.since == timedelta(days=1)


def test_keys_of_a_rail_may_name_other_columns(clock: SettableClock) -> None:
    keys = {
        "host": "https://rail.example", "store_id": "1", "hash_key": "0123456789abcdef", "username": "u",
        "password": "p", "account": "1", "statement": {"columns": {"reference": "orderRefNum"}},
    }  # fmt: skip
    rail = EasypaisaRail(keys, clock, "https://api.example", "https://web.example")

    said = rail.statement(date(2026, 3, 2), "orderRefNum,Type,Amount,Fee,Status\nE1,Sale,1.00,0,PAID")

    assert said is not None
    assert [line.reference for line in said.lines] == ["E1"]
    assert rail.statement(date(2026, 3, 2), None) is None
