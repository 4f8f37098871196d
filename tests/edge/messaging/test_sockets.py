"""The WebSocket as clients meet it: tickets, frames and answers, events, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.messaging.store.sockets import OpsKeys
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import typed_key
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.sockets import authorizer_event, socket_event

ABSENT = "cnv_01JZ4A8X7N3V5T9K2C6M0QWERZ"


@pytest.fixture
def both(house: House) -> House:
    """Each side has one open socket."""
    assert [house.connect(CLIENT, "phone="), house.connect(EXPERT, "desk=")] == [200, 200]
    return house


def decision(house: House, ticket: str | None) -> str:
    answer = house.chat.authorize(authorizer_event(ticket), None)
    (statement,) = answer["policyDocument"]["Statement"]
    assert statement["Resource"] == authorizer_event(None)["methodArn"]
    return str(statement["Effect"])


def test_a_ticket_lets_one_socket_in(house: House) -> None:
    ticket = house.http("POST", "/v1/chat/tickets", by=CLIENT).body["ticket"]

    assert [decision(house, ticket), decision(house, ticket)] == ["Allow", "Deny"]


def test_a_ticket_is_of_use_for_a_minute(house: House) -> None:
    late, in_time = (house.http("POST", "/v1/chat/tickets", by=CLIENT).body["ticket"] for _ in range(2))

    house.clock.advance(timedelta(seconds=59))
    first = decision(house, in_time)
    house.clock.advance(timedelta(seconds=1))
    assert (first, decision(house, late)) == ("Allow", "Deny")


@pytest.mark.parametrize("ticket", [None, "", "guessed", "x" * 5_000])
def test_without_a_ticket_of_ours_nobody_gets_in(house: House, ticket: str | None) -> None:
    assert decision(house, ticket) == "Deny"


def test_a_message_reaches_every_device_of_the_other_side_and_the_senders_own_others(both: House) -> None:
    both.connect(EXPERT, "tablet=")
    both.connect(CLIENT, "laptop=")
    message_id = both.message_id()

    answer = both.frame(
        CLIENT, "phone=", action="send", conversation_id=CONVERSATION, message_id=message_id, text="Hello"
    )

    assert answer["ok"]["text"] == "Hello"
    for device in ("desk=", "tablet=", "laptop="):
        assert both.gateway.events(device, "message") == [{"event": "message", "message": answer["ok"]}]
    assert both.gateway.events("phone=", "message") == []
    assert both.read(EXPERT).body["items"] == [answer["ok"]]


def test_sockets_that_come_and_go_between_messages_hear_what_is_theirs(both: House) -> None:
    both.send(CLIENT, "one")
    both.connect(EXPERT, "tablet=")
    both.send(CLIENT, "two")
    both.disconnect(EXPERT, "desk=")
    both.gateway.gone.add("desk=")
    both.send(CLIENT, "three")
    both.send(CLIENT, "four")

    heard = {
        device: [event["message"]["text"] for event in both.gateway.events(device, "message")]
        for device in ("desk=", "tablet=")
    }
    assert heard == {"desk=": ["one", "two"], "tablet=": ["two", "three", "four"]}


def test_what_is_sent_over_http_reaches_sockets_too(both: House) -> None:
    sent = both.send(CLIENT, "By post")

    assert both.gateway.events("desk=", "message") == [{"event": "message", "message": sent.body}]


def test_a_frame_sent_twice_is_kept_once_and_answered_twice_alike(both: House) -> None:
    frame = {"action": "send", "conversation_id": CONVERSATION, "message_id": both.message_id(), "text": "Hello"}

    first = both.frame(CLIENT, "phone=", **frame)
    again = both.frame(CLIENT, "phone=", **frame)

    assert first["ok"] == again["ok"]
    assert len({e["message"]["message_id"] for e in both.gateway.events("desk=", "message")}) == 1
    assert len(both.read(EXPERT).body["items"]) == 1


def test_a_gone_socket_is_forgotten_and_the_others_still_hear(both: House) -> None:
    both.connect(EXPERT, "tablet=")
    both.gateway.gone.add("desk=")
    both.clock.advance(timedelta(seconds=30))

    both.send(CLIENT, "First")
    both.gateway.gone.clear()
    both.send(CLIENT, "Second")

    assert [e["message"]["text"] for e in both.gateway.events("tablet=", "message")] == ["First", "Second"]
    assert both.gateway.events("desk=", "message") == []


def test_a_socket_that_is_told_something_while_it_opens_is_told_the_next_thing(both: House) -> None:
    both.gateway.gone.add("tablet=")
    both.connect(EXPERT, "tablet=")
    both.send(CLIENT, "First")
    both.gateway.gone.clear()
    both.send(CLIENT, "Second")

    assert [e["message"]["text"] for e in both.gateway.events("tablet=", "message")] == ["Second"]


def test_a_message_is_kept_and_answered_when_nobody_can_be_told(both: House) -> None:
    both.gateway.failing.add("desk=")

    answer = both.frame(
        CLIENT, "phone=", action="send", conversation_id=CONVERSATION, message_id=both.message_id(), text="Kept"
    )

    assert answer["ok"]["text"] == "Kept"
    assert len(both.read(EXPERT).body["items"]) == 1


def test_a_sender_who_left_before_the_answer_has_sent_nevertheless(both: House) -> None:
    both.gateway.gone.add("phone=")
    body = {"action": "send", "request_id": "r", "conversation_id": CONVERSATION, "text": "Bye"}

    both.chat.message(
        socket_event("MESSAGE", "phone=", CLIENT, json.dumps({**body, "message_id": both.message_id()})), None
    )

    assert [item["text"] for item in both.read(EXPERT).body["items"]] == ["Bye"]


@pytest.mark.feature("MSG-19")
def test_sixty_messages_a_minute_are_taken_from_one_account_by_whatever_way(both: House) -> None:
    path = f"/v1/conversations/{CONVERSATION}/messages"
    over_http = [
        both.http("POST", path, by=CLIENT, body={"message_id": both.message_id(), "text": "x"}) for _ in range(61)
    ]
    frame = {"action": "send", "conversation_id": CONVERSATION, "message_id": both.message_id(), "text": "x"}
    over_socket = both.frame(CLIENT, "phone=", **frame)
    of_another = both.frame(EXPERT, "desk=", **{**frame, "message_id": both.message_id()})
    both.clock.advance(timedelta(seconds=60))
    later = both.frame(CLIENT, "phone=", **frame)

    assert [answer.status for answer in over_http] == [201] * 60 + [429]
    assert {answer.headers["RateLimit-Policy"] for answer in over_http} == {'"messages";q=60;w=60'}
    left = [answer.headers["RateLimit"].partition(";t=")[0] for answer in over_http]
    assert left == [f'"messages";r={number}' for number in (*range(59, -1, -1), 0)]
    assert int(over_http[-1].headers["Retry-After"]) <= 60
    assert over_http[-1].problem == "too-many-requests"
    assert over_socket["problem"]["status"] == 429
    assert over_socket["problem"]["retry_after_seconds"] <= 60
    assert (of_another["ok"]["text"], later["ok"]["text"]) == ("x", "x")


@pytest.mark.feature("MSG-04")
def test_typing_is_shown_to_the_other_side_and_kept_nowhere(both: House) -> None:
    answer = both.frame(CLIENT, "phone=", action="typing", conversation_id=CONVERSATION)

    assert answer["ok"] == {}
    shown = {"event": "typing", "conversation_id": CONVERSATION, "account_id": CLIENT.account_id}
    assert both.gateway.events("desk=", "typing") == [shown]
    assert both.gateway.events("phone=", "typing") == []
    assert both.read(EXPERT).body["items"] == []


@pytest.mark.feature("MSG-05")
def test_presence_follows_the_first_and_the_last_socket(house: House) -> None:
    house.connect(CLIENT, "phone=")
    before = house.frame(CLIENT, "phone=", action="presence", conversation_id=CONVERSATION)
    house.connect(EXPERT, "desk=")
    house.connect(EXPERT, "tablet=")
    house.disconnect(EXPERT, "desk=")
    between = house.frame(CLIENT, "phone=", action="presence", conversation_id=CONVERSATION)
    house.disconnect(EXPERT, "tablet=")
    after = house.frame(CLIENT, "phone=", action="presence", conversation_id=CONVERSATION)

    assert [a["ok"][0]["is_online"] for a in (before, between, after)] == [False, True, False]
    assert between["ok"][0]["account_id"] == EXPERT.account_id
    told = [e["presence"]["is_online"] for e in house.gateway.events("phone=", "presence")]
    assert told == [True, False]


def test_whom_somebody_blocks_does_not_see_when_they_are_there(both: House) -> None:
    def presence(by: Actor, at: str) -> dict[str, Any]:
        (seen,) = both.frame(by, at, action="presence", conversation_id=CONVERSATION)["ok"]
        return dict(seen)

    blocked = f"/v1/conversations/{CONVERSATION}/blocked/{CLIENT.account_id}"
    nothing = {"account_id": EXPERT.account_id, "is_online": False, "last_seen_at": None}
    assert presence(CLIENT, "phone=")["is_online"]
    assert both.http("PUT", blocked, by=EXPERT).status == 200

    assert both.gateway.events("phone=", "presence")[-1]["presence"] == nothing
    before = len(both.gateway.events("phone=", "presence"))
    both.disconnect(EXPERT, "desk=")
    both.connect(EXPERT, "desk=")
    assert len(both.gateway.events("phone=", "presence")) == before
    assert presence(CLIENT, "phone=") == nothing
    assert presence(EXPERT, "desk=")["is_online"]

    assert both.http("DELETE", blocked, by=EXPERT).status == 200
    assert presence(CLIENT, "phone=")["is_online"]
    both.disconnect(EXPERT, "desk=")
    assert len(both.gateway.events("phone=", "presence")) == before + 1


def test_a_socket_that_stopped_pinging_counts_as_gone_and_one_that_pings_does_not(both: House) -> None:
    for _ in range(3):
        both.clock.advance(timedelta(minutes=2))
        both.frame(CLIENT, "phone=", action="ping")

    of_expert = both.frame(CLIENT, "phone=", action="presence", conversation_id=CONVERSATION)
    of_client = both.frame(EXPERT, "desk=", action="presence", conversation_id=CONVERSATION)
    both.send(EXPERT, "Are you there?")

    assert of_expert["ok"][0] == {
        "account_id": EXPERT.account_id,
        "is_online": False,
        "last_seen_at": "2026-03-02T12:00:00.000Z",
    }
    assert of_client["ok"][0]["is_online"] is True
    assert of_client["ok"][0]["last_seen_at"] == "2026-03-02T12:06:03.000Z"
    assert len(both.gateway.events("phone=", "message")) == 1


def test_a_ping_that_is_handled_after_its_socket_closed_shows_nobody_online(both: House) -> None:
    both.disconnect(EXPERT, "desk=")
    both.gateway.gone.add("desk=")

    late = json.dumps({"action": "ping", "request_id": "r", "is_in_use": True})
    both.chat.message(socket_event("MESSAGE", "desk=", EXPERT, late), None)

    (asked,) = both.frame(CLIENT, "phone=", action="presence", conversation_id=CONVERSATION)["ok"]
    told = both.gateway.events("phone=", "presence")[-1]["presence"]
    assert (asked["is_online"], told["is_online"]) == (False, False)


def test_who_went_was_last_seen_when_they_went_and_that_is_known_for_weeks(both: House) -> None:
    both.clock.advance(timedelta(minutes=1))
    gone_at = to_text(both.clock.now())
    both.disconnect(EXPERT, "desk=")
    told = both.gateway.events("phone=", "presence")[-1]["presence"]
    both.clock.advance(timedelta(days=20))
    asked = both.frame(CLIENT, "phone=", action="presence", conversation_id=CONVERSATION)["ok"]

    assert told == {"account_id": EXPERT.account_id, "is_online": False, "last_seen_at": gone_at}
    assert asked == [told]
    assert expiry(both, EXPERT.account_id) > both.clock.now()


def test_a_connection_that_broke_unnoticed_was_last_seen_at_its_last_heartbeat(both: House) -> None:
    last_heard_at = to_text(both.clock.now())
    both.clock.advance(timedelta(minutes=10))
    both.disconnect(EXPERT, "desk=")

    told = both.gateway.events("phone=", "presence")[-1]["presence"]
    assert (told["is_online"], told["last_seen_at"]) == (False, last_heard_at)


def expiry(house: House, account_id: str) -> datetime:
    """Return when the item with an account's sockets goes."""
    table, key = house.platform.tables.ops_table, typed_key(*OpsKeys.online(account_id))
    item = transport().call("GetItem", {"TableName": table, "Key": key})["Item"]
    return datetime.fromtimestamp(int(item["ttl"]["N"]), UTC)


