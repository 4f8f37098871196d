"""The in-app list over HTTP: what a reader is promised."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guildhall.contracts.events import ContractOpenedV1
from guildhall.identity.events import AccountRegisteredV1
from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.ids import UlidIds
from guildhall.messaging.events import MessageSentV1
from guildhall.notifications.models import KEPT
from tests.support.http import Client
from tests.support.messages import Bus

ANA = Actor("acc_ana", frozenset({"client"}))
BEN = Actor("acc_ben", frozenset({"expert"}))
LIST = "/v1/notifications"


def contract_opens(happens: Bus, clock: SettableClock, title: str = "Garden wall", event_id: str = "") -> str:
    event_id = event_id or UlidIds(clock).new("evt")
    event = ContractOpenedV1(
        contract_id="ctr_1", client_id="acc_ana", expert_id="acc_ben", title=title, project_id="prj_1", proposal_id="p"
    )
    assert happens.takes(happens.message(event, event_id))
    clock.advance(timedelta(milliseconds=1))
    return event_id


@pytest.mark.feature("NTF-01")
def test_both_sides_find_a_contract_to_sign_and_reading_it_lowers_the_count(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    contract_opens(happens, clock)

    for reader in (ANA, BEN):
        listed = call("GET", LIST, by=reader).body
        assert listed["unread_count"] == 1
        assert listed["items"][0]["body"].startswith("“Garden wall” is ready.")
        assert listed["items"][0]["link"] == "/contracts/ctr_1"
        path = f"{LIST}/{listed['items'][0]['notification_id']}/read"
        assert call("POST", path, by=reader).body["read_at"] == "2026-03-02T12:00:00.001Z"
        assert call("GET", f"{LIST}/unread", by=reader).body == {"unread_count": 0}
        assert call("GET", LIST, by=reader).body["items"][0]["read_at"] == "2026-03-02T12:00:00.001Z"


@pytest.mark.feature("NTF-04")
def test_a_new_message_is_told_to_the_others_and_not_to_its_sender(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    event = MessageSentV1(
        conversation_id="cnv_1", message_id="msg_1", sender_id="acc_ana", recipient_ids=["acc_ana", "acc_ben"]
    )

    happens.deliver(event)

    assert call("GET", LIST, by=BEN).body["items"][0]["title"] == "You have a new message"
    assert call("GET", LIST, by=ANA).body["items"] == []


def test_who_muted_a_conversation_hears_only_when_called_by_name(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    sent = MessageSentV1(
        conversation_id="cnv_1", message_id="msg_1", sender_id="acc_ana", recipient_ids=["acc_ben"],
        muted_ids=["acc_ben"],
    )  # fmt: skip

    happens.deliver(sent)
    silent = call("GET", LIST, by=BEN).body["items"]
    happens.deliver(sent.model_copy(update={"message_id": "msg_2", "mentioned_ids": ["acc_ben"]}))

    assert silent == []
    assert [one["title"] for one in call("GET", LIST, by=BEN).body["items"]] == ["You were mentioned"]


def test_words_follow_the_reader_and_not_the_moment_of_writing(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    contract_opens(happens, clock)

    title = call("GET", LIST, by=ANA, headers={"Accept-Language": "fr-CH, en;q=0.3"}).body["items"][0]["title"]

    assert title == "Un contrat attend votre signature"


def test_without_a_wish_the_words_are_in_the_accounts_own_language(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    happens.deliver(
        AccountRegisteredV1(
            account_id=ANA.account_id, email="ana@example.org", display_name="Ana", roles=["client"], locale="fr"
        )
    )
    contract_opens(happens, clock)

    assert call("GET", LIST, by=ANA).body["items"][0]["title"] == "Un contrat attend votre signature"
    assert call("GET", LIST, by=BEN).body["items"][0]["title"] == "A contract waits for your signature"


def test_the_list_pages_newest_first_and_the_cursor_belongs_to_its_reader(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    for number in range(5):
        contract_opens(happens, clock, title=f"Contract {number}")

    first = call("GET", LIST, by=ANA, query={"limit": "2"}).body
    second = call("GET", LIST, by=ANA, query={"limit": "2", "cursor": first["next_cursor"]}).body
    third = call("GET", LIST, by=ANA, query={"limit": "2", "cursor": second["next_cursor"]}).body

    titles = [item["body"][1:11] for page in (first, second, third) for item in page["items"]]
    assert titles == [f"Contract {number}" for number in (4, 3, 2, 1, 0)]
    assert third["next_cursor"] is None
    stolen = call("GET", LIST, by=BEN, query={"cursor": first["next_cursor"]})
    assert (stolen.status, stolen.problem) == (422, "cursor-invalid")


def test_the_unread_list_leaves_out_what_was_read(call: Client, happens: Bus, clock: SettableClock) -> None:
    for number in range(3):
        contract_opens(happens, clock, title=f"Contract {number}")
    middle = call("GET", LIST, by=ANA).body["items"][1]["notification_id"]

    call("POST", f"{LIST}/{middle}/read", by=ANA)

    unread = call("GET", LIST, by=ANA, query={"unread": "true"}).body
    assert [item["body"][1:11] for item in unread["items"]] == ["Contract 2", "Contract 0"]
    assert unread["unread_count"] == 2


def test_marking_everything_read_leaves_what_came_after_the_newest_one_seen(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    for _ in range(3):
        contract_opens(happens, clock)
    seen = call("GET", LIST, by=ANA).body["items"][0]["notification_id"]
    contract_opens(happens, clock, title="Later")

    left = call("POST", f"{LIST}/read", by=ANA, body={"up_to": seen})

    assert left.body == {"unread_count": 1}
    assert call("GET", LIST, by=ANA, query={"unread": "true"}).body["items"][0]["body"].startswith("“Later”")
    assert call("POST", f"{LIST}/read", by=ANA, body={}).body == {"unread_count": 0}
    assert call("GET", LIST, by=BEN).body["unread_count"] == 4


def test_more_than_one_batch_can_be_marked_read_and_counting_stops_at_a_hundred(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    for _ in range(103):
        contract_opens(happens, clock)

    assert call("GET", f"{LIST}/unread", by=ANA).body == {"unread_count": 100}
    assert call("POST", f"{LIST}/read", by=ANA, body={}).body == {"unread_count": 0}


def test_reading_twice_keeps_the_first_time(call: Client, happens: Bus, clock: SettableClock) -> None:
    contract_opens(happens, clock)
    path = f"{LIST}/{call('GET', LIST, by=ANA).body['items'][0]['notification_id']}/read"
    first = call("POST", path, by=ANA).body["read_at"]

    clock.advance(timedelta(hours=1))

    assert call("POST", path, by=ANA).body["read_at"] == first


def test_what_expired_is_gone_even_before_the_table_removes_it(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    contract_opens(happens, clock)
    found = call("GET", LIST, by=ANA).body["items"][0]["notification_id"]

    clock.advance(KEPT)

    assert call("GET", LIST, by=ANA).body == {"items": [], "next_cursor": None, "unread_count": 0}
    assert call("POST", f"{LIST}/{found}/read", by=ANA).problem == "notifications/unknown"


def test_an_event_that_comes_twice_is_told_once(call: Client, happens: Bus, clock: SettableClock) -> None:
    event_id = contract_opens(happens, clock)

    contract_opens(happens, clock, event_id=event_id)

    assert len(call("GET", LIST, by=ANA).body["items"]) == 1
    assert happens.dead == []


def test_nobody_reads_or_marks_what_is_not_theirs(call: Client, happens: Bus, clock: SettableClock) -> None:
    contract_opens(happens, clock)
    bens = call("GET", LIST, by=BEN).body["items"][0]["notification_id"]

    assert call("POST", f"{LIST}/{bens}/read", by=ANA).problem == "notifications/unknown"
    assert call("POST", f"{LIST}/CONTACT/read", by=ANA).problem == "notifications/unknown"
    for stranger in (ANONYMOUS, Actor("cli_x", frozenset({"partner"}), frozenset({"guildhall/read"}))):
        assert call("GET", LIST, by=stranger).status == 403
        assert call("GET", f"{LIST}/unread", by=stranger).status == 403
        assert call("POST", f"{LIST}/read", by=stranger, body={}).status == 403
        assert call("POST", f"{LIST}/{bens}/read", by=stranger).status == 403


@pytest.mark.parametrize(
    ("query", "pointer"),
    [({"limit": "0"}, "#query/limit"), ({"limit": "101"}, "#query/limit"), ({"unread": "maybe"}, "#query/unread")],
)
def test_bad_queries_are_named_with_their_place(call: Client, query: dict[str, str], pointer: str) -> None:
    answer = call("GET", LIST, by=ANA, query=query)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("unread", ["true", "false"])
@pytest.mark.parametrize("until", ["2026-03-03T00:00:00Z", "2026-03-01T00:00:00Z"])
def test_of_a_span_that_ends_before_it_begins_there_is_nothing(
    call: Client, happens: Bus, clock: SettableClock, until: str, unread: str
) -> None:
    contract_opens(happens, clock)

    answer = call("GET", LIST, by=ANA, query={"from": "2026-03-03T00:00:00Z", "to": until, "unread": unread})

    assert (answer.status, answer.body) == (200, {"items": [], "next_cursor": None, "unread_count": 1})


@pytest.mark.parametrize("body", [{"up_to": "evt_1"}, {"up_to": 3}, {"until": "x"}, []])
def test_bad_bodies_change_nothing(call: Client, happens: Bus, clock: SettableClock, body: object) -> None:
    contract_opens(happens, clock)

    assert call("POST", f"{LIST}/read", by=ANA, body=body).status == 422
    assert call("GET", f"{LIST}/unread", by=ANA).body == {"unread_count": 1}
