"""Guests who wait for a full day: offers in order, each with its time, until a table is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.bookings import events
from guildhall.bookings.errors.waitlist import WaitingMoveRefused
from guildhall.bookings.events import RoomChangedV1
from guildhall.bookings.machine import WAITING_MOVES, WaitingMove, WaitingState, move_waiting
from guildhall.bookings.models.policy import Charge, ChargeKind, DepositRule, Terms
from guildhall.bookings.models.waiting import offer_until
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.wiring import waitlist as wiring
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.bank import ears
from tests.support.http import Answer
from tests.support.messages import Bus
from tests.support.outbox import published
from tests.support.rooms import OTHER_OWNER, OWNER, SLUG, VENUE_ID, Restaurant

ON = "2026-03-03"
ALL_DAY = {"starts_at": f"{ON}T12:00:00Z", "ends_at": f"{ON}T23:00:00Z"}


class Evening:
    """A restaurant whose one place for seven is taken, and those who wait for it."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self.platform, self.clock = platform, clock
        self.restaurant = Restaurant.open(platform)
        self.token, self.booked = self.restaurant.booked(f"{ON}T20:00", 7)
        self.bus = Bus(events.subscribe(ears(platform)), clock)
        self.told = 0
        self.hear()

    def join(self, name: str, party: int = 7, start: str = "19:30", end: str = "21:00", **more: Any) -> Answer:
        guest = {"name": name, "email": f"{name.casefold()}@guest.example", "language": "fr"}
        body = {"on": ON, "party": party, "from_time": start, "until_time": end, "guest": guest, **more}
        return self.restaurant.waitlist("POST", f"/v1/public/venues/{SLUG}/waitlist", body=body)

    def waits(self, name: str, **more: Any) -> str:
        answer = self.join(name, **more)
        assert answer.status == 201, answer.body
        return str(answer.body["token"])

    def guest(self, method: str, token: str, verb: str = "", **options: Any) -> Answer:
        return self.restaurant.waitlist(method, f"/v1/waitlist/manage/{token}{verb}", **options)

    def accept(self, token: str, **body: Any) -> Answer:
        return self.guest("POST", token, "/accept", body=body)

    def staff(self, method: str, path: str = "", **options: Any) -> Answer:
        options = {"by": OWNER, **options}
        return self.restaurant.waitlist(method, f"/v1/venues/{VENUE_ID}/waitlist{path}", **options)

    def states(self) -> list[tuple[str, str]]:
        listed = self.staff("GET", query={"on": ON}).body["items"]
        return [(each["guest"]["name"], each["state"]) for each in listed]

    def hear(self) -> None:
        """Let bookings hear what has happened in its rooms since the last time."""
        while True:
            news = published(self.platform.tables, "RoomChanged.v1")[self.told :]
            self.told += len(news)
            if not news:
                assert (self.bus.dead, self.bus.failed) == ([], 0)
                return
            self.bus.deliver(*[RoomChangedV1.read(each) for each in news])

    def sweep(self) -> int:
        looked = wiring.wire_offering(self.platform).sweep()
        self.hear()
        return looked

    def cancel(self) -> None:
        assert self.restaurant.manage("DELETE", self.token).status == 200
        self.hear()


@pytest.fixture
def evening(platform: Platform, clock: SettableClock) -> Evening:
    return Evening(platform, clock)


def test_a_guest_without_an_account_joins_sees_what_they_wait_for_and_leaves(evening: Evening) -> None:
    answer = evening.join("Bilal", requests="A birthday")
    seen = evening.guest("GET", answer.body["token"])
    left = evening.guest("DELETE", answer.body["token"])

    assert (answer.status, seen.status) == (201, 200)
    assert (seen.body["state"], seen.body["can"], seen.body["offer"]) == ("waiting", ["leave"], None)
    assert (seen.body["local_from"], seen.body["local_until"]) == ("2026-03-03T19:30", "2026-03-03T21:00")
    assert (seen.body["requests"], seen.body["guest"]["email"]) == ("A birthday", "bilal@guest.example")
    assert (left.body["state"], left.body["can"]) == ("left", [])
    assert evening.guest("DELETE", answer.body["token"]).status == 200
    (joined,) = published(evening.platform.tables, "WaitlistJoined.v1")
    assert (joined["venue_name"], joined["local_from"], joined["party"]) == ("Chez Nour", "2026-03-03T19:30", 7)


