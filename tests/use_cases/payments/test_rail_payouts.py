"""Paying experts by local rails: what they are owed is in transit until the rail has said what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.payments.gateways.jazzcash import JazzCashRail
from guildhall.payments.gateways.pawapay import PawaPayRail
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.support.crashes import Fuse
from tests.support.payments import ADMIN, PaymentsHouse
from tests.support.rails import attention, deliver, house_on, our_id
from tools.rail_servers.jazzcash import JazzCashServer
from tools.rail_servers.pawapay import PawaPayServer

CALLBACKS = "https://api.example/v1/payments/callbacks"
PAYER = {"rail": "pawapay", "flow": "wallet", "phone": "22951345789", "operator": "MTN_MOMO_BEN"}
WALLET = {"rail": "pawapay", "phone": "22961000001", "operator": "MTN_MOMO_BEN"}
KARACHI_PAYER = {"rail": "jazzcash", "flow": "wallet", "phone": "03001234567", "identity_tail": "345678"}


@pytest.fixture
def house(
    platform: Platform, clock: SettableClock, fuse: Fuse, pawapay: PawaPayServer, jazzcash: JazzCashServer
) -> Iterator[PaymentsHouse]:
    with house_on(
        platform,
        clock,
        fuse,
        pawapay=lambda _: PawaPayRail(pawapay.keys, clock, f"{CALLBACKS}/pawapay"),
        jazzcash=lambda _: JazzCashRail(jazzcash.keys, clock, f"{CALLBACKS}/jazzcash", "https://guildhall.example"),
    ) as made:
        yield made


def register(house: PaymentsHouse, currency: str = "XOF", **wallet: str) -> int:
    body = wallet or WALLET
    return house.call("PUT", f"/v1/payout-wallets/{currency}", by=house.expert, body=body).status


def approved(
    house: PaymentsHouse, how: dict[str, str] | None = None, minor: int = 10_000, currency: str = "XOF"
) -> str:
    """A milestone whose money is held, delivered and approved; the release waits in the worker's queue."""
    (milestone,) = house.sign(minor, currency=currency)
    assert house.fund(milestone, **(how or PAYER)).status == 202
    for _ in range(3):
        house.settle()
        house.sweep(timedelta(minutes=11))
    assert house.show(milestone)["state"] == "held"
    house.deliver(milestone)
    assert house.approve(milestone) == []
    return milestone


def payout_of(pawapay: PawaPayServer) -> str:
    (found,) = [name for name, each in pawapay.operations.items() if "payoutId" in each]
    return found


def balances(house: PaymentsHouse, milestone: str, currency: str = "XOF") -> tuple[int, int]:
    """What the expert is owed, and what is on its way."""
    owed = house.balance(f"expert_payable:{house.expert.account_id}", currency)
    return owed, house.balance(f"payout_in_transit:release:{milestone}:1", currency)


def entries(house: PaymentsHouse, milestone: str) -> list[str]:
    found = []
    for kind in ("payout", "payout_failed", "transfer"):
        found += [kind for _ in range(len(_of_kind(house, kind, milestone)))]
    return found


def _of_kind(house: PaymentsHouse, kind: str, milestone: str) -> list[dict[str, Any]]:
    account = "expert_payable" if kind != "transfer" else "payout_in_transit"
    owner = house.expert.account_id if kind != "transfer" else f"release:{milestone}:1"
    rows = query.page(house.platform.tables.ledger_table, f"A#{account}:{owner}#XOF", limit=100).items
    return [row for row in rows if row.get("entry_kind") == kind]


