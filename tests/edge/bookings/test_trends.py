"""How a venue does, over HTTP: a day's widgets, days against those before, what the next may come to, measures."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from guildhall.bookings.models.policy import Terms
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.bank import Bank
from tests.support.deposited import TERMS, secured
from tests.support.rooms import OTHER_STAFF, Restaurant

EVENING = "2026-03-03T20:00"


def day(restaurant: Restaurant, on: str = "2026-03-03") -> dict[str, Any]:
    answer = restaurant.screen("GET", "figures", query={"on": on})
    assert answer.status == 200, answer.body
    return dict(answer.body)


def trend(restaurant: Restaurant, first_on: str, count: int) -> dict[str, Any]:
    answer = restaurant.screen("GET", "figures/trend", query={"first_on": first_on, "count": str(count)})
    assert answer.status == 200, answer.body
    return dict(answer.body)


def waited(restaurant: Restaurant, starts_at: str, email: str) -> tuple[str, str]:
    """Return the token and the id of another guest's reservation that waits for its deposit."""
    token, body = restaurant.booked(starts_at, 4, email=email, phone="")
    return token, str(body["reservation_id"])


def serve(restaurant: Restaurant, reservation_id: str, *verbs: str) -> None:
    for verb in verbs:
        assert restaurant.call("POST", f"/{reservation_id}/{verb}").status == 200


@pytest.mark.feature("BKG-24")
def test_the_widgets_of_a_day_show_reservations_occupancy_revenue_and_top_tables(
    platform: Platform, clock: SettableClock
) -> None:
    restaurant, bank = Restaurant.open(platform, terms=Terms(estimate_per_person_minor=4_500)), Bank(platform, clock)
    ids = [
        restaurant.phoned(starts_at, party, table_ids=[table]).body["reservation_id"]
        for starts_at, party, table in ((EVENING, 2, "t1"), ("2026-03-03T12:00", 2, "t1"), (EVENING, 4, "t5"))
    ]
    clock.advance(timedelta(days=1, hours=8))
    serve(restaurant, ids[0], "seat", "finish")
    noted = restaurant.call("PUT", f"/{ids[0]}/spent", body={"amount_minor": 12_350})
    bank.carry()

    figures = day(restaurant)

    assert (noted.status, noted.body["spent"]) == (200, {"amount_minor": 12_350, "currency": "EUR"})
    assert figures["parties"] == {"finished": 1, "confirmed": 2}
    assert figures["occupancy_basis_points"] == (2 * 6 + 2 * 6 + 4 * 8) * 10_000 // (16 * 30)
    assert (figures["currency"], figures["noted_revenue_minor"], figures["noted_parties"]) == ("EUR", 12_350, 1)
    assert figures["expected_revenue_minor"] == 8 * 4_500
    assert figures["top_tables"] == [{"table_id": "t1", "parties": 2}, {"table_id": "t5", "parties": 1}]