def test_a_cancelled_table_goes_to_the_first_who_waits_and_is_held_for_them(evening: Evening) -> None:
    first, second = evening.waits("Bilal"), evening.waits("Chloe")

    evening.cancel()

    assert evening.states() == [("Bilal", "offered"), ("Chloe", "waiting")]
    offer = evening.guest("GET", first).body
    assert offer["can"] == ["accept", "decline", "leave"]
    assert offer["offer"]["local_start"] == "2026-03-03T19:30"
    assert offer["offer"]["local_expiry"] == "2026-03-02T15:00"
    assert evening.guest("GET", second).body["offer"] is None
    assert not {"19:30", "20:00", "21:00"}.intersection(evening.restaurant.slots(7))
    (event,) = published(evening.platform.tables, "TableOffered.v1")
    assert (event["local_start"], event["venue_name"], event["party"]) == ("2026-03-03T19:30", "Chez Nour", 7)


def test_an_offer_that_is_taken_becomes_a_reservation_with_a_link_of_its_own(evening: Evening) -> None:
    token = evening.waits("Bilal", requests="A birthday")
    evening.cancel()

    answer = evening.accept(token)

    assert (answer.status, answer.body["local_start"]) == (200, "2026-03-03T19:30")
    seen = evening.restaurant.manage("GET", answer.body["token"]).body
    assert (seen["state"], seen["requests"], seen["guest"]["name"]) == ("confirmed", "A birthday", "Bilal")
    assert evening.restaurant.call("GET", f"/{answer.body['reservation_id']}").body["source"] == "waitlist"
    assert evening.states() == [("Bilal", "accepted")]
    assert (
        published(evening.platform.tables, "ReservationConfirmed.v1")[-1]["reservation_id"]
        == (answer.body["reservation_id"])
    )


def test_an_offer_of_a_table_that_asks_for_a_deposit_waits_for_it(platform: Platform) -> None:
    charge = Charge(ChargeKind.PER_PERSON, amount_minor=1_000)
    terms = Terms(deposits=(DepositRule(charge, party_from=7),))
    restaurant = Restaurant.open(platform, terms=terms)
    blocked = restaurant.room("POST", "blocks", body={**ALL_DAY, "table_ids": ["t3"], "reason": "A wobbling leg"}).body
    guest = {"name": "Bilal", "email": "bilal@guest.example"}
    body = {"on": ON, "party": 7, "from_time": "20:00", "until_time": "20:00", "guest": guest}
    token = restaurant.waitlist("POST", f"/v1/public/venues/{SLUG}/waitlist", body=body).body["token"]
    restaurant.room("DELETE", f"blocks/{blocked['block_id']}")
    wiring.wire_offering(platform).sweep()

    taken = restaurant.waitlist("POST", f"/v1/waitlist/manage/{token}/accept", body={})

    assert (taken.status, taken.body["state"]) == (200, "awaiting_deposit")
    assert published(platform.tables, "ReservationConfirmed.v1") == []
    assert restaurant.manage("GET", taken.body["token"]).body["state"] == "awaiting_deposit"


