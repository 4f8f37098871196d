"""Seats of a call: which of one's devices holds it, which may leave it, and what becomes of it when a socket breaks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from guildhall.messaging.models.calls import LOOKED_AT, LOST
from tests.support.calls import DESK, OFFER, PHONE, TABLET, Line
from tests.support.chat import CLIENT, CONVERSATION, EXPERT
from tests.support.meanwhile import behind, just_before
from tests.support.sockets import socket_event


def since(call: dict[str, Any]) -> str:
    return next(str(seat["since"]) for seat in call["seats"] if seat["account_id"] == EXPERT.account_id)


def test_who_answers_on_one_device_hears_on_the_other_that_it_is_answered(line: Line) -> None:
    line.start()
    line.frame(EXPERT, DESK, "join_call")
    joined = line.house.gateway.events(TABLET, "call")[-1]["call"]

    moved = line.frame(EXPERT, TABLET, "join_call")["ok"]["call"]
    hung_up = line.frame(EXPERT, DESK, "leave_call")["ok"]

    seats = [{one["account_id"]: one for one in call["seats"]}[EXPERT.account_id] for call in (joined, moved)]
    assert [one["state"] for one in seats] == ["joined", "joined"]
    assert seats[0]["since"] < seats[1]["since"]
    assert hung_up["state"] == "ongoing"


def test_a_socket_that_breaks_has_a_minute_to_come_back(line: Line) -> None:
    line.talk()
    line.house.disconnect(EXPERT, DESK)
    lost = line.ongoing()[0]["seats"]
    line.tick(LOST / 2)
    back = line.frame(EXPERT, TABLET, "join_call")["ok"]["call"]

    line.house.disconnect(EXPERT, TABLET)
    line.tick(LOST)

    assert [one["state"] for one in lost] == ["joined", "lost"]
    assert {one["state"] for one in back["seats"]} == {"joined"}
    assert (line.ongoing(), [outcome for outcome, _ in line.kept()]) == ([], ["ended"])


def test_a_socket_that_nobody_reported_gone_is_found_by_the_clock(line: Line) -> None:
    line.talk()

    looked = [line.tick(LOOKED_AT), line.tick(LOST)]

    assert (looked, line.ongoing(), line.kept()[0][0]) == ([1, 1], [], "ended")


def test_a_call_that_is_answered_on_a_socket_which_closed_meanwhile_keeps_its_seat_for_a_minute_only(
    line: Line,
) -> None:
    line.start()
    line.frame(CLIENT, PHONE, "join_call")
    line.house.disconnect(EXPERT, DESK)
    line.house.gateway.gone.add(DESK)

    late = {"action": "join_call", "request_id": "r", "conversation_id": CONVERSATION, "call_id": line.call_id}
    line.house.chat.message(socket_event("MESSAGE", DESK, EXPERT, json.dumps(late)), None)

    assert [one["state"] for one in line.ongoing()[0]["seats"]] == ["joined", "lost"]
    line.tick(LOST)
    assert line.ongoing() == []


def test_a_device_that_leaves_over_http_leaves_no_other_that_has_taken_over(line: Line) -> None:
    line.start()
    first = since(line.seat("joined").body["call"])
    second = since(line.frame(EXPERT, DESK, "join_call")["ok"]["call"])

    stale, wrong = line.seat("left", since=first), line.seat("left", since="yesterday")
    left = line.seat("left", since=second)

    assert (stale.status, stale.body["call"]["state"]) == (200, "ongoing")
    assert (wrong.status, wrong.body["errors"][0]["pointer"]) == (422, "/since")
    assert left.body["call"]["state"] == "ended"


def test_a_device_whose_socket_broke_leaves_over_http_at_once(line: Line) -> None:
    line.start()
    joined = since(line.frame(EXPERT, DESK, "join_call")["ok"]["call"])
    line.house.clock.advance(timedelta(seconds=1))
    line.house.disconnect(EXPERT, DESK)

    assert line.seat("left", since=joined).body["call"]["state"] == "ended"


def test_leaving_over_http_reads_since_as_an_instant_wherever_it_is_written(line: Line) -> None:
    line.start()
    joined = line.frame(EXPERT, DESK, "join_call")["ok"]["call"]
    at = datetime.fromisoformat(since(joined))

    elsewhere = (at - timedelta(milliseconds=1)).astimezone(timezone(timedelta(hours=5)))
    old = [line.seat("left", since=each) for each in ("1900-01-01T00:00:00Z", elsewhere.isoformat())]
    unreadable: list[Any] = ["2026-04-01T10:00:00", "1899-12-31T00:00:00Z", "", [], 1.5, "2026", "20260401"]
    wrong = [line.seat("left", since=each) for each in unreadable]
    joins, declines = (line.seat(each, since="1900-01-01T00:00:00Z") for each in ("joined", "declined"))
    left = line.seat("left", since=at.astimezone(timezone(timedelta(hours=5))).isoformat())

    assert [each.body["call"]["state"] for each in (*old, joins, declines)] == ["ongoing"] * 4
    assert [(each.status, each.body["errors"][0]["pointer"]) for each in wrong] == [(422, "/since")] * len(unreadable)
    assert left.body["call"]["state"] == "ended"


def test_of_two_devices_that_joined_over_http_only_the_one_that_talks_leaves(line: Line) -> None:
    line.start()
    first = line.seat("joined", join_id="phone-1")
    line.house.clock.advance(timedelta(seconds=1))
    again, second = (line.seat("joined", join_id=each) for each in ("phone-1", "tablet-1"))

    stale = [
        line.seat("left", join_id="phone-1"),
        line.seat("left", join_id="phone-1", since=since(second.body["call"])),
    ]
    over_a_socket = line.frame(EXPERT, DESK, "leave_call", join_id="phone-1")["ok"]
    left = line.seat("left", join_id="tablet-1", since=since(first.body["call"]))

    assert again.body["call"] == first.body["call"]
    assert since(second.body["call"]) > since(first.body["call"])
    assert [one.body["call"]["state"] for one in stale] == ["ongoing"] * 2
    assert (over_a_socket["state"], left.body["call"]["state"]) == ("ongoing", "ended")


def test_leaving_that_comes_after_the_same_device_joined_anew_changes_nothing(line: Line) -> None:
    line.start()
    line.frame(EXPERT, DESK, "join_call", join_id="a")
    line.frame(EXPERT, DESK, "join_call", join_id="b")

    late = [line.frame(EXPERT, DESK, "leave_call", join_id="a")["ok"], line.seat("left", join_id="a").body["call"]]
    left = line.frame(EXPERT, DESK, "leave_call", join_id="b")["ok"]

    assert [*(each["state"] for each in late), left["state"]] == ["ongoing", "ongoing", "ended"]


@pytest.mark.parametrize("noticed_by", ["the gateway", "the clock"])
def test_a_seat_whose_socket_broke_is_left_by_the_device_that_joined_and_by_no_other(
    line: Line, noticed_by: str
) -> None:
    line.start()
    line.seat("joined", join_id="phone")
    line.frame(EXPERT, TABLET, "join_call", join_id="tablet")
    if noticed_by == "the clock":
        line.tick(LOOKED_AT)
    else:
        line.house.disconnect(EXPERT, TABLET)

    broken = line.ongoing()[0]["seats"]
    answers = [line.seat("left", join_id=each) for each in ("phone", "tablet")]

    assert "lost" in [one["state"] for one in broken]
    assert [one.body["call"]["state"] for one in answers] == ["ongoing", "ended"]


def test_devices_that_name_no_joining_leave_as_before(line: Line) -> None:
    line.start()
    line.seat("joined", join_id="phone")

    assert line.seat("left").body["call"]["state"] == "ended"


@pytest.mark.parametrize("join_id", ["", "a b", "x" * 65, 7, []])
def test_a_joining_is_named_by_letters_and_digits(line: Line, join_id: Any) -> None:
    line.start()

    refused = [line.seat(each, join_id=join_id) for each in ("joined", "left")]
    over_a_socket = line.frame(EXPERT, DESK, "join_call", join_id=join_id)["problem"]

    assert [(one.status, one.body["errors"][0]["pointer"]) for one in refused] == [(422, "/join_id")] * 2
    assert (over_a_socket["status"], over_a_socket["errors"][0]["pointer"]) == (422, "/join_id")


def test_one_name_for_two_joinings_is_one_device_wherever_it_speaks_from(line: Line) -> None:
    line.start()
    line.frame(CLIENT, PHONE, "join_call")
    line.frame(EXPERT, DESK, "join_call", join_id="same")
    moved = line.frame(EXPERT, TABLET, "join_call", join_id="same")["ok"]["call"]
    line.signal(CLIENT, PHONE, EXPERT, OFFER)

    left = line.frame(EXPERT, DESK, "leave_call", join_id="same")["ok"]

    assert (line.heard(DESK), line.heard(TABLET)) == ([], [OFFER])
    assert (moved["state"], left["state"]) == ("ongoing", "ended")


def test_the_name_of_somebody_elses_joining_takes_nobody_off_and_is_told_to_nobody(line: Line) -> None:
    line.start()
    line.frame(CLIENT, PHONE, "join_call", join_id="clients")
    line.seat("joined", join_id="experts")

    answers = [line.seat(state, join_id="clients").body["call"] for state in ("left", "declined")]
    answers.append(line.frame(EXPERT, DESK, "leave_call", join_id="clients")["ok"])

    assert [{seat["state"] for seat in call["seats"]} for call in answers] == [{"joined"}] * 3
    assert "clients" not in json.dumps([answers, line.ongoing(EXPERT), line.house.gateway.frames[DESK]])


def test_of_two_devices_that_join_over_http_at_once_one_holds_the_seat(line: Line) -> None:
    line.start()

    with behind(), just_before("TransactWriteItems", lambda: line.seat("joined", join_id="phone")):
        late = line.seat("joined", join_id="tablet")

    assert (late.status, late.body["call"]["state"]) == (200, "ongoing")
    assert [line.seat("left", join_id=each).body["call"]["state"] for each in ("phone", "tablet")] == [
        "ongoing",
        "ended",
    ]
