"""Every action of the WebSocket for every actor, compared with table.csv."""

from __future__ import annotations

import itertools
import json
from typing import Any, get_args

import pytest

from guildhall.messaging.schemas.frames import Frame
from tests.authorisation.answers import ALLOWED, EMPTY, REFUSED, table
from tests.support.operations import filled
from tests.support.snapshot import Snapshot
from tests.support.sockets import socket_event
from tests.support.world import ACTORS, World

ABOUT = {"conversation_id": "$conversation"}
FRAMES: dict[str, dict[str, Any]] = {
    "send": {**ABOUT, "message_id": "$new_message", "text": "Hi"},
    "edit": {**ABOUT, "message_id": "$message", "text": "Hi there"},
    "delete": {**ABOUT, "message_id": "$message"},
    "react": {**ABOUT, "message_id": "$message", "emojis": ["👍"]},
    "history": ABOUT,
    "receipt": {**ABOUT, "message_id": "$message", "state": "read"},
    "typing": ABOUT,
    "presence": ABOUT,
    "watch_room": {"venue_id": "$venue_open"},
    "join_call": {**ABOUT, "call_id": "$call"},
    "signal": {**ABOUT, "call_id": "$call", "to": "$client", "signal": {"type": "offer", "sdp": "v=0"}},
    "leave_call": {**ABOUT, "call_id": "$call"},
    "ringing": {},
    "ping": {},
}
ROWS = [f"CHAT {action}" for action in ("connect", *FRAMES)]
_numbers = itertools.count()


def ask(world: World, who: str, row: str) -> str:
    """Do one thing over a socket of somebody's; return what the answer says."""
    action, connection_id = row.removeprefix("CHAT "), f"socket-of-{who}"
    actor = world.actors[who] if who != "nobody" else None
    if action == "connect":
        answer = world.whole.chat.connect(socket_event("CONNECT", connection_id, actor), None)
        status = int(answer["statusCode"])
        return ALLOWED if status == 200 else str(status)
    request_id = f"r{next(_numbers)}"
    frame = json.dumps({"action": action, "request_id": request_id, **filled(world, FRAMES[action])})
    world.whole.chat.message(socket_event("MESSAGE", connection_id, actor, frame), None)
    said = world.whole.sockets.answer(connection_id, request_id)
    return ALLOWED if "ok" in said else str(said["problem"]["status"])


def has_no_ticket(who: str) -> bool:
    """Tell whether the gateway lets no socket of theirs in: it asks for a ticket, which they do not get."""
    return table()["POST /v1/chat/tickets"][who] != ALLOWED


def test_every_action_has_a_row() -> None:
    actions = [get_args(frame.model_fields["action"].annotation)[0] for frame in get_args(Frame)]

    assert {f"CHAT {action}" for action in actions} | {"CHAT connect"} == set(ROWS)
    assert {name for name in table() if name.startswith("CHAT ")} == set(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_everybody_gets_what_the_table_says(world: World, before: Snapshot, row: str) -> None:
    outcome = {}

    for who in ACTORS:
        outcome[who] = "401" if has_no_ticket(who) else ask(world, who, row)
        before.restore()

    assert outcome == table()[row]


@pytest.mark.parametrize("row", ROWS)
def test_a_refusal_changes_nothing(world: World, before: Snapshot, row: str) -> None:
    for who, expected in table()[row].items():
        if expected in REFUSED:
            ask(world, who, row)

    assert before.changes() == []


@pytest.mark.parametrize("row", ROWS)
def test_no_function_trusts_the_gateway_alone(steady_world: World, row: str) -> None:
    outcome = {who: ask(steady_world, who, row) for who in ACTORS if has_no_ticket(who)}

    assert {who: said for who, said in outcome.items() if said not in {*REFUSED, EMPTY}} == {}


@pytest.mark.parametrize("row", [row for row in ROWS if "$conversation" in FRAMES.get(row[5:], {}).values()])
def test_a_stranger_learns_as_little_as_of_what_is_not_there(steady_world: World, row: str) -> None:
    strangers = [who for who, expected in table()[row].items() if expected == "404"]
    known = [ask(steady_world, who, row) for who in strangers]
    ids = {**steady_world.ids, "conversation": "cnv_ZZZZZZZZZZZZZZZZZZZZZZZZZZ"}

    absent = [ask(World(steady_world.whole, "", steady_world.actors, {}, ids), who, row) for who in strangers]

    assert strangers
    assert known == absent
