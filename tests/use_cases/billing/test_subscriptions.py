"""Subscriptions: Stripe collects, the books and the legal invoice are ours, and a plan counts as long as it is paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.ledger import finance as finance_edge
from guildhall.administration.wiring import desk as administration
from guildhall.billing.models.rules import Deal
from guildhall.billing.models.tax import PLATFORM
from guildhall.billing.wiring.documents import documents_of_day
from guildhall.billing.wiring.quoting import quote_deal
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.platform.assembly import Platform
from tests.support.commissions import govern
from tests.support.http import Client
from tests.support.payments import ADMIN, PaymentsHouse, stripe_server
from tests.support.subscribed import DECLINED, FINANCE, OWN, WORKS, Club

REVENUE, TAX, CLEARING, FEES = (
    "subscription_revenue:guildhall",
    "tax_payable:FR",
    "psp_clearing:stripe",
    "processor_fee:stripe",
)
CLIENT = Actor("acc_client1", frozenset({"client"}))


@pytest.fixture
def house(platform: Platform, clock: SettableClock) -> Iterator[PaymentsHouse]:
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server)


@pytest.fixture
def club(house: PaymentsHouse) -> Club:
    return Club(house)


def invoices(club: Club) -> list[Any]:
    """Return the legal invoices of all days, by number."""
    club.number()
    today = club.house.clock.now().date()
    days = [today - timedelta(days=number) for number in range(100)]
    found = [each for day in days for each in documents_of_day(club.platform)(day)]
    return sorted((each for each in found if each.seller.account_id == PLATFORM), key=lambda each: str(each.number))


def at_stripe(club: Club) -> int:
    return sum(each["net"] for each in club.house.server.control.world().find("balance_transaction"))


def test_a_subscription_is_collected_booked_and_invoiced_with_its_tax(club: Club) -> None:
    plan = club.plan()
    club.join()

    seen = club.subscribe(plan)

    assert (seen["state"], seen["plan_id"], seen["is_waiting"], seen["failure"]) == ("active", plan, False, None)
    assert club.folded(REVENUE, TAX) == [20_00, 4_00]
    assert club.folded(CLEARING) == [at_stripe(club)] == [24_00 - club.folded(FEES)[0]]
    (invoice,) = invoices(club)
    assert (invoice.number[-6:], invoice.total_minor, invoice.tax_minor) == ("000001", 24_00, 4_00)
    assert [line.detail for line in invoice.lines] == ["Studio"]
    assert [each["plan_name"] for each in club.told("Started")] == ["Studio"]
    assert club.buried == []


def test_each_period_is_collected_and_invoiced_once_whatever_comes_twice(club: Club) -> None:
    club.join()
    club.subscribe(club.plan())

    club.pass_days(62)
    for kind in ("invoice", "customer.subscription"):
        for event in club.house.server.control.events():
            if event["type"].startswith(kind):
                club.billing.subscriptions.hear(kind.rpartition(".")[2], event["data"]["object"]["id"])
    club.settle()

    assert club.folded(REVENUE, TAX) == [60_00, 12_00]
    assert [invoice.number[-1] for invoice in invoices(club)] == ["1", "2", "3"]
    assert len(club.told("Renewed")) == 3
    assert wire_ledger(club.platform).books.balance("client_receivable:acc_expert1", "EUR").minor == 0
    assert club.folded(CLEARING) == [at_stripe(club)]
    assert (len(club.told("Started")), club.buried) == (1, [])


@pytest.mark.feature("PAY-20")
def test_what_subscriptions_brought_is_a_row_a_month_for_the_charts_of_revenue(club: Club) -> None:
    club.join()
    club.subscribe(club.plan())
    begun = club.house.clock.now().date()
    for _ in range(2):
        # The books are closed every night; who never closed looks back for a month only.
        club.pass_days(30)
        wire_ledger(club.platform).close_days()
    club.pass_days(2)
    ask = Client(finance_edge.create_app, wire_ledger(club.platform), club.platform)

    period = {"from_on": begun.isoformat(), "to_on": club.house.clock.now().date().isoformat(), "by": "month"}
    rows = ask("GET", "/v1/finance/fees", by=FINANCE, query=period).body["items"]
    brought = [(row["when"], row["total_minor"]) for row in rows if row["account"] == REVENUE]

    assert len(brought) == len({when for when, _ in brought}) >= 2
    assert sum(minor for _, minor in brought) == 60_00
    saved = ask("GET", "/v1/finance/fees/export", by=FINANCE, query=period)
    assert REVENUE in str(saved.body)


def test_a_trial_is_for_the_first_subscription_and_warns_before_it_costs(club: Club) -> None:
    club.join()
    plan = club.plan(trial_days=14)
    assert club.subscribe(plan)["state"] == "trialing"
    assert (club.told("Started")[0]["is_trial"], club.told("TrialEnding")) == (True, [])
    assert invoices(club) == []

    club.pass_days(12)
    (warned,) = club.told("TrialEnding")
    assert warned["amount_minor"] == 24_00
    club.pass_days(3)

    assert (club.show()["state"], len(invoices(club))) == ("active", 1)
    club.ask("cancel")
    club.pass_days(32)
    assert club.show()["state"] == "ended"
    assert club.subscribe(plan)["state"] == "active"


def test_a_change_of_plan_settles_the_rest_of_the_period_at_once(club: Club) -> None:
    small, large = club.plan(30_00), club.plan(90_00, name="Workshop")
    club.join()
    club.subscribe(small)
    club.pass_days(15)

    assert club.ask("change", plan_id=large).status == 202
    club.settle()

    assert club.show()["plan_id"] == large
    second = invoices(club)[1]
    assert 28_00 < second.total_minor < 34_00
    assert [line.detail for line in second.lines] == ["Workshop"]
    club.ask("change", plan_id=small)
    club.settle()
    assert (club.show()["plan_id"], len(invoices(club))) == (small, 2)
    assert club.folded(REVENUE, TAX) == [
        sum(each.net_minor for each in invoices(club)), sum(each.tax_minor for each in invoices(club)),
    ]  # fmt: skip


def test_a_failed_payment_leaves_the_plan_for_a_time_and_tells_of_each_try(club: Club) -> None:
    plan = club.plan()
    club.join()
    club.subscribe(plan)
    club.house.server.control.reissue_card(club.card, DECLINED)

    club.pass_days(32)
    (first,) = club.told("PaymentFailed")
    assert (first["attempt"], first["amount_minor"], first["next_attempt_at"] is not None) == (1, 24_00, True)
    assert (club.show()["state"], plan_that_counts(club)) == ("past_due", plan)
    club.pass_days(7)
    assert (club.show()["state"], plan_that_counts(club)) == ("past_due", None)
    club.pass_days(9)

    # The fourth try is the last: what is told then is the end.
    assert [each["attempt"] for each in club.told("PaymentFailed")] == [1, 2, 3]
    assert (club.show()["state"], [each["reason"] for each in club.told("Ended")]) == ("ended", ["not_paid"])
    assert len(invoices(club)) == 1


def plan_that_counts(club: Club) -> str | None:
    return quote_deal(club.platform).plans(club.member.account_id)


def test_another_card_pays_what_is_open_and_brings_the_plan_back(club: Club) -> None:
    club.join()
    club.subscribe(club.plan())
    refused = club.card
    club.house.server.control.reissue_card(refused, DECLINED)
    club.pass_days(32)
    club.save_card()
    (other,) = [each["method_id"] for each in cards(club) if each["method_id"] != refused]
    assert club.house.cards("POST", f"/v1/saved-cards/{other}/default", by=club.member).status == 200

    assert club.ask("card").status == 202
    club.settle()

    seen = club.show()
    assert (seen["state"], seen["failure"], seen["grace_until"]) == ("active", None, None)
    assert len(invoices(club)) == 2
    assert club.folded(CLEARING) == [at_stripe(club)]


def cards(club: Club) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = club.house.cards("GET", "/v1/saved-cards", by=club.member).body["items"]
    return found


def test_a_subscription_that_is_cancelled_counts_to_the_end_of_its_period_and_can_go_on(club: Club) -> None:
    plan = club.plan()
    club.join()
    club.subscribe(plan)

    club.ask("cancel")
    club.settle()
    assert (club.show()["state"], club.show()["is_ending"], plan_that_counts(club)) == ("active", True, plan)
    club.ask("resume")
    club.settle()
    club.pass_days(32)
    assert (club.show()["state"], len(invoices(club))) == ("active", 2)
    club.ask("cancel")
    club.pass_days(31)

    assert (club.show()["state"], plan_that_counts(club)) == ("ended", None)
    assert [each["reason"] for each in club.told("Ended")] == ["asked_for"]
    assert len(invoices(club)) == 2


def test_a_bank_that_asks_its_holder_is_answered_in_the_browser(club: Club) -> None:
    club.join("pm_card_threeDSecure2Required")
    seen = club.subscribe(club.plan())
    assert (seen["state"], plan_that_counts(club), invoices(club)) == ("incomplete", None, [])
    assert (seen["publishable_key"], seen["plan"]["plan_id"]) == ("pk_test_guildhall", seen["wanted_plan_id"])

    club.house.server.control.authenticate(seen["client_secret"].partition("_secret")[0], approved=True)
    club.settle()

    assert (club.show()["state"], club.show()["client_secret"], len(invoices(club))) == ("active", None, 1)
    assert club.show()["publishable_key"] is None


def test_a_first_payment_that_is_refused_ends_and_another_subscription_can_begin(club: Club) -> None:
    plan = club.plan()
    club.join(DECLINED)
    assert club.subscribe(plan)["state"] == "incomplete"

    club.pass_days(1)
    assert club.show()["state"] == "ended"
    club.house.server.control.reissue_card(club.card, WORKS)

    assert club.subscribe(plan)["state"] == "active"
    assert len(invoices(club)) == 1


def test_a_first_payment_that_was_refused_can_be_made_with_another_card(club: Club) -> None:
    club.join(DECLINED)
    refused = club.card
    assert club.subscribe(club.plan())["state"] == "incomplete"
    club.save_card()
    (other,) = [each["method_id"] for each in cards(club) if each["method_id"] != refused]
    club.house.cards("POST", f"/v1/saved-cards/{other}/default", by=club.member)

    assert club.ask("cancel").problem == "billing/subscription-move-not-allowed"
    assert club.ask("card").status == 202
    club.settle()
    assert (club.show()["state"], len(invoices(club))) == ("active", 1)
    club.pass_days(32)

    assert (club.show()["state"], len(invoices(club))) == ("active", 2)


@pytest.mark.parametrize(
    "fault", ["500_before", "500_saved_after", "500_saved_before", "drop_before", "drop_after", "429"]
)
@pytest.mark.parametrize("path", ["/v1/prices", "/v1/subscriptions"])
def test_whatever_happens_to_a_call_there_is_one_subscription_and_one_payment(
    club: Club, fault: str, path: str
) -> None:
    plan = club.plan()
    club.join()
    club.house.server.control.fault(fault, path=path)

    club.subscribe(plan)
    club.house.pass_time(timedelta(hours=1))
    assert club.sweep() >= 0
    club.settle()

    assert club.show()["state"] == "active"
    assert len(club.house.server.control.world().find("subscription")) == 1
    assert (club.folded(REVENUE, TAX), len(invoices(club))) == ([20_00, 4_00], 1)


def test_lost_messages_and_webhooks_are_made_up_for_by_the_sweep(club: Club) -> None:
    plan = club.plan()
    club.join()
    club.call("POST", OWN, by=club.member, body={"plan_id": plan})
    (lost,) = club.messages()
    club.house.drop(lost)

    club.house.pass_time(timedelta(hours=1))
    assert club.sweep() == 1
    club.work()
    for delivery in club.house.pending_webhooks():
        club.house.server.control.drop(delivery["seq"])
    assert (club.show()["state"], club.folded(REVENUE)) == ("active", [0])
    club.house.pass_time(timedelta(days=2))
    assert club.sweep() == 1
    club.settle()

    assert (club.folded(REVENUE, TAX), len(invoices(club))) == ([20_00, 4_00], 1)


def test_news_in_any_order_lead_to_the_same_end(club: Club) -> None:
    club.join()
    club.call("POST", OWN, by=club.member, body={"plan_id": club.plan()})
    club.work()
    for delivery in reversed(club.house.pending_webhooks()):
        assert club.house.webhook(delivery) == 204
    club.settle()
    club.house.pass_time(timedelta(days=31))

    for delivery in reversed(club.house.pending_webhooks()):
        assert club.house.webhook(delivery) == 204
    club.settle()

    assert (club.show()["state"], len(invoices(club)), len(club.told("Renewed"))) == ("active", 2, 2)
    assert club.folded(CLEARING) == [at_stripe(club)]


def test_a_fee_that_stripe_tells_later_is_booked_when_it_does(club: Club) -> None:
    club.join()
    club.house.server.control.late_fees(late=True)
    club.subscribe(club.plan())
    assert club.folded(REVENUE, FEES) == [20_00, 0]

    club.house.server.control.book_fees()
    club.house.pass_time(timedelta(days=2))
    assert club.sweep() == 1
    club.settle()

    assert club.folded(CLEARING) == [at_stripe(club)]
    assert club.folded(FEES)[0] > 0


def test_a_plan_leads_to_the_commission_that_is_for_it(club: Club) -> None:
    plan = club.plan()
    club.join()
    govern(club.house, basis_points=500, scope=scope_of(plan))
    deal = Deal(Money(100_00, "EUR"), club.member.account_id, "acc_client1")
    before = quote_deal(club.platform)(deal).commission.minor

    club.subscribe(plan)

    assert (before, quote_deal(club.platform)(deal).commission.minor) == (10_00, 5_00)


def scope_of(plan: str) -> Any:
    from guildhall.billing.models.rules import Scope

    return Scope(plan=plan)


def test_the_grace_is_a_setting(club: Club) -> None:
    administration.wire(club.platform).change_setting(ADMIN, "subscription_grace_seconds", 0, 0)
    club.join()
    club.subscribe(club.plan())
    club.house.server.control.reissue_card(club.card, DECLINED)

    club.pass_days(32)

    assert plan_that_counts(club) is None


def test_nobody_subscribes_without_a_card_or_a_place_of_tax(club: Club) -> None:
    plan = club.plan()
    body = {"plan_id": plan}
    assert club.call("POST", OWN, by=club.member, body=body).problem == "billing/card-needed"
    club.save_card()
    assert club.call("POST", OWN, by=club.member, body=body).problem == "billing/cannot-invoice-yet"
    assert club.call("POST", OWN, by=club.member, body={"plan_id": "pln_x"}).problem == "billing/plan-unknown"
    none = club.call("GET", OWN, by=club.member)
    assert (none.status, none.headers["ETag"], none.body["state"], none.body["plan"]) == (200, '"0"', None, None)
    ended = club.call("POST", f"{OWN}/cancel", by=club.member, headers={"If-Match": '"0"'})
    assert ended.problem == "billing/subscription-unknown"


def test_there_is_one_subscription_and_decisions_are_about_what_was_read(club: Club) -> None:
    plan, other = club.plan(), club.plan(90_00)
    club.join()
    club.subscribe(plan)

    again = club.call("POST", OWN, by=club.member, body={"plan_id": plan})
    assert (again.status, again.body["plan_id"]) == (202, plan)
    second = club.call("POST", OWN, by=club.member, body={"plan_id": other})
    assert second.problem == "billing/subscription-move-not-allowed"
    stale = club.call("POST", f"{OWN}/cancel", by=club.member, headers={"If-Match": '"1"'})
    assert stale.status == 412
    assert club.messages() == []


def test_a_new_version_of_a_plan_is_for_those_who_come_later(club: Club, clock: SettableClock) -> None:
    plan = club.plan()
    club.join()
    club.subscribe(plan)
    body = {"plan_id": plan, "name": "Studio", "price_minor": 36_00, "currency": "EUR", "interval": "month"}
    assert club.call("POST", "/v1/plans", by=FINANCE, body=body).body["version"] == 2

    club.pass_days(32)

    assert [invoice.total_minor for invoice in invoices(club)] == [24_00, 24_00]
    listed = club.call("GET", "/v1/plans", by=CLIENT).body["items"]
    assert [(each["version"], each["price_minor"]) for each in listed] == [(2, 36_00)]
    assert [each["version"] for each in club.call("GET", f"/v1/plans/{plan}", by=FINANCE).body["items"]] == [1, 2]
    unsound = [{"currency": "USD"}, {"valid_from": "2026-01-01T00:00:00Z"}]
    assert {club.call("POST", "/v1/plans", by=FINANCE, body=body | bad).problem for bad in unsound} == {
        "billing/plan-unsound"
    }
    assert (
        club.call("POST", "/v1/plans", by=FINANCE, body=body | {"plan_id": "pln_x"}).problem == "billing/plan-unknown"
    )
    later = (clock.now() + timedelta(days=9)).isoformat()
    assert (
        club.call("POST", "/v1/plans", by=FINANCE, body=body | {"is_offered": False, "valid_from": later}).status == 201
    )
    club.pass_days(10)
    assert club.call("GET", "/v1/plans", by=CLIENT).body["items"] == []


def test_everybody_sees_their_own_and_finance_all(club: Club) -> None:
    club.join()
    club.subscribe(club.plan())

    others = club.call("GET", OWN, by=CLIENT)
    assert (others.body["account_id"], others.body["state"]) == (CLIENT.account_id, None)
    assert club.call("GET", "/v1/subscriptions", by=CLIENT).status == 403
    assert club.call("POST", "/v1/plans", by=CLIENT, body={}).status == 422
    listed = club.call("GET", "/v1/subscriptions", by=FINANCE).body["items"]
    assert [(each["account_id"], each["state"]) for each in listed] == [(club.member.account_id, "active")]
