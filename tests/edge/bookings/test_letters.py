"""Letters to guests without an account: what was booked, a calendar file, and the link that manages it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from guildhall.bookings.events import (
    ReservationCancelledV1,
    ReservationChangedV1,
    ReservationConfirmedV1,
    TableOfferedV1,
    WaitlistJoinedV1,
)
from guildhall.bookings.wiring.waitlist import wire_offering
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.events import DomainEvent
from guildhall.platform.assembly import Platform
from tests.support.letters import Letters
from tests.support.rooms import GUEST, Restaurant
from tests.support.ses import MailService, Sent

KINDS: tuple[type[DomainEvent], ...] = (
    ReservationConfirmedV1,
    ReservationChangedV1,
    ReservationCancelledV1,
    WaitlistJoinedV1,
    TableOfferedV1,
)


@pytest.fixture
def letters(platform: Platform, clock: SettableClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    with MailService().running() as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", service.endpoint_url)
        yield Letters(platform, clock, service, *KINDS)


def event_of(text: str) -> Any:
    """Return the one event of a calendar file; its properties have a type each."""
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def link_in(letter: Sent) -> str:
    """Return the token of the link in a letter."""
    return letter.text.partition("/reservations/manage/")[2].split()[0]


@pytest.mark.feature("BKG-15", "BKG-16")
def test_a_guest_manages_the_reservation_by_the_link_of_the_letter_alone(
    restaurant: Restaurant, letters: Letters
) -> None:
    restaurant.booked(party=4)

    (letter,) = letters()
    token = link_in(letter)
    seen = restaurant.manage("GET", token)
    body = {"starts_at": "2026-03-03T19:30", "party": 3, "guest": GUEST}
    changed = restaurant.manage("PUT", token, body=body, headers={"If-Match": seen.headers["ETag"]})
    cancelled = restaurant.manage("DELETE", token)

    assert letter.to == ["sara@guest.example"]
    assert letter.subject == "Your table at Chez Nour on 3 March 2026 at 20:00"
    assert "Hello Sara Khan," in letter.text
    assert "List-Unsubscribe" not in letter.headers
    assert (seen.body["can"], seen.body["change_until"]) == (["change", "cancel"], "2026-03-03T19:00:00.000Z")
    assert (changed.status, changed.body["party"]) == (200, 3)
    assert (cancelled.status, cancelled.body["state"]) == (200, "cancelled")


def test_the_calendar_file_holds_the_reservation_as_other_programs_read_it(
    restaurant: Restaurant, letters: Letters
) -> None:
    token, body = restaurant.booked(party=4)

    (letter,) = letters()
    by_link = restaurant.manage("GET", token, "/calendar")

    event = event_of(letter.attachments["reservation.ics"])
    assert event["UID"] == f"{body['reservation_id']}@guildhall.example"
    assert event["DTSTART"].dt == datetime(2026, 3, 3, 19, tzinfo=UTC)
    assert event["DTEND"].dt == datetime(2026, 3, 3, 21, tzinfo=UTC)
    assert (str(event["SUMMARY"]), str(event["STATUS"])) == ("Chez Nour (4)", "CONFIRMED")
    assert str(event["LOCATION"]) == "4 Rue des Essais, Paris"
    assert str(Calendar.from_ical(letter.attachments["reservation.ics"])["METHOD"]) == "PUBLISH"
    assert by_link.headers["Content-Type"].startswith("text/calendar")
    assert event_of(by_link.body)["UID"] == event["UID"]


@pytest.mark.feature("BKG-18", "NTF-27")
def test_cancelling_is_confirmed_by_a_letter_that_takes_it_out_of_the_calendar(
    restaurant: Restaurant, letters: Letters
) -> None:
    token, _ = restaurant.booked()
    restaurant.manage("DELETE", token)

    letter = letters()[-1]

    event = event_of(letter.attachments["reservation.ics"])
    assert letter.subject == "Your reservation at Chez Nour is cancelled"
    assert "METHOD:CANCEL" in letter.attachments["reservation.ics"]
    assert (str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCELLED", 3)


def test_a_change_is_told_with_the_new_time_of_the_venues_clocks(restaurant: Restaurant, letters: Letters) -> None:
    token, _ = restaurant.booked(party=4)
    letters()
    body = {"starts_at": "2026-05-04T19:30", "party": 3, "guest": GUEST}
    restaurant.manage("PUT", token, body=body, headers={"If-Match": '"2"'})

    letter = letters()[-1]

    assert letter.subject == "Your reservation at Chez Nour has changed"
    assert "4 May 2026 at 19:30" in letter.text


@pytest.mark.parametrize(("language", "greeting"), [("fr", "Votre table chez Chez Nour"), ("ur-PK", "Chez Nour")])
def test_letters_speak_the_guests_language(
    restaurant: Restaurant, letters: Letters, language: str, greeting: str
) -> None:
    restaurant.booked(language=language)

    (letter,) = letters()

    assert greeting in letter.subject
    assert ('dir="rtl"' in letter.html) == (language == "ur-PK")


def test_a_revoked_link_is_in_no_letter(restaurant: Restaurant, letters: Letters) -> None:
    _, body = restaurant.booked()
    restaurant.call("DELETE", f"/{body['reservation_id']}/link")

    (letter,) = letters()

    assert "/reservations/manage/" not in letter.text


def test_a_renewed_link_is_the_one_that_the_letter_has(restaurant: Restaurant, letters: Letters) -> None:
    token, _ = restaurant.booked()
    renewed = restaurant.manage("POST", token, "/renew").body["token"]

    (letter,) = letters()

    assert link_in(letter) == renewed


def test_nobody_is_written_to_whose_address_is_not_known(restaurant: Restaurant, letters: Letters) -> None:
    restaurant.phoned()

    assert letters() == []


@pytest.mark.parametrize(
    ("language", "offered"),
    [
        ("en", "A table at Chez Nour is free on 3 March 2026 at 20:00"),
        ("fr", "Une table chez Chez Nour est libre le 3 mars 2026 à 20:00"),
        ("ur", "\u2068Chez Nour\u2069 میں \u20683 مارچ 2026، 20:00\u2069 کو ایک میز خالی ہے"),
    ],
)
def test_a_guest_who_waits_gets_letters_with_the_link_that_answers(
    restaurant: Restaurant, letters: Letters, platform: Platform, language: str, offered: str
) -> None:
    booked, _ = restaurant.booked(party=7)
    guest = {"name": "Omar Riaz", "email": "omar@guest.example", "language": language}
    body = {"on": "2026-03-03", "party": 7, "from_time": "20:00", "until_time": "20:30", "guest": guest}
    assert restaurant.waitlist("POST", "/v1/public/venues/chez-nour/waitlist", body=body).status == 201
    restaurant.manage("DELETE", booked)
    wire_offering(platform).sweep()

    mine = [letter for letter in letters() if letter.to == ["omar@guest.example"]]
    token = mine[-1].text.partition("/waitlist/manage/")[2].split()[0]

    assert [letter.subject == offered for letter in mine] == [False, True]
    assert token in mine[0].text
    assert "15:00" in mine[1].text
    assert restaurant.waitlist("POST", f"/v1/waitlist/manage/{token}/accept", body={}).status == 200
