"""Screens that show a venue's room hear that it has changed, as long as they ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.messaging.events import subscribe
from guildhall.bookings.events import RoomChangedV1
from guildhall.messaging.models import MOST_SCREENS
from guildhall.messaging.store.sockets import OpsKeys
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import typed_key
from tests.support.chat import CLIENT, EXPERT, House
from tests.support.messages import Bus
from tests.support.outbox import published
from tests.support.rooms import OWNER, STAFF, VENUE_ID, Restaurant


@pytest.fixture
def restaurant(house: House) -> Restaurant:
    return Restaurant.open(house.platform)


def watch(house: House, socket: str = "till=", by: Any = STAFF) -> dict[str, Any]:
    return house.frame(by, socket, action="watch_room", venue_id=VENUE_ID)


def carry(house: House) -> None:
    """Let messaging hear of the latest change."""
    latest = published(house.platform.tables, "RoomChanged.v1")[-1]
    bus = Bus(subscribe(house.ears), house.clock)
    bus.deliver(RoomChangedV1.read(latest))
    assert (bus.dead, bus.failed) == ([], 0)


def heard(house: House, socket: str) -> list[dict[str, Any]]:
    return [frame for frame in house.gateway.frames[socket] if frame.get("event") == "room"]


def test_whoever_watches_a_room_hears_which_reservation_to_read_again(house: House, restaurant: Restaurant) -> None:
    for actor, socket in ((STAFF, "till="), (OWNER, "office="), (CLIENT, "phone=")):
        house.connect(actor, socket)
    assert [watch(house)["ok"], watch(house, "office=", OWNER)["ok"]] == [{}, {}]

    _, body = restaurant.booked()
    carry(house)

    (frame,) = heard(house, "till=")
    assert heard(house, "office=") == [frame]
    assert heard(house, "phone=") == []
    known = (frame["venue_id"], frame["reservation_id"], frame["version"], frame["action"])
    assert known == (VENUE_ID, body["reservation_id"], 2, "confirm")
    assert frame["starts_at"] == "2026-03-03T19:00:00.000Z"
    read = restaurant.call("GET", f"/{body['reservation_id']}")
    assert read.body["version"] == frame["version"]


def test_what_staff_note_of_a_table_is_told_without_a_reservation(house: House, restaurant: Restaurant) -> None:
    house.connect(STAFF, "till=")
    watch(house)

    assert restaurant.room("PUT", "tables/t1/status", body={"status": "cleaning"}).status < 300
    carry(house)

    (frame,) = heard(house, "till=")
    assert (frame["reservation_id"], frame["action"]) == (None, "note_table")


def test_a_screen_that_no_longer_asks_hears_nothing_after_five_minutes(house: House, restaurant: Restaurant) -> None:
    house.connect(STAFF, "till=")
    watch(house)
    house.clock.advance(timedelta(minutes=5))

    restaurant.booked()
    carry(house)

    assert heard(house, "till=") == []


def test_what_is_known_of_a_watched_room_goes_within_minutes(house: House, restaurant: Restaurant) -> None:
    house.connect(STAFF, "till=")
    watch(house)

    table, key = house.platform.tables.ops_table, typed_key(*OpsKeys.online(VENUE_ID))
    item = transport().call("GetItem", {"TableName": table, "Key": key})["Item"]
    assert int(item["ttl"]["N"]) == (house.clock.now() + timedelta(minutes=10)).timestamp()


def test_strangers_watch_no_room(house: House, restaurant: Restaurant) -> None:
    house.connect(EXPERT, "desk=")

    refused = watch(house, "desk=", EXPERT)["problem"]

    assert refused["status"] == 404
    restaurant.booked()
    carry(house)
    assert heard(house, "desk=") == []


def test_a_room_is_watched_by_so_many_screens_and_no_more(house: House, restaurant: Restaurant) -> None:
    assert restaurant
    for number in range(MOST_SCREENS):
        assert "ok" in watch(house, f"till{number}=")

    assert watch(house, "one-more=")["problem"]["status"] == 429
    assert "ok" in watch(house, "till0=")
