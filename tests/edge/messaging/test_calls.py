"""Calls: ring, answer on one of one's devices, talk with what both devices say on the way, hang up, or miss it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ulid import ULID

from functions.messaging.calls import create_app
from functions.messaging.tasks import choose
from guildhall.kernel.actor import Actor
from guildhall.messaging.gateways.meetings import IceServers, PeerMeetings
from guildhall.messaging.models import Participant, ParticipantRole, Subject
from guildhall.messaging.models.calls import LOOKED_AT, LOST, RINGING, Call
from guildhall.messaging.store.calls import DynamoCalls
from guildhall.messaging.wiring.calls import Calling, wire_calls
from guildhall.messaging.wiring.writing import wire_timers
from guildhall.platform.secrets import Secret
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer, Client
from tests.support.outbox import published
from tests.support.sockets import socket_event

PHONE, DESK, TABLET = "phone=", "desk=", "tablet="
OFFER = {"type": "offer", "sdp": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"}
WITH_SCREEN = {**OFFER, "sdp": OFFER["sdp"] + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=content:slides\r\n"}
ANSWER = {"type": "answer", "sdp": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"}
CANDIDATE = {"type": "candidate", "candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ relay", "sdp_mid": "0"}
TURN = "turns:turn.example:5349?transport=tcp"


class TestSecret(Secret):
    """A secret that is known."""

    value = "between us"

    __test__ = False


class Line:
    """Everything that a call of two people needs: the client's phone, the expert's desk and tablet."""

    def __init__(self, house: House, calling: Calling | None = None) -> None:
        self.house = house
        self.calling = calling or wire_calls(house.platform)
        self._http = Client(create_app, self.calling, house.platform)
        self.call_id = self.new_id()
        for actor, socket in ((CLIENT, PHONE), (EXPERT, DESK), (EXPERT, TABLET)):
            house.connect(actor, socket)

    def new_id(self) -> str:
        """Return the id of a new call."""
        return f"cal_{ULID.from_datetime(self.house.clock.now())}"

    def start(self, by: Actor = CLIENT, medium: str = "video", **more: Any) -> Answer:
        """Ring."""
        return self.ask("PUT", "", by, {"medium": medium, **more})

    def ask(self, method: str, part: str, by: Actor, body: Any = None) -> Answer:
        """Ask something of the call over HTTP."""
        path = f"/v1/conversations/{CONVERSATION}/calls/{self.call_id}{part}"
        return self._http(method, path, by=by, body=body)

    def seat(self, state: str, by: Actor = EXPERT, **more: Any) -> Answer:
        """Answer, decline or leave over HTTP."""
        return self.ask("PUT", "/seat", by, {"state": state, **more})

    def ongoing(self, by: Actor = CLIENT) -> list[dict[str, Any]]:
        """Return the call of the conversation, if there is one."""
        items: list[dict[str, Any]] = self._http("GET", f"/v1/conversations/{CONVERSATION}/calls", by=by).body["items"]
        return items

    def frame(self, by: Actor, socket: str, action: str, **more: Any) -> dict[str, Any]:
        """Send a frame about the call."""
        frame = {"action": action, "conversation_id": CONVERSATION, "call_id": self.call_id, **more}
        return self.house.frame(by, socket, **frame)

    def talk(self) -> None:
        """Have both sides in the call: the phone and the desk."""
        self.start()
        for actor, socket in ((CLIENT, PHONE), (EXPERT, DESK)):
            assert "ok" in self.frame(actor, socket, "join_call")

    def signal(self, by: Actor, socket: str, to: Actor, signal: dict[str, Any]) -> dict[str, Any]:
        """Let one device say something to the other's."""
        return self.frame(by, socket, "signal", to=to.account_id, signal=signal)

    def heard(self, socket: str) -> list[dict[str, Any]]:
        """Return what a device was signalled."""
        return [one["signal"] for one in self.house.gateway.events(socket, "signal")]

    def states(self, socket: str) -> list[str]:
        """Return what a device was told of the call, one after another."""
        return [one["call"]["state"] for one in self.house.gateway.events(socket, "call")]

    def tick(self, after: timedelta) -> int:
        """Let the timer fire after a while; return how many calls it looked at."""
        self.house.clock.advance(after)
        answer: dict[str, int] = choose(wire_timers(self.house.platform))["look_at_clock"]({})
        return answer["calls"]

    def kept(self) -> list[tuple[str, int]]:
        """Return outcome and seconds of what the conversation keeps, newest first."""
        items = self.house.read(CLIENT).body["items"]
        return [(one["call"]["outcome"], one["call"]["duration_seconds"]) for one in items if one["kind"] == "call"]

    def told(self, event: str) -> list[dict[str, Any]]:
        """Return what the world was told."""
        return published(self.house.platform.tables, event)


@pytest.fixture
def line(house: House) -> Line:
    return Line(house)


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


def since(call: dict[str, Any]) -> str:
    return next(str(seat["since"]) for seat in call["seats"] if seat["account_id"] == EXPERT.account_id)


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


def test_who_joined_no_call_and_was_only_rung_loses_a_socket_without_harm(line: Line) -> None:
    line.start()
    line.house.disconnect(EXPERT, DESK)

    assert line.ongoing()[0]["state"] == "ringing"
    assert ringing(line, EXPERT, TABLET) == [line.call_id]
