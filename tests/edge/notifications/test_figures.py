"""Statistics: what became of what people are told, each thing counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.notifications import commands
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.notifications import wiring
from guildhall.notifications.models import Notification
from guildhall.notifications.ports import Letter
from guildhall.notifications.store import DynamoInbox
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.test_mail import CONFIRMED, HELD, REGISTERED, orders
from tests.edge.notifications.test_mail_trouble import bounced, complained, report, says
from tests.edge.notifications.test_phones import FAILED
from tests.support.announced import OPERATOR, pages, send, write
from tests.support.announced import PATH as ANNOUNCEMENTS
from tests.support.http import Answer, Client
from tests.support.messages import Bus, command_message
from tests.support.ses import MailService

ANA = Actor("acc_ana", frozenset({"client"}))
PATH = "/v1/notification-figures"
DAYS = {"first_on": "2026-03-01", "last_on": "2026-03-07"}


@pytest.fixture(autouse=True)
def _ana(happens: Bus) -> None:
    happens.deliver(REGISTERED, CONFIRMED)


def ask(desk: Client, **query: str) -> Answer:
    return desk("GET", PATH, by=OPERATOR, query={**DAYS, **query})


def outcomes(desk: Client, kind: str, channel: str) -> dict[str, int]:
    """Return what was ever counted of a type on a channel, without what never was."""
    items = ask(desk, type=kind, channel=channel).body["items"]
    return {name: number for each in items for name, number in each["outcomes"].items() if number}


def letter_of(mail_service: MailService, detail: dict[str, Any]) -> dict[str, Any]:
    """Return a report about the letter that went out last."""
    detail["mail"]["tags"]["notification_id"] = [mail_service.sent[-1].tags["notification_id"]]
    return detail


@pytest.mark.feature("NTF-13")
def test_each_step_of_a_letter_and_of_reading_counts_once_however_often_it_comes(
    desk: Client, call: Client, happens: Bus, post: Bus, platform: Platform, clock: SettableClock,
    mail_service: MailService,
) -> None:  # fmt: skip
    message = happens.message(HELD)
    happens.deliver(message, message)
    for _ in range(2):
        assert all(post.takes(each) for each in orders(platform))
    arrived = letter_of(mail_service, report(clock, delivery={"recipients": ["ana@example.org"]}))
    angry = letter_of(mail_service, complained(clock))
    for name, detail in [("Email Delivered", arrived), ("Email Complaint Received", angry)] * 2:
        says(happens, name, detail)
    shown = call("GET", "/v1/notifications", by=ANA, query={"type": "payment_protected"}).body["items"]
    for _ in range(2):
        call("POST", f"/v1/notifications/{shown[0]['notification_id']}/read", by=ANA)
    call("POST", "/v1/notifications/read", by=ANA, body={})

    assert outcomes(desk, "payment_protected", "email") == {"ordered": 1, "sent": 1, "delivered": 1, "complained": 1}
    assert outcomes(desk, "payment_protected", "in_app") == {"ordered": 1, "sent": 1, "opened": 1}
    assert outcomes(desk, "account_confirmed", "in_app")["opened"] == 1


def test_a_letter_that_came_back_and_those_that_nobody_is_sent_count_as_such(
    desk: Client, happens: Bus, post: Bus, platform: Platform, clock: SettableClock, mail_service: MailService
) -> None:
    assert all(post.takes(each) for each in orders(platform))
    for _ in range(2):
        says(happens, "Email Bounced", letter_of(mail_service, bounced(clock)))
    happens.deliver(HELD)
    assert all(post.takes(each) for each in orders(platform))

    assert outcomes(desk, "account_confirmed", "email") == {"ordered": 1, "sent": 1, "bounced": 1}
    assert outcomes(desk, "payment_protected", "email") == {"ordered": 1, "skipped": 1}


def test_a_report_that_is_faster_than_our_own_record_waits_and_makes_no_second_letter(
    desk: Client, happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    class Fast:
        """Its report arrives before its answer."""

        waited = 0

        def send(self, letter: Letter) -> None:
            detail = report(clock, delivery={"recipients": [letter.to]})
            detail["mail"]["tags"]["notification_id"] = [letter.notification_id]
            self.body: dict[str, Any] = {"detail-type": "Email Delivered", "detail": {"meta": _meta(), "data": detail}}
            self.waited += not happens.takes(self.body)

    fast, letters = Fast(), wiring.wire_mail(replace(platform, environ=SETTINGS))
    bus = Bus(commands.subscribe(replace(letters, send_mail=replace(letters.send_mail, postman=fast))), clock)

    assert all(bus.takes(each) for each in orders(platform) * 2)
    assert happens.takes(fast.body)

    assert fast.waited == 1
    assert outcomes(desk, "account_confirmed", "email") == {"ordered": 1, "sent": 1, "delivered": 1}


def _meta() -> dict[str, str]:
    event_id = "17793124-05d4-b198-2fde-7ededc63b103"
    return {"id": event_id, "correlation_id": event_id}


def test_two_devices_that_read_at_once_count_as_one(
    desk: Client, happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    class Slow(DynamoInbox):
        """Another device is faster after this one has looked at what is unread."""

        tries = 0

        def _mark_unread(self, account_id: str, unread: list[Notification], now: datetime, *, is_opened: bool) -> None:
            self.tries += 1
            DynamoInbox(platform.database).mark_all_read(account_id, None, now)
            super()._mark_unread(account_id, unread, now, is_opened=is_opened)

    happens.deliver(HELD)
    slow = Slow(platform.database)

    slow.mark_all_read("acc_ana", None, clock.now())

    assert slow.tries == 1
    assert outcomes(desk, "payment_protected", "in_app")["opened"] == 1


def test_figures_are_by_the_day_on_which_it_happened(desk: Client, happens: Bus, clock: SettableClock) -> None:
    happens.deliver(HELD)
    clock.advance(timedelta(days=1))
    happens.deliver(HELD, HELD)

    found = ask(desk, type="payment_protected", channel="in_app").body["items"]

    assert [(each["on"], each["outcomes"]["ordered"]) for each in found] == [("2026-03-02", 1), ("2026-03-03", 2)]
    assert ask(desk, last_on="2026-03-01").body["items"] == []
    assert {each["type"] for each in ask(desk).body["items"]} >= {"payment_protected", "account_confirmed"}


def test_an_announcement_has_figures_of_its_own(
    desk: Client, call: Client, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    written = send(desk, write(desk)).body
    for page in range(8):
        assert all(post.takes(command_message("msg_p", each)) for each in pages(platform)), page
    assert all(post.takes(each) for each in orders(platform))
    call("POST", "/v1/notifications/read", by=ANA, body={})

    found = desk("GET", f"{ANNOUNCEMENTS}/{written['announcement_id']}/figures", by=OPERATOR).body["items"]

    by = {each["channel"]: {name: number for name, number in each["outcomes"].items() if number} for each in found}
    assert by == {"in_app": {"ordered": 1, "sent": 1, "opened": 1}, "email": {"ordered": 1, "sent": 1}}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"first_on": "2026-03-08"}, "#query/last_on"),
        ({"last_on": "2026-06-01"}, "#query/last_on"),
        ({"first_on": "yesterday"}, "#query/first_on"),
        ({"type": "gossip"}, "#query/type"),
        ({"channel": "pigeon"}, "#query/channel"),
    ],
)
def test_bad_questions_are_named_with_their_place(desk: Client, query: dict[str, str], pointer: str) -> None:
    answer = ask(desk, **query)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)


def test_only_operators_see_figures(desk: Client) -> None:
    path = f"{ANNOUNCEMENTS}/{write(desk).body['announcement_id']}/figures"

    assert [desk("GET", PATH, by=ANA, query=DAYS).status, desk("GET", path, by=ANA).status] == [403, 403]
    assert desk("GET", f"{ANNOUNCEMENTS}/ann_01JZ4A8X7N3V5T9K2C6M0QWERT/figures", by=OPERATOR).status == 404


@pytest.mark.feature("NTF-13")
def test_a_persons_history_is_narrowed_by_type_and_dates(call: Client, happens: Bus, clock: SettableClock) -> None:
    happens.deliver(HELD)
    noon = clock.now()
    clock.advance(timedelta(days=1))
    happens.deliver(FAILED, HELD)

    def kinds(**query: str) -> list[str]:
        found = call("GET", "/v1/notifications", by=ANA, query=query)
        assert found.status == 200, found.body
        return sorted(each["type"] for each in found.body["items"])

    later = to_text(noon + timedelta(hours=1))
    assert kinds(type="payment_protected") == ["payment_protected"] * 2
    assert kinds(**{"from": later}) == ["payment_failed", "payment_protected"]
    assert kinds(to=later) == ["account_confirmed", "payment_protected"]
    assert kinds(**{"from": later, "type": "payment_failed", "unread": "true"}) == ["payment_failed"]
    assert call("GET", "/v1/notifications", by=ANA, query={"from": "2026-03-02"}).status == 422
    assert call("GET", "/v1/notifications", by=ANA, query={"type": "gossip"}).status == 422
