"""What a guest does with the link of a reservation, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.support.outbox import published
from tests.support.rooms import GUEST, OWNER, Restaurant


def change(restaurant: Restaurant, token: str, version: int = 2, **changes: Any) -> Any:
    body = {"starts_at": "2026-03-03T20:00", "party": 4, "guest": GUEST, **changes}
    return restaurant.manage("PUT", token, body=body, headers={"If-Match": f'"{version}"'})


@pytest.mark.feature("BKG-17")
def test_a_guest_moves_a_reservation_and_the_old_place_is_free_again(
    restaurant: Restaurant, platform: Platform
) -> None:
    token, _ = restaurant.booked(party=7)

    answer = change(restaurant, token, starts_at="2026-03-04T19:30", party=8, requests="By the window")

    assert (answer.status, answer.body["local_start"], answer.body["party"]) == (200, "2026-03-04T19:30", 8)
    assert (answer.body["requests"], answer.headers["ETag"]) == ("By the window", '"3"')
    assert "20:00" in restaurant.slots(7)
    assert "19:30" not in restaurant.slots(7, "2026-03-04")
    event = published(platform.tables, "ReservationChanged.v1")[0]
    assert (event["was_party"], event["party"], event["was_starts_at"], event["starts_at"]) == (
        7, 8, "2026-03-03T19:00:00.000Z", "2026-03-04T18:30:00.000Z",
    )  # fmt: skip


def test_a_reservation_moves_by_half_its_length_onto_its_own_table(restaurant: Restaurant) -> None:
    token, _ = restaurant.booked(party=7)

    answer = change(restaurant, token, starts_at="2026-03-03T20:30", party=7)

    assert (answer.status, answer.body["local_start"]) == (200, "2026-03-03T20:30")
    assert restaurant.slots(7)[-1] == "13:30"


def test_a_party_that_grows_gets_tables_that_are_joined(restaurant: Restaurant) -> None:
    token, body = restaurant.booked(party=4)

    answer = change(restaurant, token, party=6)

    assert answer.status == 200
    card = restaurant.call("GET", f"/{body['reservation_id']}").body
    assert (card["table_ids"], card["party"]) == (["t3", "t4"], 6)


def test_a_move_that_finds_no_table_leaves_the_reservation_where_it_was(restaurant: Restaurant) -> None:
    restaurant.booked("2026-03-04T20:00", 7, email="other@guest.example", phone="")
    token, _ = restaurant.booked(party=7)

    answer = change(restaurant, token, starts_at="2026-03-04T20:00", party=7)

    assert (answer.status, answer.problem) == (409, "bookings/slot-taken")
    assert answer.body["alternatives"][0]["starts_at"] == "2026-03-04T21:00:00.000Z"
    assert restaurant.manage("GET", token).body["local_start"] == "2026-03-03T20:00"
    assert "20:00" not in restaurant.slots(7)


def test_details_change_without_looking_for_a_table(restaurant: Restaurant, platform: Platform) -> None:
    token, _ = restaurant.booked()

    answer = change(restaurant, token, guest={**GUEST, "name": "Sara K."})

    assert (answer.status, answer.body["guest"]["name"]) == (200, "Sara K.")
    assert published(platform.tables, "ReservationChanged.v1") == []


def test_of_two_devices_the_second_is_told(restaurant: Restaurant) -> None:
    token, _ = restaurant.booked()
    change(restaurant, token, party=3)

    answer = change(restaurant, token, party=2)

    assert (answer.status, answer.problem) == (412, "stale-version")
    assert restaurant.manage("GET", token).body["party"] == 3


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"starts_at": "2026-03-03T16:00"}, "bookings/venue-closed"),
        ({"party": 9}, "bookings/no-table-for-party"),
        ({"party": 13}, "bookings/party-too-large"),
        ({"starts_at": "2026-03-29T02:30"}, "bookings/time-skipped"),
        ({"starts_at": "2026-03-01T20:00"}, "bookings/too-late-to-book"),
        ({"guest": {"name": "Sara"}}, "bookings/guest-incomplete"),
    ],
)
def test_a_change_that_cannot_be_is_refused(restaurant: Restaurant, changes: dict[str, Any], problem: str) -> None:
    token, _ = restaurant.booked()

    assert change(restaurant, token, **changes).problem == problem
    assert restaurant.manage("GET", token).body["version"] == 2


def test_a_guest_who_moves_onto_their_own_second_reservation_is_asked(restaurant: Restaurant) -> None:
    restaurant.booked("2026-03-04T19:00")
    token, _ = restaurant.booked("2026-03-03T20:00")

    assert change(restaurant, token, starts_at="2026-03-04T22:00").problem == "bookings/reservation-duplicate"


def test_cancelling_frees_the_table_and_is_final(restaurant: Restaurant, platform: Platform) -> None:
    token, body = restaurant.booked(party=7)

    cancelled = restaurant.manage("DELETE", token)
    again = restaurant.manage("DELETE", token)

    assert (cancelled.status, cancelled.body["state"], cancelled.body["can"]) == (200, "cancelled", [])
    assert (again.status, again.body["state"]) == (200, "cancelled")
    assert "20:00" in restaurant.slots(7)
    assert change(restaurant, token, version=3).problem == "bookings/change-too-late"
    assert published(platform.tables, "ReservationCancelled.v1") == [
        {
            "reservation_id": body["reservation_id"],
            "venue_id": "ven_01J00000000000000000000000",
            "party": 7,
            "starts_at": "2026-03-03T19:00:00.000Z",
            "cancelled_by": "guest",
            "venue_name": "Chez Nour",
            "local_start": "2026-03-03T20:00",
            "owner_id": OWNER.account_id,
        }
    ]
    assert restaurant.booked(party=7)[1]["state"] == "confirmed"


def test_whoever_lets_a_hold_go_frees_the_table_at_once(restaurant: Restaurant, platform: Platform) -> None:
    held = restaurant.hold(party=7)

    assert restaurant.manage("DELETE", held.body["token"]).body["state"] == "cancelled"
    assert "20:00" in restaurant.slots(7)
    assert published(platform.tables, "ReservationCancelled.v1") == []


def test_letting_a_hold_go_that_has_lapsed_takes_nothing_from_whoever_has_the_table_now(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    lapsed = restaurant.hold(party=7)
    clock.advance(timedelta(minutes=10))
    restaurant.booked(party=7)

    assert restaurant.manage("DELETE", lapsed.body["token"]).status == 200
    assert "20:00" not in restaurant.slots(7)


def test_once_it_has_begun_the_guest_changes_nothing(restaurant: Restaurant, clock: SettableClock) -> None:
    token, _ = restaurant.booked()
    clock.advance(timedelta(hours=31))

    assert restaurant.manage("GET", token).body["can"] == []
    assert change(restaurant, token, party=2).problem == "bookings/change-too-late"
    assert restaurant.manage("DELETE", token).problem == "bookings/change-too-late"


def test_a_link_that_was_altered_or_renewed_opens_nothing(restaurant: Restaurant) -> None:
    token, _ = restaurant.booked()
    renewed = restaurant.manage("POST", token, "/renew").body["token"]
    altered = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]

    answers = [restaurant.manage("GET", wrong) for wrong in (token, altered, "guess", renewed[:-4])]

    assert {(answer.status, answer.problem) for answer in answers} == {(404, "bookings/link-unknown")}
    assert restaurant.manage("GET", renewed).status == 200


def test_staff_revoke_a_link_for_good(restaurant: Restaurant) -> None:
    token, body = restaurant.booked()

    revoked = restaurant.call("DELETE", f"/{body['reservation_id']}/link")

    assert revoked.status == 200
    assert restaurant.manage("GET", token).problem == "bookings/link-unknown"


def test_the_store_knows_links_only_by_their_hashes(restaurant: Restaurant, platform: Platform) -> None:
    token, body = restaurant.booked()

    rows = list(query.everything(platform.tables.core_table, f"RESERVATION#{body['reservation_id']}"))

    assert len(rows) == 3
    assert token not in str(rows)
    assert len(rows[-1]["link_hash"]) == 64


def test_whoever_guesses_links_is_stopped_and_whoever_has_one_is_not(restaurant: Restaurant) -> None:
    token, _ = restaurant.booked()

    opened = [restaurant.manage("GET", token).status for _ in range(20)]
    guessed = [restaurant.manage("GET", f"guess{number}").status for number in range(11)]

    assert set(opened) == {200}
    assert guessed == [404] * 10 + [429]
