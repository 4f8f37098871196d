"""Copies of one's data: all of one's own, nothing of others', written once however often the writer dies."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.messaging.uploads import subscribe
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Unavailable
from guildhall.messaging.models import How, Participant, ParticipantRole, Subject
from guildhall.messaging.models.copies import SealedPage
from guildhall.messaging.models.reports import ReportDecision, ReportReason
from guildhall.messaging.store.copies import DynamoCopies
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.use_cases import copying, searching
from guildhall.messaging.wiring.safety import wire_safety
from guildhall.messaging.wiring.writing import wire_writing
from guildhall.notifications.models import Contact
from guildhall.notifications.store import DynamoContacts
from guildhall.platform.edge.messages import consume
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.outbox import enqueued, published, rows

PATH = "/v1/data-copies"
OTHER = "cnv_01JZ4A8X7N3V5T9K2C6M0QWZZZ"
PNG = b"\x89PNG\r\n\x1a\n"


class Desk:
    """A person's copy, and the queue that writes it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.buried: list[dict[str, Any]] = []

    def ask(self, by: Actor = EXPERT) -> Any:
        """Ask for a copy."""
        return self.house.http("POST", PATH, by=by)

    def work(self) -> int:
        """Let the queue deliver all that was ever sent, once more; return how many it would deliver again."""
        sent = [row for row in rows(self.house.platform.tables) if row.get("queue") == "messaging-files"]
        bodies = [{"id": row["SK"], **row["detail"]} for row in sent]
        records = [{"messageId": body["id"], "body": json.dumps(body), "attributes": {}} for body in bodies]
        handle = consume(subscribe(self.house.files), lambda body, _: self.buried.append(body))
        return len(handle({"Records": records}, None)["batchItemFailures"])

    def finish(self) -> None:
        """Let the queue deliver until nothing new was sent."""
        before = -1
        while before != (before := len(rows(self.house.platform.tables))):
            assert self.work() == 0
        assert self.buried == []

    def seen(self, copy_id: str, by: Actor = EXPERT) -> Any:
        """Return how a copy stands."""
        return self.house.http("GET", f"{PATH}/{copy_id}", by=by)

    def parts(self, copy_id: str, by: Actor = EXPERT) -> list[dict[str, bytes]]:
        """Download a copy and check it by what it says of itself; return the files of each part."""
        shown = self.seen(copy_id, by).body
        found: list[dict[str, bytes]] = []
        digests: list[str] = []
        for part in shown["parts"]:
            content = self.house.vault.kept[part["url"].removeprefix("https://files.example/")]
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (part["sha256"], part["size_bytes"])
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                assert packed.testzip() is None
                files = {name: packed.read(name) for name in packed.namelist()}
            manifest = json.loads(files[f"manifest-{part['number']:03d}.json"])
            assert {one["path"]: one["sha256"] for one in manifest["files"]} == {
                name: hashlib.sha256(inside).hexdigest()
                for name, inside in files.items()
                if not name.startswith("manifest")
            }
            assert [one["sha256"] for one in manifest["parts_before"]] == digests
            found.append(files)
            digests.append(part["sha256"])
        return found

    def whole(self, by: Actor = EXPERT) -> list[dict[str, bytes]]:
        """Ask for a copy and let it be written; return the files of each part."""
        copy_id = self.ask(by).body["copy_id"]
        self.finish()
        return self.parts(copy_id, by)


def pieces(parts: list[dict[str, bytes]]) -> Iterator[dict[str, Any]]:
    """Return every piece of a conversation in a copy."""
    for files in parts:
        for name, content in files.items():
            if name.startswith("messaging/conversations/"):
                yield json.loads(content)


def said(parts: list[dict[str, bytes]]) -> list[str]:
    """Return what a copy says, in its order."""
    return [item["message"]["text"] for piece in pieces(parts) for item in piece["items"]]


def seal(before: str, whole: dict[str, Any]) -> str:
    """Seal as the document of the API says."""
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(before.encode() + text.encode()).hexdigest()


