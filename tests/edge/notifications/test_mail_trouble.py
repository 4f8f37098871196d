"""Letters that come back or are called spam: none follow until the person asks for them again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.bookings.events import ReservationConfirmedV1
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.notifications.events import MailStoppedV1
from guildhall.platform.assembly import Platform
from tests.edge.notifications.test_mail import CONFIRMED, HELD, REGISTERED, orders
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import published
from tests.support.rooms import Restaurant
from tests.support.ses import MailService, Sent

ANA = Actor("acc_ana", frozenset({"client"}))
SARA = "Sara@guest.example"
PATH = "/v1/notification-preferences/email"


@pytest.fixture(autouse=True)
def _ana(happens: Bus) -> None:
    """Ana signed up and confirmed her address."""
    happens.deliver(REGISTERED, CONFIRMED)


def report(clock: SettableClock, **what: Any) -> dict[str, Any]:
    """Return the detail of an event of SES about a letter sent now."""
    tags = {"ses:configuration-set": ["test-reports"], "account_id": ["acc_ana"]}
    mail = {"timestamp": to_text(clock.now()), "messageId": "1", "destination": ["ana@example.org"], "tags": tags}
    return {"mail": mail, **what}


def bounced(clock: SettableClock, address: str = "ana@example.org", kind: str = "Permanent") -> dict[str, Any]:
    bounce = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": address}]}
    return report(clock, eventType="Bounce", bounce=bounce)


def complained(clock: SettableClock, kind: str | None = "abuse") -> dict[str, Any]:
    about = {"complainedRecipients": [{"emailAddress": "Ana@example.org"}], "complaintFeedbackType": kind}
    return report(clock, eventType="Complaint", complaint=about)


def says(happens: Bus, name: str, detail: dict[str, Any]) -> None:
    """Deliver an event of SES as the rule of the template shapes it."""
    meta = {"id": "17793124-05d4-b198-2fde-7ededc63b103", "correlation_id": "17793124-05d4-b198-2fde-7ededc63b103"}
    assert happens.takes({"detail-type": name, "detail": {"meta": meta, "data": detail}})
    assert not happens.dead


def letters(post: Bus, platform: Platform, mail_service: MailService) -> int:
    """Carry out every order of a letter; return how many letters have gone out in all."""
    assert all(post.takes(order) for order in orders(platform))
    return len(mail_service.sent)


def test_a_letter_says_whose_it_is_to_whoever_reports_about_it(
    post: Bus, platform: Platform, mail_service: MailService
) -> None:
    letters(post, platform, mail_service)

    (letter,) = mail_service.sent
    assert (letter.reports, letter.tags["account_id"]) == ("test-reports", "acc_ana")
    assert letter.tags["notification_id"].startswith("ntf_")


@pytest.mark.parametrize(
    ("name", "make", "trouble"),
    [("Email Bounced", bounced, "bounced"), ("Email Complaint Received", complained, "complained")],
)
def test_no_letter_follows_one_that_came_back_or_was_called_spam(
    happens: Bus, post: Bus, platform: Platform, clock: SettableClock, mail_service: MailService, call: Client,
    name: str, make: Any, trouble: str,
) -> None:  # fmt: skip
    says(happens, name, make(clock))
    says(happens, name, make(clock))

    happens.deliver(HELD)

    assert letters(post, platform, mail_service) == 0
    assert published(platform.tables, "MailStopped.v1") == [{"account_id": "acc_ana", "reason": trouble}]
    shown = call("GET", PATH, by=ANA).body
    assert (shown["address"], shown["trouble"], shown["stopped_at"]) == (
        "ana@example.org", trouble, to_text(clock.now())
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Email Bounced", {"bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": SARA}]}}),
        ("Email Complaint Received", {"complaint": {"complainedRecipients": [{"emailAddress": SARA}]}}),
    ],
)
def test_no_letter_to_a_guest_follows_one_that_came_back_or_was_called_spam(
    happens: Bus, post: Bus, platform: Platform, clock: SettableClock, mail_service: MailService, name: str,
    what: dict[str, Any],
) -> None:  # fmt: skip
    restaurant = Restaurant.open(platform)

    def book(starts_at: str, **guest: Any) -> list[Sent]:
        """Book a table; return the letters about it."""
        _, body = restaurant.booked(starts_at, **guest)
        happens.deliver(ReservationConfirmedV1.read(published(platform.tables, "ReservationConfirmed.v1")[-1]))
        before = len(mail_service.sent)
        assert all(post.takes(order) for order in orders(platform, body["reservation_id"]))
        return mail_service.sent[before:]

    (letter,) = book("2026-03-03T20:00")
    detail = report(clock, **what)
    detail["mail"]["tags"] = {tag: [value] for tag, value in letter.tags.items()}
    says(happens, name, detail)
    says(happens, name, detail)

    assert letter.to == ["sara@guest.example"]
    assert book("2026-03-05T20:00") == []
    assert [each.to for each in book("2026-03-06T20:00", email="other@guest.example", phone="")] == [
        ["other@guest.example"]
    ]
    assert published(platform.tables, "MailStopped.v1") == []


def test_the_person_is_told_in_the_app(happens: Bus, call: Client) -> None:
    happens.deliver(MailStoppedV1(account_id="acc_ana", reason="bounced"))

    told = call("GET", "/v1/notifications", by=ANA, headers={"Accept-Language": "en"}).body["items"]

    (stopped,) = [one for one in told if one["type"] == "mail_stopped"]
    assert (stopped["title"], stopped["link"]) == ("Our e-mail does not reach you", "/settings/notifications")


@pytest.mark.parametrize(
    "make",
    [
        lambda clock: bounced(clock, kind="Transient"),
        lambda clock: bounced(clock, address="before@example.org"),
        lambda clock: complained(clock, kind="not-spam"),
        lambda clock: {**bounced(clock), "mail": {"timestamp": to_text(clock.now()), "tags": {}}},
    ],
    ids=["may pass", "another address", "taken back", "not our letter"],
)
def test_other_reports_stop_nothing(happens: Bus, call: Client, clock: SettableClock, make: Any) -> None:
    says(happens, "Email Bounced", make(clock))

    assert call("GET", PATH, by=ANA).body["trouble"] is None


def test_letters_go_again_when_the_person_asks_for_them(
    happens: Bus, post: Bus, platform: Platform, clock: SettableClock, mail_service: MailService, call: Client
) -> None:
    late = bounced(clock)
    says(happens, "Email Bounced", late)
    clock.advance(timedelta(hours=1))

    answer = call("POST", f"{PATH}/resume", by=ANA)
    says(happens, "Email Bounced", {**late, "eventType": "Bounce"})
    happens.deliver(HELD)

    assert (answer.status, answer.body["trouble"], answer.body["stopped_at"]) == (200, None, None)
    assert letters(post, platform, mail_service) == 2
    clock.advance(timedelta(hours=1))
    says(happens, "Email Bounced", bounced(clock))
    assert call("GET", PATH, by=ANA).body["trouble"] == "bounced"


def test_asking_for_letters_that_go_anyway_changes_nothing(call: Client, platform: Platform) -> None:
    assert call("POST", f"{PATH}/resume", by=ANA).body["trouble"] is None
    assert call("POST", f"{PATH}/resume", by=Actor("acc_new", frozenset({"client"}))).body["address"] is None
