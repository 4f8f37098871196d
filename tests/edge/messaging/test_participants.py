"""Who takes part: what opens conversations, who joins and leaves, and what each of them then sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any, cast

import pytest

from functions.messaging.events import subscribe
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.models import Conversation, Membership, Participant, ParticipantRole, Subject
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.rows import Keys, call
from guildhall.messaging.use_cases.participants import KeepDispute
from guildhall.messaging.use_cases.receipts import NoteMessages
from guildhall.platform.edge import Delivery
from guildhall.platform.items import to_typed
from guildhall.platform.table import ChatRecord
from tests.support.chat import CLIENT, CONTRACT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.outbox import published

MEDIATOR = Actor("acc_01JMMMMMMMMMMMMMMMMMMMMMMM", frozenset({"mediator"}))
ULID = "01JZ4A8X7N3V5T9K2C6M0QWEAA"
TALK = f"cnv_{ULID}"
SIDES = {"client_id": CLIENT.account_id, "expert_id": EXPERT.account_id}
DISPUTE = {
    **SIDES,
    "dispute_id": f"dsp_{ULID}",
    "contract_id": "ctr_01JZ4A8X7N3V5T9K2C6M0QWERT",
    "milestone_id": "mil_1",
}
STAFF = {**DISPUTE, "desk": "mediator", "staff_id": MEDIATOR.account_id}
OPENED = ("DisputeOpened.v1", {**DISPUTE, "opened_by": CLIENT.account_id, "amount_minor": 1, "currency": "EUR"})
TAKEN, LEFT = ("DisputeTaken.v1", STAFF), ("DisputeLeft.v1", STAFF)
PROJECT = {
    **SIDES,
    "project_id": "prj_01JZ4A8X7N3V5T9K2C6M0QWEBB",
    "proposal_id": f"prp_{ULID}",
    "project_title": "A shed",
}
MILESTONE = {"title": "Plan", "amount_minor": 1, "due_on": "2026-04-01"}
SHORTLISTED = ("ProposalShortlisted.v1", PROJECT)
ACCEPTED = ("ProposalAccepted.v1", {**PROJECT, "currency": "EUR", "milestones": [MILESTONE]})
SIGNED = (
    "ContractSigned.v1",
    {
        **SIDES, "contract_id": f"ctr_{ULID}", "title": "A shed of oak", "currency": "EUR",
        "milestones": [{**MILESTONE, "milestone_id": "mil_1"}],
    },
)  # fmt: skip


def hear(house: House, number: int, what: tuple[str, dict[str, Any]]) -> None:
    """Let an event arrive. number: by the time at which it was sent."""
    name, data = what
    subscribe(house.ears)[name](Delivery(f"evt_01JZ4A8X7N3V5T9K2C6M0000{number:02}", name, data))


def ask(house: House, number: int, *places: tuple[Actor, str, bool], subject: str = "case") -> None:
    """Let another capability's command arrive."""
    named = [{"account_id": who.account_id, "role": role, "is_in": is_in} for who, role, is_in in places]
    command = {"type": "keep_conversation", "subject": subject, "subject_id": f"cas_{ULID}", "title": "A case"}
    hear(house, number, ("keep_conversation", {**command, "places": named}))


def shown(house: House, by: Actor) -> dict[str, Any]:
    """Return a conversation as one of its participants has it."""
    answer = house.http("GET", f"/v1/conversations/{TALK}", by=by)
    assert answer.status == 200
    body: dict[str, Any] = answer.body
    return body


def unread(house: House, by: Actor) -> int:
    """Return how much of it somebody has not read."""
    return int(shown(house, by)["unread"])


@pytest.mark.parametrize("order", list(permutations([(1, SHORTLISTED), (2, ACCEPTED), (3, SIGNED)])))
def test_the_talk_about_a_proposal_becomes_that_of_its_contract(
    house: House, order: tuple[tuple[int, tuple[str, dict[str, Any]]], ...]
) -> None:
    for number, what in (*order, *order):
        hear(house, number, what)

    for by in (CLIENT, EXPERT):
        talk = shown(house, by)
        assert (talk["subject"], talk["subject_id"], talk["title"]) == ("contract", f"ctr_{ULID}", "A shed of oak")
    opened = [
        one for one in published(house.platform.tables, "ConversationOpened.v1") if one["conversation_id"] == TALK
    ]
    assert len(opened) == 1


def test_a_shortlisted_expert_and_the_client_talk_before_there_is_a_contract(house: House) -> None:
    hear(house, 1, SHORTLISTED)
    house.send(EXPERT, "Which wood?", at=TALK)
    hear(house, 2, SIGNED)
    house.send(CLIENT, "Oak.", at=TALK)

    assert [one["text"] for one in house.read(EXPERT, at=TALK).body["items"]] == ["Oak.", "Which wood?"]
    assert house.read(STRANGER, at=TALK).status == 404