def test_an_account_has_at_most_twenty_sockets(house: House) -> None:
    opened = [house.connect(CLIENT, f"window{number}=") for number in range(21)]
    house.disconnect(CLIENT, "window0=")

    assert opened == [200] * 20 + [429]
    assert house.connect(CLIENT, "another=") == 200


@pytest.mark.parametrize(
    ("body", "slug", "pointer"),
    [
        ("{", "malformed", ""),
        ("", "malformed", ""),
        ("[]", "invalid", ""),
        ('"send"', "invalid", ""),
        ({"request_id": "r"}, "messaging/action-unknown", "/action"),
        ({"request_id": "r", "action": "shout"}, "messaging/action-unknown", "/action"),
        ({"request_id": "r", "action": ["send"]}, "messaging/action-unknown", "/action"),
        ({"action": "ping"}, "invalid", "/request_id"),
        ({"request_id": "", "action": "ping"}, "invalid", "/request_id"),
        ({"request_id": "r" * 65, "action": "ping"}, "invalid", "/request_id"),
        ({"request_id": "r", "action": "ping", "more": 1}, "invalid", "/more"),
        ({"request_id": "r", "action": "typing"}, "invalid", "/conversation_id"),
        ({"request_id": "r", "action": "history", "conversation_id": CONVERSATION, "limit": 0}, "invalid", "/limit"),
        (
            {"request_id": "r", "action": "history", "conversation_id": CONVERSATION, "after": "forged"},
            "cursor-invalid",
            "/after",
        ),
        (
            {"request_id": "r", "action": "history", "conversation_id": CONVERSATION, "after": "a", "before": "b"},
            "invalid",
            "/after",
        ),
        ("x" * 40_000, "too-large", ""),
    ],
)
def test_a_frame_that_cannot_be_carried_out_is_answered_with_a_problem(
    both: House, body: Any, slug: str, pointer: str
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)

    both.chat.message(socket_event("MESSAGE", "phone=", CLIENT, text), None)

    (answer,) = [frame for frame in both.gateway.frames["phone="] if "event" not in frame]
    assert answer["problem"]["type"].partition("/problems/")[2] == slug
    assert answer["problem"]["errors"][0]["pointer"] == pointer
    said = body.get("request_id") if isinstance(body, dict) else None
    assert answer["request_id"] == (said if said is None or len(said) <= 64 else None)


