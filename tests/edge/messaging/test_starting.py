"""Conversations that people begin themselves: with a person, and about a reservation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.messaging.events import subscribe
from functions.messaging.tasks import choose
from guildhall.kernel import parts
from guildhall.kernel.actor import Actor
from guildhall.messaging.models.starting import STARTING
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.templates import DynamoPeople
from guildhall.messaging.use_cases import starting
from guildhall.messaging.wiring.writing import wire_timers
from guildhall.platform import query
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.edge import Delivery
from guildhall.platform.items import typed_key
from guildhall.profiles.models import Content, Profile, Role
from guildhall.profiles.store import DynamoProfiles
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer
from tests.support.outbox import published
from tests.support.rooms import OTHER_OWNER, OTHER_STAFF, OWNER, STAFF, VENUE_ID, Restaurant

GUEST = Actor("acc_01JGGGGGGGGGGGGGGGGGGGGGGG", frozenset({"client"}))
ADMINISTRATOR = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))
PARTNER = Actor("cli_x", frozenset({"partner"}))


def begin(house: House, by: Actor, **body: str) -> Answer:
    """Ask for a conversation."""
    return house.http("POST", "/v1/conversations", by=by, body=body)


def direct(house: House, by: Actor, other: Actor) -> Answer:
    """Ask to talk with a person."""
    return begin(house, by, subject="direct", account_id=other.account_id)


def show(house: House, expert: Actor, *, is_public: bool = True) -> None:
    """Give somebody an expert's profile."""
    at = house.clock.now() if is_public else None
    profile = Profile(expert.account_id, Role.EXPERT, Content(), updated_at=house.clock.now(), published_at=at)
    platform = house.platform
    DynamoProfiles(platform.database, platform.cursors, platform.clock).save("profiles.write", profile)


def talks(house: House, by: Actor) -> list[dict[str, Any]]:
    """Return somebody's conversations."""
    items: list[dict[str, Any]] = house.http("GET", "/v1/conversations", by=by).body["items"]
    return items


def test_anybody_may_ask_a_public_expert_and_both_have_one_conversation(house: House) -> None:
    show(house, EXPERT)

    begun = direct(house, STRANGER, EXPERT)
    answered = direct(house, EXPERT, STRANGER)

    assert (begun.status, begun.body["subject"], begun.body["contract_id"]) == (201, "direct", "")
    assert begun.headers["Location"] == f"/v1/conversations/{begun.body['conversation_id']}"
    assert answered.body["conversation_id"] == begun.body["conversation_id"]
    assert {one["role"] for one in begun.body["participants"]} == {"member"}
    house.send(STRANGER, "Have you time?", at=begun.body["conversation_id"])
    assert house.read(EXPERT, at=begun.body["conversation_id"]).body["items"][0]["text"] == "Have you time?"
    assert house.read(CLIENT, at=begun.body["conversation_id"]).status == 404


def call(house: House, who: Actor, name: str) -> None:
    """Let the event of somebody's sign-up, or new name, arrive."""
    house.ears.call_person(who.account_id, name, house.platform.ids.new("evt"))


def titles(house: House, talk: str) -> list[str]:
    """Return what the stranger and the expert read as the title, in the list and on the conversation itself."""
    listed = [next(one for one in talks(house, by) if one["conversation_id"] == talk) for by in (STRANGER, EXPERT)]
    shown = [house.http("GET", f"/v1/conversations/{talk}", by=by).body for by in (STRANGER, EXPERT)]
    assert [one["title"] for one in listed] == [one["title"] for one in shown]
    return [one["title"] for one in listed]


def test_each_of_two_reads_the_name_of_the_other_and_the_new_one_when_they_meet_again(house: House) -> None:
    show(house, EXPERT)
    call(house, EXPERT, "Bilal")
    talk = direct(house, STRANGER, EXPERT).body["conversation_id"]
    unknown = titles(house, talk)
    house.clock.advance(timedelta(seconds=1))
    call(house, STRANGER, "Clara")
    direct(house, EXPERT, STRANGER)
    met = titles(house, talk)
    house.clock.advance(timedelta(seconds=1))
    call(house, STRANGER, "Clara Lind")
    house.connect(EXPERT, "desk=")
    direct(house, STRANGER, EXPERT)

    assert (unknown, met, titles(house, talk)) == (["Bilal", ""], ["Bilal", "Clara"], ["Bilal", "Clara Lind"])
    assert [one["conversation"]["title"] for one in house.gateway.events("desk=", "conversation")] == ["Clara Lind"]
    direct(house, STRANGER, EXPERT)
    assert len(house.gateway.events("desk=", "conversation")) == 1


