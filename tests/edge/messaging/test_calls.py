"""Calls: ring, answer, talk with what both devices say on the way, hang up, or miss it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.messaging.calls import create_app
from guildhall.kernel.actor import Actor
from guildhall.messaging.gateways.meetings import IceServers, PeerMeetings
from guildhall.messaging.models import Participant, ParticipantRole, Subject
from guildhall.messaging.models.calls import RINGING, Call
from guildhall.messaging.store.calls import DynamoCalls
from guildhall.messaging.wiring.calls import wire_calls
from guildhall.platform.secrets import Secret
from tests.support.calls import ANSWER, CANDIDATE, DESK, OFFER, PHONE, TABLET, Line
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Client

WITH_SCREEN = {**OFFER, "sdp": OFFER["sdp"] + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=content:slides\r\n"}
TURN = "turns:turn.example:5349?transport=tcp"


class TestSecret(Secret):
    """A secret that is known."""

    value = "between us"

    __test__ = False


@pytest.fixture
def relayed(house: House) -> Line:
    """A line with a TURN server."""
    calling = wire_calls(house.platform)
    meetings = PeerMeetings(IceServers(("stun:stun.example",), (TURN,), TestSecret("arn"), house.clock))
    change = replace(calling.change, meetings=meetings)
    return Line(
        house,
        replace(
            calling,
            start=replace(calling.start, meetings=meetings, change=change),
            seat=replace(calling.seat, meetings=meetings, change=change),
        ),
    )


@pytest.mark.feature("MSG-16")
def test_a_call_rings_on_every_device_is_answered_talked_in_and_kept(line: Line) -> None:
    started = line.start()
    line.frame(CLIENT, PHONE, "join_call")
    answered = line.frame(EXPERT, DESK, "join_call")["ok"]
    said = [line.signal(CLIENT, PHONE, EXPERT, OFFER), line.signal(EXPERT, DESK, CLIENT, ANSWER)]
    line.signal(CLIENT, PHONE, EXPERT, CANDIDATE)
    line.house.clock.advance(timedelta(minutes=3))
    left = line.frame(EXPERT, DESK, "leave_call")["ok"]

    assert (started.status, started.body["call"]["state"]) == (200, "ringing")
    assert (answered["call"]["state"], answered["admission"]["kind"]) == ("ongoing", "peer")
    assert [one["ok"] for one in said] == [{}, {}]
    assert (line.heard(DESK)[0], line.heard(PHONE), line.heard(TABLET)) == (OFFER, [ANSWER], [])
    assert line.heard(DESK)[1].items() >= CANDIDATE.items()
    assert (left["state"], line.ongoing(), line.kept()) == ("ended", [], [("ended", 184)])
    for device in (PHONE, DESK, TABLET):
        assert (line.states(device)[0], line.states(device)[-1]) == ("ringing", "ended")
        (entry,) = line.house.gateway.events(device, "message")
        assert entry["message"]["call"]["call_id"] == line.call_id
    (rung,) = line.told("CallStarted.v1")
    assert (rung["callee_ids"], rung["medium"]) == ([EXPERT.account_id], "video")
    assert line.told("CallMissed.v1") == []


@pytest.mark.feature("CON-09")
def test_a_screen_is_shared_by_a_new_offer_and_a_relay_helps_where_no_straight_way_is(relayed: Line) -> None:
    admission = relayed.start().body["admission"]
    for actor, socket in ((CLIENT, PHONE), (EXPERT, DESK)):
        relayed.frame(actor, socket, "join_call")
    relayed.signal(CLIENT, PHONE, EXPERT, OFFER)
    relayed.signal(EXPERT, DESK, CLIENT, ANSWER)

    relayed.signal(CLIENT, PHONE, EXPERT, WITH_SCREEN)
    relayed.signal(EXPERT, DESK, CLIENT, {**ANSWER, "sdp": WITH_SCREEN["sdp"]})

    assert (relayed.heard(DESK)[-1], relayed.heard(PHONE)[-1]["sdp"]) == (WITH_SCREEN, WITH_SCREEN["sdp"])
    stun, turn = admission["ice_servers"]
    assert (stun["urls"], stun["credential"], turn["urls"]) == (["stun:stun.example"], None, [TURN])
    until, _, name = turn["username"].partition(":")
    assert (int(until) > relayed.house.clock.now().timestamp(), name) == (True, relayed.call_id)
    digest = hmac.new(b"between us", turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(digest).decode()


def test_a_call_that_nobody_answers_is_missed_and_they_are_told(line: Line) -> None:
    line.start(medium="voice")

    looked = [line.tick(RINGING / 2), line.tick(RINGING), line.tick(RINGING)]

    assert (looked, line.kept(), line.ongoing()) == ([0, 1, 0], [("missed", 0)], [])
    (missed,) = line.told("CallMissed.v1")
    assert (missed["missed_ids"], missed["medium"]) == ([EXPERT.account_id], "voice")
    line.house.stream()
    unread = line.house.http("GET", f"/v1/conversations/{CONVERSATION}", by=EXPERT).body["unread"]
    assert (unread, line.told("MessageSent.v1")) == (1, [])


def test_a_call_that_was_talked_in_is_nothing_unread(line: Line) -> None:
    line.talk()
    line.frame(CLIENT, PHONE, "leave_call")

    line.house.stream()

    assert line.house.http("GET", f"/v1/conversations/{CONVERSATION}", by=EXPERT).body["unread"] == 0


def test_who_is_too_late_cannot_answer_even_before_the_clock_has_looked(line: Line) -> None:
    line.start()
    line.house.clock.advance(RINGING)

    late = line.frame(EXPERT, DESK, "join_call")["problem"]

    assert (late["status"], late["type"].rpartition("/problems/")[2]) == (409, "messaging/call-over")
    assert line.ongoing() == []


def test_a_call_that_is_declined_or_given_up_is_over(line: Line) -> None:
    line.start()
    declined = [line.seat("declined"), line.seat("declined")]
    line.call_id = line.new_id()
    line.start()
    given_up = line.seat("left", CLIENT)

    assert [one.body["call"]["state"] for one in declined] == ["declined", "declined"]
    assert given_up.body["call"]["state"] == "missed"
    assert sorted(line.kept()) == [("declined", 0), ("missed", 0)]
    assert [one["call_id"] for one in line.told("CallMissed.v1")] == [line.call_id]


def test_declining_late_on_one_device_ends_nothing_that_was_answered_on_another(line: Line) -> None:
    line.talk()

    declined = line.seat("declined")
    line.house.disconnect(EXPERT, DESK)
    broken = line.seat("declined")
    left = line.seat("left")

    assert [one.body["call"]["state"] for one in (declined, broken, left)] == ["ongoing", "ongoing", "ended"]
    assert [outcome for outcome, _ in line.kept()] == ["ended"]


def test_starting_again_changes_nothing_and_another_call_has_to_wait(line: Line) -> None:
    first, again = line.start(), line.start()
    other_medium, other_caller = line.start(medium="voice"), line.start(EXPERT)
    known = line.call_id
    line.call_id = line.new_id()
    second = line.start(EXPERT)

    assert (first.body["call"], first.status) == (again.body["call"], again.status)
    assert {other_medium.problem, other_caller.problem} == {"messaging/call-id-taken"}
    assert (second.status, second.problem, second.body["call_id"]) == (409, "messaging/another-call", known)
    assert [one["call_id"] for one in line.told("CallStarted.v1")] == [known]

    line.house.clock.advance(RINGING)
    assert (line.start(EXPERT).status, line.kept()) == (200, [("missed", 0)])


def test_of_two_who_call_each_other_at_once_the_later_is_led_to_the_other_call(line: Line) -> None:
    calling, first = line.calling, line.call_id

    class Overtaken(DynamoCalls):
        """Before the expert's call is stored, the client's rings."""

        def start(self, *what: Any) -> Call:
            mine, line.call_id = line.call_id, first
            if not line.told("CallStarted.v1"):
                Line.start(line)
            line.call_id = mine
            return super().start(*what)

    start = replace(calling.start, calls=Overtaken(line.house.platform.database))
    late = Client(create_app, replace(calling, start=start), line.house.platform)
    line.call_id = line.new_id()
    path = f"/v1/conversations/{CONVERSATION}/calls/{line.call_id}"

    answer = late("PUT", path, by=EXPERT, body={"medium": "video"})

    assert (answer.status, answer.problem, answer.body["call_id"]) == (409, "messaging/another-call", first)
    assert [one["call_id"] for one in line.told("CallStarted.v1")] == [first]


def test_one_call_that_cannot_be_looked_at_keeps_no_other_waiting(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.start()
    due = DynamoCalls.due
    monkeypatch.setattr(DynamoCalls, "due", lambda self, now: [(CONVERSATION, "cal_unknown"), *due(self, now)])

    assert (line.tick(RINGING), line.kept()) == (1, [("missed", 0)])


def test_signals_pass_only_between_devices_that_joined(line: Line) -> None:
    line.start()
    line.frame(CLIENT, PHONE, "join_call")
    to_unjoined = line.signal(CLIENT, PHONE, EXPERT, OFFER)
    from_unjoined = line.signal(EXPERT, DESK, CLIENT, OFFER)
    line.frame(EXPERT, DESK, "join_call")
    from_elsewhere = line.signal(EXPERT, TABLET, CLIENT, OFFER)
    to_stranger = line.signal(CLIENT, PHONE, STRANGER, OFFER)
    of_stranger = line.signal(STRANGER, "street=", CLIENT, OFFER)
    line.frame(CLIENT, PHONE, "leave_call")
    too_late = line.signal(EXPERT, DESK, CLIENT, OFFER)

    refused = [to_unjoined, from_unjoined, from_elsewhere, to_stranger, too_late]
    assert [one["problem"]["status"] for one in refused] == [409] * 5
    assert to_unjoined["problem"]["errors"][0]["pointer"] == "/to"
    assert of_stranger["problem"]["status"] == 404
    assert (line.heard(PHONE), line.heard(DESK)) == ([], [])


@pytest.mark.parametrize(
    "signal",
    [
        {"type": "offer", "sdp": ""},
        {"type": "offer", "sdp": "v" * 16_001},
        {"type": "candidate", "candidate": "c" * 1_001},
        {"type": "words", "sdp": "v=0"},
        {"type": "answer", "sdp": "v=0", "script": "x"},
        "offer",
    ],
)
def test_a_signal_of_another_shape_is_refused_and_passed_on_to_nobody(line: Line, signal: Any) -> None:
    line.talk()

    refused = line.signal(CLIENT, PHONE, EXPERT, signal)["problem"]

    assert (refused["status"], line.heard(DESK)) == (422, [])
    assert refused["errors"][0]["pointer"].startswith("/")


def test_strangers_neither_call_nor_see_nor_join(line: Line) -> None:
    line.start()

    answers = [line.ask("GET", "", STRANGER), line.seat("joined", STRANGER), line.seat("left", STRANGER)]
    line.call_id = line.new_id()
    answers += [line.start(STRANGER), line.ask("GET", "", CLIENT)]

    assert [one.status for one in answers] == [404] * 5


def test_who_is_blocked_rings_nowhere(line: Line) -> None:
    line.house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{CLIENT.account_id}", by=EXPERT)

    assert (line.start().problem, line.states(DESK)) == ("messaging/blocked", [])


def test_nobody_edits_or_takes_back_what_a_call_left_behind(line: Line) -> None:
    line.talk()
    line.frame(CLIENT, PHONE, "leave_call")
    (entry,) = line.house.read(CLIENT).body["items"]

    answers = [
        line.house.on(CLIENT, "PUT", entry["message_id"], body={"text": "I never called"}),
        line.house.on(CLIENT, "DELETE", entry["message_id"]),
    ]

    assert [one.status for one in answers] == [403, 403]
    assert line.house.on(EXPERT, "PUT", entry["message_id"], "/reactions", body={"emojis": ["👍"]}).status == 200


def test_an_hour_of_ringing_is_refused(line: Line) -> None:
    statuses = []
    for _ in range(21):
        line.call_id = line.new_id()
        statuses.append(line.start().status)
        line.seat("declined")

    assert (statuses[:20], statuses[20]) == ([200] * 20, 429)


def ringing(line: Line, by: Actor = EXPERT, socket: str = DESK) -> list[str]:
    """Ask over a socket what rings at one; return the calls."""
    return [one["call_id"] for one in line.house.frame(by, socket, action="ringing")["ok"]]


def test_a_device_that_comes_while_a_call_rings_hears_of_it(line: Line) -> None:
    before = ringing(line)
    line.start()
    line.house.connect(EXPERT, "late=")

    (call,) = line.house.frame(EXPERT, "late=", action="ringing")["ok"]

    assert before == []
    assert call == line.ongoing()[0]
    assert ringing(line, CLIENT, PHONE) == []


@pytest.mark.parametrize("state", ["joined", "declined"])
def test_what_was_answered_or_declined_rings_no_more(line: Line, state: str) -> None:
    line.start()
    line.seat(state)

    assert ringing(line) == []


def test_what_nobody_answered_rings_no_more_although_no_clock_has_looked(line: Line) -> None:
    line.start()
    line.house.clock.advance(RINGING)

    assert ringing(line) == []


def test_of_two_calls_the_last_rings_and_who_left_the_conversation_hears_nothing(line: Line) -> None:
    other = "cnv_01JZ4A8X7N3V5T9K2C6M0QWERZ"
    who = [Participant(one.account_id, ParticipantRole.MEMBER) for one in (CLIENT, EXPERT)]
    line.house.ears.keep_conversation(Subject.TICKET, other.replace("cnv_", "tck_"), "Cold oven", who)
    line.start()
    line.house.clock.advance(timedelta(seconds=1))
    last = line.new_id()
    body = {"medium": "voice"}
    started = Client(create_app, line.calling, line.house.platform)(
        "PUT", f"/v1/conversations/{other}/calls/{last}", by=CLIENT, body=body
    )
    rang = ringing(line)
    gone = [Participant(EXPERT.account_id, ParticipantRole.MEMBER, is_in=False, as_of="01Z")]
    line.house.ears.keep_conversation(Subject.TICKET, other.replace("cnv_", "tck_"), "Cold oven", gone)

    assert (started.status, rang, ringing(line)) == (200, [last], [])


def test_who_joined_no_call_and_was_only_rung_loses_a_socket_without_harm(line: Line) -> None:
    line.start()
    line.house.disconnect(EXPERT, DESK)

    assert line.ongoing()[0]["state"] == "ringing"
    assert ringing(line, EXPERT, TABLET) == [line.call_id]