@pytest.mark.parametrize("order", list(permutations([(2, TAKEN), (3, LEFT), (4, TAKEN)])))
def test_who_takes_part_in_a_dispute_does_not_depend_on_the_order_in_which_it_is_heard(
    house: House, order: tuple[tuple[int, tuple[str, dict[str, Any]]], ...]
) -> None:
    for number, what in (*order, (1, OPENED), *order):
        hear(house, number, what)

    roles = {one["account_id"]: one["role"] for one in shown(house, CLIENT)["participants"]}
    assert roles == {CLIENT.account_id: "client", EXPERT.account_id: "expert", MEDIATOR.account_id: "mediator"}
    assert shown(house, MEDIATOR)["title"] == "A garden house"


def test_a_mediator_reads_all_that_was_said_and_none_of_it_counts_as_unread(house: House) -> None:
    hear(house, 1, OPENED)
    house.send(CLIENT, "It leaks.", at=TALK)
    house.stream(TALK)
    house.clock.advance(timedelta(seconds=1))
    hear(house, 2, TAKEN)
    before = unread(house, MEDIATOR)

    house.send(EXPERT, "It does not.", at=TALK)
    house.stream(TALK)

    assert (before, unread(house, MEDIATOR), unread(house, CLIENT)) == (0, 1, 1)
    assert [one["text"] for one in house.read(MEDIATOR, at=TALK).body["items"]] == ["It does not.", "It leaks."]
    (listed,) = house.http("GET", "/v1/conversations", by=MEDIATOR).body["items"]
    assert (listed["unread"], listed["preview"]["text"]) == (1, "It does not.")


def test_who_left_is_a_stranger_on_every_road_and_counts_for_nobody(house: House) -> None:
    hear(house, 1, OPENED)
    hear(house, 2, TAKEN)
    house.connect(MEDIATOR, "m")
    house.send(MEDIATOR, "What leaks?", at=TALK)
    house.stream(TALK)
    hear(house, 3, LEFT)
    told = len(house.gateway.frames["m"])
    hear(house, 3, LEFT)

    assert house.gateway.frames["m"][-1] == {"event": "conversation_gone", "conversation_id": TALK}
    sent = house.send(CLIENT, "The roof.", at=TALK)
    house.stream(TALK)

    assert len(house.gateway.frames["m"]) == told
    assert house.http("GET", "/v1/conversations", by=MEDIATOR).body["items"] == []
    assert house.read(MEDIATOR, at=TALK).status == house.send(MEDIATOR, "Hm.", at=TALK).status == 404
    assert house.http("GET", "/v1/chat/search", by=MEDIATOR, query={"words": "roof"}).body["items"] == []
    said = {"message_id": sent.body["message_id"], "conversation_id": TALK}
    for frame in ({"action": "receipt", "state": "read"}, {"action": "edit", "text": "x"}, {"action": "delete"}):
        assert house.frame(MEDIATOR, "m", **said, **frame)["problem"]["status"] == 404
    assert unread(house, EXPERT) == 2
    (recipients,) = [
        one["recipient_ids"]
        for one in published(house.platform.tables, "MessageSent.v1")
        if one["message_id"] == sent.body["message_id"]
    ]
    assert recipients == [EXPERT.account_id]


def test_sent_again_after_somebody_whom_it_names_has_left_it_is_the_same_message(house: House) -> None:
    hear(house, 1, OPENED)
    hear(house, 2, TAKEN)
    named: dict[str, Any] = {"message_id": house.message_id(), "at": TALK, "mention_ids": [MEDIATOR.account_id]}
    first = house.send(CLIENT, "Look at this", **named)
    hear(house, 3, LEFT)

    # The answer to the first was lost.
    again = house.send(CLIENT, "Look at this", **named)
    other = house.send(CLIENT, "And at this", **{**named, "message_id": house.message_id()})

    assert (again.status, again.body["message_id"]) == (201, first.body["message_id"])
    assert (other.status, other.body["errors"][0]["pointer"]) == (422, "/mention_ids/0")


def test_who_comes_back_counts_from_then_on(house: House) -> None:
    hear(house, 1, OPENED)
    hear(house, 2, TAKEN)
    hear(house, 3, LEFT)
    house.send(CLIENT, "While you were away.", at=TALK)
    house.stream(TALK)
    house.clock.advance(timedelta(seconds=1))

    hear(house, 5, TAKEN)
    house.send(CLIENT, "Welcome back.", at=TALK)
    house.stream(TALK)

    assert unread(house, MEDIATOR) == 1
    assert len(house.read(MEDIATOR, at=TALK).body["items"]) == 2


def test_joining_is_seen_on_the_open_devices_of_all(house: House) -> None:
    hear(house, 1, OPENED)
    house.connect(CLIENT, "c")
    house.connect(MEDIATOR, "m")

    hear(house, 2, TAKEN)

    for device in ("c", "m"):
        told = house.gateway.events(device, "conversation")
        assert len(told[-1]["conversation"]["participants"]) == 3


def test_another_capability_opens_a_conversation_and_changes_who_takes_part(house: House) -> None:
    ask(house, 1, (CLIENT, "client", True), (EXPERT, "agent", True))
    ask(house, 3, (EXPERT, "agent", False), (STRANGER, "agent", True))
    ask(house, 2, (EXPERT, "agent", True), (STRANGER, "agent", False))

    talk = shown(house, STRANGER)
    assert (talk["subject"], talk["participant_ids"]) == ("case", [CLIENT.account_id, STRANGER.account_id])
    assert house.read(EXPERT, at=TALK).status == 404


