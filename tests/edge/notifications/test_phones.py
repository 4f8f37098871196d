"""Telephones: confirmed by a code before anything goes there, chosen by type, and left alone when asked to be."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications.models import BY_TEXT, Type
from guildhall.notifications.use_cases.words import LANGUAGES, placeholders, texts
from guildhall.payments.events import PaymentFailedV1
from guildhall.platform.assembly import Platform
from tests.edge.notifications.test_mail import CONFIRMED, REGISTERED
from tests.edge.notifications.test_mail import orders as mail_orders
from tests.edge.notifications.test_pushes import orders as push_orders
from tests.fakes.push_service import PushService
from tests.support.http import Answer, Client
from tests.support.messages import SAMPLES, Bus
from tests.support.outbox import enqueued
from tests.support.receiver import Reply
from tests.support.ses import MailService
from tests.support.twilio import Twilio

ANA = Actor("acc_ana", frozenset({"client"}))
PHONE = "/v1/notification-preferences/phone"
NUMBER = "+33612345678"
FAILED = PaymentFailedV1.read(
    {**json.loads((SAMPLES / "PaymentFailed.v1.json").read_text())["data"], "client_id": "acc_ana"}
)


@pytest.fixture(autouse=True)
def _ana(happens: Bus) -> None:
    happens.deliver(REGISTERED, CONFIRMED)


def confirm(call: Client, texting: Any, twilio: Twilio) -> Answer:
    """Prove Ana's telephone."""
    assert call("PUT", PHONE, by=ANA, body={"phone": NUMBER}).status == 200
    texting()
    code = twilio.said[-1]["Body"].split()[0]
    return call("POST", f"{PHONE}/confirm", by=ANA, body={"code": code})


def wants_texts(call: Client, *kinds: str) -> None:
    choices = [{"type": kind, "in_app": True, "email": True, "push": True, "sms": True} for kind in kinds]
    body = {"choices": choices}
    assert call("PUT", "/v1/notification-preferences", by=ANA, body=body, headers={"If-Match": '"0"'}).status == 200


@pytest.mark.feature("NTF-09")
def test_a_telephone_is_confirmed_by_a_code_and_gets_what_was_chosen_through_twilio(
    call: Client, happens: Bus, texting: Any, twilio: Twilio
) -> None:
    wants_texts(call, "payment_failed")
    answer = confirm(call, texting, twilio)
    assert answer.body == {"phone": "+33…78", "awaited": None, "is_stopped": False}

    happens.deliver(FAILED)
    texting()

    message = twilio.said[-1]
    assert (message["To"], message["From"]) == (NUMBER, "+15005550006")
    assert "pas abouti. https://web.example/contracts/" in message["Body"]
    (got, _) = twilio.got
    assert got.path == "/2010-04-01/Accounts/AC123/Messages.json"
    assert b64decode(got.headers["authorization"].removeprefix("Basic ")) == b"AC123:token"


def test_nothing_goes_to_a_telephone_that_is_not_confirmed(
    call: Client, happens: Bus, texting: Any, twilio: Twilio
) -> None:
    wants_texts(call, "payment_failed")
    call("PUT", PHONE, by=ANA, body={"phone": NUMBER})
    texting()
    before = len(twilio.got)

    happens.deliver(FAILED)
    texting()

    assert len(twilio.got) == before == 1


@pytest.mark.feature("NTF-10")
def test_one_event_goes_out_on_each_channel_that_was_chosen_for_its_type(
    call: Client, happens: Bus, texting: Any, twilio: Twilio, platform: Platform, browser: PushService, push: Bus,
    post: Bus, mail_service: MailService,
) -> None:  # fmt: skip
    wants_texts(call, "payment_failed")
    confirm(call, texting, twilio)
    shown, device = browser.subscribes()
    assert call("POST", "/v1/push/subscriptions", by=ANA, body=device).status == 201
    happens.deliver(FAILED)

    texting()
    mails = [each for each in mail_orders(platform) if each["data"]["type"] == "send_mail"]
    assert all(post.takes(each) for each in mails)
    assert all(push.takes(each) for each in push_orders(platform))

    about = "contracts/ctr_01KCX3V7Q8M2N4P6R8T0W2Y4AB"
    assert about in twilio.said[-1]["Body"]
    assert [about in each["link"] for each in shown.shown] == [True]
    assert sum(about in letter.text for letter in mail_service.sent) == 1
    told = {each["type"]: each["link"] for each in call("GET", "/v1/notifications", by=ANA).body["items"]}
    assert about in told["payment_failed"]


@pytest.mark.feature("NTF-11")
@pytest.mark.parametrize("only", ["in_app", "email", "push", "sms", "slack"])
def test_a_type_comes_on_the_channel_that_was_chosen_for_it_and_on_no_other(
    call: Client, happens: Bus, platform: Platform, browser: PushService, only: str
) -> None:
    _, device = browser.subscribes()
    assert call("POST", "/v1/push/subscriptions", by=ANA, body=device).status == 201
    channels = ("in_app", "email", "push", "sms", "slack")
    choice = {"type": "payment_failed", **{channel: channel == only for channel in channels}}
    body = {"choices": [choice]}
    assert call("PUT", "/v1/notification-preferences", by=ANA, body=body, headers={"If-Match": '"0"'}).status == 200
    before = len(enqueued(platform.tables, "notification-mails"))

    happens.deliver(FAILED)

    mails = enqueued(platform.tables, "notification-mails")
    pushes = enqueued(platform.tables, "notification-pushes")
    shown = call("GET", "/v1/notifications", by=ANA).body["items"]
    came = {
        "in_app": any(each["type"] == "payment_failed" for each in shown),
        "email": sum(each["type"] == "send_mail" for each in mails) == 2,
        "push": any(each["type"] == "send_push" for each in pushes),
        "sms": any(each["type"] == "send_text" for each in mails),
        "slack": any(each["type"] == "send_slack" for each in pushes),
    }
    assert came == {channel: channel == only for channel in came}
    assert len(mails) - before == (only in {"email", "sms"})