def send_file(house: House, by: Actor, name: str, kind: str, content: bytes) -> str:
    """Send a file in a message; return its id."""
    path = f"/v1/conversations/{CONVERSATION}/files"
    body = {"file_name": name, "content_type": kind, "size_bytes": len(content)}
    awaited = house.http("POST", path, by=by, body=body).body
    house.vault.post(awaited["upload"]["fields"], content)
    house.http("POST", f"{path}/{awaited['file']['file_id']}/confirm", by=by)
    house.files.check(awaited["upload"]["fields"]["key"])
    assert house.send(by, "Look", file_ids=[awaited["file"]["file_id"]]).status < 300
    return str(awaited["file"]["file_id"])


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part hold two messages, and a page as many."""
    monkeypatch.setattr(copying, "MOST_MESSAGES", 2)
    monkeypatch.setattr(copying, "LOOK_OF_ONE", 0)


def test_a_copy_holds_all_that_one_may_read_and_nothing_else(desk: Desk) -> None:
    house = desk.house
    house.open("ctr_01JZ4A8X7N3V5T9K2C6M0QWZZZ", CLIENT, STRANGER)
    house.send(CLIENT, "Shall we?")
    house.send(EXPERT, "Gladly")
    house.send(CLIENT, "Not for the expert", at=OTHER)
    house.send(STRANGER, "Indeed not", at=OTHER)

    of_expert, of_client = desk.whole(), desk.whole(CLIENT)

    assert said(of_expert) == ["Shall we?", "Gladly"]
    assert said(of_client) == ["Shall we?", "Gladly", "Not for the expert", "Indeed not"]
    everything = b"".join(content for files in of_expert for content in files.values())
    assert not any(secret in everything for secret in (b"Not for the expert", OTHER.encode(), b"Indeed not"))


def test_every_message_is_sealed_as_in_its_conversations_export(desk: Desk, small: None) -> None:
    for number in range(7):
        desk.house.send(CLIENT, f"Nº {number}")
    export = desk.house.http("GET", f"/v1/conversations/{CONVERSATION}/export", by=EXPERT).body

    parts = desk.whole()

    found = list(pieces(parts))
    assert (len(parts), [piece["is_continued"] for piece in found]) == (4, [True, True, True, False])
    digest = seal("", found[0]["conversation"])
    for piece in found:
        assert piece["sha256_before"] == digest
        for item in piece["items"]:
            digest = seal(digest, {"message": item["message"], "versions": item["versions"]})
            assert item["sha256"] == digest
        assert piece["sha256"] == digest
    assert digest == export["sha256"]
    names = [name for files in parts for name in files]
    assert len(names) == len(set(names)), "unpacked into one folder, nothing is lost"


def test_a_copy_holds_files_and_what_else_is_held_about_the_person(desk: Desk) -> None:
    house = desk.house
    sent = send_file(house, CLIENT, "Plan.csv", "text/csv", b"a,b\n1,2\n")
    house.http("PUT", f"/v1/conversations/{CONVERSATION}/blocked/{CLIENT.account_id}", by=EXPERT)
    wire_writing(house.platform).templates.create(EXPERT, "Hello", "en", "Hello {name}")

    (files,) = desk.whole()

    (listed,) = json.loads(files["messaging/attachments-001.json"])
    assert (listed["file_id"], listed["file_name"]) == (sent, "Plan.csv")
    assert listed["path"] == f"messaging/files/{sent}.csv"
    assert (
        listed["sha256"]
        == hashlib.sha256(files[listed["path"]]).hexdigest()
        == hashlib.sha256(b"a,b\n1,2\n").hexdigest()
    )
    assert json.loads(files["messaging/templates.json"])[0]["text"] == "Hello {name}"
    preferences = json.loads(files["messaging/preferences.json"])
    assert list(preferences["blocked_since"]) == [CLIENT.account_id]
    assert [one["conversation_id"] for one in preferences["conversations"]] == [CONVERSATION]
    assert {"identity/account.json", "profiles/profiles.json", "notifications/preferences.json"} < files.keys()


def test_of_ones_slack_address_a_copy_holds_what_its_owner_may_see(desk: Desk) -> None:
    url = "https://hooks.slack.com/services/T000/B000/abcdWXYZ"
    contact = Contact(EXPERT.account_id, "ben@experts.example", slack_url=url)
    DynamoContacts(desk.house.platform.database).save(contact)

    (files,) = desk.whole()

    held = files["notifications/preferences.json"].decode()
    assert json.loads(held)["contact"]["slack_address"] == "hooks.slack.com…WXYZ"
    assert "services" not in held


def test_of_anothers_picture_a_copy_holds_what_everybody_sees_and_of_ones_own_the_original(desk: Desk) -> None:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(target, "JPEG", comment=b"taken at home")
    picture = send_file(desk.house, CLIENT, "Garden.jpg", "image/jpeg", target.getvalue())

    of_expert, of_client = desk.whole(), desk.whole(CLIENT)

    assert f"messaging/files/{picture}.webp" in of_expert[0]
    assert not any(b"taken at home" in content for content in of_expert[0].values())
    assert of_client[0][f"messaging/files/{picture}.jpg"] == target.getvalue()


def hide(house: House, message_id: str) -> str:
    """Report a message and let a moderator hide it; return what the report keeps of its words."""
    moderator, safety = (
        Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"})),
        wire_safety(house.platform),
    )
    report = safety.make(
        EXPERT, CONVERSATION, reason=ReportReason.FRAUD, note="", message_id=message_id, account_id=None
    )
    house.connect(EXPERT, "open=")
    kept = safety.decide(moderator, report.report_id, ReportDecision.HIDE_MESSAGE, "")
    assert [one["message"]["files"] for one in house.gateway.events("open=", "message_changed")] == [[]]
    return str(kept.text)


def hide_as_before(house: House, message_id: str) -> str:
    """Keep a message as moderators' decisions once did: hidden, with its files."""
    messages, now = DynamoMessages(house.platform.database), house.clock.now()
    before = messages.get(CONVERSATION, message_id)
    assert before is not None
    messages.change(replace(before, text="", deleted_at=now), How.DELETED, "acc_1", now, before)
    return before.text


