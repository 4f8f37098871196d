"""Reminders that follow a reservation, and what guests say of the visit afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.bookings import api
from functions.notifications import commands, events
from guildhall.bookings.events import FeedbackInvitedV1, ReservationReminderDueV1
from guildhall.bookings.wiring import venues as wiring
from guildhall.kernel.clock import SettableClock, from_text
from guildhall.notifications import wiring as notifications
from guildhall.notifications.errors import MailRefused
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.support.bank import Bank
from tests.support.http import Answer, Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, published
from tests.support.rooms import GUEST, OTHER_OWNER, OWNER, STAFF, VENUE_ID, Restaurant

EVENING = "2026-03-05T20:00"
BEFORE: dict[str, Any] = {"reminders": [{"minutes_before": 1_440, "sms": True}, {"minutes_before": 180}]}


@pytest.fixture
def owner(platform: Platform) -> Client:
    return Client(api.create_app, wiring.wire(platform), platform)


def write(owner: Client, body: dict[str, Any], version: int = 0, by: Any = OWNER) -> Answer:
    return owner("PUT", f"/v1/venues/{VENUE_ID}/reminders", by=by, body=body, headers={"If-Match": f'"{version}"'})


def due(bank: Bank, reservation_id: str) -> dict[str, str]:
    """Return when each timer of a reservation fires, by the end of its name."""
    return {
        name.removeprefix(f"{reservation_id}-"): f"{at:%Y-%m-%dT%H:%M}Z"
        for name, (at, _, _) in bank.timers.set_for.items()
    }


def reminded(platform: Platform) -> list[tuple[str, bool]]:
    events_of = published(platform.tables, "ReservationReminderDue.v1")
    return [(event["local_start"], event["by_sms"]) for event in events_of]


@pytest.mark.feature("NTF-20")
def test_reminders_are_set_moved_and_cancelled_with_the_reservation(
    restaurant: Restaurant, bank: Bank, owner: Client, platform: Platform
) -> None:
    standing = owner("GET", f"/v1/venues/{VENUE_ID}/reminders", by=OWNER).body
    assert write(owner, BEFORE).status == 200
    token, body = restaurant.booked(EVENING, 2)
    reservation_id = body["reservation_id"]
    bank.carry()
    first = due(bank, reservation_id)
    moved = {"starts_at": "2026-03-10T19:30", "party": 2, "guest": GUEST}
    assert restaurant.manage("PUT", token, body=moved, headers={"If-Match": '"2"'}).status == 200
    bank.carry()
    second = due(bank, reservation_id)
    told = [bank.fires(f"{reservation_id}-0") for _ in range(2)]
    restaurant.manage("DELETE", token)
    late = bank.fires(f"{reservation_id}-1")

    assert standing["reminders"] == [{"minutes_before": 1_440, "sms": False}]
    assert first == {"0": "2026-03-04T19:00Z", "1": "2026-03-05T16:00Z"}
    assert second == {"0": "2026-03-09T18:30Z", "1": "2026-03-10T15:30Z"}
    assert told == [True, False]
    assert reminded(platform) == [("2026-03-10T19:30", True)]
    assert late is False
    assert due(bank, reservation_id) == {}


def test_a_guest_stops_the_text_messages_of_one_venue_by_the_form_or_the_link_and_takes_that_back(
    restaurant: Restaurant, bank: Bank, owner: Client, platform: Platform
) -> None:
    write(owner, BEFORE)
    held = restaurant.hold(EVENING, 2).body["token"]
    first = restaurant.confirm(held, texts=False).body["reservation_id"]
    token, body = restaurant.booked("2026-03-06T20:00", 2)
    third, other = restaurant.booked("2026-03-07T20:00", 2, phone="+33140205059", email="o@guest.example")
    bank.carry()

    bank.fires(f"{first}-0")
    bank.fires(f"{other['reservation_id']}-0")
    again = restaurant.manage("PUT", token, "/texts", body={"is_wanted": True})
    bank.fires(f"{body['reservation_id']}-0")
    stopped = restaurant.manage("PUT", third, "/texts", body={"is_wanted": False})

    assert reminded(platform) == [("2026-03-05T20:00", False), ("2026-03-07T20:00", True), ("2026-03-06T20:00", True)]
    assert (again.body, stopped.body) == ({"is_wanted": True}, {"is_wanted": False})


def test_who_left_no_number_has_no_text_messages_to_stop(restaurant: Restaurant) -> None:
    token, _ = restaurant.booked(EVENING, 2, phone="")

    answer = restaurant.manage("PUT", token, "/texts", body={"is_wanted": False})

    assert (answer.status, answer.body) == (200, {"is_wanted": None})


def test_a_timer_of_before_the_move_reminds_of_nothing(restaurant: Restaurant, bank: Bank) -> None:
    token, body = restaurant.booked(EVENING, 2)
    bank.carry()
    stale = dict(bank.timers.set_for)
    moved = {"starts_at": "2026-03-10T19:30", "party": 2, "guest": GUEST}
    restaurant.manage("PUT", token, body=moved, headers={"If-Match": '"2"'})
    bank.carry()
    bank.timers.set_for |= stale

    assert bank.fires(f"{body['reservation_id']}-0") is False


def test_nobody_is_reminded_of_what_they_just_did(restaurant: Restaurant, bank: Bank, owner: Client) -> None:
    write(owner, BEFORE)
    _, body = restaurant.booked("2026-03-02T20:00", 2)
    bank.carry()

    assert due(bank, body["reservation_id"]) == {"1": "2026-03-02T16:00Z"}


@pytest.mark.parametrize(
    "body",
    [
        {"reminders": [{"minutes_before": 10}]},
        {"reminders": [{"minutes_before": 60}] * 5},
        {"reminders": [{"minutes_before": "60"}]},
        {"invites_after_minutes": -1},
        {"channels": ["sms"]},
    ],
)
def test_reminders_that_make_no_sense_are_refused(restaurant: Restaurant, owner: Client, body: dict[str, Any]) -> None:
    assert write(owner, body).status == 422
    assert write(owner, BEFORE, by=OTHER_OWNER).problem == "bookings/venue-unknown"
    assert write(owner, BEFORE, version=3).status == 412


def test_a_reminder_reaches_mailbox_and_telephone(
    restaurant: Restaurant, bank: Bank, owner: Client, platform: Platform, clock: SettableClock
) -> None:
    write(owner, BEFORE)
    _, body = restaurant.booked(EVENING, 2)
    bank.carry()
    bank.fires(f"{body['reservation_id']}-0")
    letters, texts = sent(platform, clock)

    assert [(to, "waiting for you" in subject) for to, subject in letters] == [(GUEST["email"], True)]
    assert [phone for phone, _ in texts] == ["+33140205050"]
    assert "5 March 2026 at 20:00" in texts[0][1]
    assert "/reservations/manage/" in texts[0][1]


def test_a_guest_without_a_mailbox_is_reminded_by_text_message_alone(
    restaurant: Restaurant, bank: Bank, owner: Client, platform: Platform, clock: SettableClock
) -> None:
    write(owner, BEFORE)
    made = restaurant.phoned(EVENING, 2, guest={"name": "Mr Iqbal", "phone": "01 40 20 50 50"})
    bank.carry()
    bank.fires(f"{made.body['reservation_id']}-0")
    letters, texts = sent(platform, clock)

    assert letters == []
    assert len(texts) == 1


def sent(platform: Platform, clock: SettableClock) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Carry reminders to whoever sends them; return letters and texts."""
    letters: list[tuple[str, str]] = []
    texts: list[tuple[str, str]] = []

    class Post:
        def send(self, letter: Any) -> None:
            letters.append((letter.to, letter.subject))

    class Phone:
        def send(self, phone: str, text: str, tag: object = None) -> None:
            if not phone.startswith("+"):
                raise MailRefused
            texts.append((phone, text))

    hears = Bus(events.subscribe(notifications.wire_hearing(platform)), clock)
    real = notifications.wire_mail(replace(platform, environ=SETTINGS))
    mail = replace(
        real, send_mail=replace(real.send_mail, postman=Post()), send_text=replace(real.send_text, texter=Phone())
    )
    posts = Bus(commands.subscribe(mail), clock)
    kinds: list[type[ReservationReminderDueV1 | FeedbackInvitedV1]] = [
        ReservationReminderDueV1,
        FeedbackInvitedV1,
    ]
    hears.deliver(*(kind.read(data) for kind in kinds for data in published(platform.tables, kind.detail_type)))
    for number, order in enumerate(enqueued(platform.tables, "notification-mails")):
        assert posts.takes(command_message(f"msg_{number}", order))
    return letters, texts


