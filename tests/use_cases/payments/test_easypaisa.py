"""Easypaisa end to end: nothing that comes in is signed, so the inquiry alone is believed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.payments.gateways.easypaisa import EasypaisaRail
from guildhall.platform.assembly import Platform
from tests.support.crashes import Fuse
from tests.support.payments import PaymentsHouse
from tests.support.rails import attention, begun, deliver, house_on, our_id, posted
from tools.rail_servers.easypaisa import EasypaisaServer
from tools.rail_servers.vendor import News

CALLBACK = "https://api.example/v1/payments/callbacks/easypaisa"
WALLET = {"rail": "easypaisa", "flow": "wallet", "phone": "03451234567"}
PAGE = {"rail": "easypaisa", "flow": "page"}


class Stay(HTTPRedirectHandler):
    """A browser that stops where it is sent on."""

    def redirect_request(self, *_: object) -> None:
        return None


@pytest.fixture
def easypaisa() -> Iterator[EasypaisaServer]:
    with EasypaisaServer() as server:
        yield server


@pytest.fixture
def house(platform: Platform, clock: SettableClock, fuse: Fuse, easypaisa: EasypaisaServer) -> Iterator[PaymentsHouse]:
    with house_on(
        platform,
        clock,
        fuse,
        easypaisa=lambda _: EasypaisaRail(easypaisa.keys, clock, CALLBACK, "https://guildhall.example"),
    ) as made:
        yield made


def posted_form(url: str, fields: dict[str, str]) -> News:
    """A browser posts a form and is sent on to us; return how it arrives."""
    try:
        build_opener(Stay).open(Request(url, urlencode(fields).encode()), timeout=5)
    except HTTPError as sent_on:
        query = urlsplit(sent_on.headers["Location"]).query
        return News("GET", b"", {}, dict(parse_qsl(query)))
    raise AssertionError("the page did not send the browser on")


def test_a_mobile_account_pays_and_the_inquiry_is_what_counts(house: PaymentsHouse, easypaisa: EasypaisaServer) -> None:
    milestone = begun(house, WALLET)

    assert (house.show(milestone)["state"], house.show(milestone)["held_minor"]) == ("held", 2_500_00)
    assert [call.rpartition("/")[2] for call in easypaisa.calls] == ["initiate-ma-transaction", "inquire-transaction"]
    assert next(iter(easypaisa.orders.values())).amount == "2500.00"


@pytest.mark.feature("PAY-08")
def test_the_hosted_page_is_confirmed_and_its_return_only_makes_us_ask(
    house: PaymentsHouse, easypaisa: EasypaisaServer
) -> None:
    milestone = begun(house, PAGE)
    form = house.show(milestone)["next_action"]
    assert form["fields"]["amount"] == "2500.0"

    first = deliver(house, "easypaisa", posted_form(form["url"], form["fields"]))
    assert first.status == 200
    assert "auth_token" in first.body
    assert "script-src 'sha256-" in first.headers["Content-Security-Policy"]
    confirm = {"auth_token": f"token-{form['fields']['orderRefNum']}", "postBackURL": CALLBACK}
    last = deliver(house, "easypaisa", posted_form(f"{easypaisa.url}/easypay/Confirm.jsf", confirm))
    house.settle()

    assert last.status == 303
    assert house.show(milestone)["state"] == "held"


def test_a_return_that_somebody_made_up_moves_nothing(house: PaymentsHouse, easypaisa: EasypaisaServer) -> None:
    milestone = begun(house, PAGE)
    form = house.show(milestone)["next_action"]
    posted_form(form["url"], form["fields"])

    deliver(house, "easypaisa", easypaisa.news_of(our_id(house, milestone), "0000"))
    house.settle()

    assert (house.show(milestone)["state"], posted(house)) == ("funding", 0)


def test_a_return_about_somebody_elses_order_is_put_aside(house: PaymentsHouse, easypaisa: EasypaisaServer) -> None:
    begun(house, PAGE)

    deliver(house, "easypaisa", easypaisa.news_of("G1111111111111111111"))

    assert ("rail:easypaisa", "callback_foreign") in attention(house)


@pytest.mark.parametrize("names", [{"transactionAmount": "1.00"}, {"storeId": "9"}, {"orderId": "another"}])
def test_an_inquiry_over_another_amount_store_or_order_posts_nothing(
    house: PaymentsHouse, easypaisa: EasypaisaServer, names: dict[str, str]
) -> None:
    easypaisa.names = names
    milestone = begun(house, WALLET)

    shown = house.show(milestone)
    assert (shown["state"], shown["is_frozen"], posted(house)) == ("funding", True, 0)
    assert (milestone, "outcome_mismatch") in attention(house)


@pytest.mark.parametrize(
    ("state", "failure"), [("FAILED", "declined"), ("EXPIRED", "timeout"), ("REVERSED", "reversed")]
)
def test_what_the_inquiry_calls_over_is_over(
    house: PaymentsHouse, easypaisa: EasypaisaServer, state: str, failure: str
) -> None:
    easypaisa.state = state
    milestone = begun(house, WALLET)

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", failure)


@pytest.mark.parametrize("state", ["PENDING", "SOMETHING_NEW"])
def test_what_is_not_known_stays_open_until_it_is(house: PaymentsHouse, easypaisa: EasypaisaServer, state: str) -> None:
    easypaisa.state = state
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"
    next(iter(easypaisa.orders.values())).state = "PAID"

    house.sweep(timedelta(minutes=11))
    house.work()

    assert (house.show(milestone)["state"], posted(house)) == ("held", 1)


@pytest.mark.parametrize("fault", ["drop_after", "html_after"])
def test_a_lost_answer_is_found_by_inquiry(house: PaymentsHouse, easypaisa: EasypaisaServer, fault: str) -> None:
    easypaisa.faults.append(fault)
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"

    house.sweep(timedelta(minutes=3))
    house.work()

    assert house.show(milestone)["state"] == "held"
    assert len(easypaisa.orders) == 1


@pytest.mark.parametrize("fault", ["drop_before", "html", "500"])
def test_an_order_that_never_arrived_is_over(house: PaymentsHouse, easypaisa: EasypaisaServer, fault: str) -> None:
    easypaisa.faults.append(fault)
    milestone = begun(house, WALLET)

    house.sweep(timedelta(minutes=3))
    house.work()

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", "not_found")


def test_a_refund_is_a_persons_task_and_is_told_at_once(house: PaymentsHouse) -> None:
    milestone = begun(house, WALLET)

    house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert)
    house.work()

    assert house.show(milestone)["state"] == "refunding"
    assert (milestone, "command_stuck") in attention(house)


@pytest.mark.parametrize("query", [{}, {"status": "0000"}])
def test_a_callback_without_an_order_number_is_put_aside(house: PaymentsHouse, query: dict[str, str]) -> None:
    answer = deliver(house, "easypaisa", News("GET", b"", {}, query))

    assert (answer.status, answer.problem) == (422, "payments/callback-unreadable")
    assert ("rail:easypaisa", "callback_unreadable") in attention(house)


def test_a_forged_form_field_cannot_break_out_of_the_confirmation_page(house: PaymentsHouse) -> None:
    answer = deliver(house, "easypaisa", News("GET", b"", {}, {"auth_token": '"><script>alert(1)</script>'}))

    assert "<script>alert" not in str(answer.body)
