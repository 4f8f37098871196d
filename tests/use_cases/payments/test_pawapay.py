"""pawaPay end to end: signed both ways, idempotent by our id, limited by each operator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.payments.gateways.http_signatures import Message, is_signed
from guildhall.payments.gateways.pawapay import PawaPayRail
from guildhall.platform.assembly import Platform
from tests.support import rails
from tests.support.crashes import Fuse
from tests.support.payments import PaymentsHouse
from tests.support.rails import attention, deliver, house_on, our_id, posted
from tools.rail_servers.pawapay import PawaPayServer

CALLBACK = "https://api.example/v1/payments/callbacks/pawapay"
WALLET = {"rail": "pawapay", "flow": "wallet", "phone": "22951345789", "operator": "MTN_MOMO_BEN"}


@pytest.fixture
def house(platform: Platform, clock: SettableClock, fuse: Fuse, pawapay: PawaPayServer) -> Iterator[PaymentsHouse]:
    with house_on(platform, clock, fuse, pawapay=lambda _: PawaPayRail(pawapay.keys, clock, CALLBACK)) as made:
        yield made


def begun(house: PaymentsHouse, minor: int = 5_000, currency: str = "XOF", **changed: str) -> str:
    return rails.begun(house, WALLET | changed, minor, currency)


def held_by_callback(house: PaymentsHouse, pawapay: PawaPayServer) -> str:
    milestone = begun(house)
    deliver(house, "pawapay", pawapay.news_of(our_id(house, milestone), house.clock.now()))
    house.settle()
    assert house.show(milestone)["state"] == "held"
    return milestone


@pytest.mark.feature("PAY-19")
def test_a_deposit_is_asked_for_on_the_phone_and_held_by_its_signed_callback(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    pawapay.behaviour.settles = False
    milestone = begun(house)
    shown = house.show(milestone)
    assert (shown["state"], shown["next_action"]["kind"]) == ("funding", "wallet")

    news = pawapay.settle(our_id(house, milestone), now=house.clock.now())
    answers = [deliver(house, "pawapay", news) for _ in range(3)]
    house.settle()

    assert [each.status for each in answers] == [200, 200, 200]
    assert (house.show(milestone)["state"], house.show(milestone)["held_minor"], posted(house)) == ("held", 5_000, 1)
    assert UUID(our_id(house, milestone)).version == 4
    assert pawapay.operations[our_id(house, milestone)]["amount"] == "5000"


def test_orders_are_signed_by_us(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    assert pawapay.requires_signatures
    milestone = begun(house)

    assert our_id(house, milestone) in pawapay.operations


@pytest.mark.parametrize("fault", ["drop_after", "html_after", "500"])
def test_a_lost_answer_makes_one_deposit(house: PaymentsHouse, pawapay: PawaPayServer, fault: str) -> None:
    # The first call reads the limits.
    pawapay.faults.extend(["", fault])
    milestone = begun(house)
    assert house.show(milestone)["state"] == "funding"

    for _ in range(3):
        house.sweep(timedelta(minutes=12))
        house.work()

    assert (house.show(milestone)["state"], posted(house), len(pawapay.operations)) == ("held", 1, 1)


def test_a_deposit_that_never_arrived_is_sent_again_under_the_same_id(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    pawapay.faults.extend(["", "drop_before"])
    milestone = begun(house)
    assert pawapay.operations == {}

    for _ in range(3):
        house.sweep(timedelta(minutes=12))
        house.work()

    assert (house.show(milestone)["state"], list(pawapay.operations)) == ("held", [our_id(house, milestone)])


def test_limits_that_cannot_be_read_keep_the_order_waiting(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    pawapay.faults.append("drop_before")
    milestone = begun(house)
    assert (house.show(milestone)["state"], pawapay.operations) == ("funding", {})

    for _ in range(2):
        house.sweep(timedelta(minutes=12))
        house.work()

    assert house.show(milestone)["state"] == "held"


@pytest.mark.parametrize(("minor", "currency", "operator"), [
    (99, "XOF", "MTN_MOMO_BEN"), (2_000_001, "XOF", "MTN_MOMO_BEN"), (501_000, "XAF", "MTN_MOMO_CMR"),
])  # fmt: skip
def test_an_amount_that_the_operator_does_not_take_is_refused_before_it_is_sent(
    house: PaymentsHouse, pawapay: PawaPayServer, minor: int, currency: str, operator: str
) -> None:
    milestone = begun(house, minor, currency, operator=operator)

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", "amount")
    assert pawapay.operations == {}


def test_decimals_are_as_the_operator_takes_them(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    milestone = begun(house, 50_50, "ZMW", operator="MTN_MOMO_ZMB")

    assert pawapay.operations[our_id(house, milestone)]["amount"] == "50.5"


@pytest.mark.parametrize(("code", "failure"), [
    ("PAYER_NOT_FOUND", "not_found"), ("PAYMENT_NOT_APPROVED", "declined"),
    ("INSUFFICIENT_BALANCE", "insufficient_funds"), ("A_CODE_OF_TOMORROW", "declined"),
])  # fmt: skip
def test_a_failed_deposit_ends_the_attempt(
    house: PaymentsHouse, pawapay: PawaPayServer, code: str, failure: str
) -> None:
    pawapay.behaviour.failure = code
    milestone = begun(house)
    deliver(house, "pawapay", pawapay.news_of(our_id(house, milestone), house.clock.now()))
    house.settle()

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", failure)


def test_a_rejected_deposit_ends_the_attempt_at_once(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    pawapay.behaviour.refuses = "PAYER_LIMIT_REACHED"
    milestone = begun(house)

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", "payer_limit")


@pytest.mark.parametrize("status", ["PROCESSING", "IN_RECONCILIATION", "A_STATE_OF_TOMORROW"])
def test_a_state_that_is_not_the_end_fails_nothing(house: PaymentsHouse, pawapay: PawaPayServer, status: str) -> None:
    pawapay.behaviour.settles = False
    milestone = begun(house)
    pawapay.operations[our_id(house, milestone)]["status"] = status

    house.sweep(timedelta(minutes=11))
    house.work()
    assert house.show(milestone)["state"] == "funding"
    pawapay.settle(our_id(house, milestone))
    house.sweep(timedelta(minutes=30))
    house.work()

    assert house.show(milestone)["state"] == "held"


@pytest.mark.parametrize("drop", ["signature", "signature-input", "content-digest", "signature-date"])
def test_a_callback_that_is_not_wholly_signed_is_put_aside(
    house: PaymentsHouse, pawapay: PawaPayServer, drop: str
) -> None:
    milestone = begun(house)
    news = pawapay.news_of(our_id(house, milestone), house.clock.now())
    headers = {name: text for name, text in news.headers.items() if name != drop}

    answer = deliver(house, "pawapay", replace(news, headers=headers))
    house.settle()

    assert (answer.status, posted(house)) == (401, 0)
    assert ("rail:pawapay", "callback_unsigned") in attention(house)


def test_a_changed_body_an_old_signature_and_a_stranger_are_put_aside(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    milestone = begun(house)
    news = pawapay.news_of(our_id(house, milestone), house.clock.now())
    changed = replace(news, body=news.body.replace(b"5000", b"9000"))
    old = pawapay.news_of(our_id(house, milestone), house.clock.now() - timedelta(hours=1))
    with PawaPayServer() as stranger:
        stranger.operations = pawapay.operations
        forged = stranger.news_of(our_id(house, milestone), house.clock.now())

    assert [deliver(house, "pawapay", each).status for each in (changed, old, forged)] == [401, 401, 401]
    house.settle()
    assert posted(house) == 0


def test_a_callback_for_another_address_of_the_same_vendor_is_put_aside(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    milestone = begun(house)
    pawapay.path = "/v1/payments/callbacks/another"

    assert deliver(house, "pawapay", pawapay.news_of(our_id(house, milestone), house.clock.now())).status == 401
    assert posted(house) == 0


@pytest.mark.parametrize("names", [{"amount": "1"}, {"currency": "XAF"}])
def test_a_signed_callback_for_another_amount_freezes_the_payment(
    house: PaymentsHouse, pawapay: PawaPayServer, names: dict[str, str]
) -> None:
    milestone = begun(house)
    pawapay.behaviour.names = names

    deliver(house, "pawapay", pawapay.news_of(our_id(house, milestone), house.clock.now()))
    house.settle()

    assert (house.show(milestone)["is_frozen"], posted(house)) == (True, 0)
    assert (milestone, "outcome_mismatch") in attention(house)


@pytest.mark.parametrize("names", [{"amount": "-5"}, {"amount": "5e3"}, {"currency": ""}])
def test_a_signed_callback_that_cannot_be_read_is_put_aside(
    house: PaymentsHouse, pawapay: PawaPayServer, names: dict[str, str]
) -> None:
    milestone = begun(house)
    pawapay.behaviour.names = names

    answer = deliver(house, "pawapay", pawapay.news_of(our_id(house, milestone), house.clock.now()))

    assert (answer.status, posted(house)) == (422, 0)
    assert ("rail:pawapay", "callback_unreadable") in attention(house)


def test_a_held_deposit_is_refunded_and_its_callback_confirms_it(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    milestone = held_by_callback(house, pawapay)
    house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert)
    house.work()
    assert house.show(milestone)["state"] == "refunding"
    refund = next(name for name, each in pawapay.operations.items() if "refundId" in each)

    deliver(house, "pawapay", pawapay.news_of(refund, house.clock.now()))
    house.settle()

    assert (house.show(milestone)["state"], pawapay.float["XOF"]) == ("refunded", 0)


def test_a_refund_that_waits_for_funds_is_tried_again_under_a_new_id(
    house: PaymentsHouse, pawapay: PawaPayServer
) -> None:
    milestone = held_by_callback(house, pawapay)
    pawapay.float["XOF"] = 0
    house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert)
    house.work()
    assert house.show(milestone)["state"] == "refunding"
    pawapay.float["XOF"] = 10_000

    for _ in range(3):
        house.sweep(timedelta(minutes=12))
        house.work()

    assert (house.show(milestone)["state"], pawapay.float["XOF"]) == ("refunded", 5_000)


def test_the_float_is_told_by_currency(house: PaymentsHouse, pawapay: PawaPayServer) -> None:
    held_by_callback(house, pawapay)
    rail = house.rails.get("pawapay")

    assert rail is not None
    assert rail.balance() == {"XOF": 5_000}


def test_a_raw_pair_is_read_as_well_as_der(pawapay: PawaPayServer, clock: SettableClock) -> None:
    import base64

    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    body = b'{"depositId": "x"}'
    headers = pawapay.signed_headers(body, clock.now())
    der = base64.b64decode(headers["signature"].partition("=:")[2].rstrip(":"))
    pair = b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(der))
    raw = headers | {"signature": f"sig-pp=:{base64.b64encode(pair).decode()}:"}
    keys = pawapay.keys["callback_keys"]

    for each in (headers, raw):
        message = Message("POST", "api.example", "/v1/payments/callbacks/pawapay", each, body)
        assert is_signed(message, keys, clock.now(), 900)
        assert not is_signed(message, {"another": keys["HTTP_EC_P256_KEY:1"]}, clock.now(), 900)