@pytest.mark.parametrize("hidden", [hide, hide_as_before])
def test_what_a_moderator_hid_shows_no_files_and_every_copy_goes_on_without_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, hidden: Callable[[House, str], str]
) -> None:
    house, vault = desk.house, desk.house.vault
    erased = send_file(house, CLIENT, "Plan.csv", "text/csv", b"a,b\n1,2\n")
    (said,) = house.read(EXPERT).body["items"]
    stays = send_file(house, CLIENT, "Other.csv", "text/csv", b"c,d\n3,4\n")

    def get(key: str) -> bytes:
        if key not in vault.kept:
            raise Unavailable  # the vault as it may be, without the right to tell what is absent
        return vault.kept[key]

    kept_as_evidence = hidden(house, said["message_id"])
    monkeypatch.setattr(vault, "get", get)
    shown = [one for one in house.read(EXPERT).body["items"] if one["message_id"] == said["message_id"]]
    of_expert, of_client = desk.whole(), desk.whole(CLIENT)

    assert kept_as_evidence == said["text"] == "Look"
    assert ([one["file_id"] for one in said["files"]], [one["files"] for one in shown]) == ([erased], [[]])
    assert [key for key in vault.kept if erased in key] == []
    for (files,) in (of_expert, of_client):
        (listed,) = json.loads(files["messaging/attachments-001.json"])
        assert listed["file_id"] == stays
        assert not any(erased.encode() in content for content in files.values())


def test_a_file_that_is_gone_is_listed_without_its_content(desk: Desk) -> None:
    gone = send_file(desk.house, CLIENT, "Plan.csv", "text/csv", b"a,b\n1,2\n")
    desk.house.vault.erase(f"messaging/{CONVERSATION}/{gone}")

    (files,) = desk.whole()

    (listed,) = json.loads(files["messaging/attachments-001.json"])
    assert (listed["file_id"], listed["path"], listed["sha256"]) == (gone, None, None)


def test_many_small_files_are_spread_over_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "MOST_MESSAGES", 63)
    sent = [send_file(desk.house, CLIENT, f"{number}.csv", "text/csv", b"a,b\n") for number in range(5)]

    parts = desk.whole()

    listed = [json.loads(files[f"messaging/attachments-{n:03d}.json"]) for n, files in enumerate(parts, start=1)]
    assert [[one["file_id"] for one in of_part] for of_part in listed] == [sent[:3], sent[3:]]