def test_an_offer_that_is_taken_twice_is_one_reservation(evening: Evening) -> None:
    token = evening.waits("Bilal")
    evening.cancel()

    answers = [evening.accept(token) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body == answers[1].body
    assert len(published(evening.platform.tables, "ReservationConfirmed.v1")) == 2


def test_a_declined_table_goes_to_the_next_and_is_not_offered_again(evening: Evening) -> None:
    first, second = evening.waits("Bilal"), evening.waits("Chloe")
    evening.cancel()

    declined = evening.guest("POST", first, "/decline")
    evening.hear()

    assert (declined.status, declined.body["state"]) == (200, "waiting")
    assert evening.states() == [("Chloe", "offered"), ("Bilal", "waiting")]
    assert evening.guest("GET", second).body["offer"]["local_start"] == "2026-03-03T19:30"
    evening.guest("DELETE", second)
    evening.hear()
    assert evening.guest("GET", first).body["offer"]["local_start"] == "2026-03-03T20:00"


def test_an_offer_nobody_answers_goes_to_the_next_by_the_sweep_alone(evening: Evening) -> None:
    first, second = evening.waits("Bilal"), evening.waits("Chloe")
    evening.cancel()

    evening.clock.advance(timedelta(minutes=119))
    assert evening.sweep() == 1
    assert evening.states() == [("Bilal", "offered"), ("Chloe", "waiting")]
    evening.clock.advance(timedelta(minutes=1))
    shown = evening.guest("GET", first).body
    evening.sweep()

    assert (shown["state"], shown["can"]) == ("expired", [])
    assert evening.states() == [("Bilal", "expired"), ("Chloe", "offered")]
    late = evening.accept(first)
    assert (late.status, late.problem) == (409, "bookings/offer-gone")
    assert late.body["alternatives"][0]["starts_at"] == "2026-03-03T20:30:00.000Z"
    assert evening.accept(second).status == 200


def test_an_offer_taken_at_its_last_second_stands_and_one_taken_at_its_end_does_not(evening: Evening) -> None:
    token = evening.waits("Bilal")
    evening.cancel()
    evening.clock.advance(timedelta(hours=2))

    at_the_end = evening.accept(token)
    evening.clock.advance(timedelta(seconds=-1))
    just_before = evening.accept(token)

    assert (at_the_end.status, at_the_end.problem) == (409, "bookings/offer-gone")
    assert just_before.status == 200


def test_a_table_that_somebody_took_after_the_offer_ended_is_theirs(evening: Evening) -> None:
    token = evening.waits("Bilal")
    evening.cancel()
    evening.clock.advance(timedelta(hours=2))
    evening.restaurant.booked(f"{ON}T19:30", 7, email="quick@guest.example", phone="")

    late = evening.accept(token)
    evening.sweep()

    assert (late.status, late.problem) == (409, "bookings/offer-gone")
    assert evening.states() == [("Bilal", "expired")]


@pytest.mark.parametrize("verb", ["no-show", "shorten", "lapse", "unblock"])
def test_whatever_frees_a_table_brings_an_offer(evening: Evening, verb: str) -> None:
    restaurant, own = evening.restaurant, evening.booked["reservation_id"]
    if verb in {"lapse", "unblock"}:
        assert restaurant.manage("DELETE", evening.token).status == 200
    if verb == "lapse":
        assert restaurant.hold(f"{ON}T20:00", 7).status == 201
    span = {"starts_at": f"{ON}T12:00:00Z", "ends_at": f"{ON}T23:00:00Z"}
    if verb == "unblock":
        blocked = restaurant.room("POST", "blocks", body={"table_ids": ["t3"], **span, "reason": "A wobbling leg"})
        assert blocked.status == 201, blocked.body
    late = verb in {"no-show", "shorten"}
    token = evening.waits("Bilal", start="21:30" if late else "19:30", end="21:30" if late else "21:00")
    evening.hear()
    assert evening.states() == [("Bilal", "waiting")]

    if verb == "no-show":
        evening.clock.advance(timedelta(days=1, hours=7, minutes=16))
        assert restaurant.call("POST", f"/{own}/no-show").status == 200
    if verb == "shorten":
        body = {"starts_at": f"{ON}T20:00", "party": 7, "minutes": 60, "guest": {"name": "Sara Khan"}}
        assert restaurant.call("PUT", f"/{own}", body=body, headers={"If-Match": '"2"'}).status == 200
    if verb == "unblock":
        assert restaurant.room("DELETE", f"blocks/{blocked.body['block_id']}").status == 204
    if verb == "lapse":
        evening.clock.advance(timedelta(minutes=10))
        evening.sweep()
    evening.hear()

    assert evening.states() == [("Bilal", "offered")]
    assert evening.accept(token).status == 200


def test_a_smaller_party_behind_gets_the_table_that_the_first_cannot_use(evening: Evening) -> None:
    four = evening.restaurant.booked(f"{ON}T20:00", 4, email="four@guest.example", phone="")[0]
    evening.waits("Bilal")
    evening.waits("Chloe", party=4, start="20:00", end="20:00")

    evening.restaurant.manage("DELETE", four)
    evening.hear()

    assert evening.states() == [("Bilal", "waiting"), ("Chloe", "offered")]


def test_an_offer_made_at_night_stands_until_the_morning() -> None:
    paris, night = ZoneInfo("Europe/Paris"), datetime(2026, 3, 2, 22, 30, tzinfo=UTC)

    assert offer_until(night, datetime(2026, 3, 3, 19, tzinfo=UTC), paris) == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert offer_until(night, datetime(2026, 3, 2, 23, tzinfo=UTC), paris) == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert offer_until(night, night + timedelta(minutes=9), paris) is None


def test_staff_see_who_waits_change_the_order_and_take_guests_off(evening: Evening) -> None:
    evening.waits("Bilal"), evening.waits("Chloe"), evening.waits("Dina")
    ids = [each["waiting_id"] for each in evening.staff("GET", query={"on": ON}).body["items"]]

    turned = evening.staff("PUT", "/order", body={"on": ON, "waiting_ids": [ids[2], ids[0], ids[1]]})
    removed = evening.staff("DELETE", f"/{ids[2]}", query={"on": ON})
    stale = evening.staff("PUT", "/order", body={"on": ON, "waiting_ids": ids})
    evening.cancel()

    assert [each["guest"]["name"] for each in turned.body["items"]] == ["Dina", "Bilal", "Chloe"]
    assert (removed.status, removed.body["state"]) == (200, "removed")
    assert (stale.status, stale.problem) == (409, "bookings/waitlist-changed")
    assert evening.states() == [("Dina", "removed"), ("Bilal", "offered"), ("Chloe", "waiting")]
    assert evening.staff("GET", query={"on": ON}, by=OTHER_OWNER).status == 404


def test_staff_who_take_a_guest_off_give_what_was_held_to_the_next(evening: Evening) -> None:
    evening.waits("Bilal"), evening.waits("Chloe")
    evening.cancel()
    first = evening.staff("GET", query={"on": ON}).body["items"][0]["waiting_id"]

    evening.staff("DELETE", f"/{first}", query={"on": ON})
    evening.hear()

    assert evening.states() == [("Bilal", "removed"), ("Chloe", "offered")]


def test_nobody_waits_while_a_table_is_free_and_is_told_which(evening: Evening) -> None:
    answer = evening.join("Bilal", start="12:00", end="21:00")

    assert (answer.status, answer.problem) == (409, "bookings/table-free")
    assert answer.body["alternatives"][0]["starts_at"] == "2026-03-03T11:00:00.000Z"


@pytest.mark.parametrize(
    ("problem", "wish"),
    [
        ("bookings/no-table-for-party", {"party": 9}),
        ("bookings/party-too-large", {"party": 40}),
        ("bookings/venue-closed", {"start": "16:00", "end": "17:00"}),
        ("bookings/too-late-to-book", {"on": "2026-03-01"}),
        ("bookings/too-early-to-book", {"on": "2027-03-03"}),
        ("bookings/guest-incomplete", {"guest": {"name": "Bilal"}}),
    ],
)
def test_what_cannot_be_waited_for_is_refused_with_what_is_possible(
    evening: Evening, problem: str, wish: dict[str, Any]
) -> None:
    answer = evening.join("Bilal", **wish)

    assert answer.problem == problem
    assert problem == "bookings/guest-incomplete" or "alternatives" in answer.body


def test_a_guest_waits_once_for_a_day_and_again_after_leaving(evening: Evening) -> None:
    token = evening.waits("Bilal")

    twice = evening.join("Bilal", start="20:00")
    evening.guest("DELETE", token)
    again = evening.join("Bilal")

    assert (twice.status, twice.problem) == (409, "bookings/waiting-duplicate")
    assert again.status == 201


def test_a_link_that_is_altered_or_of_a_reservation_opens_nothing(evening: Evening) -> None:
    token = evening.waits("Bilal")

    altered = evening.guest("GET", f"{token[:-2]}xx")
    other = evening.guest("GET", evening.token)
    turned_round = evening.restaurant.manage("GET", token)

    assert [each.problem for each in (altered, other)] == ["bookings/waiting-unknown"] * 2
    assert turned_round.problem == "bookings/link-unknown"


def test_a_hidden_venue_offers_nothing(evening: Evening) -> None:
    evening.waits("Bilal")
    venues = DynamoVenues(evening.platform.database, evening.platform.cursors)
    venue = venues.get(VENUE_ID)
    assert venue
    venues.save("bookings.hide_venue", replace(venue, published_at=None))

    evening.cancel()

    assert evening.states() == [("Bilal", "waiting")]


@pytest.mark.parametrize("state", WaitingState)
@pytest.mark.parametrize("wanted", WaitingMove)
def test_every_move_of_a_waiting_guest_is_in_the_table_or_refused(state: WaitingState, wanted: WaitingMove) -> None:
    if (state, wanted) in WAITING_MOVES:
        assert move_waiting(state, wanted) is WAITING_MOVES[state, wanted]
    else:
        with pytest.raises(WaitingMoveRefused):
            move_waiting(state, wanted)
