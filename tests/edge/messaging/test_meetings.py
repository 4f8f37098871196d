"""Calls in meetings of the Amazon Chime SDK: botocore speaks to a server on loopback that answers as Chime does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from guildhall.messaging.gateways.meetings import ChimeMeetings
from guildhall.messaging.wiring.calls import Calling, wire_calls
from tests.support.calls import Line
from tests.support.chat import CLIENT, EXPERT, House
from tests.support.loopback import Loopback, answer, answer_json, body_of

PLACEMENT = {"SignalingUrl": "wss://signal.example/control/m-1", "AudioHostUrl": "audio.example:3478"}


class Chime:
    """Meetings by the token of the request that made them, and faults in the order in which they come."""

    def __init__(self) -> None:
        self.meetings: dict[str, dict[str, Any]] = {}
        self.attendees: list[tuple[str, str]] = []
        self.deleted: list[str] = []
        self.faults: list[tuple[int, str]] = []
        self._server = Loopback(self._take)
        # Patience is not what is tested here.
        config = Config(retries={"total_max_attempts": 1}, read_timeout=5, parameter_validation=False)
        session = botocore.session.get_session()
        self.client: Any = session.create_client(
            "chime-sdk-meetings", "eu-west-1", endpoint_url=self._server.url, config=config
        )

    @contextmanager
    def running(self) -> Iterator[Chime]:
        """Serve for the length of the block."""
        with self._server.running():
            yield self
        self.client.close()

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(body_of(request) or b"{}")
        if self.faults:
            status, error = self.faults.pop(0)
            if not status:
                request.connection.close()
            elif error == "nonsense":
                answer(request, status, b"<html>", {"Content-Type": "text/html"})
            else:
                answer_json(request, status, {"Code": error, "Message": "no"}, error)
            return
        parts = request.path.strip("/").split("/")
        if request.command == "DELETE":
            self.deleted.append(parts[1])
            answer(request, 204)
        elif parts == ["meetings"]:
            made = self.meetings.setdefault(body["ClientRequestToken"], self._new(body))
            answer_json(request, 200, {"Meeting": made})
        else:
            self.attendees.append((parts[1], body["ExternalUserId"]))
            attendee = {"ExternalUserId": body["ExternalUserId"], "AttendeeId": "a-1", "JoinToken": "t-1"}
            answer_json(request, 200, {"Attendee": attendee})

    def _new(self, body: dict[str, Any]) -> dict[str, Any]:
        known = {name: body[name] for name in ("ExternalMeetingId", "MediaRegion")}
        return {"MeetingId": f"m-{len(self.meetings) + 1}", "MediaPlacement": PLACEMENT, **known}


@pytest.fixture
def chime() -> Iterator[Chime]:
    with Chime().running() as running:
        yield running


@pytest.fixture
def line(house: House, chime: Chime) -> Line:
    return Line(house, _in_meetings(wire_calls(house.platform), ChimeMeetings(chime.client, "eu-west-1")))


def _in_meetings(calling: Calling, meetings: ChimeMeetings) -> Calling:
    change = replace(calling.change, meetings=meetings)
    return replace(
        calling,
        start=replace(calling.start, meetings=meetings, change=change),
        seat=replace(calling.seat, meetings=meetings, change=change),
    )


def test_a_call_is_a_meeting_that_each_joins_and_that_is_deleted_at_the_end(line: Line, chime: Chime) -> None:
    started, again = line.start(), line.start()
    joined = line.seat("joined").body
    line.seat("left")

    admission = started.body["admission"]
    assert (admission["kind"], admission["ice_servers"]) == ("chime", [])
    assert admission["meeting"]["ExternalMeetingId"] == line.call_id
    assert admission["meeting"]["MediaPlacement"] == PLACEMENT == again.body["admission"]["meeting"]["MediaPlacement"]
    assert admission["attendee"]["JoinToken"] == "t-1"
    assert (joined["call"]["state"], joined["admission"]["meeting"]["MeetingId"]) == ("ongoing", "m-1")
    assert chime.attendees == [("m-1", CLIENT.account_id)] * 2 + [("m-1", EXPERT.account_id)]
    assert (len(chime.meetings), chime.deleted, line.kept()[0][0]) == (1, ["m-1"], "ended")


@pytest.mark.parametrize(
    "fault",
    [
        (429, "ThrottledClientException"),
        (500, "ServiceFailureException"),
        (503, "ServiceUnavailableException"),
        (403, "ForbiddenException"),
        (503, "nonsense"),
        (0, "the line breaks"),
    ],
)
def test_where_chime_fails_nothing_rings_and_the_caller_may_try_again(
    line: Line, chime: Chime, fault: tuple[int, str]
) -> None:
    chime.faults.append(fault)

    refused = line.start()

    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert (line.states("desk="), line.ongoing(), line.told("CallStarted.v1")) == ([], [], [])
    assert line.start().status == 200


def test_who_joins_while_chime_fails_is_in_and_asks_again(line: Line, chime: Chime) -> None:
    line.start()
    chime.faults.append((503, "ServiceUnavailableException"))

    answers = [line.seat("joined"), line.seat("joined")]

    assert [one.status for one in answers] == [503, 200]
    assert answers[1].body["admission"]["attendee"]["ExternalUserId"] == EXPERT.account_id


def test_a_meeting_that_ended_by_itself_lets_nobody_in(line: Line, chime: Chime) -> None:
    line.start()
    chime.faults.append((404, "NotFoundException"))

    refused = line.seat("joined")

    assert (refused.status, refused.problem) == (409, "messaging/call-over")


def test_a_meeting_that_cannot_be_deleted_keeps_no_call_alive(line: Line, chime: Chime) -> None:
    line.start()
    chime.faults.append((500, "ServiceFailureException"))

    assert line.seat("declined").body["call"]["state"] == "declined"
    assert (chime.deleted, line.ongoing()) == ([], [])