def test_edited_messages_count_for_the_reading_of_what_they_said_before(desk: Desk, small: None) -> None:
    for number in range(3):
        said = desk.house.send(CLIENT, f"Nº {number}").body["message_id"]
        assert desk.house.on(CLIENT, "PUT", said, body={"text": f"Nr. {number}"}).status == 200

    assert [len(piece["items"]) for piece in pieces(desk.whole())] == [1, 1, 1]


def test_asked_for_twice_it_is_written_once(desk: Desk) -> None:
    desk.house.send(CLIENT, "Hello")

    first, second = desk.ask(), desk.ask()

    assert (first.status, first.headers["Location"]) == (202, f"{PATH}/{first.body['copy_id']}")
    assert first.body == second.body
    assert len(enqueued(desk.house.platform.tables, "messaging-files")) == 1
    desk.finish()
    again = desk.ask()
    assert (again.status, again.problem) == (429, "too-many-requests")
    assert int(again.headers["Retry-After"]) > 86_000


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("nth", range(4))
@pytest.mark.parametrize("where", ["before the file", "after the file", "after the row"])
def test_a_writer_that_dies_anywhere_leaves_a_copy_that_is_finished_once(
    desk: Desk, small: None, monkeypatch: pytest.MonkeyPatch, where: str, nth: int
) -> None:
    for number in range(7):
        desk.house.send(CLIENT, f"Nº {number}")
    copy_id = desk.ask().body["copy_id"]
    vault, save, left = desk.house.vault, DynamoCopies.save, [nth]

    def dies() -> bool:
        left[0] -= 1
        return left[0] == -1

    def put(key: str, content: bytes, content_type: str) -> None:
        if where == "before the file" and dies():
            raise Killed
        vault.kept[key] = content
        if where == "after the file" and dies():
            raise Killed

    def save_and_die(self: DynamoCopies, *arguments: Any) -> Any:
        saved = save(self, *arguments)
        if where == "after the row" and dies():
            raise Killed
        return saved

    with monkeypatch.context() as dying:
        dying.setattr(vault, "put", put)
        dying.setattr(DynamoCopies, "save", save_and_die)
        with pytest.raises(Killed):
            desk.finish()
    desk.finish()

    assert said(desk.parts(copy_id)) == [f"Nº {number}" for number in range(7)]
    assert len(published(desk.house.platform.tables, "DataCopyReady.v1")) == 1


def test_two_writers_at_once_tell_of_what_is_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.house.send(CLIENT, "Hello")
    copy_id = desk.ask().body["copy_id"]
    vault, is_first = desk.house.vault, [True]

    def put(key: str, content: bytes, content_type: str) -> None:
        if is_first:
            is_first.clear()
            desk.house.send(CLIENT, "Said meanwhile")
            desk.work()
        vault.kept[key] = content

    monkeypatch.setattr(vault, "put", put)
    desk.finish()

    assert said(desk.parts(copy_id)) == ["Hello", "Said meanwhile"]
    assert len(published(desk.house.platform.tables, "DataCopyReady.v1")) == 1


@pytest.mark.parametrize("behind", [0, 1, 2])
def test_whoever_leaves_while_a_part_is_written_gets_nothing_of_that_conversation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    mediator = Actor("acc_01JMMMMMMMMMMMMMMMMMMMMMMM", frozenset({"mediator"}))
    people = [
        Participant(CLIENT.account_id, ParticipantRole.CLIENT, as_of="1"),
        Participant(mediator.account_id, ParticipantRole.MEDIATOR, as_of="1"),
    ]
    what = (Subject.DISPUTE, "dsp_01JZ4A8X7N3V5T9K2C6M0QWZZZ", "A dispute")
    desk.house.ears.keep_conversation(*what, people)
    for number in range(3):
        desk.house.send(CLIENT, f"To the mediator {number}", at=OTHER)
    left = Participant(mediator.account_id, ParticipantRole.MEDIATOR, is_in=False, as_of="2")
    copy_id, writer = desk.ask(mediator).body["copy_id"], desk.house.files.write_copy_part
    asked: list[str | None] = []

    def leaving(actor: Actor, conversation_id: str, after: str | None, seal: str | None) -> SealedPage:
        if len(asked) == behind:
            desk.house.ears.keep_conversation(*what, [left])
        asked.append(after)
        return writer.pages(actor, conversation_id, after, seal)

    replace(writer, pages=leaving)(mediator.account_id, copy_id, 1)

    parts = desk.parts(copy_id, mediator)
    assert (len(asked), list(pieces(parts))) == (behind + 1, [])
    assert not any(b"To the mediator" in content for content in parts[0].values())