def before_names(house: House, talk: str, title: str) -> None:
    """Put a conversation and both of its sides back to how they were stored before each read the other's name."""
    table = house.platform.tables.chat_table
    values = {":title": {"S": title}}
    own = (typed_key(f"CONVERSATION#{talk}", "CONVERSATION"), "SET title = :title REMOVE #names")
    sides = [typed_key(f"ACCOUNT#{by.account_id}", f"CONVERSATION#{talk}") for by in (STRANGER, EXPERT)]
    for key, change in [own, *((key, "SET summary.title = :title") for key in sides)]:
        request = {"Key": key, "UpdateExpression": change, "ExpressionAttributeValues": values}
        spelled = {"ExpressionAttributeNames": {"#names": "names"}} if "#names" in change else {}
        transport().call("UpdateItem", {"TableName": table, **request, **spelled})


@pytest.fixture
def name_talks(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Runs the task in parts of a few rows to the end; returns how many each part named."""
    monkeypatch.setattr(query, "SCANNED", 3)
    monkeypatch.setattr(parts, "STEPS", 1)

    def to_the_end() -> list[int]:
        run = choose(wire_timers(house.platform, house.vault))["name_talks"]
        answers = [run({})]
        while answers[-1]["position"]:
            answers.append(run({"position": answers[-1]["position"]}))
        return [each["named"] for each in answers]

    return to_the_end


def test_old_titles_of_both_names_become_those_of_the_other_by_an_operators_task_part_by_part(
    house: House, name_talks: Callable[[], list[int]]
) -> None:
    show(house, EXPERT)
    call(house, EXPERT, "Bilal")
    call(house, STRANGER, "Clara")
    old, erased, fresh = direct(house, STRANGER, EXPERT), direct(house, EXPERT, CLIENT), direct(house, GUEST, EXPERT)
    talk = old.body["conversation_id"]
    before_names(house, talk, "Bilal, Clara")
    house.http("DELETE", f"/v1/conversations/{erased.body['conversation_id']}", by=ADMINISTRATOR)
    house.connect(EXPERT, "desk=")
    assert titles(house, talk) == ["Bilal, Clara", "Bilal, Clara"]

    named = name_talks()

    assert titles(house, talk) == ["Bilal", "Clara"]
    assert (len(named) > 2, sum(named)) == (True, 1)
    assert [one["conversation"]["title"] for one in house.gateway.events("desk=", "conversation")] == ["Clara"]
    assert [one["conversation_id"] for one in talks(house, GUEST)] == [fresh.body["conversation_id"]]
    assert [one["conversation_id"] for one in talks(house, CLIENT)] == [CONVERSATION], "what was erased stays so"
    assert sum(name_talks()) == 0
    assert len(house.gateway.events("desk=", "conversation")) == 1


def test_a_task_that_died_between_a_conversation_and_its_sides_names_the_sides_when_it_comes_again(
    house: House, name_talks: Callable[[], list[int]]
) -> None:
    show(house, EXPERT)
    call(house, EXPERT, "Bilal")
    call(house, STRANGER, "Clara")
    talk = direct(house, STRANGER, EXPERT).body["conversation_id"]
    before_names(house, talk, "Bilal, Clara")
    names = {STRANGER.account_id: "Clara", EXPERT.account_id: "Bilal"}
    stored = DynamoConversations(house.platform.database)
    found = stored.now(talk)
    assert found is not None
    stored.keep("messaging.arrange_participants", replace(found, names=names), [], [])
    assert titles(house, talk) == ["Bilal, Clara", "Bilal, Clara"]

    name_talks()

    assert titles(house, talk) == ["Bilal", "Clara"]


@pytest.mark.parametrize("reading", [1, 2])
def test_a_task_beside_two_who_meet_again_under_a_new_name_brings_no_old_one_back(house: House, reading: int) -> None:
    show(house, EXPERT)
    call(house, EXPERT, "Bilal")
    call(house, STRANGER, "Clara")
    talk = direct(house, STRANGER, EXPERT).body["conversation_id"]
    before_names(house, talk, "Bilal, Clara")
    task = wire_timers(house.platform, house.vault).name_talks

    class Overtaken(DynamoPeople):
        """Once it has read the names, Clara gets another, and the two meet."""

        readings = 0

        def names(self, account_ids: Collection[str]) -> dict[str, str]:
            found = super().names(account_ids)
            self.readings += 1
            if self.readings == reading:
                house.clock.advance(timedelta(seconds=1))
                call(house, STRANGER, "Clara Lind")
                direct(house, EXPERT, STRANGER)
            return found

    replace(task, people=Overtaken())(None)

    assert titles(house, talk) == ["Bilal", "Clara Lind"]


def test_who_shares_a_conversation_may_talk_apart_from_it(house: House) -> None:
    begun = direct(house, EXPERT, CLIENT)

    assert begun.status == 201
    assert begun.body["conversation_id"] != CONVERSATION


def test_two_who_meet_again_after_their_talk_was_erased_begin_an_empty_one(house: House) -> None:
    show(house, EXPERT)
    talks_before = []
    for text in ("First", "Second"):
        talk = direct(house, STRANGER, EXPERT).body["conversation_id"]
        house.send(STRANGER, text, at=talk)
        house.http("DELETE", f"/v1/conversations/{talk}", by=ADMINISTRATOR)
        talks_before.append(talk)

    begun, answered = direct(house, STRANGER, EXPERT), direct(house, EXPERT, STRANGER)

    assert (begun.status, answered.body["conversation_id"]) == (201, begun.body["conversation_id"])
    assert len({*talks_before, begun.body["conversation_id"]}) == 3
    assert house.read(STRANGER, at=begun.body["conversation_id"]).body["items"] == []
    assert [house.read(STRANGER, at=talk).status for talk in talks_before] == [404, 404]
    assert [one["conversation_id"] for one in talks(house, STRANGER)] == [begun.body["conversation_id"]]


def test_strangers_who_do_not_show_themselves_cannot_be_told_from_nobody(house: House) -> None:
    show(house, EXPERT, is_public=False)
    nobody = Actor("acc_01JNNNNNNNNNNNNNNNNNNNNNNN")

    answers = [direct(house, STRANGER, other) for other in (EXPERT, CLIENT, nobody, STRANGER)]

    assert {(one.status, one.body["detail"]) for one in answers} == {(404, answers[0].body["detail"])}
    assert talks(house, STRANGER) == []


def test_whoever_is_blocked_cannot_begin_anew(house: House) -> None:
    house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{CLIENT.account_id}", by=EXPERT)

    assert direct(house, CLIENT, EXPERT).body["type"].endswith("/messaging/blocked")
    assert len(talks(house, EXPERT)) == 1


def test_nobody_begins_more_conversations_in_an_hour_than_a_person_does(house: House) -> None:
    for _ in range(STARTING.quota):
        direct(house, CLIENT, STRANGER)

    refused = direct(house, CLIENT, EXPERT)

    assert refused.status == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_programs_of_partners_begin_none(house: House) -> None:
    show(house, EXPERT)

    assert direct(house, PARTNER, EXPERT).status == 403


@pytest.mark.parametrize(
    "body",
    [
        {"subject": "direct"},
        {"subject": "direct", "link": "x"},
        {"subject": "direct", "account_id": EXPERT.account_id, "link": "x"},
        {"subject": "direct", "account_id": None},
        {"subject": "reservation", "account_id": EXPERT.account_id},
        {"subject": "reservation", "venue_id": VENUE_ID},
        {"subject": "contract", "account_id": EXPERT.account_id},
        {"subject": "direct", "account_id": EXPERT.account_id, "participants": [EXPERT.account_id]},
    ],
)
def test_a_beginning_says_one_thing(house: House, body: dict[str, Any]) -> None:
    assert house.http("POST", "/v1/conversations", by=CLIENT, body=body).status == 422


@pytest.fixture
def booking(house: House) -> tuple[str, str]:
    """Return a reservation's link and id."""
    link, body = Restaurant.open(house.platform).booked()
    return link, body["reservation_id"]


def join(house: House, by: Actor, reservation_id: str) -> Answer:
    """Ask for it as one who works there."""
    return begin(house, by, subject="reservation", venue_id=VENUE_ID, reservation_id=reservation_id)


def test_a_guest_who_is_signed_in_talks_with_the_venue_and_its_staff_join(
    house: House, booking: tuple[str, str]
) -> None:
    link, reservation_id = booking
    begun = begin(house, GUEST, subject="reservation", link=link)
    talk = begun.body["conversation_id"]
    house.send(GUEST, "Have you a high chair?", at=talk)

    joined = join(house, STAFF, reservation_id)
    again = join(house, STAFF, reservation_id)

    assert (begun.status, begun.body["subject_id"]) == (201, reservation_id)
    assert joined.body["participants"] == again.body["participants"]
    assert {one["account_id"]: one["role"] for one in joined.body["participants"]} == {
        OWNER.account_id: "venue", GUEST.account_id: "guest", STAFF.account_id: "venue",
    }  # fmt: skip
    assert [one["text"] for one in house.read(STAFF, at=talk).body["items"]] == ["Have you a high chair?"]
    assert len(talks(house, OWNER)) == 1


def test_nobody_else_joins_and_staff_do_not_write_to_guests_who_did_not_ask(
    house: House, booking: tuple[str, str]
) -> None:
    link, reservation_id = booking

    assert join(house, STAFF, reservation_id).status == 404
    begun = begin(house, GUEST, subject="reservation", link=link)
    assert begun.status == 201
    for by in (OTHER_OWNER, OTHER_STAFF, STRANGER):
        assert join(house, by, reservation_id).status == 404
    assert begin(house, OWNER, subject="reservation", link=link).status == 404
    assert begin(house, STRANGER, subject="reservation", link=link[:-2] + "zz").status == 404


def test_who_works_there_no_more_reads_nothing_more_of_its_guests(house: House, booking: tuple[str, str]) -> None:
    link, reservation_id = booking
    talk = begin(house, GUEST, subject="reservation", link=link).body["conversation_id"]
    join(house, STAFF, reservation_id)
    left = {"account_id": STAFF.account_id, "venue_id": VENUE_ID}
    delivery = Delivery(house.platform.ids.new("evt"), "VenueStaffLeft.v1", left)

    subscribe(house.ears)["VenueStaffLeft.v1"](delivery)
    subscribe(house.ears)["VenueStaffLeft.v1"](delivery)

    assert house.read(STAFF, at=talk).status == 404
    assert house.read(GUEST, at=talk).status == house.read(OWNER, at=talk).status == 200
    assert talks(house, STAFF) == []


def test_who_leaves_a_venue_leaves_the_talk_that_a_guest_goes_on_with_meanwhile_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 2)
    restaurant = Restaurant.open(house.platform)
    chats: list[str] = []
    for day in (3, 4, 5):
        link, body = restaurant.booked(f"2026-03-0{day}T20:00")
        house.clock.advance(timedelta(seconds=1))
        chats.append(begin(house, GUEST, subject="reservation", link=link).body["conversation_id"])
        join(house, STAFF, body["reservation_id"])
    told: list[Any] = []
    tell = house.ears.leave_venue.keep.delivery.tell

    def write(*notice: Any, **more: Any) -> None:
        """As soon as the first is left, the guest writes in the one that was quiet for longest."""
        if not told:
            told.append(notice)
            house.send(GUEST, "Still there?", at=chats[0])
            house.stream(chats[0])
        tell(*notice, **more)

    monkeypatch.setattr(house.ears.leave_venue.keep.delivery, "tell", write)
    left = {"account_id": STAFF.account_id, "venue_id": VENUE_ID}
    subscribe(house.ears)["VenueStaffLeft.v1"](Delivery(house.platform.ids.new("evt"), "VenueStaffLeft.v1", left))

    assert [house.read(STAFF, at=one).status for one in chats] == [404] * 3
    assert talks(house, STAFF) == []


def test_the_same_person_guest_elsewhere_stays_where_they_are_a_guest(house: House, booking: tuple[str, str]) -> None:
    talk = begin(house, STAFF, subject="reservation", link=booking[0]).body["conversation_id"]
    left = {"account_id": STAFF.account_id, "venue_id": VENUE_ID}

    subscribe(house.ears)["VenueStaffLeft.v1"](Delivery(house.platform.ids.new("evt"), "VenueStaffLeft.v1", left))

    assert house.read(STAFF, at=talk).status == 200
    (opened,) = [e for e in published(house.platform.tables, "ConversationOpened.v1") if e["conversation_id"] == talk]
    assert (opened["subject"], opened["subject_id"], opened["contract_id"]) == ("reservation", booking[1], "")
