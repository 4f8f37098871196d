"""Conversations and messages over HTTP: what participants are promised, and strangers denied."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guildhall.kernel.actor import Actor
from tests.support.chat import CLIENT, CONTRACT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.outbox import published

OTHER_CONTRACT = "ctr_01JZ4A8X7N3V5T9K2C6M0QWERU"
OTHER_CONVERSATION = "cnv_01JZ4A8X7N3V5T9K2C6M0QWERU"
PARTNER = Actor("cli_x", frozenset({"partner"}))


def test_a_signed_contract_opens_one_conversation_however_often_the_event_comes(house: House) -> None:
    house.open(CONTRACT, CLIENT, EXPERT)

    for by in (CLIENT, EXPERT):
        items = house.http("GET", "/v1/conversations", by=by).body["items"]
        assert [(i["conversation_id"], i["contract_id"], i["title"], i["unread"]) for i in items] == [
            (CONVERSATION, CONTRACT, "A garden house", 0)
        ]
    opened = published(house.platform.tables, "ConversationOpened.v1")
    assert [event["participant_ids"] for event in opened] == [[CLIENT.account_id, EXPERT.account_id]]


def test_what_one_side_sends_the_other_reads(house: House) -> None:
    sent = house.send(CLIENT, "When do you begin?")

    (read,) = house.read(EXPERT).body["items"]
    assert (sent.status, read) == (201, sent.body)
    assert (read["sender_id"], read["text"]) == (CLIENT.account_id, "When do you begin?")


@pytest.mark.feature("MSG-02")
def test_conversations_stand_in_the_order_of_their_latest_activity(house: House) -> None:
    house.clock.advance(timedelta(seconds=1))
    house.open(OTHER_CONTRACT, CLIENT, STRANGER)
    before = house.http("GET", "/v1/conversations", by=CLIENT, query={"limit": "1"})

    house.send(EXPERT, "I begin on Monday.")
    house.stream()
    first = house.http("GET", "/v1/conversations", by=CLIENT, query={"limit": "1"})
    rest = house.http("GET", "/v1/conversations", by=CLIENT, query={"limit": "5", "cursor": first.body["next_cursor"]})

    assert [i["conversation_id"] for i in before.body["items"]] == [OTHER_CONVERSATION]
    assert [i["conversation_id"] for i in first.body["items"]] == [CONVERSATION]
    assert first.body["items"][0]["preview"] == {
        "sender_id": EXPERT.account_id, "text": "I begin on Monday.", "is_deleted": False, "kind": "text",
    }  # fmt: skip
    assert [i["conversation_id"] for i in rest.body["items"]] == [OTHER_CONVERSATION]


@pytest.mark.feature("MSG-02")
def test_history_pages_back_without_hole_or_overlap(house: House) -> None:
    texts = [f"message {number}" for number in range(7)]
    for text in texts:
        house.send(CLIENT, text)

    pages: list[list[str]] = []
    cursor = None
    while not pages or cursor:
        answer = house.read(EXPERT, limit="3", **({"before": cursor} if cursor else {})).body
        pages.append([item["text"] for item in answer["items"]])
        cursor = answer["older_cursor"]
    assert pages == [texts[6:3:-1], texts[3:0:-1], texts[:1]]


def test_a_page_stays_within_what_one_frame_may_carry(house: House) -> None:
    for number in range(8):
        house.send(CLIENT, f"{number}" + "é" * 3_999)
    wide = "🏠" * 4_000
    for _ in range(8):
        house.send(CLIENT, wide)

    first = house.read(EXPERT, limit="100").body
    seen = first["items"]
    while first["older_cursor"]:
        first = house.read(EXPERT, limit="100", before=first["older_cursor"]).body
        seen += first["items"]

    assert len({item["message_id"] for item in seen}) == len(seen) == 16
    assert len(house.read(EXPERT, limit="100").body["items"]) < 16


def test_the_same_message_sent_again_is_kept_once(house: House) -> None:
    message_id = house.message_id()
    first = house.send(CLIENT, "Once", message_id=message_id)
    again = house.send(CLIENT, "Once", message_id=message_id)

    assert (again.status, again.body) == (201, first.body)
    assert len(house.read(EXPERT).body["items"]) == 1


@pytest.mark.parametrize(("by", "text"), [(CLIENT, "Another"), (EXPERT, "Once")])
def test_an_id_is_not_taken_over_by_another_text_or_sender(house: House, by: Actor, text: str) -> None:
    message_id = house.message_id()
    house.send(CLIENT, "Once", message_id=message_id)

    answer = house.send(by, text, message_id=message_id)

    assert (answer.status, answer.problem) == (409, "messaging/message-id-taken")
    assert [item["text"] for item in house.read(EXPERT).body["items"]] == ["Once"]


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_is_too_wrong_is_refused_and_nothing_is_kept(house: House, minutes: int) -> None:
    answer = house.send(CLIENT, "Late", message_id=house.message_id(ahead=timedelta(minutes=minutes)))

    assert (answer.status, answer.problem) == (422, "messaging/message-id-out-of-time")
    assert house.read(EXPERT).body["items"] == []


def test_a_message_needs_no_second_key(house: House) -> None:
    body = {"message_id": house.message_id(), "text": "One id is enough"}

    answer = house.http(
        "POST", f"/v1/conversations/{CONVERSATION}/messages", by=CLIENT, body=body, headers={"Idempotency-Key": ""}
    )

    assert answer.status == 201


def test_a_retry_after_hours_offline_learns_that_the_message_arrived(house: House) -> None:
    message_id = house.message_id()
    first = house.send(CLIENT, "From the train", message_id=message_id)
    house.clock.advance(timedelta(hours=3))

    again = house.send(CLIENT, "From the train", message_id=message_id)

    assert (again.status, again.body) == (201, first.body)


def test_strangers_see_what_they_would_see_of_nothing(house: House) -> None:
    house.send(CLIENT, "Private")
    for by in (STRANGER, PARTNER):
        for at in (CONVERSATION, "cnv_01JZ4A8X7N3V5T9K2C6M0QWERZ"):
            answers = [
                house.http("GET", f"/v1/conversations/{at}", by=by),
                house.read(by, at=at),
                house.send(by, "Let me in", at=at),
                house.http(
                    "POST",
                    f"/v1/conversations/{at}/receipts",
                    by=by,
                    body={"message_id": house.message_id(), "state": "read"},
                ),
            ]
            assert {(a.status, a.problem, a.body["detail"]) for a in answers} == {
                (404, "not-found", "There is nothing here")
            }
    assert len(house.read(CLIENT).body["items"]) == 1
    assert house.http("GET", "/v1/conversations", by=STRANGER).body["items"] == []


def test_partners_have_neither_inbox_nor_tickets(house: House) -> None:
    assert house.http("GET", "/v1/conversations", by=PARTNER).status == 403
    assert house.http("POST", "/v1/chat/tickets", by=PARTNER).status == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"message_id": "msg_1", "text": "x"}, "/message_id"),
        ({"message_id": "msg_81JZ4A8X7N3V5T9K2C6M0QWERT", "text": "x"}, "/message_id"),
        ({"text": "x"}, "/message_id"),
        ({"message_id": "msg_01JZ4A8X7N3V5T9K2C6M0QWERT", "text": " \n"}, "/text"),
        ({"message_id": "msg_01JZ4A8X7N3V5T9K2C6M0QWERT", "text": ""}, "/text"),
        ({"message_id": "msg_01JZ4A8X7N3V5T9K2C6M0QWERT", "text": "x" * 4_001}, "/text"),
        ({"message_id": "msg_01JZ4A8X7N3V5T9K2C6M0QWERT", "text": 1}, "/text"),
        ({"message_id": "msg_01JZ4A8X7N3V5T9K2C6M0QWERT", "text": "x", "sender_id": "acc_1"}, "/sender_id"),
    ],
)
def test_a_malformed_message_is_refused_with_its_place(house: House, body: dict[str, object], pointer: str) -> None:
    answer = house.http("POST", f"/v1/conversations/{CONVERSATION}/messages", by=CLIENT, body=body)

    assert (answer.status, answer.problem, answer.body["errors"][0]["pointer"]) == (422, "invalid", pointer)
    assert house.read(CLIENT).body["items"] == []


def test_cursors_fit_only_the_list_and_the_direction_and_the_account_they_were_made_for(house: House) -> None:
    for number in range(3):
        house.send(CLIENT, str(number))
    page = house.read(CLIENT, limit="2").body
    house.open(OTHER_CONTRACT, CLIENT, STRANGER)

    attempts = [
        house.read(CLIENT, after=page["older_cursor"]),
        house.read(CLIENT, before=page["newer_cursor"]),
        house.read(EXPERT, before=page["older_cursor"]),
        house.read(CLIENT, at=OTHER_CONVERSATION, before=page["older_cursor"]),
        house.read(CLIENT, before="forged"),
        house.http("GET", "/v1/conversations", by=CLIENT, query={"cursor": page["older_cursor"]}),
    ]

    assert {(answer.status, answer.problem) for answer in attempts} == {(422, "cursor-invalid")}
    both = house.read(CLIENT, before=page["older_cursor"], after=page["newer_cursor"])
    assert (both.status, both.problem) == (422, "invalid")