def test_a_frame_with_a_bad_message_stores_nothing(both: House) -> None:
    whole = {"action": "send", "conversation_id": CONVERSATION, "message_id": both.message_id(), "text": "x"}
    bad: list[tuple[dict[str, Any], str]] = [
        ({"text": "x" * 4_001}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": None}, "/text"),
        ({"message_id": "msg_1"}, "/message_id"),
        ({"sender_id": EXPERT.account_id}, "/sender_id"),
    ]

    answers = [(both.frame(CLIENT, "phone=", **{**whole, **change}), pointer) for change, pointer in bad]

    assert [(a["problem"]["status"], a["problem"]["errors"][0]["pointer"]) for a, _ in answers] == [
        (422, pointer) for _, pointer in bad
    ]
    assert both.read(CLIENT).body["items"] == []
    assert both.gateway.events("desk=", "message") == []


@pytest.mark.parametrize(
    ("frame", "slug"),
    [
        ({"action": "edit", "text": "Later"}, "not-found"),
        ({"action": "delete"}, "not-found"),
        ({"action": "react", "emojis": ["👍"]}, "not-found"),
        ({"action": "receipt", "state": "read"}, "not-found"),
        ({"action": "send", "text": "Indeed", "reply_to": "$absent"}, "messaging/reply-unknown"),
        ({"action": "send", "text": "Indeed", "thread_id": "$absent"}, "messaging/reply-unknown"),
    ],
)
def test_a_frame_that_overtakes_the_message_that_it_is_about_is_refused_and_taken_after_it(
    both: House, frame: dict[str, Any], slug: str
) -> None:
    absent, own = both.message_id(), both.message_id(ahead=timedelta(seconds=1))
    is_about = frame["action"] != "send"
    whole = {
        "message_id": absent if is_about else own,
        **{k: absent if v == "$absent" else v for k, v in frame.items()},
    }

    early = both.frame(CLIENT, "phone=", conversation_id=CONVERSATION, **whole)
    kept = both.read(CLIENT).body["items"]
    both.send(CLIENT, "First", message_id=absent)
    late = both.frame(CLIENT, "phone=", conversation_id=CONVERSATION, **whole)

    assert (early["problem"]["type"].partition("/problems/")[2], kept) == (slug, [])
    assert "ok" in late


@pytest.mark.parametrize("change", [{"text": "Two"}, {"code_language": "python"}, {"mention_ids": [EXPERT.account_id]}])
def test_an_id_that_comes_again_with_other_content_is_refused_and_what_was_kept_stays(
    both: House, change: dict[str, Any]
) -> None:
    frame = {"action": "send", "conversation_id": CONVERSATION, "message_id": both.message_id(), "text": "One"}
    kept = both.frame(CLIENT, "phone=", **frame)["ok"]

    again = both.frame(CLIENT, "phone=", **{**frame, **change})
    foreign = both.frame(EXPERT, "desk=", **frame)

    for answer in (again, foreign):
        assert answer["problem"]["type"].endswith("/problems/messaging/message-id-taken")
    assert both.read(CLIENT).body["items"] == [kept]
    assert len(both.gateway.events("desk=", "message")) == 1


@pytest.mark.parametrize(
    "frame",
    [
        {"action": "send", "text": "Let me in"},
        {"action": "history"},
        {"action": "receipt", "state": "read"},
        {"action": "typing"},
        {"action": "presence"},
    ],
)
def test_every_action_treats_conversations_of_others_as_absent(both: House, frame: dict[str, Any]) -> None:
    both.connect(STRANGER, "spy=")
    sent = both.send(CLIENT, "Private").body
    if frame["action"] in {"send", "receipt"}:
        frame = {**frame, "message_id": sent["message_id"] if frame["action"] == "receipt" else both.message_id()}

    foreign = both.frame(STRANGER, "spy=", conversation_id=CONVERSATION, **frame)
    absent = both.frame(STRANGER, "spy=", conversation_id=ABSENT, **frame)

    for answer in (foreign, absent):
        assert (answer["problem"]["status"], answer["problem"]["detail"]) == (404, "There is nothing here")
        assert answer["problem"]["type"].endswith("/problems/not-found")
    assert len(both.read(CLIENT).body["items"]) == 1
    assert both.gateway.events("desk=", "typing") == both.gateway.events("desk=", "receipt") == []


def test_strangers_learn_nothing_of_comings_and_goings(house: House) -> None:
    house.connect(STRANGER, "spy=")
    house.connect(CLIENT, "phone=")
    house.disconnect(CLIENT, "phone=")
    house.send(EXPERT, "Private")

    assert house.gateway.frames["spy="] == []


def test_a_socket_without_a_person_behind_it_may_do_nothing(house: House) -> None:
    connected = house.chat.connect(socket_event("CONNECT", "who=", None), None)
    partner = Actor("cli_x", frozenset({"partner"}))
    house.chat.message(
        socket_event("MESSAGE", "bot=", partner, json.dumps({"action": "ping", "request_id": "r"})), None
    )

    assert connected["statusCode"] == 403
    assert house.gateway.answer("bot=", "r")["problem"]["status"] == 403
