"""The room's screens, over HTTP: lists, several reservations at once, and a day's figures."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest

from guildhall.bookings.models.policy import Terms
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.rooms import ADMINISTRATOR, OTHER_STAFF, Restaurant

OOXML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAY = {"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z"}


@pytest.fixture
def evening(restaurant: Restaurant) -> dict[str, str]:
    """Five reservations of one day and one of the next, by the names of their guests."""
    wanted = [
        ("Iqbal", "2026-03-03T12:00", 2, []),
        ("Ali", "2026-03-03T19:00", 4, ["t5"]),
        ("=Khan", "2026-03-03T20:00", 2, []),
        ("Khalid", "2026-03-03T20:00", 4, []),
        ("Noor", "2026-03-03T21:30", 4, ["t5"]),
        ("Tomorrow", "2026-03-04T20:00", 2, []),
    ]
    made = {
        name: restaurant.phoned(starts_at, party, guest={"name": name}, table_ids=tables)
        for name, starts_at, party, tables in wanted
    }
    assert {answer.status for answer in made.values()} == {201}
    return {name: str(answer.body["reservation_id"]) for name, answer in made.items()}


def names(restaurant: Restaurant, **query: str) -> list[str]:
    answer = restaurant.screen("GET", "reservations", query={**DAY, **query})
    assert answer.status == 200, answer.body
    return [item["name"] for item in answer.body["items"]]


def test_a_day_a_week_and_a_month_are_spans_of_one_list(restaurant: Restaurant, evening: dict[str, str]) -> None:
    month = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}

    assert names(restaurant) == ["Iqbal", "Ali", "=Khan", "Khalid", "Noor"]
    assert names(restaurant, **month)[-1] == "Tomorrow"
    assert names(restaurant, **{"from": "2026-03-03T19:00:00Z", "to": "2026-03-03T20:30:00Z"}) == ["=Khan", "Khalid"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"service": "lunch"}, ["Iqbal"]),
        ({"table_id": "t5"}, ["Ali", "Noor"]),
        ({"party_min": "4"}, ["Ali", "Khalid", "Noor"]),
        ({"text": "KHA"}, ["=Khan", "Khalid"]),
        ({"state": "cancelled"}, []),
        ({"source": "online"}, []),
        ({"source": "staff", "service": "dinner", "text": "no"}, ["Noor"]),
    ],
)
def test_staff_narrow_the_list(
    restaurant: Restaurant, evening: dict[str, str], query: dict[str, str], expected: list[str]
) -> None:
    assert names(restaurant, **query) == expected


def test_a_reservation_is_found_by_its_id(restaurant: Restaurant, evening: dict[str, str]) -> None:
    assert names(restaurant, text=evening["Ali"].lower()) == ["Ali"]


def test_pages_join_into_the_whole_list(restaurant: Restaurant, evening: dict[str, str]) -> None:
    first = restaurant.screen("GET", "reservations", query={**DAY, "limit": "2"}).body
    second = restaurant.screen(
        "GET", "reservations", query={**DAY, "limit": "100", "cursor": first["next_cursor"]}
    ).body

    assert [item["name"] for item in (*first["items"], *second["items"])] == names(restaurant)
    forged = restaurant.screen("GET", "reservations", query={**DAY, "cursor": "x" + first["next_cursor"]})
    assert forged.problem == "cursor-invalid"


def test_holds_that_lapsed_are_not_listed(restaurant: Restaurant, clock: SettableClock) -> None:
    restaurant.hold()
    before = restaurant.screen("GET", "reservations", query=DAY).body["items"]
    clock.advance(timedelta(minutes=10))

    assert [item["state"] for item in before] == ["held"]
    assert names(restaurant) == []


def test_the_list_is_saved_as_a_sheet_that_runs_no_formula(restaurant: Restaurant, evening: dict[str, str]) -> None:
    answer = restaurant.screen("GET", "reservations/export", query={**DAY, "text": "k"})

    rows = list(csv.DictReader(answer.body.removeprefix("\ufeff").splitlines()))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert [row["name"] for row in rows] == ["'=Khan", "Khalid"]
    assert (rows[1]["starts_at"], rows[1]["party"], rows[1]["tables"]) == ("2026-03-03T19:00:00+00:00", "4", "t3")


def test_several_are_cancelled_at_once_and_each_refusal_is_told(
    restaurant: Restaurant, evening: dict[str, str]
) -> None:
    ids = [evening["Ali"], "rsv_unknown", evening["Noor"]]

    done = restaurant.screen("POST", "reservations/several", body={"action": "cancel", "reservation_ids": ids})
    early = restaurant.screen(
        "POST", "reservations/several", body={"action": "no_show", "reservation_ids": [evening["Khalid"]]}
    )

    assert [(item["state"], item["problem"]) for item in done.body["items"]] == [
        ("cancelled", None), (None, "bookings/reservation-unknown"), ("cancelled", None),
    ]  # fmt: skip
    assert names(restaurant, state="cancelled") == ["Ali", "Noor"]
    assert early.body["items"][0]["problem"] == "bookings/too-early-for-no-show"


@pytest.mark.feature("BKG-20", "ADM-11")
def test_staff_narrow_and_search_the_list_act_on_what_they_find_and_save_it(
    restaurant: Restaurant, evening: dict[str, str], clock: SettableClock
) -> None:
    clock.advance(timedelta(days=1, hours=7, minutes=30))
    found = restaurant.screen("GET", "reservations", query={**DAY, "service": "dinner", "text": "kha"}).body["items"]
    ids = [item["reservation_id"] for item in found]

    outcomes = {
        action: restaurant.screen("POST", "reservations/several", body={"action": action, "reservation_ids": each})
        for action, each in (
            ("seat", ids),
            ("finish", ids[:1]),
            ("no_show", [evening["Ali"]]),
            ("cancel", [evening["Noor"]]),
        )
    }
    saved = restaurant.screen("GET", "reservations/export", query={**DAY, "service": "dinner", "party_min": "4"})

    assert {name: [item["state"] for item in done.body["items"]] for name, done in outcomes.items()} == {
        "seat": ["seated", "seated"], "finish": ["finished"], "no_show": ["no_show"], "cancel": ["cancelled"],
    }  # fmt: skip
    rows = list(csv.DictReader(saved.body.removeprefix("\ufeff").splitlines()))
    assert [(row["name"], row["state"]) for row in rows] == [
        ("Ali", "no_show"), ("Khalid", "seated"), ("Noor", "cancelled"),
    ]  # fmt: skip


def test_figures_of_a_day(restaurant: Restaurant, evening: dict[str, str], clock: SettableClock) -> None:
    restaurant.hold("2026-03-03T22:00", 2)
    clock.advance(timedelta(hours=31, minutes=20))
    steps: list[tuple[str, str]] = [("Iqbal", "no-show"), ("Ali", "seat"), ("=Khan", "seat")]
    for name, verb in steps:
        assert restaurant.call("POST", f"/{evening[name]}/{verb}").status == 200
    restaurant.call("DELETE", f"/{evening['Noor']}")
    assert restaurant.call("POST", "/walk-ins", body={"party": 3}).status == 201

    answer = restaurant.screen("GET", "figures", query={"on": "2026-03-03"})

    # Seats in use: 2 + 2 + 4 + 4 + 4 for 12 + 18 quarters; taken: 4 x 8 + 2 x 6 + 4 x 8 + 3 x 8.
    expected: dict[str, Any] = {
        "on": "2026-03-03",
        "parties": {"no_show": 1, "seated": 3, "confirmed": 1, "cancelled": 1},
        "covers": 13,
        "seated_covers": 9,
        "walk_in_covers": 3,
        "occupancy_basis_points": 100 * 10_000 // (16 * 30),
        "no_show_basis_points": 2_000,
        "top_tables": [{"table_id": name, "parties": 1} for name in ("t2", "t3", "t4", "t5")],
        "forms_begun": 1,
        "forms_confirmed": 0,
        "forms_abandoned": 1,
        "conversion_basis_points": 0,
        "abandonment_basis_points": 10_000,
        "currency": "EUR",
        "noted_revenue_minor": 0,
        "noted_parties": 0,
        "expected_revenue_minor": None,
        "deposits": [],
    }
    assert answer.body == expected


def test_a_month_is_shown_day_by_day_with_what_each_came_to(
    restaurant: Restaurant, evening: dict[str, str], clock: SettableClock
) -> None:
    query = {"first_on": "2026-03-01", "count": "31"}

    month = restaurant.call("GET", "/calendar", query=query).body["items"]

    assert [day["on"] for day in month][::30] == ["2026-03-01", "2026-03-31"]
    assert {day["on"]: day["covers"] for day in month if day["covers"]} == {"2026-03-03": 16, "2026-03-04": 2}
    assert month[2] == restaurant.screen("GET", "figures", query={"on": "2026-03-03"}).body


def test_the_evening_of_the_day_the_clocks_change_belongs_to_that_day(restaurant: Restaurant) -> None:
    assert restaurant.phoned("2026-03-29T23:00", 2).status == 201
    query = {"first_on": "2026-03-28", "count": "3"}

    days = restaurant.call("GET", "/calendar", query=query).body["items"]

    assert [day["covers"] for day in days] == [0, 2, 0]


def test_of_forms_that_guests_began_it_is_known_for_two_months_what_became_of_them(
    platform: Platform, clock: SettableClock
) -> None:
    restaurant = Restaurant.open(platform, terms=Terms(estimate_per_person_minor=4_500))
    restaurant.booked(party=2)
    token, _ = restaurant.booked(party=2, email="b@guest.example", phone="")
    restaurant.manage("DELETE", token)
    left = restaurant.hold(party=2).body["token"]
    restaurant.manage("DELETE", left)
    restaurant.hold(party=2)
    clock.advance(timedelta(minutes=11))
    restaurant.hold(party=2)

    day = restaurant.screen("GET", "figures", query={"on": "2026-03-03"}).body

    assert (day["forms_begun"], day["forms_confirmed"], day["forms_abandoned"]) == (5, 2, 2)
    assert (day["conversion_basis_points"], day["abandonment_basis_points"]) == (5_000, 5_000)
    assert day["expected_revenue_minor"] == 9_000


def test_staff_see_what_came_of_a_guests_earlier_reservations_at_their_venue(
    restaurant: Restaurant, clock: SettableClock
) -> None:
    guest = {"name": "Sara Khan", "email": "Sara@guest.example", "phone": "+33140205050"}
    ids = [restaurant.phoned(f"2026-03-0{day}T20:00", 3, guest=guest).body["reservation_id"] for day in (3, 4, 5, 6)]
    by_phone = restaurant.phoned("2026-03-07T20:00", 2, guest={**guest, "email": None}).body["reservation_id"]
    restaurant.phoned("2026-03-06T19:00", 2, guest={"name": "Sara Khan"})
    clock.advance(timedelta(days=1, hours=8))
    for verb in ("seat", "finish"):
        restaurant.call("POST", f"/{ids[0]}/{verb}")
    clock.advance(timedelta(days=1))
    restaurant.call("POST", f"/{ids[1]}/no-show")
    restaurant.call("DELETE", f"/{ids[2]}")

    known = restaurant.call("GET", f"/{ids[3]}/guest").body

    assert {name: known[name] for name in ("visits", "covers", "no_shows", "cancellations")} == {
        "visits": 1, "covers": 3, "no_shows": 1, "cancellations": 1,
    }  # fmt: skip
    assert [item["reservation_id"] for item in known["items"]] == [by_phone, *reversed(ids)]
    assert known["first_visit_at"] == known["last_visit_at"] == "2026-03-03T19:00:00.000Z"
    assert restaurant.call("GET", f"/{ids[3]}/guest", OTHER_STAFF).problem == "bookings/venue-unknown"


def test_a_list_is_saved_as_a_workbook_whose_cells_are_never_formulas(
    restaurant: Restaurant, evening: dict[str, str]
) -> None:
    answer = restaurant.screen("GET", "reservations/export", query={**DAY, "text": "k", "format": "xlsx"})

    with ZipFile(io.BytesIO(b64decode(answer.body))) as file:
        texts = [each.text for each in fromstring(file.read("xl/sharedStrings.xml")).iter(f"{OOXML}t")]  # noqa: S314
        rows = list(fromstring(file.read("xl/worksheets/sheet1.xml")).iter(f"{OOXML}row"))  # noqa: S314
    cells = [[(cell.get("t"), cell.findtext(f"{OOXML}v")) for cell in row] for row in rows]
    said = [[texts[int(value or 0)] if kind == "s" else value for kind, value in row] for row in cells]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="reservations.xlsx"'
    assert said[0][:5] == ["reservation_id", "starts_at", "minutes", "party", "name"]
    assert [(row[3], row[4]) for row in said[1:]] == [("2", "=Khan"), ("4", "Khalid")]
    assert not any(cell.find(f"{OOXML}f") is not None for row in rows for cell in row)


def test_a_saved_list_holds_every_page(restaurant: Restaurant) -> None:
    for number in range(101):
        assert restaurant.phoned(f"2026-04-{number % 28 + 1:02d}T{12 + number // 28}:00", 2).status == 201
    query = {"from": "2026-04-01T00:00:00Z", "to": "2026-05-01T00:00:00Z"}

    answer = restaurant.screen("GET", "reservations/export", query=query)

    assert len(answer.body.splitlines()) == 102
    assert "Link" not in answer.headers


def test_only_those_who_run_or_work_at_the_venue_see_its_screens(
    restaurant: Restaurant, evening: dict[str, str]
) -> None:
    for path, query in (("reservations", DAY), ("reservations/export", DAY), ("figures", {"on": "2026-03-03"})):
        assert restaurant.screen("GET", path, ADMINISTRATOR, query=query).status == 403
        assert restaurant.screen("GET", path, OTHER_STAFF, query=query).problem == "bookings/venue-unknown"
    body = {"action": "cancel", "reservation_ids": [evening["Ali"]]}
    assert restaurant.screen("POST", "reservations/several", OTHER_STAFF, body=body).problem == "bookings/venue-unknown"
    assert names(restaurant, state="cancelled") == []


@pytest.mark.parametrize("path", ["", "/export"])
def test_a_span_that_ends_before_it_begins_holds_nothing(restaurant: Restaurant, path: str) -> None:
    span = {"from": "2026-03-04T00:00:00Z", "to": "2026-03-03T00:00:00Z"}

    answer = restaurant.screen("GET", f"reservations{path}", query=span)

    assert answer.status == 200
    assert path or answer.body == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("start", ["0000-00-00T00:00", "2026-02-30T20:00", "2026-03-03T25:00", "1066-10-14T09:00"])
@pytest.mark.parametrize("at", ["choices", "hold"])
def test_a_time_of_no_calendar_is_refused_at_its_field(restaurant: Restaurant, start: str, at: str) -> None:
    if at == "choices":
        answer = restaurant.screen("GET", "reservations/choices", query={"party": "2", "starts_at": start})
    else:
        answer = restaurant.phoned(start, 2)

    assert (answer.status, answer.problem) == (422, "invalid")
    assert any("starts_at" in fault["pointer"] for fault in answer.body["errors"])


@pytest.mark.parametrize("on", ["0001-01-01", "1899-12-31", "9999-12-31"])
@pytest.mark.parametrize("path", ["figures", "figures/trend"])
def test_a_day_out_of_reach_is_refused_at_its_field(restaurant: Restaurant, path: str, on: str) -> None:
    name = "first_on" if path.endswith("trend") else "on"

    answer = restaurant.screen("GET", path, query={name: on})

    assert (answer.status, answer.problem) == (422, "invalid")
    assert [fault["pointer"] for fault in answer.body["errors"]] == [f"#query/{name}"]