def test_no_command_touches_the_conversation_of_a_contract(house: House) -> None:
    with pytest.raises(ValueError, match="case"):
        ask(house, 1, (STRANGER, "agent", True), subject="contract")


class Meanwhile(DynamoConversations):
    """Lets somebody join between two readings of a conversation, once."""

    def __init__(self, house: House) -> None:
        super().__init__(house.platform.database)
        self.house: House | None = house

    def memberships_of(self, conversations: Sequence[Conversation]) -> dict[str, list[Membership]]:
        house, self.house = self.house, None
        sides = super().memberships_of(conversations)
        if house is not None:
            hear(house, 2, TAKEN)
        return sides


def test_who_joins_while_a_message_is_noted_counts_it_all_the_same(house: House) -> None:
    hear(house, 1, OPENED)
    message_id = house.send(CLIENT, "It leaks.", at=TALK).body["message_id"]
    messages = DynamoMessages(house.platform.database)
    message = messages.get(TALK, message_id)
    assert message is not None
    change = house.background.note_messages.change
    note = NoteMessages(Meanwhile(house), change, DynamoBlocks(house.platform.database))

    with pytest.raises(StaleVersion):
        note([message])
    house.stream(TALK)

    assert (unread(house, MEDIATOR), shown(house, MEDIATOR)["preview"]["text"]) == (1, "It leaks.")


class Earlier(DynamoConversations):
    """Lets a message be noted between the reading of the sides and the storing of who joins, once."""

    def __init__(self, house: House) -> None:
        super().__init__(house.platform.database)
        self.house: House | None = house

    def keep(self, *what: Any) -> None:
        house, self.house = self.house, None
        if house is not None:
            house.stream(TALK)
        super().keep(*what)


def test_a_message_noted_while_somebody_joins_counts_for_them(house: House) -> None:
    hear(house, 1, OPENED)
    house.send(CLIENT, "It leaks.", at=TALK)
    known = house.ears.keep_conversation
    keep = replace(known, conversations=Earlier(house))
    mediator = Participant(MEDIATOR.account_id, ParticipantRole.MEDIATOR, as_of="02")

    keep(Subject.DISPUTE, f"dsp_{ULID}", "", [mediator])

    assert (unread(house, MEDIATOR), shown(house, MEDIATOR)["preview"]["text"]) == (1, "It leaks.")


def test_of_two_who_join_at_once_every_side_tells_of_both(house: House) -> None:
    hear(house, 1, OPENED)
    keep = house.ears.keep_conversation

    class Overtaken:
        """Before it writes the sides for the first time, somebody else joins, and all sides tell of them."""

        is_overtaken = False

        def all(self, sides: Sequence[Membership], how: Callable[[Membership], Membership]) -> list[Membership]:
            if not self.is_overtaken:
                self.is_overtaken = True
                hear(house, 3, ("DisputeTaken.v1", {**STAFF, "desk": "arbitrator", "staff_id": STRANGER.account_id}))
            return keep.change.all(sides, how)

    keep_dispute = KeepDispute(replace(keep, change=cast("Any", Overtaken())))
    late = replace(house.ears, keep_dispute=keep_dispute)
    hear(replace(house, ears=late), 2, TAKEN)

    for by in (CLIENT, EXPERT, MEDIATOR, STRANGER):
        listed = house.http("GET", "/v1/conversations", by=by).body["items"]
        (talk,) = [one for one in listed if one["conversation_id"] == TALK]
        assert {one["role"] for one in talk["participants"]} == {"client", "expert", "mediator", "arbitrator"}


def test_conversations_from_before_there_were_subjects_go_on(house: House) -> None:
    table = ChatRecord.Meta.table_name
    values = {
        ":contract": to_typed(CONTRACT),
        ":both": to_typed([CLIENT.account_id, EXPERT.account_id]),
    }
    rows = {
        Keys.conversation(CONVERSATION): "",
        **{Keys.membership(one.account_id, CONVERSATION): "summary." for one in (CLIENT, EXPERT)},
    }
    for (pk, sk), place in rows.items():
        change = (
            f"SET {place}contract_id = :contract, {place}participant_ids = :both "
            f"REMOVE {place}subject, {place}subject_id, {place}participants"
        )
        call(
            "UpdateItem",
            {
                "TableName": table,
                "Key": {"PK": to_typed(pk), "SK": to_typed(sk)},
                "UpdateExpression": change,
                "ExpressionAttributeValues": values,
            },
        )

    house.send(CLIENT, "still here")
    (listed,) = house.http("GET", "/v1/conversations", by=EXPERT).body["items"]

    assert (listed["subject"], listed["contract_id"]) == ("contract", CONTRACT)
    assert [one["role"] for one in listed["participants"]] == ["client", "expert"]
    assert house.http("GET", f"/v1/conversations/{CONVERSATION}", by=CLIENT).status == 200