@pytest.mark.feature("PAY-07")
def test_a_release_is_paid_out_to_the_experts_wallet(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    pawapay.behaviour.settles = True
    assert register(house) == 200
    milestone = approved(house)

    house.work()
    assert (house.show(milestone)["state"], balances(house, milestone)) == ("releasing", (0, 9_000))
    deliver(house, "pawapay", pawapay.news_of(payout_of(pawapay), house.clock.now()))
    house.settle()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("released", (0, 0))
    sent = pawapay.operations[payout_of(pawapay)]
    assert (sent["amount"], sent["recipient"]["accountDetails"]["phoneNumber"]) == ("9000", "22961000001")
    assert pawapay.float["XOF"] == 1_000, "what is left with the rail is our commission"


def test_a_release_waits_until_the_expert_has_said_where_to(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    milestone = approved(house)
    house.work()
    assert (house.show(milestone)["state"], balances(house, milestone)) == ("releasing", (9_000, 0))

    register(house)
    house.work()
    deliver(house, "pawapay", pawapay.news_of(payout_of(pawapay), house.clock.now()))
    house.settle()

    assert house.show(milestone)["state"] == "released"


@pytest.mark.feature("PAY-09")
def test_jazzcash_pays_what_jazzcash_collected(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    register(house, "PKR", rail="jazzcash", phone="03009999999")
    milestone = approved(house, KARACHI_PAYER, 2_500_00, "PKR")

    house.work()

    assert (house.show(milestone)["state"], balances(house, milestone, "PKR")) == ("released", (0, 0))
    (sent,) = jazzcash.payouts.values()
    assert (sent.msisdn, sent.amount) == ("03009999999", "2250.00")


@pytest.mark.parametrize("fault", ["drop_after", "html_after", "500"])
def test_a_payout_whose_answer_was_lost_is_made_once(house: PaymentsHouse, pawapay: PawaPayServer, fault: str) -> None:
    register(house)
    milestone = approved(house)
    pawapay.faults.extend(["", fault])
    house.work()
    assert house.show(milestone)["state"] == "releasing"

    for _ in range(3):
        house.sweep(timedelta(minutes=12))
        house.work()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("released", (0, 0))
    assert pawapay.float["XOF"] == 1_000


def test_an_unlisted_answer_never_makes_a_second_payout(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    register(house, "PKR", rail="jazzcash", phone="03009999999")
    milestone = approved(house, KARACHI_PAYER, 2_500_00, "PKR")
    jazzcash.behaviour.payout = "G2P-X-777"

    for _ in range(9):
        house.work()
        house.sweep(timedelta(hours=2))

    assert (house.show(milestone)["state"], balances(house, milestone, "PKR")) == ("releasing", (0, 2_250_00))
    assert len(jazzcash.payouts) == 1
    assert (milestone, "command_stuck") in attention(house)


def test_a_wallet_that_does_not_exist_gives_the_money_back_to_what_is_owed(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    register(house)
    milestone = approved(house)
    pawapay.behaviour.failure = "RECIPIENT_NOT_FOUND"
    house.work()
    deliver(house, "pawapay", pawapay.news_of(payout_of(pawapay), house.clock.now()))
    house.settle()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("releasing", (9_000, 0))
    assert (milestone, "payout_refused") in attention(house)
    (wallet,) = house.call("GET", "/v1/payout-wallets", by=house.expert).body["items"]
    assert wallet["failure"] == "not_found"

    pawapay.behaviour.failure = ""
    register(house, "XOF", rail="pawapay", phone="22961000002", operator="MTN_MOMO_BEN")
    for _ in range(3):
        house.work()
        house.sweep(timedelta(minutes=12))
    house.work()
    assert (house.show(milestone)["state"], balances(house, milestone)) == ("released", (0, 0))


def test_a_float_that_is_too_small_is_waited_for(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    register(house)
    milestone = approved(house)
    pawapay.float["XOF"] = 0
    house.work()
    assert (house.show(milestone)["state"], balances(house, milestone)) == ("releasing", (9_000, 0))
    pawapay.float["XOF"] = 50_000

    for _ in range(3):
        house.sweep(timedelta(minutes=12))
        house.work()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("released", (0, 0))
    assert pawapay.float["XOF"] == 41_000


def test_a_callback_that_is_repeated_pays_and_books_once(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    register(house)
    milestone = approved(house)
    house.work()
    news = pawapay.news_of(payout_of(pawapay), house.clock.now())

    for _ in range(3):
        deliver(house, "pawapay", news)
        house.settle()

    assert balances(house, milestone) == (0, 0)
    assert entries(house, milestone) == ["payout", "transfer"]


def test_a_payout_over_another_amount_is_put_aside(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    register(house)
    milestone = approved(house)
    house.work()
    pawapay.behaviour.names = {"amount": "1"}
    deliver(house, "pawapay", pawapay.news_of(payout_of(pawapay), house.clock.now()))
    house.settle()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("releasing", (0, 9_000))
    assert (milestone, "outcome_mismatch") in attention(house)


def test_nothing_is_sent_while_the_payment_is_frozen(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    register(house)
    milestone = approved(house)
    (row,) = house.queue()
    pawapay.behaviour.names = {"amount": "1"}
    deliver(house, "pawapay", pawapay.news_of(our_id(house, milestone), house.clock.now()))
    for other in house.queue():
        if other["SK"] != row["SK"]:
            house.work_one(other)
    assert house.show(milestone)["is_frozen"]

    house.work_one(row)

    assert balances(house, milestone) == (9_000, 0)
    assert not any("payoutId" in each for each in pawapay.operations.values())


def test_money_that_does_not_exist_never_becomes_money_that_does(house: PaymentsHouse) -> None:
    register(house, "XOF", rail="pawapay", phone="22961000001", operator="MTN_MOMO_BEN")
    milestone = approved(house, {"rail": "sandbox", "flow": "wallet", "phone": "22951345789"})

    house.work()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("releasing", (9_000, 0))
    assert (milestone, "command_stuck") in attention(house)


def test_the_sandbox_pays_out_what_the_sandbox_collected(house: PaymentsHouse) -> None:
    register(house, "XOF", rail="sandbox", phone="22961000001")
    milestone = approved(house, {"rail": "sandbox", "flow": "wallet", "phone": "22951345789"})

    house.work()

    assert (house.show(milestone)["state"], balances(house, milestone)) == ("released", (0, 0))


@pytest.mark.parametrize(
    ("currency", "body", "problem"),
    [
        ("XOF", {"rail": "easypaisa", "phone": "03001234567"}, "payments/rail-unknown"),
        ("XOF", {"rail": "stripe", "phone": "03001234567"}, "payments/rail-unknown"),
        ("EUR", {"rail": "jazzcash", "phone": "03001234567"}, "payments/rail-currency"),
        ("PKR", {"rail": "jazzcash", "phone": "3001234567"}, "payments/payer-incomplete"),
        ("XOF", {"rail": "pawapay", "phone": "22961000001"}, "payments/payer-incomplete"),
    ],
)
def test_a_wallet_that_cannot_be_right_is_refused(
    house: PaymentsHouse, currency: str, body: dict[str, str], problem: str
) -> None:
    answer = house.call("PUT", f"/v1/payout-wallets/{currency}", by=house.expert, body=body)

    assert answer.problem == problem
    assert house.call("GET", "/v1/payout-wallets", by=house.expert).body["items"] == []


def test_a_wallet_is_its_experts_alone_and_its_number_is_sealed(house: PaymentsHouse) -> None:
    register(house)

    assert house.call("PUT", "/v1/payout-wallets/XOF", by=house.client, body=WALLET).status == 403
    assert house.call("GET", "/v1/payout-wallets", by=ADMIN).body["items"] == []
    (shown,) = house.call("GET", "/v1/payout-wallets", by=house.expert).body["items"]
    assert shown["phone_tail"] == "001"
    rows = query.page(house.platform.tables.core_table, f"PAYOUT#{house.expert.account_id}", limit=10).items
    assert "22961000001" not in str(rows)


def by_card(house: PaymentsHouse, minor: int = 100_00) -> str:
    """A milestone in euros, paid by card and approved, whose expert has a wallet in francs and no account at Stripe."""
    assert register(house) == 200
    (milestone,) = house.sign(minor)
    house.hold(milestone)
    house.deliver(milestone)
    house.approve(milestone)
    return milestone


def say_rate(house: PaymentsHouse, rate: str = "655.957") -> int:
    body = {"rate": rate, "source": "the central bank's fixing"}
    return house.call("PUT", "/v1/treasury-rates/EUR/XOF", by=ADMIN, body=body).status


def test_an_expert_abroad_is_paid_from_the_float_of_their_own_currency(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    milestone = by_card(house)
    pawapay.float["XOF"] = 1_000_000
    assert say_rate(house) == 200

    house.settle()
    deliver(house, "pawapay", pawapay.news_of(payout_of(pawapay), house.clock.now()))
    house.settle()

    assert (house.show(milestone)["state"], balances(house, milestone, "EUR")) == ("released", (0, 0))
    assert pawapay.operations[payout_of(pawapay)]["amount"] == "59036", "90 EUR at 655.957, rounded down"
    assert pawapay.float["XOF"] == 1_000_000 - 59_036
    assert house.balance(f"payout_in_transit:release:{milestone}:1", "XOF") == 0


@pytest.mark.parametrize("funds", [0, 59_035])
def test_a_float_that_does_not_cover_it_is_not_touched(
    house: PaymentsHouse, pawapay: PawaPayServer, funds: int
) -> None:
    milestone = by_card(house)
    pawapay.float["XOF"] = funds
    say_rate(house)

    house.settle()

    assert (house.show(milestone)["state"], balances(house, milestone, "EUR")) == ("releasing", (90_00, 0))
    assert (milestone, "command_stuck") in attention(house)
    assert pawapay.operations == {}


def test_without_a_rate_of_the_day_nothing_is_exchanged(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    milestone = by_card(house)
    pawapay.float["XOF"] = 1_000_000
    house.settle()
    assert balances(house, milestone, "EUR") == (90_00, 0)
    say_rate(house)
    house.clock.advance(timedelta(days=2))

    for _ in range(2):
        house.sweep(timedelta(minutes=5))
        house.settle()

    assert (balances(house, milestone, "EUR"), pawapay.operations) == ((90_00, 0), {})


def test_a_payout_abroad_that_is_refused_is_owed_again_in_the_currency_that_was_earned(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    milestone = by_card(house)
    pawapay.float["XOF"] = 1_000_000
    say_rate(house)
    pawapay.behaviour.failure = "RECIPIENT_NOT_FOUND"

    house.settle()
    deliver(house, "pawapay", pawapay.news_of(payout_of(pawapay), house.clock.now()))
    house.settle()

    assert balances(house, milestone, "EUR") == (90_00, 0)
    assert house.balance(f"payout_in_transit:release:{milestone}:1", "XOF") == 0
    assert pawapay.float["XOF"] == 1_000_000


def test_a_payout_begun_by_a_rail_is_not_made_again_by_stripe(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    pawapay.behaviour.settles = False
    milestone = by_card(house)
    pawapay.float["XOF"] = 1_000_000
    say_rate(house)
    house.settle()
    house.onboard()

    house.sweep(timedelta(minutes=20))
    house.settle()

    assert house.server.control.world().find("transfer") == []
    assert house.show(milestone)["state"] == "releasing"


def test_an_expert_with_an_account_at_stripe_is_paid_there(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    house.onboard()
    milestone = by_card(house)
    pawapay.float["XOF"] = 1_000_000
    say_rate(house)

    house.settle()

    assert (house.show(milestone)["state"], pawapay.operations) == ("released", {})


@pytest.mark.parametrize("rate", ["0", "-1", "1.", ".5", "1e3", "0.0000001", "1,5", "٣"])
def test_what_is_no_rate_is_refused(house: PaymentsHouse, rate: str) -> None:
    assert say_rate(house, rate) == 422
    assert house.call("GET", "/v1/treasury-rates", by=ADMIN).body["items"] == []


def test_only_operators_say_rates(house: PaymentsHouse) -> None:
    body = {"rate": "655.957", "source": "a friend"}
    for who in (house.client, house.expert):
        assert house.call("PUT", "/v1/treasury-rates/EUR/XOF", by=who, body=body).status in {403, 404}
    assert house.call("PUT", "/v1/treasury-rates/EUR/XXZ", by=ADMIN, body=body).problem == "money/currency-unknown"
    assert say_rate(house) == 200
    (shown,) = house.call("GET", "/v1/treasury-rates", by=ADMIN).body["items"]
    assert (shown["rate"], shown["source"]) == ("655.957", "the central bank's fixing")


def test_failure_36_stopped_transfers_keep_a_wallets_money_with_us_until_they_go_on(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    register(house)
    milestone = approved(house)
    house.set("transfers_stopped", 1)

    house.settle()

    assert [each for each in pawapay.operations.values() if "payoutId" in each] == []
    assert balances(house, milestone) == (9_000, 0)
    house.set("transfers_stopped", 0)
    house.sweep(timedelta(hours=1))
    house.settle()
    assert payout_of(pawapay)
    assert balances(house, milestone)[0] == 0
