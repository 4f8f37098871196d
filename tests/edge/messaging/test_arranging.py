"""Archive, mute, pin and block: each person for themselves, the same on all of their devices."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.messaging.tasks import choose
from guildhall.kernel import parts
from guildhall.kernel.actor import SYSTEM, Actor, Origin
from guildhall.messaging.models import Participant, ParticipantRole, Subject
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.use_cases.arranging import GatherBlocks
from guildhall.messaging.wiring.writing import wire_timers
from guildhall.platform import context, query
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import to_typed, typed_key
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer
from tests.support.outbox import published

PATH = f"/v1/conversations/{CONVERSATION}"
THREE = CONVERSATION[:-1] + "Z"


def arrange(house: House, by: Actor, **how: bool) -> Answer:
    """Arrange the conversation; what is not named is off."""
    body = {"is_archived": False, "is_muted": False, "is_pinned": False, **how}
    return house.http("PUT", f"{PATH}/arrangement", by=by, body=body)


def listed(house: House, by: Actor, *, archived: bool = False) -> list[dict[str, Any]]:
    """Return what somebody's list shows."""
    query = {"archived": str(archived).lower()}
    items: list[dict[str, Any]] = house.http("GET", "/v1/conversations", by=by, query=query).body["items"]
    return items


def block(house: House, by: Actor, method: str, other: Actor, *, at: str = CONVERSATION) -> Answer:
    """Block somebody or no longer."""
    return house.http(method, f"/v1/conversations/{at}/blocked/{other.account_id}", by=by)


def in_three(house: House, *who: Actor, are_in: bool = True) -> None:
    """Let it be heard who is in a conversation of three, and later who has left it."""
    said = [Participant(one.account_id, ParticipantRole.MEMBER, are_in, "01A" if are_in else "01B") for one in who]
    house.ears.keep_conversation(Subject.TICKET, THREE.replace("cnv_", "tck_"), "Cold oven", said)


def test_what_is_archived_leaves_the_list_of_one_side_and_comes_back_with_the_next_message(house: House) -> None:
    archived = arrange(house, EXPERT, is_archived=True)

    assert (archived.status, archived.body["is_archived"]) == (200, True)
    assert [len(listed(house, by)) for by in (EXPERT, CLIENT)] == [0, 1]
    assert listed(house, EXPERT, archived=True) == [archived.body]
    house.send(CLIENT, "Are you there?")
    house.stream()
    assert [len(listed(house, EXPERT, archived=where)) for where in (False, True)] == [1, 0]


def test_what_is_archived_and_muted_stays_away_and_is_not_told_of(house: House) -> None:
    arrange(house, EXPERT, is_archived=True, is_muted=True)

    house.send(CLIENT, "Anybody?")
    house.send(CLIENT, "You!", mention_ids=[EXPERT.account_id])
    house.send(EXPERT, "Here")
    house.stream()

    (item,) = listed(house, EXPERT, archived=True)
    assert (item["unread"], item["is_muted"]) == (2, True)
    events = sorted(published(house.platform.tables, "MessageSent.v1"), key=lambda event: event["message_id"])
    assert [event["muted_ids"] for event in events] == [[EXPERT.account_id], [EXPERT.account_id], []]


def test_what_is_pinned_stands_first_whatever_was_said_elsewhere_since(house: House) -> None:
    others = [f"01JZ4A8X7N3V5T9K2C6M0QWE{letter}{letter}" for letter in "AB"]
    for each in others:
        house.clock.advance(timedelta(seconds=1))
        house.open(f"ctr_{each}", EXPERT, CLIENT)
    newest_first = [f"cnv_{each}" for each in reversed(others)]

    def pages() -> list[str]:
        """Return the expert's list, read one by one."""
        found: list[str] = []
        more: dict[str, str] = {}
        while True:
            page = house.http("GET", "/v1/conversations", by=EXPERT, query={"limit": "1", **more}).body
            found += [item["conversation_id"] for item in page["items"]]
            if page["next_cursor"] is None:
                return found
            more = {"cursor": page["next_cursor"]}

    before = pages()
    arrange(house, EXPERT, is_pinned=True)
    house.send(CLIENT, "Later than what is pinned", at=newest_first[1])
    house.stream(newest_first[1])
    pinned, of_client = pages(), [item["conversation_id"] for item in listed(house, CLIENT)]
    arrange(house, EXPERT)

    assert before == [*newest_first, CONVERSATION]
    assert pinned == [CONVERSATION, *newest_first[::-1]]
    assert of_client == pages() == [*newest_first[::-1], CONVERSATION]


