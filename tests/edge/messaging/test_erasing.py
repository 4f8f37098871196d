"""What goes for good: whole conversations with their files, and files that nobody sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.messaging.tasks import choose
from functions.messaging.uploads import subscribe
from guildhall.kernel.actor import Actor
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.wiring.files import cited
from guildhall.messaging.wiring.writing import wire_timers
from guildhall.platform import query
from guildhall.platform.edge import Delivery
from guildhall.platform.files import CHECK
from tests.support.chat import CLIENT, CONTRACT, CONVERSATION, EXPERT, STRANGER, House

ADMINISTRATOR = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))
ONE = f"/v1/conversations/{CONVERSATION}"
PDF = b"%PDF-1.7\nplans"
DAY = timedelta(days=1, minutes=1)


def tidy(house: House) -> dict[str, int]:
    """Let the clock call."""
    done: dict[str, int] = choose(wire_timers(house.platform, house.vault))["look_at_clock"]({})
    return done


def handed_in(house: House, *, is_checked: bool = True) -> str:
    """Announce and post a file; return its id."""
    body = {"file_name": "Plan.pdf", "content_type": "application/pdf", "size_bytes": len(PDF)}
    said = house.http("POST", f"{ONE}/files", by=CLIENT, body=body).body
    house.vault.post(said["upload"]["fields"], PDF)
    if is_checked:
        subscribe(house.files)[CHECK](Delivery("1", CHECK, {"key": said["upload"]["fields"]["key"]}))
    return str(said["file"]["file_id"])


def key(file_id: str) -> str:
    return f"messaging/{CONVERSATION}/{file_id}"


def left(house: House) -> list[dict[str, Any]]:
    """Return what the table has of the conversation, its sides included."""
    tables = house.platform.tables
    own = query.everything(tables.chat_table, f"CONVERSATION#{CONVERSATION}", prefix="")
    sides = [
        query.everything(tables.chat_table, f"ACCOUNT#{one.account_id}", prefix="CONV") for one in (CLIENT, EXPERT)
    ]
    files = query.everything(tables.core_table, f"FILES#messaging#{CONVERSATION}", prefix="")
    return [*own, *sides[0], *sides[1], *files]


def test_an_erased_conversation_is_gone_at_once_and_leaves_nothing_but_that_it_was_there(house: House) -> None:
    sent_file = handed_in(house)
    sent = house.send(CLIENT, "My telephone number", file_ids=[sent_file]).body["message_id"]
    house.on(CLIENT, "PUT", sent, body={"text": "Nothing"})
    house.send(EXPERT, "Thanks", thread_id=sent)
    handed_in(house, is_checked=False)
    house.stream()

    answer = house.http("DELETE", ONE, by=ADMINISTRATOR)
    again = house.http("DELETE", ONE, by=ADMINISTRATOR)
    house.clock.advance(timedelta(minutes=6))
    done = [tidy(house)["erased"], tidy(house)["erased"]]

    assert (answer.status, again.status, done) == (204, 204, [1, 0])
    for by in (CLIENT, EXPERT):
        assert house.http("GET", "/v1/conversations", by=by).body["items"] == []
        assert house.read(by).status == house.http("GET", f"{ONE}/files/{sent_file}", by=by).status == 404
    assert (house.vault.kept, house.vault.quarantine) == ({}, {})
    (row,) = left(house)
    assert (row["SK"], row["participants"], row["title"]) == ("CONVERSATION", [], "")


def test_open_devices_of_all_who_took_part_drop_it_at_once_and_those_who_were_away_learn_it(house: House) -> None:
    for device, by in (("c", CLIENT), ("e", EXPERT), ("s", STRANGER)):
        house.connect(by, device)
    known = house.read(EXPERT).body["newer_cursor"]

    house.http("DELETE", ONE, by=ADMINISTRATOR)
    house.http("DELETE", ONE, by=ADMINISTRATOR)

    gone = {"event": "conversation_gone", "conversation_id": CONVERSATION}
    assert [house.gateway.events(one, "conversation_gone") for one in ("c", "e", "s")] == [[gone], [gone], []]
    gap = house.frame(EXPERT, "e", action="history", conversation_id=CONVERSATION, after=known)
    assert gap["problem"]["status"] == house.read(EXPERT, after=known).status == 404


def test_nothing_opens_an_erased_conversation_again(house: House) -> None:
    house.http("DELETE", ONE, by=ADMINISTRATOR)
    house.open(CONTRACT, CLIENT, EXPERT)
    house.clock.advance(timedelta(minutes=6))
    tidy(house)

    house.open(CONTRACT, CLIENT, EXPERT)

    assert house.read(CLIENT).status == house.send(CLIENT, "Hello?").status == 404
    assert len(left(house)) == 1


def test_what_comes_in_while_some_process_still_remembers_who_takes_part_goes_too(house: House) -> None:
    house.send(CLIENT, "Remember us")
    elsewhere = DynamoConversations(house.platform.database)
    house.http("DELETE", ONE, by=ADMINISTRATOR)

    late = house.send(CLIENT, "And this")
    early = tidy(house)
    house.clock.advance(timedelta(minutes=6))
    tidy(house)

    assert late.status in {201, 404}
    assert early["erased"] == 0
    assert len(left(house)) == 1
    found = elsewhere.get(CONVERSATION)
    assert found is not None
    assert found.participant_ids == []
    assert house.send(CLIENT, "Now").status == 404


def test_only_administrators_erase_and_strangers_learn_nothing(house: House) -> None:
    assert [house.http("DELETE", ONE, by=by).status for by in (CLIENT, EXPERT, STRANGER)] == [403, 403, 404]
    assert house.http("DELETE", ONE + "X", by=ADMINISTRATOR).status == 404
    assert house.read(CLIENT).status == 200


@pytest.mark.parametrize("is_checked", [True, False])
def test_a_file_that_nobody_sent_goes_after_a_day(house: House, *, is_checked: bool) -> None:
    file_id = handed_in(house, is_checked=is_checked)
    house.clock.advance(timedelta(hours=23))
    before = tidy(house)["swept"]
    house.clock.advance(timedelta(hours=1, minutes=1))

    assert (before, tidy(house)["swept"], tidy(house)["swept"]) == (0, 1, 0)
    assert (house.vault.kept, house.vault.quarantine) == ({}, {})
    assert house.http("GET", f"{ONE}/files/{file_id}", by=CLIENT).status == 404
    assert house.send(CLIENT, "Look", file_ids=[file_id]).problem == "messaging/file-not-sendable"


def test_a_file_that_was_sent_stays_and_is_looked_at_once(house: House) -> None:
    file_id = handed_in(house)
    house.send(CLIENT, "Look", file_ids=[file_id])
    house.clock.advance(DAY)
    files = wire_timers(house.platform, house.vault).sweep_files.files

    before = len(files.waiting(house.clock.now()))
    assert tidy(house)["swept"] == 0
    assert (before, len(files.waiting(house.clock.now()))) == (1, 0)
    assert house.http("GET", f"{ONE}/files/{file_id}/link", by=EXPERT).status == 200


def test_a_file_of_a_message_that_was_never_kept_goes_too(house: House) -> None:
    file_id = handed_in(house)
    shelf = house.files.shelf
    shelf.note(shelf.get(CONVERSATION, file_id), {"message_id": house.message_id()})
    house.clock.advance(DAY)

    assert tidy(house)["swept"] == 1
    assert key(file_id) not in house.vault.kept


def test_a_file_that_is_being_sent_is_not_swept(house: House) -> None:
    file_id = handed_in(house)
    house.clock.advance(DAY)
    message_id = house.message_id()
    # The message has its file, and is about to be kept.
    cited(house.platform, house.vault)(CLIENT, CONVERSATION, message_id, [file_id])

    swept = tidy(house)["swept"]
    sent = house.send(CLIENT, "Look", message_id=message_id, file_ids=[file_id])

    assert (swept, sent.status) == (0, 201)
    assert house.http("GET", f"{ONE}/files/{file_id}/link", by=EXPERT).status == 200
    assert key(file_id) in house.vault.kept


def test_who_sends_a_file_while_it_is_swept_gets_it_or_is_refused(house: House) -> None:
    file_id = handed_in(house)
    shelf = house.files.shelf
    seen = shelf.get(CONVERSATION, file_id)
    house.clock.advance(DAY)
    shelf.note(seen, {"message_id": "none"})

    refused = house.send(CLIENT, "Look", file_ids=[file_id])

    assert refused.problem == "messaging/file-not-sendable"
    assert house.read(EXPERT).body["items"] == []
    assert tidy(house)["swept"] == 1
