"""The contact form: from the guest to the venue's mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.bookings import letters, pages, storefront
from functions.notifications import events
from guildhall.bookings.models.pages import ContactMessage
from guildhall.bookings.store.pages import ContactMessageRecord, Keys
from guildhall.bookings.wiring import letters as letter_wiring
from guildhall.bookings.wiring import pages as wiring
from guildhall.bookings.wiring import storefront as front_wiring
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.kernel.errors import Unavailable
from guildhall.notifications.wiring import wire_hearing
from guildhall.platform.assembly import Platform
from tests.edge.bookings.conftest import House
from tests.edge.notifications.conftest import SETTINGS
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued
from tests.support.ses import MailService, Sent
from tests.support.vault import MemoryVault
from tests.support.venues import LAHORE, NOUR, OTHER_OWNER, WAITER

NOTE: dict[str, Any] = {
    "name": "Demo Guest",
    "email": "guest@mail.example",
    "text": "Do you have a high chair?\nWe come on Friday.",
    "language": "en",
    "phone": "+33123456789",
}


def door(platform: Platform) -> Client:
    environ = {**platform.environ, "GUILDHALL_WEB_URL": "https://web.example"}
    return Client(storefront.create_app, front_wiring.wire(replace(platform, environ=environ), MemoryVault()), platform)


class Post:
    """The contact form of a public venue, and the road of what is written there."""

    def __init__(self, house: House, platform: Platform) -> None:
        self.house, self.path = house, house.open(email="nour@mail.example")
        self.platform = platform
        self.desk = Client(pages.create_app, wiring.wire(platform, MemoryVault()), platform)
        self.door = door(platform)
        self.send = letter_wiring.wire(replace(platform, environ=SETTINGS))
        self.bus = Bus(letters.subscribe(self.send), platform.clock)

    def write(self, **changes: Any) -> Answer:
        return self.door("POST", "/v1/public/venues/chez-nour/site/messages", body={**NOTE, **changes})

    def listed(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.desk("GET", f"{self.path}/site/messages", by=NOUR).body["items"]
        return items

    def carry(self) -> None:
        for number, data in enumerate(enqueued(self.platform.tables, "bookings-letters")):
            self.bus.deliver({"id": f"msg_{number}", "meta": {"correlation_id": "cor_1"}, "data": data})


@pytest.fixture
def post(house: House, platform: Platform) -> Post:
    return Post(house, platform)


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailService]:
    with MailService().running() as service:
        for name, value in {
            "AWS_ENDPOINT_URL_SESV2": service.endpoint_url, "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield service


def test_what_a_guest_writes_comes_to_the_venues_mailbox_once(post: Post, mail: MailService) -> None:
    taken = post.write()
    before = post.listed()
    post.carry()
    post.carry()

    assert taken.status == 202
    assert [(each["message_id"], each["state"]) for each in before] == [(taken.body["message_id"], "queued")]
    (letter,) = mail.sent
    assert (letter.to, letter.subject, letter.html) == (["nour@mail.example"], "Demo Guest wrote to Chez Nour", "")
    assert letter.text.startswith(NOTE["text"])
    assert "guest@mail.example" in letter.text
    assert "+33123456789" in letter.text
    (message,) = post.listed()
    assert (message["state"], message["text"]) == ("sent", NOTE["text"])


def reported(post: Post, clock: SettableClock, letter: Sent, name: str, **what: Any) -> None:
    """Have the mail service say what became of a letter."""
    tags = {tag: [text] for tag, text in letter.tags.items()}
    mail = {"timestamp": to_text(clock.now()), "messageId": "1", "tags": tags}
    detail = {"meta": {"id": "1", "correlation_id": "1"}, "data": {"mail": mail, **what}}
    hears = Bus(events.subscribe(wire_hearing(post.platform)), clock)
    assert hears.takes({"detail-type": name, "detail": detail})
    assert not hears.dead


def test_a_mailbox_that_takes_no_letters_gets_no_more_and_its_messages_stay_to_be_read(
    post: Post, mail: MailService, clock: SettableClock
) -> None:
    post.write()
    post.carry()
    (letter,) = mail.sent
    to = [{"emailAddress": letter.to[0]}]
    reported(post, clock, letter, "Email Delivered", delivery={"recipients": letter.to})
    reported(post, clock, letter, "Email Bounced", bounce={"bounceType": "Permanent", "bouncedRecipients": to})

    clock.advance(timedelta(seconds=1))
    post.write(text="Are you open on Sunday?")
    post.carry()
    post.carry()

    assert (letter.reports, letter.reply_to, len(mail.sent)) == ("test-reports", [NOTE["email"]], 1)
    assert [(each["text"], each["state"]) for each in post.listed()] == [
        ("Are you open on Sunday?", "kept"), (NOTE["text"], "sent")
    ]  # fmt: skip


def test_a_mail_service_that_is_away_is_tried_again(post: Post, mail: MailService) -> None:
    taken = post.write()
    mail.plan.extend([(503, "ServiceUnavailableException")] * 20)
    venue_id = post.path.rsplit("/", 1)[1]

    with pytest.raises(Unavailable):
        post.send(venue_id, taken.body["message_id"])
    mail.plan.clear()
    post.carry()

    assert (len(mail.sent), post.listed()[0]["state"]) == (1, "sent")


def test_a_message_that_was_forgotten_is_not_sent(post: Post, mail: MailService) -> None:
    taken = post.write()
    path = f"{post.path}/site/messages/{taken.body['message_id']}"

    assert post.desk("DELETE", path, by=NOUR).status == 204
    post.carry()

    assert (mail.sent, post.listed()) == ([], [])
    assert post.desk("DELETE", path, by=NOUR).problem == "bookings/contact-message-unknown"


def test_a_sender_is_heard_five_times_in_ten_minutes(post: Post, clock: SettableClock) -> None:
    answers = [post.write().status for _ in range(6)]

    assert answers == [202] * 5 + [429]
    assert len(post.listed()) == 5


def test_a_venue_without_a_mailbox_takes_no_messages(house: House, platform: Platform) -> None:
    house.open(email=None)

    answer = door(platform)("POST", "/v1/public/venues/chez-nour/site/messages", body=NOTE)

    assert (answer.status, answer.problem) == (409, "bookings/contact-not-offered")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": "Eve\r\nBcc: all@mail.example"}, "/name"),
        ({"name": "Eve <script>"}, "/name"),
        ({"email": "eve"}, "/email"),
        ({"text": "short"}, "/text"),
        ({"text": "x" * 4_001}, "/text"),
        ({"phone": "call me"}, "/phone"),
        ({"language": "English"}, "/language"),
    ],
)
def test_what_is_not_valid_is_pointed_at_and_not_kept(post: Post, change: dict[str, Any], pointer: str) -> None:
    answer = post.write(**change)

    assert (answer.status, [error["pointer"] for error in answer.body["errors"]]) == (422, [pointer])
    assert post.listed() == []


def test_staff_read_messages_and_only_the_owner_forgets_them(post: Post) -> None:
    message_id = post.write().body["message_id"]
    post.house.call("PUT", f"{post.path}/staff/{WAITER.account_id}", by=NOUR)

    assert post.desk("GET", f"{post.path}/site/messages", by=WAITER).body["items"][0]["message_id"] == message_id
    assert post.desk("DELETE", f"{post.path}/site/messages/{message_id}", by=WAITER).status == 403
    assert post.desk("GET", f"{post.path}/site/messages", by=OTHER_OWNER).status == 404


def test_messages_come_newest_first_page_by_page(post: Post, clock: SettableClock) -> None:
    made = []
    for _ in range(3):
        clock.advance(timedelta(minutes=9))
        made.append(post.write().body["message_id"])

    first = post.desk("GET", f"{post.path}/site/messages", by=NOUR, query={"limit": "2"}).body
    query = {"limit": "2", "cursor": first["next_cursor"]}
    rest = post.desk("GET", f"{post.path}/site/messages", by=NOUR, query=query).body

    assert [each["message_id"] for each in first["items"] + rest["items"]] == made[::-1]


def test_a_message_is_forgotten_after_a_year(post: Post) -> None:
    message_id = post.write().body["message_id"]
    record = ContactMessageRecord.fetch(*Keys.message(post.path.rsplit("/", 1)[1], message_id))

    assert record is not None
    assert record.expires_at == int(record.to(ContactMessage).written_at.timestamp()) + 365 * 86_400


@pytest.mark.feature("CAT-15")
def test_the_contact_page_has_details_hours_location_and_the_form(post: Post, mail: MailService) -> None:
    sections = [{"kind": kind} for kind in ("details", "hours", "location", "form")]
    body = {"title": "Contact", "sections": sections}
    post.desk("PUT", f"{post.path}/site/pages/contact/en", by=NOUR, body=body, headers={"If-Match": '"0"'})

    page = post.door("GET", "/v1/public/venues/chez-nour/site/pages/contact").body
    venue = post.house.visit("GET", "/v1/public/venues/chez-nour").body
    query = {"first_on": "2026-03-02", "count": "7"}
    hours = post.house.visit("GET", "/v1/public/venues/chez-nour/days", query=query).body
    post.write()
    post.carry()

    assert [section["kind"] for section in page["sections"]] == ["details", "hours", "location", "form"]
    assert (venue["phone"], venue["address"]["street"]) == (LAHORE["phone"], LAHORE["address"]["street"])
    assert venue["address"]["latitude_e6"] == 31_560_000
    assert sum(day["is_open"] for day in hours["items"]) == 7
    assert len(mail.sent) == 1