def test_ones_other_devices_and_nobody_else_see_what_one_arranged_and_read(house: House) -> None:
    message_id = house.send(CLIENT, "Read me").body["message_id"]
    house.stream()
    for actor, device in ((EXPERT, "phone="), (EXPERT, "desk="), (CLIENT, "other=")):
        house.connect(actor, device)

    pinned = arrange(house, EXPERT, is_pinned=True).body
    arrange(house, EXPERT, is_pinned=True)
    about = {"conversation_id": CONVERSATION, "message_id": message_id}
    house.frame(EXPERT, "phone=", action="receipt", state="read", **about)

    told = [event["conversation"] for event in house.gateway.events("desk=", "conversation")]
    assert told == [pinned, {**pinned, "unread": 0}]
    assert (pinned["is_pinned"], pinned["unread"]) == (True, 1)
    assert house.gateway.events("other=", "conversation") == []


def test_whoever_is_blocked_cannot_write_until_they_are_let_again(house: House) -> None:
    mine = house.send(CLIENT, "Hello?").body["message_id"]
    house.connect(CLIENT, "phone=")
    house.connect(EXPERT, "desk=")
    blocked = block(house, EXPERT, "PUT", CLIENT)
    about = {"conversation_id": CONVERSATION}

    refused = [
        house.send(CLIENT, "HELLO"),
        house.on(CLIENT, "PUT", mine, body={"text": "HELLO"}),
        house.on(CLIENT, "PUT", mine, "/reactions", body={"emojis": ["👍"]}),
    ]
    typing = house.frame(CLIENT, "phone=", action="typing", **about)
    sending = house.frame(CLIENT, "phone=", action="send", message_id=house.message_id(), text="HELLO", **about)

    assert (blocked.status, blocked.body["account_ids"]) == (200, [CLIENT.account_id])
    assert {(a.status, a.problem) for a in refused} == {(403, "messaging/blocked")}
    assert [one["problem"]["status"] for one in (typing, sending)] == [403, 403]
    assert house.gateway.frames["desk="] == []
    assert [item["text"] for item in house.read(EXPERT).body["items"]] == ["Hello?"]
    assert (house.send(EXPERT, "Later").status, house.on(CLIENT, "DELETE", mine).status) == (201, 200)
    assert block(house, EXPERT, "DELETE", CLIENT).body["account_ids"] == []
    assert house.send(CLIENT, "Thank you").status == 201


def test_one_of_several_who_blocks_somebody_keeps_them_from_no_other(house: House) -> None:
    in_three(house, CLIENT, EXPERT, STRANGER)
    block(house, EXPERT, "PUT", CLIENT)
    to_one = house.send(CLIENT, "Hello", at=THREE)
    block(house, STRANGER, "PUT", CLIENT, at=THREE)

    assert (to_one.status, house.send(CLIENT, "Hello?", at=THREE).problem) == (201, "messaging/blocked")