def test_a_bill_is_noted_of_guests_who_came_corrected_and_taken_back(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    reservation_id = restaurant.phoned(EVENING, 2).body["reservation_id"]

    def note(amount: object) -> Any:
        return restaurant.call("PUT", f"/{reservation_id}/spent", body={"amount_minor": amount})

    early = note(5_000)
    clock.advance(timedelta(days=1, hours=8))
    serve(restaurant, reservation_id, "seat")

    assert (early.status, early.problem) == (409, "bookings/reservation-move-refused")
    assert note(-1).status == 422
    assert note(5_000).body["spent"]["amount_minor"] == 5_000
    assert note(5_500).body["spent"]["amount_minor"] == 5_500
    assert note(None).body["spent"] is None
    history = restaurant.call("GET", f"/{reservation_id}/history").body["items"]
    assert [entry["changes"] for entry in history if entry["action"] == "note_spent"] == [
        {"spent": ["", "5000 EUR"]}, {"spent": ["5000 EUR", "5500 EUR"]}, {"spent": ["5500 EUR", ""]},
    ]  # fmt: skip
    assert restaurant.call("PUT", f"/{reservation_id}/spent", OTHER_STAFF, body={"amount_minor": 1}).status == 404


def test_the_money_of_deposits_is_held_then_kept_or_returned(platform: Platform, clock: SettableClock) -> None:
    restaurant, bank = Restaurant.open(platform, terms=TERMS), Bank(platform, clock)
    late, _ = secured(restaurant, bank)
    _, comes = waited(restaurant, "2026-03-05T19:00", "b@guest.example")
    bank.pays(comes)
    before = day(restaurant, "2026-03-05")["deposits"]
    clock.advance(timedelta(days=3, hours=2))
    restaurant.manage("DELETE", late)
    clock.advance(timedelta(hours=4))
    serve(restaurant, comes, "seat")
    bank.carry()

    after = day(restaurant, "2026-03-05")["deposits"]

    assert before == [{"currency": "EUR", "held_minor": 8_000, "kept_minor": 0, "returned_minor": 0}]
    assert after == [{"currency": "EUR", "held_minor": 0, "kept_minor": 2_000, "returned_minor": 6_000}]


def test_a_form_whose_deposit_nobody_paid_was_left_alone(platform: Platform, clock: SettableClock) -> None:
    restaurant, bank = Restaurant.open(platform, terms=TERMS), Bank(platform, clock)
    secured(restaurant, bank)
    _, unpaid = waited(restaurant, "2026-03-05T20:00", "b@guest.example")
    cancelled, _ = waited(restaurant, "2026-03-05T20:00", "c@guest.example")
    atit = day(restaurant, "2026-03-05")
    restaurant.manage("DELETE", cancelled)
    clock.advance(timedelta(minutes=18))
    lapsed = day(restaurant, "2026-03-05")
    bank.task("end_waiting", unpaid, 1)

    figures = day(restaurant, "2026-03-05")

    assert [(each["forms_begun"], each["forms_confirmed"], each["forms_abandoned"]) for each in
            (atit, lapsed, figures)] == [(3, 1, 0), (3, 1, 2), (3, 1, 2)]  # fmt: skip
    assert figures["conversion_basis_points"] == 3_333


@pytest.mark.feature("ANA-24")
def test_a_week_is_compared_with_the_one_before_and_the_next_evening_is_foretold_with_its_basis(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    # Tuesdays of four weeks with 2, 4, 6 and 8 guests, one of whom did not come on the second.
    ids = {
        week: [
            restaurant.phoned(f"2026-03-{3 + 7 * week:02d}T{19 + number}:00", 2).body["reservation_id"]
            for number in range(1 + week)
        ]
        for week in range(4)
    }
    clock.advance(timedelta(days=8, hours=10))
    serve(restaurant, ids[1][0], "no-show")
    clock.advance(timedelta(days=17))
    for number in range(3):
        restaurant.phoned(f"2026-03-31T{19 + number}:00", 2)

    found = trend(restaurant, "2026-03-24", 14)

    assert (found["period"]["first_on"], found["before"]["first_on"]) == ("2026-03-24", "2026-03-10")
    assert (found["period"]["covers"], found["before"]["covers"]) == (8 + 6, 2 + 6)
    assert found["before"]["no_show_basis_points"] == 10_000 // 5
    assert Counter({each["on"]: each["covers"] for each in found["days"] if each["covers"]}) == {
        "2026-03-24": 8, "2026-03-31": 6,
    }  # fmt: skip
    tuesday = next(each for each in found["forecasts"] if each["on"] == "2026-03-31")
    assert (tuesday["booked_covers"], tuesday["expected_covers"]) == (6, 6)
    assert (tuesday["least_covers"], tuesday["most_covers"], tuesday["expected_no_shows"]) == (2, 8, 0)
    assert [(each["on"], each["covers"], each["no_shows"]) for each in tuesday["basis"]] == [
        ("2026-03-24", 8, 0), ("2026-03-17", 6, 0), ("2026-03-10", 2, 1), ("2026-03-03", 2, 0),
    ]  # fmt: skip
    assert found["forecasts"][0]["on"] == "2026-03-27"


def test_where_too_little_is_known_nothing_is_foretold(restaurant: Restaurant) -> None:
    restaurant.phoned(EVENING, 2)

    (tuesday,) = trend(restaurant, "2026-03-03", 1)["forecasts"]

    assert (tuesday["booked_covers"], tuesday["expected_covers"], tuesday["expected_no_shows"]) == (2, None, None)
    assert tuesday["basis"] == []


@pytest.mark.feature("ANA-33")
def test_conversion_abandonment_and_satisfaction_are_measured_against_their_targets(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    unknown = trend(restaurant, "2026-03-02", 7)["kpis"]
    tokens = [restaurant.booked(EVENING, 2, email=f"g{number}@guest.example", phone="")[0] for number in range(2)]
    restaurant.manage("DELETE", restaurant.hold(EVENING, 3).body["token"])
    clock.advance(timedelta(days=1, hours=8))
    span = {"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z", "state": "confirmed"}
    items = restaurant.screen("GET", "reservations", query=span).body["items"]
    for item in items:
        serve(restaurant, item["reservation_id"], "seat", "finish")
    for token, stars in zip(tokens, (5, 4), strict=True):
        assert restaurant.manage("PUT", token, "/feedback", body={"stars": stars}).status == 200

    known = trend(restaurant, "2026-03-02", 7)["kpis"]

    assert [(each["goal"], each["value"], each["target"], each["is_met"]) for each in unknown] == [
        ("conversion", None, 1_500, None), ("abandonment", None, 3_000, None), ("satisfaction", None, 450, None),
    ]  # fmt: skip
    assert [(each["goal"], each["value"], each["of"], each["is_met"]) for each in known] == [
        ("conversion", 6_666, 3, True), ("abandonment", 3_333, 3, False), ("satisfaction", 450, 2, False),
    ]  # fmt: skip


def test_a_trend_is_for_those_who_run_or_work_at_the_venue(restaurant: Restaurant) -> None:
    query = {"first_on": "2026-03-02", "count": "7"}

    assert restaurant.screen("GET", "figures/trend", OTHER_STAFF, query=query).problem == "bookings/venue-unknown"
    assert restaurant.screen("GET", "figures/trend", query={**query, "count": "32"}).status == 422
