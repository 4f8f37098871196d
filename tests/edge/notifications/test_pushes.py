"""Web push: subscribed per browser, encrypted so that only it can read, and what push services may answer."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.kernel.clock import SettableClock
from guildhall.messaging.events import MessageSentV1
from guildhall.notifications.events import MailStoppedV1
from guildhall.notifications.machine import LEASE
from guildhall.notifications.models import MOST_DEVICES, PUSH_LIFE, Dispatch, Type
from guildhall.notifications.store import DynamoPushSubscriptions
from guildhall.notifications.use_cases.pushes import compose_push
from guildhall.platform.assembly import Platform
from tests.edge.notifications.test_inbox import ANA, BEN
from tests.edge.notifications.test_mail import HELD, REGISTERED
from tests.fakes.push_service import KEY, Browser, PushService, encoded
from tests.support.http import Answer, Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, published

PATH = "/v1/push/subscriptions"


def subscribe(call: Client, browser: PushService, name: str = "one", by: Actor = ANA) -> Browser:
    """Let a browser of somebody take pushes."""
    shown, body = browser.subscribes(name)
    assert call("POST", PATH, by=by, body=body).status == 201
    return shown


def orders(platform: Platform) -> list[dict[str, Any]]:
    """Return the orders of pushes as the queue delivers them."""
    found = enqueued(platform.tables, "notification-pushes")
    return [command_message(f"msg_{number}", order) for number, order in enumerate(found)]


def labels(answer: Answer) -> list[str]:
    """Return what the devices of a list are called; those of one moment stand in any order."""
    return sorted(item["label"] for item in answer.body["items"])


@pytest.mark.feature("NTF-03", "NTF-06")
def test_a_browser_that_subscribed_with_our_key_shows_what_only_it_can_read(
    call: Client, happens: Bus, push: Bus, browser: PushService, platform: Platform
) -> None:
    shown = subscribe(call, browser)
    happens.deliver(REGISTERED, HELD)

    assert all(push.takes(order) for order in orders(platform))

    assert call("GET", "/v1/push/key", by=ANA).body == {"public_key": KEY.public}
    (inside,) = call("GET", "/v1/notifications", by=ANA).body["items"]
    assert shown.shown == [
        {
            "notification_id": inside["notification_id"],
            "title": "Votre paiement de 1\u202f200,00\u00a0EUR est protégé",
            "body": inside["body"],
            "link": "/contracts/ctr_1#mil_1",
            "language": "fr",
            "dir": "ltr",
        }
    ]
    assert f"k={KEY.public}" in shown.headers[0]["authorization"]
    sent = [e["channels"] for e in published(platform.tables, "NotificationSent.v1") if e["account_id"] == "acc_ana"]
    assert sorted(sent) == [["in_app"], ["push"]]


@pytest.mark.feature("NTF-04", "NTF-07")
def test_messages_gather_under_their_conversation_and_what_is_urgent_says_so(
    call: Client, happens: Bus, push: Bus, browser: PushService, platform: Platform
) -> None:
    shown = subscribe(call, browser)
    sent = MessageSentV1(
        conversation_id="cnv_01JZ4A8X7N3V5T9K2C6M0QWERT", message_id="msg_1", sender_id="acc_ben",
        recipient_ids=["acc_ben", "acc_ana"],
    )  # fmt: skip
    happens.deliver(sent, MailStoppedV1(account_id="acc_ana", reason="bounced"))

    assert all(push.takes(order) for order in orders(platform))

    by_link = {one["link"]: headers for one, headers in zip(shown.shown, shown.headers, strict=True)}
    message, alert = by_link["/messages/cnv_01JZ4A8X7N3V5T9K2C6M0QWERT"], by_link["/settings/notifications"]
    assert (message["topic"], message["urgency"]) == ("01JZ4A8X7N3V5T9K2C6M0QWERT", "normal")
    assert ("topic" in alert, alert["urgency"]) == (False, "high")


def test_every_device_of_a_person_gets_it_once_and_a_dead_one_is_forgotten(
    call: Client, happens: Bus, push: Bus, browser: PushService, platform: Platform
) -> None:
    first, second = (subscribe(call, browser, name) for name in ("one", "two"))
    subscribe(call, browser, "dead")
    del browser.browsers["/push/dead"]
    happens.deliver(HELD)
    (order,) = orders(platform)

    assert [push.takes(order), push.takes(order)] == [True, True]

    assert (len(first.shown), len(second.shown)) == (1, 1)
    assert labels(call("GET", PATH, by=ANA)) == ["Browser one", "Browser two"]


@pytest.mark.parametrize(("status", "wait"), [(429, 300), (500, None), (503, 200)])
def test_a_busy_service_is_asked_again_when_it_wants_and_only_for_who_has_nothing_yet(
    call: Client, happens: Bus, push: Bus, browser: PushService, platform: Platform, clock: SettableClock,
    status: int, wait: int | None,
) -> None:  # fmt: skip
    devices = [subscribe(call, browser, name) for name in ("one", "two")]
    happens.deliver(HELD)
    (order,) = orders(platform)
    browser.plan.append((status, wait))
    patience = timedelta(seconds=wait) if wait else LEASE

    assert push.takes(order) is False
    clock.advance(patience - timedelta(seconds=1))
    assert push.takes(order) is False, "too early"
    assert sum(len(each.shown) for each in devices) == 1
    clock.advance(timedelta(seconds=1))
    assert push.takes(order) is True

    assert [len(each.shown) for each in devices] == [1, 1]


def test_a_push_that_a_service_refuses_goes_to_the_dead_letters_and_can_be_redriven(
    call: Client, happens: Bus, push: Bus, browser: PushService, platform: Platform
) -> None:
    shown = subscribe(call, browser)
    happens.deliver(HELD)
    (order,) = orders(platform)
    browser.plan.append((403, None))

    assert push.takes(order) is True

    assert [dead["problem"] for dead in push.dead] == ["notifications/push-refused"]
    assert push.takes(push.dead[0]["message"]) is True
    assert len(shown.shown) == 1


def test_nobody_is_woken_for_what_they_read_already_or_for_yesterdays_news(
    call: Client, happens: Bus, push: Bus, browser: PushService, platform: Platform, clock: SettableClock
) -> None:
    shown = subscribe(call, browser)
    happens.deliver(HELD)
    call("POST", "/v1/notifications/read", by=ANA, body={})
    happens.deliver(HELD)
    clock.advance(PUSH_LIFE)

    assert all(push.takes(order) for order in orders(platform))

    assert shown.shown == []


def test_who_has_no_browser_or_switched_pushes_off_gets_none(
    call: Client, happens: Bus, browser: PushService, platform: Platform
) -> None:
    subscribe(call, browser, by=BEN)
    off = {"type": "milestone_funded", "in_app": True, "email": True, "push": False}
    call("PUT", "/v1/notification-preferences", by=BEN, body={"choices": [off]}, headers={"If-Match": '"0"'})

    happens.deliver(HELD)

    assert orders(platform) == []


def test_a_browser_belongs_to_whoever_subscribed_there_last(call: Client, browser: PushService) -> None:
    subscribe(call, browser, by=BEN)
    subscribe(call, browser, by=ANA)
    subscribe(call, browser, by=ANA)

    assert labels(call("GET", PATH, by=ANA)) == ["Browser one"]
    assert labels(call("GET", PATH, by=BEN)) == []


def test_only_its_owner_removes_a_device(call: Client, browser: PushService) -> None:
    subscribe(call, browser)
    (device,) = call("GET", PATH, by=ANA).body["items"]
    one = f"{PATH}/{device['subscription_id']}"

    for stranger, status in ((BEN, 404), (ANONYMOUS, 403)):
        assert call("DELETE", one, by=stranger).status == status
    assert call("DELETE", one, by=ANA).status == 204

    assert labels(call("GET", PATH, by=ANA)) == []
    assert call("DELETE", one, by=ANA).problem == "notifications/push-subscription-unknown"


def test_an_account_has_so_many_devices_and_no_more(
    call: Client, platform: Platform, browser: PushService, clock: SettableClock
) -> None:
    for number in range(MOST_DEVICES):
        subscribe(call, browser, str(number))
        clock.advance(timedelta(minutes=3))

    assert call("POST", PATH, by=ANA, body=browser.subscribes("more")[1]).problem == "notifications/too-many-devices"
    assert len(DynamoPushSubscriptions(platform.database).of("acc_ana")) == MOST_DEVICES
    subscribe(call, browser, "7")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"endpoint": "https://169.254.169.254/latest"}, "/endpoint"),
        ({"endpoint": "https://user@push.example/"}, "/endpoint"),
        ({"endpoint": "javascript:alert(1)"}, "/endpoint"),
        ({"keys": {"p256dh": "AAAA", "auth": encoded(bytes(16))}}, "/keys/p256dh"),
        ({"keys": {"p256dh": encoded(b"\x04" + bytes(64)), "auth": encoded(bytes(16))}}, "/keys/p256dh"),
        ({"keys": {"p256dh": "é", "auth": encoded(bytes(16))}}, "/keys/p256dh"),
        ({"keys": {"p256dh": KEY.public, "auth": encoded(bytes(15))}}, "/keys/auth"),
        ({"label": "  "}, "/label"),
        ({"keys": {"p256dh": KEY.public}}, "/keys/auth"),
        ({"expirationTime": None}, "/expirationTime"),
    ],
)
def test_what_is_no_push_subscription_is_named_with_its_place(
    call: Client, browser: PushService, changes: dict[str, Any], pointer: str
) -> None:
    answer = call("POST", PATH, by=ANA, body={**browser.subscribes()[1], **changes})

    assert (answer.status, [error["pointer"] for error in answer.body["errors"]]) == (422, [pointer])
    assert labels(call("GET", PATH, by=ANA)) == []


def test_the_longest_push_fits_into_what_every_service_takes() -> None:
    params: dict[str, str | int] = {
        "project_id": "prj_01JZ4A8X7N3V5T9K2C6M0QWERT", "proposal_id": "x", "project_title": "\U0001f3e0" * 500
    }  # fmt: skip

    dispatch = Dispatch("ntf_1", "acc_1", Type.PROPOSAL_SUBMITTED, params)
    push = compose_push(dispatch, [dispatch], "ur", UTC)

    assert len(push.text.encode()) <= 3_993
    assert '"dir": "rtl"' in push.text