def test_who_is_left_alone_may_write_whoever_had_blocked_whom(house: House) -> None:
    in_three(house, CLIENT, EXPERT, STRANGER)
    for by, other in ((EXPERT, STRANGER), (STRANGER, EXPERT), (EXPERT, CLIENT), (CLIENT, EXPERT)):
        assert block(house, by, "PUT", other, at=THREE).status == 200

    in_three(house, STRANGER, are_in=False)
    to_who_blocks = [house.send(by, "Hello", at=THREE).problem for by in (CLIENT, EXPERT)]
    in_three(house, EXPERT, are_in=False)

    assert to_who_blocks == ["messaging/blocked"] * 2
    assert [house.send(CLIENT, text, at=THREE).status for text in ("For later", "And again")] == [201, 201]
    assert house.send(EXPERT, "Hello", at=THREE).status == 404


def before_lists(house: House, by: Actor, other: Actor, *, is_on: bool = True) -> None:
    """Let somebody have blocked another before there was a list of those who do."""
    values = {"kind": "messaging.block", "is_on": is_on, "changed_at": "2026-01-01T00:00:00.000000Z"}
    key = typed_key(f"ACCOUNT#{by.account_id}", f"BLOCK#{other.account_id}")
    item = key | {name: to_typed(value) for name, value in values.items()}
    transport().call("PutItem", {"TableName": house.platform.tables.chat_table, "Item": item})


def test_old_blocks_hold_once_an_operators_task_has_gathered_them_part_by_part(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "SCANNED", 2)
    monkeypatch.setattr(parts, "STEPS", 1)
    task = choose(wire_timers(house.platform, house.vault))["gather_blocks"]
    before_lists(house, EXPERT, CLIENT)
    before_lists(house, STRANGER, CLIENT)
    before_lists(house, CLIENT, EXPERT, is_on=False)
    assert house.send(CLIENT, "Hello?").status == 201

    gathered = [task({})]
    while gathered[-1]["position"]:
        gathered.append(task({"position": gathered[-1]["position"]}))

    assert (len(gathered) > 1, sum(one["gathered"] for one in gathered)) == (True, 2)
    assert (house.send(CLIENT, "HELLO").problem, house.send(EXPERT, "Later").status) == ("messaging/blocked", 201)
    assert block(house, EXPERT, "DELETE", CLIENT).body["account_ids"] == []
    assert house.send(CLIENT, "Thank you").status == 201
    assert task({})["gathered"] == 0


def test_a_block_that_is_lifted_while_the_task_looks_at_it_stays_lifted(house: House) -> None:
    before_lists(house, EXPERT, CLIENT)

    class Meanwhile(DynamoBlocks):
        """Once it has found the block, its owner lifts it."""

        def page(self, position: dict[str, Any] | None) -> tuple[list[tuple[str, str]], dict[str, Any] | None]:
            found = super().page(position)
            block(house, EXPERT, "DELETE", CLIENT)
            return found

    with context.scope(Origin(SYSTEM, "cor_1", "cor_1")):
        gathered, _ = GatherBlocks(Meanwhile(house.platform.database))(None)

    assert (gathered, house.send(CLIENT, "Hello").status) == (0, 201)


def test_nobody_sees_by_whom_they_are_blocked(house: House) -> None:
    block(house, EXPERT, "PUT", CLIENT)

    assert house.http("GET", PATH, by=CLIENT).body["blocked_ids"] == []
    assert house.http("GET", PATH, by=EXPERT).body["blocked_ids"] == [CLIENT.account_id]
    assert house.http("PUT", f"{PATH}/blocked/{EXPERT.account_id}", by=STRANGER).status == 404


@pytest.mark.parametrize("other", [EXPERT, STRANGER])
def test_only_others_of_the_conversation_can_be_blocked(house: House, other: Actor) -> None:
    assert block(house, EXPERT, "PUT", other).status == 404


def test_an_arrangement_is_whole_and_says_yes_or_no(house: House) -> None:
    answers = [
        house.http("PUT", f"{PATH}/arrangement", by=EXPERT, body=body)
        for body in ({"is_archived": True}, {"is_archived": "yes", "is_muted": False, "is_pinned": False})
    ]

    assert {answer.status for answer in answers} == {422}
    assert listed(house, EXPERT)[0]["is_archived"] is False