def test_guessing_a_code_ends_after_five_tries(
    call: Client, texting: Any, twilio: Twilio, clock: SettableClock
) -> None:
    call("PUT", PHONE, by=ANA, body={"phone": NUMBER})
    texting()
    right = twilio.said[0]["Body"].split()[0]
    wrong = "000000" if right != "000000" else "000001"

    answers = [call("POST", f"{PHONE}/confirm", by=ANA, body={"code": wrong}) for _ in range(5)]

    assert {(answer.status, answer.problem) for answer in answers} == {(422, "notifications/phone-code-wrong")}
    assert call("POST", f"{PHONE}/confirm", by=ANA, body={"code": right}).status == 422


def test_a_code_ends_after_ten_minutes(call: Client, texting: Any, twilio: Twilio, clock: SettableClock) -> None:
    call("PUT", PHONE, by=ANA, body={"phone": NUMBER})
    texting()
    clock.advance(timedelta(minutes=10))

    code = twilio.said[0]["Body"].split()[0]

    assert call("POST", f"{PHONE}/confirm", by=ANA, body={"code": code}).status == 422


def test_codes_to_one_telephone_are_few_whoever_asks(call: Client) -> None:
    people = [Actor(f"acc_{number}", frozenset({"client"})) for number in range(4)]

    statuses = [call("PUT", PHONE, by=person, body={"phone": NUMBER}).status for person in people]

    assert statuses == [200, 200, 200, 429]


def test_who_answers_stop_gets_no_more_until_the_telephone_is_confirmed_again(
    call: Client, happens: Bus, texting: Any, twilio: Twilio
) -> None:
    wants_texts(call, "payment_failed")
    confirm(call, texting, twilio)
    twilio.plan.append(Reply(status=400, body=b'{"code": 21610, "message": "unsubscribed"}'))

    happens.deliver(FAILED)
    bus = texting()
    happens.deliver(FAILED)
    texting()

    assert (bus.dead, len(twilio.got)) == ([], 2)
    assert call("GET", PHONE, by=ANA).body["is_stopped"] is True
    assert confirm(call, texting, twilio).body["is_stopped"] is False


@pytest.mark.parametrize(
    ("reply", "becomes"),
    [
        (Reply(status=429, body=b'{"code": 20429}'), "late"),
        (Reply(status=400, body=b'{"code": 20503}'), "late"),
        (Reply(status=503), "late"),
        (Reply(status=None), "late"),
        (Reply(status=400, body=b'{"code": 21211}'), "dead"),
        (Reply(status=401, body=b"nonsense"), "dead"),
    ],
    ids=["busy", "fault", "failing", "broken", "no number", "wrong key"],
)
def test_what_twilio_cannot_take_now_is_tried_again_and_what_it_never_takes_is_buried(
    call: Client, texting: Any, twilio: Twilio, reply: Reply, becomes: str
) -> None:
    twilio.plan.append(reply)
    call("PUT", PHONE, by=ANA, body={"phone": NUMBER})

    bus = texting()

    assert (bool(bus.dead), bus.failed) == ((True, 0) if becomes == "dead" else (False, 1))


def test_a_telephone_that_was_removed_gets_nothing(call: Client, happens: Bus, texting: Any, twilio: Twilio) -> None:
    wants_texts(call, "payment_failed")
    confirm(call, texting, twilio)

    assert call("DELETE", PHONE, by=ANA).status == 204
    happens.deliver(FAILED)
    texting()

    assert len(twilio.got) == 1
    assert call("GET", PHONE, by=ANA).body["phone"] is None


@pytest.mark.parametrize("phone", ["0612345678", "+0612345678", "+33 6 12 34 56 78", "+1", "+" + "1" * 16, ""])
def test_what_is_no_number_is_refused(call: Client, phone: str) -> None:
    assert call("PUT", PHONE, by=ANA, body={"phone": phone}).status == 422


def test_a_type_comes_by_text_only_where_it_has_short_words(call: Client) -> None:
    wants_texts(call, "payment_failed", "account_confirmed")

    choices = call("GET", "/v1/notification-preferences", by=ANA).body["choices"]
    by_type = {choice["type"]: choice["sms"] for choice in choices}

    assert (by_type["payment_failed"], by_type["payout_failed"], by_type["account_confirmed"]) == (True, False, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_short_and_wants_only_what_the_letter_wants(language: str) -> None:
    for kind in Type:
        own = texts(language)["types"][kind]
        assert ("text" in own) is (kind in BY_TEXT)
        if "text" in own:
            assert len(own["text"]) <= 100
            assert placeholders(own["text"]) <= placeholders(own["title"]) | placeholders(own["body"])