@pytest.mark.parametrize("behind", [0, 1, 2])
def test_what_is_erased_while_a_part_is_written_is_in_no_copy_although_its_writer_has_just_read_of_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    for number in range(3):
        desk.house.send(CLIENT, f"To be erased {number}")
    copy_id, writer = desk.ask().body["copy_id"], desk.house.files.write_copy_part
    administrator = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))
    asked: list[str | None] = []

    def erasing(actor: Actor, conversation_id: str, after: str | None, seal: str | None) -> SealedPage:
        if len(asked) == behind:
            desk.house.http("DELETE", f"/v1/conversations/{CONVERSATION}", by=administrator)
        asked.append(after)
        return writer.pages(actor, conversation_id, after, seal)

    replace(writer, pages=erasing)(EXPERT.account_id, copy_id, 1)

    parts = desk.parts(copy_id)
    assert (len(asked), list(pieces(parts))) == (behind + 1, [])
    assert not any(b"To be erased" in content for content in parts[0].values())


def test_a_copy_is_its_owners_alone(desk: Desk) -> None:
    copy_id = desk.ask().body["copy_id"]
    building = desk.seen(copy_id).body
    desk.finish()

    ready = desk.seen(copy_id).body
    listed = desk.house.http("GET", PATH, by=EXPERT).body["items"]

    assert (building["state"], building["parts"], ready["state"]) == ("building", [], "ready")
    assert (ready["found"], ready["conversations"]) == (1, 1)
    assert [one["parts"][0]["url"] for one in listed] == [None]
    for other in (CLIENT, STRANGER):
        refused = [desk.seen(copy_id, by=other), desk.seen("cpy_01JZ4A8X7N3V5T9K2C6M0QWERT", by=other)]
        assert [one.status for one in refused] == [404, 404]
        assert desk.house.http("GET", PATH, by=other).body["items"] == []


def test_a_copy_is_gone_after_a_week_and_the_next_one_takes_its_place(desk: Desk) -> None:
    first = desk.ask().body["copy_id"]
    desk.finish()
    desk.house.clock.advance(timedelta(days=2))
    kept = desk.seen(first).status
    second = desk.ask().body["copy_id"]
    desk.finish()

    assert (kept, desk.seen(first).status, desk.seen(second).status) == (200, 404, 200)
    assert {key for key in desk.house.vault.kept if first in key} == set()
    desk.house.clock.advance(timedelta(days=7))
    assert desk.seen(second).status == 404
    assert desk.house.http("GET", PATH, by=EXPERT).body["items"] == []


def test_what_stands_still_is_set_going_by_asking_again(desk: Desk) -> None:
    tables, copy_id = desk.house.platform.tables, desk.ask().body["copy_id"]
    desk.house.clock.advance(timedelta(minutes=16))

    again = desk.ask()

    assert (again.status, again.body["copy_id"]) == (202, copy_id)
    assert [one["part"] for one in enqueued(tables, "messaging-files")] == [1, 1]
    desk.finish()
    assert len(published(tables, "DataCopyReady.v1")) == 1


def test_neither_a_copy_nor_an_export_tells_of_what_the_platform_raised_about_a_message(desk: Desk) -> None:
    house = desk.house
    house.send(EXPERT, "Refund me, or I will leave a bad review.")
    house.stream()
    (event,) = published(house.platform.tables, "AbuseReported.v1")

    held = [content for by in (EXPERT, CLIENT) for files in desk.whole(by) for content in files.values()]
    exported = house.http("GET", f"/v1/conversations/{CONVERSATION}/export", by=CLIENT)

    assert any(b"bad review" in content for content in held), "the message itself is theirs"
    assert "bad review" in json.dumps(exported.body)
    assert not any(event["report_id"].encode() in content for content in (*held, json.dumps(exported.body).encode()))
