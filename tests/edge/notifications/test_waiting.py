"""What waits for the morning, a digest or a reader: it goes out together, once, and without what was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import tasks
from guildhall.kernel.clock import SettableClock
from guildhall.messaging.events import CallMissedV1, MessageSentV1
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.notifications import wiring
from guildhall.payments.events import PaymentFailedV1, PayoutPaidV1
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import NoMeters
from tests.edge.notifications.test_inbox import ANA
from tests.edge.notifications.test_mail import CONFIRMED, HELD, REGISTERED, orders
from tests.edge.notifications.test_pushes import orders as push_orders
from tests.edge.notifications.test_pushes import subscribe
from tests.fakes.push_service import PushService
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.ses import MailService, Sent

LettersAfter = Callable[[timedelta], list[Sent]]
PATH = "/v1/notification-preferences"
PAID = PayoutPaidV1(account_id="acc_ana", payout_id="pyo_1", amount_minor=500, currency="EUR", arrived_on="2026-03-02")
WRITTEN = MessageSentV1(
    conversation_id="cnv_1", message_id="msg_1", sender_id="acc_ben", recipient_ids=["acc_ben", "acc_ana"]
)
FAILED = PaymentFailedV1(
    contract_id="ctr_1", milestone_id="mil_1", client_id="acc_ana", expert_id="acc_ben", amount_minor=100,
    currency="EUR", reason="card_declined",
)  # fmt: skip
LETTERS_OF_MESSAGES = {"type": "message_received", "in_app": True, "email": True}
DAILY = {"time_zone": "Europe/Paris", "digest": "daily"}
AFTER_TEN_MINUTES = {"time_zone": "Europe/Paris", "unread_minutes": 10}
NIGHT = {"time_zone": "Europe/Paris", "quiet_from": "12:00", "quiet_until": "15:00"}


def prefer(call: Client, **wishes: Any) -> Answer:
    """Let Ana say for the first time when she wants to hear of things."""
    body = {"choices": [LETTERS_OF_MESSAGES], **wishes}
    return call("PUT", PATH, by=ANA, body=body, headers={"If-Match": '"0"'})


@pytest.fixture
def sweep(platform: Platform) -> Any:
    """Runs the timer."""
    choose = tasks.choose(wiring.wire_timers(platform, NoMeters()))
    return lambda: choose["each_minute"]({})["ordered"]


@pytest.fixture
def letters_after(
    clock: SettableClock, sweep: Any, post: Bus, platform: Platform, mail_service: MailService
) -> LettersAfter:
    """Lets time pass and the timer run; returns the letters that went out."""

    def passes(span: timedelta) -> list[Sent]:
        before = len(mail_service.sent)
        clock.advance(span)
        sweep()
        assert all(post.takes(order) for order in orders(platform))
        return mail_service.sent[before:]

    return passes


@pytest.fixture(autouse=True)
def _ana(happens: Bus, post: Bus, platform: Platform, mail_service: MailService) -> None:
    """Ana signed up, and has her welcome."""
    happens.deliver(REGISTERED, CONFIRMED)
    assert all(post.takes(order) for order in orders(platform))
    mail_service.sent.clear()


@pytest.mark.feature("NTF-15")
def test_a_digest_tells_in_one_letter_what_came_in_the_day(
    call: Client, happens: Bus, post: Bus, platform: Platform, clock: SettableClock, mail_service: MailService,
    sweep: Any,
) -> None:  # fmt: skip
    prefer(call, rhythm=DAILY)
    happens.deliver(HELD, WRITTEN, WRITTEN, WRITTEN)
    assert sweep() == 0
    clock.advance(timedelta(hours=24))

    assert (sweep(), sweep()) == (1, 0)
    assert all(post.takes(order) for order in orders(platform))
    assert all(post.takes(order) for order in orders(platform))

    (letter,) = mail_service.sent
    assert letter.subject == "4 nouvelles notifications"
    assert "Votre paiement de 1\u202f200,00\u00a0EUR est protégé" in letter.text
    assert "(3)" in letter.text
    assert "https://web.example/notifications" in letter.text
    assert "List-Unsubscribe" in letter.headers


def unsubscribe(call: Client, letter: Sent) -> str:
    """Follow the link that mail programs offer beside a letter; return the type that is now off."""
    token = letter.headers["List-Unsubscribe"].partition("token=")[2].rstrip(">")
    return str(call("POST", "/v1/notifications/unsubscribe", query={"token": token}).body["type"])


def collected(call: Client, happens: Bus, letters_after: LettersAfter) -> Sent:
    """Have Ana told of two things in the one letter of a day."""
    prefer(call, rhythm=DAILY)
    happens.deliver(HELD, WRITTEN)
    (letter,) = letters_after(timedelta(hours=24))
    return letter


def test_one_click_beside_a_collected_letter_ends_such_letters_but_not_what_is_urgent(
    call: Client, happens: Bus, letters_after: LettersAfter
) -> None:
    letter = collected(call, happens, letters_after)

    assert unsubscribe(call, letter) == "digest"
    happens.deliver(PAID, WRITTEN, FAILED)
    later = letters_after(timedelta(hours=24))

    assert ["1,00\u00a0EUR" in each.subject for each in later] == [True], "the failed payment"
    assert len(call("GET", "/v1/notifications", by=ANA).body["items"]) == 6, "the welcome, and all five"


def test_one_click_beside_what_was_not_read_at_the_desk_ends_such_letters_and_each_type_comes_alone(
    call: Client, happens: Bus, clock: SettableClock, letters_after: LettersAfter
) -> None:
    prefer(call)
    missed = CallMissedV1(
        call_id="cal_1", conversation_id="cnv_1", caller_id="acc_ben", missed_ids=["acc_ana"], medium="voice"
    )

    def letters() -> list[Sent]:
        """Ana is at her desk, looks at nothing, and goes; return what was sent to her."""
        DynamoConnections(clock).beat("acc_ana", "desk=", clock.now(), is_in_use=True)
        happens.deliver(WRITTEN, missed)
        return letters_after(timedelta(minutes=6))

    (letter,) = letters()

    assert unsubscribe(call, letter) == "digest"
    assert {unsubscribe(call, each) for each in letters()} == {"message_received", "call_missed"}
    assert letters() == []
    assert len(call("GET", "/v1/notifications", by=ANA).body["items"]) == 7, "the welcome, and all six"


def test_what_waited_for_a_collected_letter_when_these_were_ended_gives_none(
    call: Client, happens: Bus, letters_after: LettersAfter
) -> None:
    letter = collected(call, happens, letters_after)
    happens.deliver(PAID, WRITTEN)

    assert unsubscribe(call, letter) == "digest"

    assert letters_after(timedelta(hours=24)) == []


def test_one_click_beside_a_letter_that_collects_one_type_ends_that_type_alone(
    call: Client, happens: Bus, letters_after: LettersAfter
) -> None:
    prefer(call, rhythm=DAILY)
    happens.deliver(WRITTEN, WRITTEN)
    (letter,) = letters_after(timedelta(hours=24))

    assert unsubscribe(call, letter) == "message_received"
    happens.deliver(WRITTEN, PAID)
    later = letters_after(timedelta(hours=24))

    assert [each.subject for each in later] == ["5,00\u00a0EUR sont arrivés à votre banque"]


def test_what_is_read_in_the_app_in_time_gives_no_letter_and_the_rest_does(
    call: Client, happens: Bus, letters_after: LettersAfter
) -> None:
    prefer(call, rhythm=AFTER_TEN_MINUTES)
    happens.deliver(HELD, PAID)
    held = next(
        item for item in call("GET", "/v1/notifications", by=ANA).body["items"] if item["type"] == "payment_protected"
    )
    call("POST", f"/v1/notifications/{held['notification_id']}/read", by=ANA)

    letters = letters_after(timedelta(minutes=15))

    assert [letter.subject for letter in letters] == ["5,00\u00a0EUR sont arrivés à votre banque"]


def test_when_everything_was_read_nothing_is_sent(call: Client, happens: Bus, letters_after: LettersAfter) -> None:
    prefer(call, rhythm=AFTER_TEN_MINUTES)
    happens.deliver(HELD, PAID)
    call("POST", "/v1/notifications/read", by=ANA, body={})

    assert letters_after(timedelta(minutes=15)) == []


def test_the_night_is_quiet_but_for_what_is_urgent_and_the_morning_brings_one_push(
    call: Client, happens: Bus, push: Bus, platform: Platform, clock: SettableClock, browser: PushService, sweep: Any
) -> None:
    shown = subscribe(call, browser)
    prefer(call, rhythm=NIGHT)
    happens.deliver(WRITTEN, FAILED, WRITTEN)
    assert all(push.takes(order) for order in push_orders(platform))
    assert [one["link"] for one in shown.shown] == ["/contracts/ctr_1#mil_1"]
    clock.advance(timedelta(hours=2))

    sweep()
    assert all(push.takes(order) for order in push_orders(platform))

    assert [(one["title"], one["link"]) for one in shown.shown[1:]] == [("Nouveaux messages (2)", "/messages/cnv_1")]


def test_who_wants_no_collected_letters_still_gets_one_push_in_the_morning(
    call: Client, happens: Bus, push: Bus, platform: Platform, clock: SettableClock, browser: PushService, sweep: Any
) -> None:
    shown = subscribe(call, browser)
    prefer(call, rhythm=NIGHT, choices=[{"type": "digest", "in_app": True, "email": False}])
    happens.deliver(WRITTEN, HELD)
    clock.advance(timedelta(hours=2))

    sweep()
    assert all(push.takes(order) for order in push_orders(platform))

    assert [one["link"] for one in shown.shown] == ["/notifications"]


@pytest.mark.parametrize("read", [0, 1], ids=["the later", "the earlier"])
def test_the_push_of_the_morning_tells_of_what_was_not_read_in_the_night(
    call: Client, happens: Bus, push: Bus, platform: Platform, clock: SettableClock, browser: PushService, sweep: Any,
    read: int,
) -> None:  # fmt: skip
    shown = subscribe(call, browser)
    prefer(call, rhythm=NIGHT)
    for event in (HELD, PAID):
        clock.advance(timedelta(seconds=1))
        happens.deliver(event)
    items = call("GET", "/v1/notifications", by=ANA).body["items"][:2]
    call("POST", f"/v1/notifications/{items[read]['notification_id']}/read", by=ANA)
    clock.advance(timedelta(hours=2))

    sweep()
    assert all(push.takes(order) for order in push_orders(platform))

    assert [one["title"] for one in shown.shown] == [items[1 - read]["title"]]


@pytest.mark.feature("NTF-16")
def test_a_rule_of_ones_own_keeps_one_conversation_in_the_app_and_lets_another_through(
    call: Client, happens: Bus, platform: Platform
) -> None:
    quiet, loud = "cnv_01JZ4A8X7N3V5T9K2C6M0QWERT", "cnv_01JZ4A8X7N3V5T9K2C6M0QWERV"
    rules = [{"does": "in_app_only", "about": quiet}, {"does": "at_once", "type": "message_received", "about": loud}]
    assert prefer(call, rhythm=DAILY, rules=rules).body["rules"][0] == {
        "does": "in_app_only", "type": None, "about": quiet
    }  # fmt: skip
    before = len(orders(platform))

    for conversation_id in (quiet, loud):
        happens.deliver(WRITTEN.model_copy(update={"conversation_id": conversation_id}))

    assert len(call("GET", "/v1/notifications", by=ANA).body["items"]) == 3, "the welcome, and both messages"
    assert len(orders(platform)) == before + 1


def test_what_is_not_said_stays_as_it_was(call: Client) -> None:
    prefer(call, rhythm=NIGHT, rules=[{"does": "at_once", "type": "contract_signed"}])

    answer = call("PUT", PATH, by=ANA, body={"choices": []}, headers={"If-Match": '"1"'})

    assert answer.body["rhythm"] == {**NIGHT, "digest": "off", "unread_minutes": 0, "is_zone_known": True}
    assert len(answer.body["rules"]) == 1


@pytest.mark.parametrize(
    ("wishes", "pointer"),
    [
        ({"rhythm": {"time_zone": "Europe/Atlantis"}}, "/rhythm/time_zone"),
        ({"rhythm": {"time_zone": "../../etc/passwd"}}, "/rhythm/time_zone"),
        ({"rhythm": {**DAILY, "quiet_from": "24:00", "quiet_until": "07:00"}}, "/rhythm/quiet_from"),
        ({"rhythm": {**DAILY, "quiet_from": "22:00"}}, "/rhythm"),
        ({"rhythm": {**DAILY, "unread_minutes": 1441}}, "/rhythm/unread_minutes"),
        ({"rhythm": {**DAILY, "digest": "hourly"}}, "/rhythm/digest"),
        ({"rules": [{"does": "at_once"}]}, "/rules/0"),
        ({"rules": [{"does": "delete", "type": "digest"}]}, "/rules/0/does"),
        ({"rules": [{"does": "at_once", "about": "everything"}]}, "/rules/0/about"),
        ({"rules": [{"does": "at_once", "type": "digest"}] * 21}, "/rules"),
    ],
)
def test_bad_wishes_are_named_with_their_place(call: Client, wishes: dict[str, Any], pointer: str) -> None:
    answer = prefer(call, **wishes)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)
    assert call("GET", PATH, by=ANA).body["version"] == 0


def test_the_zone_that_a_device_says_counts_until_the_person_chooses_one_and_never_after(
    call: Client, happens: Bus, platform: Platform, clock: SettableClock, sweep: Any
) -> None:
    def put(version: int, **rhythm: Any) -> Answer:
        return call("PUT", PATH, by=ANA, body={"choices": [], "rhythm": rhythm}, headers={"If-Match": f'"{version}"'})

    assert call("GET", PATH, by=ANA).body["rhythm"]["is_zone_known"] is False
    told = put(0, time_zone="Asia/Karachi", is_zone_chosen=False).body["rhythm"]
    again = put(1, time_zone="Europe/Paris", is_zone_chosen=False).body["rhythm"]
    chosen = put(2, time_zone="UTC", digest="daily").body["rhythm"]
    late = put(3, time_zone="Asia/Karachi", digest="daily", is_zone_chosen=False).body["rhythm"]

    assert [(each["time_zone"], each["is_zone_known"]) for each in (told, again, chosen, late)] == [
        ("Asia/Karachi", True), ("Asia/Karachi", True), ("UTC", True), ("UTC", True)
    ]  # fmt: skip


def test_a_collection_goes_out_by_the_clocks_of_a_zone_that_only_a_device_said(
    call: Client, happens: Bus, clock: SettableClock, sweep: Any
) -> None:
    prefer(call, rhythm={"time_zone": "Asia/Karachi", "digest": "daily", "is_zone_chosen": False})
    happens.deliver(HELD)
    # Noon of UTC: eight in the morning of Karachi is three at night.
    clock.advance(timedelta(hours=14, minutes=59))
    assert sweep() == 0
    clock.advance(timedelta(minutes=2))
    assert sweep() == 1