def visited(restaurant: Restaurant, clock: SettableClock) -> tuple[str, str]:
    """Return the token and the id of a reservation whose guests have gone."""
    token, body = restaurant.booked("2026-03-02T20:00", 2)
    clock.advance(from_text(body["starts_at"]) - clock.now())
    for step in ("seat", "finish"):
        assert restaurant.call("POST", f"/{body['reservation_id']}/{step}").status == 200
    return token, str(body["reservation_id"])


def test_guests_who_have_gone_are_asked_once_how_it_was_and_the_venue_reads_it(
    restaurant: Restaurant, bank: Bank, platform: Platform, clock: SettableClock
) -> None:
    token, reservation_id = visited(restaurant, clock)
    bank.carry()
    invited = [bank.fires(f"{reservation_id}-how-was-it") for _ in range(2)]
    letters, _ = sent(platform, clock)
    said = restaurant.manage("PUT", token, "/feedback", body={"stars": 5, "words": "The naan!"})
    again = restaurant.manage("PUT", token, "/feedback", body={"stars": 4, "words": "The naan."})
    read = restaurant.call("GET", "/feedback", by=STAFF)

    assert invited == [True, False]
    assert [subject for _, subject in letters] == ["How was it at Chez Nour?"]
    assert (said.status, again.status) == (200, 200)
    assert [(item["reservation_id"], item["stars"], item["words"]) for item in read.body["items"]] == [
        (reservation_id, 4, "The naan.")
    ]
    assert restaurant.call("GET", "/feedback", by=OTHER_OWNER).problem == "bookings/venue-unknown"


