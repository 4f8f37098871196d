"""JazzCash end to end, against a server that speaks its protocol: every failure holds the money together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.payments.gateways.jazzcash import JazzCashRail
from guildhall.payments.gateways.jazzcash_hash import is_signed, secure_hash
from guildhall.platform.assembly import Platform
from tests.support.crashes import Fuse
from tests.support.payments import PaymentsHouse
from tests.support.rails import attention, begun, deliver, house_on, our_id, posted
from tools.rail_servers.jazzcash import SALT, JazzCashServer

CALLBACK = "https://api.example/v1/payments/callbacks/jazzcash"
WALLET = {"rail": "jazzcash", "flow": "wallet", "phone": "03001234567", "identity_tail": "345678"}
PAGE = {"rail": "jazzcash", "flow": "page"}


@pytest.fixture
def house(platform: Platform, clock: SettableClock, fuse: Fuse, jazzcash: JazzCashServer) -> Iterator[PaymentsHouse]:
    with house_on(
        platform,
        clock,
        fuse,
        jazzcash=lambda _: JazzCashRail(jazzcash.keys, clock, CALLBACK, "https://guildhall.example"),
    ) as made:
        yield made


def fill_in(house: PaymentsHouse, milestone: str) -> str:
    """The payer's browser posts the form that it was given; return our transaction's number."""
    form = house.show(milestone)["next_action"]
    with urlopen(Request(form["url"], urlencode(form["fields"]).encode()), timeout=5) as answer:
        assert b"Pay" in answer.read()
    return str(form["fields"]["pp_TxnRefNo"])


def test_the_documented_vector_of_the_secure_hash() -> None:
    fields = {"pp_Amount": "2995", "pp_MerchantID": "MER123", "pp_OrderInfo": "A48cvE28", "pp_Empty": ""}

    made = secure_hash("0F5DD14AE2", fields)

    assert made.lower().startswith("c7689cda")
    assert made.lower().endswith("c867")


@pytest.mark.parametrize("given", ["", "00", "c7689cda", None])
def test_a_missing_or_wrong_hash_is_no_signature(given: str | None) -> None:
    fields = {"pp_Amount": "2995"} | ({"pp_SecureHash": given} if given is not None else {})

    assert not is_signed("salt", fields)
    assert not is_signed("", {**fields, "pp_SecureHash": secure_hash("", fields)})


def test_a_hash_that_leaves_zeros_out_is_read_too() -> None:
    fields = {"pp_Amount": "2995", "pp_Discount": "0"}

    assert is_signed("salt", {**fields, "pp_SecureHash": secure_hash("salt", fields, skips_zero=True).lower()})
    assert is_signed("salt", {**fields, "pp_SecureHash": secure_hash("salt", fields)})


def test_a_wallet_payment_is_held(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    milestone = begun(house, WALLET)

    shown = house.show(milestone)
    assert (shown["state"], shown["held_minor"], shown["rail"]) == ("held", 2_500_00, "jazzcash")
    (sent,) = [each.sent for each in jazzcash.transactions.values()]
    assert (sent["pp_Amount"], sent["pp_TxnCurrency"], sent["pp_MobileNumber"]) == ("250000", "PKR", "03001234567")
    assert sent["pp_TxnDateTime"] == "20260302170000", "Karachi is five hours ahead"
    assert house.balance(f"hold:{milestone}", "PKR") == 2_500_00


@pytest.mark.feature("PAY-08", "PAY-19")
def test_a_payment_on_the_page_is_held_when_the_browser_comes_back(
    house: PaymentsHouse, jazzcash: JazzCashServer
) -> None:
    milestone = begun(house, PAGE)
    reference = fill_in(house, milestone)

    answer = deliver(house, "jazzcash", jazzcash.finish(reference))
    house.settle()

    assert (answer.status, answer.headers["Location"]) == (303, "https://guildhall.example/payments")
    assert house.show(milestone)["state"] == "held"
    assert house.show(milestone)["next_action"] is None


def test_an_instant_notice_is_answered_with_a_signed_word_and_counts_once(
    house: PaymentsHouse, jazzcash: JazzCashServer
) -> None:
    jazzcash.behaviour.wallet = "157"
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"
    notice = jazzcash.notify(our_id(house, milestone))

    answers = [deliver(house, "jazzcash", notice) for _ in range(3)]
    house.settle()

    assert [each.status for each in answers] == [200, 200, 200]
    assert answers[0].body["pp_ResponseCode"] == "000"
    assert is_signed(SALT, answers[0].body)
    assert (house.show(milestone)["state"], posted(house)) == ("held", 1)


@pytest.mark.parametrize(
    ("code", "failure"), [("004", "insufficient_funds"), ("112", "cancelled"), ("024", "wrong_pin")]
)
def test_a_listed_refusal_ends_the_attempt(
    house: PaymentsHouse, jazzcash: JazzCashServer, code: str, failure: str
) -> None:
    jazzcash.behaviour.wallet = code
    milestone = begun(house, WALLET)

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", failure)


@pytest.mark.parametrize("fault", ["drop_after", "html_after"])
def test_a_lost_answer_is_found_by_inquiry_not_before_ten_minutes(
    house: PaymentsHouse, jazzcash: JazzCashServer, fault: str
) -> None:
    jazzcash.faults.append(fault)
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"

    house.sweep(timedelta(minutes=9))
    house.work()
    assert not any("Inquire" in call for call in jazzcash.calls)
    house.sweep(timedelta(minutes=2))
    house.work()

    assert (house.show(milestone)["state"], posted(house)) == ("held", 1)
    assert len([call for call in jazzcash.calls if "DoMWallet" in call]) == 1


@pytest.mark.parametrize("code", ["199", "134", "058", "777"])
def test_a_code_that_says_nothing_never_fails_the_payment(
    house: PaymentsHouse, jazzcash: JazzCashServer, code: str
) -> None:
    jazzcash.behaviour.wallet = code
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"
    next(iter(jazzcash.transactions.values())).code = "121"

    house.sweep(timedelta(minutes=11))
    house.work()

    assert house.show(milestone)["state"] == "held"


@pytest.mark.parametrize("fault", ["drop_before", "html", "500"])
def test_what_never_arrived_is_over_once_the_rail_says_that_it_knows_nothing(
    house: PaymentsHouse, jazzcash: JazzCashServer, fault: str
) -> None:
    jazzcash.faults.append(fault)
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"

    house.sweep(timedelta(minutes=11))
    house.work()

    assert (house.show(milestone)["state"], house.show(milestone)["failure"]) == ("unfunded", "not_found")
    assert jazzcash.transactions == {}


def test_an_answer_without_a_hash_is_not_believed(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    jazzcash.behaviour.signs = False
    milestone = begun(house, WALLET)
    assert house.show(milestone)["state"] == "funding"
    jazzcash.behaviour.signs = True

    house.sweep(timedelta(minutes=11))
    house.work()

    assert house.show(milestone)["state"] == "held"


def test_a_callback_without_a_hash_is_put_aside(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    milestone = begun(house, PAGE)
    reference = fill_in(house, milestone)
    jazzcash.behaviour.signs = False

    answer = deliver(house, "jazzcash", jazzcash.finish(reference))
    house.settle()

    assert (answer.status, answer.problem) == (401, "payments/signature-wrong")
    assert (house.show(milestone)["state"], posted(house)) == ("funding", 0)
    assert ("rail:jazzcash", "callback_unsigned") in attention(house)


@pytest.mark.parametrize("names", [{"pp_Amount": "1"}, {"pp_MerchantID": "MC9999"}])
def test_a_signed_callback_for_another_amount_or_merchant_posts_nothing(
    house: PaymentsHouse, jazzcash: JazzCashServer, names: dict[str, str]
) -> None:
    milestone = begun(house, PAGE)
    reference = fill_in(house, milestone)
    jazzcash.behaviour.names = names

    deliver(house, "jazzcash", jazzcash.news_of(reference, "000", is_form=True))
    house.settle()

    shown = house.show(milestone)
    assert (shown["state"], shown["is_frozen"], posted(house)) == ("funding", True, 0)
    assert (milestone, "outcome_mismatch") in attention(house)


def test_a_signed_callback_for_another_transaction_is_put_aside(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    milestone = begun(house, PAGE)
    reference = fill_in(house, milestone)
    jazzcash.behaviour.names = {"pp_TxnRefNo": "G0000000000000000000"}

    deliver(house, "jazzcash", jazzcash.news_of(reference, "000", is_form=True))
    house.settle()

    assert (house.show(milestone)["state"], posted(house)) == ("funding", 0)
    assert ("rail:jazzcash", "callback_foreign") in attention(house)


@pytest.mark.parametrize("body", [b"<html>Request Rejected</html>", b"[]", b"\xff\xfe"])
def test_what_is_no_notice_at_all_is_put_aside(house: PaymentsHouse, jazzcash: JazzCashServer, body: bytes) -> None:
    milestone = begun(house, PAGE)
    reference = fill_in(house, milestone)
    news = replace(jazzcash.news_of(reference, "000", is_form=False), body=body)

    answer = deliver(house, "jazzcash", replace(news, body=body.decode("utf-8", "replace").encode()))

    assert answer.status in {401, 422}
    assert posted(house) == 0


def test_a_page_that_nobody_finished_is_given_up_only_when_jazzcash_says_so(
    house: PaymentsHouse, jazzcash: JazzCashServer
) -> None:
    milestone = begun(house, PAGE)
    reference = fill_in(house, milestone)
    house.cancel(milestone)
    house.sweep(timedelta(minutes=11))
    house.settle()
    assert house.show(milestone)["state"] == "closing"
    jazzcash.transactions[reference].code = "129"

    house.sweep(timedelta(hours=2))
    house.settle()

    assert house.show(milestone)["state"] == "cancelled"


def test_a_held_payment_goes_back_to_the_wallet(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    milestone = begun(house, WALLET)

    house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert)
    house.settle()

    assert house.show(milestone)["state"] == "refunded"
    (transaction,) = jazzcash.transactions.values()
    assert transaction.refunded == 2_500_00
    assert house.balance(f"refund_in_transit:refund:{milestone}:1", "PKR") == 0


def test_a_refund_whose_answer_was_lost_is_made_once(house: PaymentsHouse, jazzcash: JazzCashServer) -> None:
    milestone = begun(house, WALLET)
    house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert)
    jazzcash.faults.append("drop_after")
    house.work()
    assert house.show(milestone)["state"] == "refunding"

    for _ in range(3):
        house.sweep(timedelta(minutes=12))
        house.work()

    (transaction,) = jazzcash.transactions.values()
    assert (house.show(milestone)["state"], transaction.refunded) == ("refunded", 2_500_00)


def test_a_refund_that_never_arrived_waits_for_a_person_and_is_not_sent_again(
    house: PaymentsHouse, jazzcash: JazzCashServer
) -> None:
    milestone = begun(house, WALLET)
    house.call("POST", f"/v1/payments/{milestone}/refund", by=house.expert)
    jazzcash.faults.append("drop_before")

    for _ in range(9):
        house.work()
        house.sweep(timedelta(hours=2))

    (transaction,) = jazzcash.transactions.values()
    assert (house.show(milestone)["state"], transaction.refunded) == ("refunding", 0)
    assert (milestone, "command_stuck") in attention(house)