def test_who_said_it_already_is_not_asked_and_a_venue_may_ask_nobody(
    restaurant: Restaurant, bank: Bank, owner: Client, clock: SettableClock
) -> None:
    token, reservation_id = visited(restaurant, clock)
    bank.carry()
    restaurant.manage("PUT", token, "/feedback", body={"stars": 1})

    assert bank.fires(f"{reservation_id}-how-was-it") is False
    assert write(owner, {"reminders": [], "invites_after_minutes": None}).status == 200
    clock.advance(timedelta(days=1))
    made = restaurant.call("POST", "/walk-ins", body={"party": 2})
    restaurant.call("POST", f"/{made.body['reservation_id']}/finish")
    bank.carry()
    assert due(bank, made.body["reservation_id"]).keys() & {"how-was-it"} == set()


@pytest.mark.parametrize(
    ("body", "status"), [({"stars": 0}, 422), ({"stars": 6}, 422), ({"stars": "5"}, 422), ({"words": "fine"}, 422)]
)
def test_feedback_has_one_to_five_stars(
    restaurant: Restaurant, clock: SettableClock, body: dict[str, Any], status: int
) -> None:
    token, _ = visited(restaurant, clock)

    assert restaurant.manage("PUT", token, "/feedback", body=body).status == status


def test_nobody_says_how_it_was_before_they_came(restaurant: Restaurant) -> None:
    token, _ = restaurant.booked()

    assert restaurant.manage("PUT", token, "/feedback", body={"stars": 5}).problem == "bookings/feedback-too-early"
