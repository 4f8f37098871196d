"""Files in a conversation: who hands in, what is taken, who sees it, and that it goes with its message."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fpdf import FPDF
from PIL import Image

from functions.messaging.uploads import subscribe
from guildhall.kernel.errors import Unavailable
from guildhall.messaging.models import IN_FLIGHT, SKEW
from guildhall.messaging.wiring.files import cited
from guildhall.platform.edge import Delivery
from guildhall.platform.files import CHECK
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer
from tests.support.outbox import rows

ALL = f"/v1/conversations/{CONVERSATION}/files"
PDF = b"%PDF-1.7\nplans"
VOICE = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(40)
SOUND = {"duration_ms": 2_400, "peaks": [0, 60, 100, 12]}


class Died(BaseException):
    """The process is gone."""


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    out = io.BytesIO()
    Image.new("RGB", (800, 400), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def document(size: tuple[float, float] = (210, 297), password: str = "") -> bytes:
    """A PDF whose first page is blue and whose second is white. size: millimetres."""
    pdf = FPDF(unit="mm", format=size)
    pdf.add_page()
    pdf.set_fill_color(0, 0, 255)
    pdf.rect(0, 0, *size, style="F")
    pdf.add_page()
    if password:
        pdf.set_encryption("owner", password)
    return bytes(pdf.output())


def announce(house: House, content: bytes, content_type: str, *, by: Any = CLIENT, **more: Any) -> Answer:
    body = {"file_name": "Plan.pdf", "content_type": content_type, "size_bytes": len(content), **more}
    return house.http("POST", ALL, by=by, body=body)


def check(house: House, key: str) -> None:
    subscribe(house.files)[CHECK](Delivery("1", CHECK, {"key": key}))


def handed_in(house: House, content: bytes, content_type: str, *, by: Any = CLIENT, **more: Any) -> str:
    """Announce, post, confirm and check a file; return its id."""
    said = announce(house, content, content_type, by=by, **more).body
    house.vault.post(said["upload"]["fields"], content)
    file_id: str = said["file"]["file_id"]
    assert house.http("POST", f"{ALL}/{file_id}/confirm", by=by).status == 200
    check(house, said["upload"]["fields"]["key"])
    return file_id


def status(house: House, file_id: str) -> str:
    return str(house.http("GET", f"{ALL}/{file_id}", by=CLIENT).body["status"])


def carry_commands(house: House) -> None:
    """Hand what waits in the outbox for the queue of files to its consumer."""
    for row in rows(house.platform.tables):
        if row.get("queue") == "messaging-files" and row["detail"]["data"]["type"] == "erase_file":
            subscribe(house.files)["erase_file"](Delivery("1", "erase_file", row["detail"]["data"]))


def test_an_image_is_sent_with_a_preview_and_leaves_without_what_the_camera_wrote(house: House) -> None:
    file_id = handed_in(house, photo(), "image/jpeg")

    sent = house.send(CLIENT, "", file_ids=[file_id])
    (read,) = house.read(EXPERT).body["items"]
    link = house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).body

    assert sent.status == 201
    assert read["kind"] == "image"
    assert {name: read["files"][0][name] for name in ("width", "height", "kind")} == {
        "width": 800,
        "height": 400,
        "kind": "image",
    }
    assert read["files"][0]["placeholder"].startswith("data:image/webp;base64,")
    assert [one["width"] for one in link["sizes"]] == [320, 800]
    assert link["url"] == f"https://files.example/messaging/{CONVERSATION}/{file_id}/800.webp"
    assert b"Secret camera" not in house.vault.kept[f"messaging/{CONVERSATION}/{file_id}/800.webp"]


def test_a_pdf_is_sent_with_a_picture_of_its_first_page_and_downloaded_as_it_is(house: House) -> None:
    file_id = handed_in(house, document(), "application/pdf")

    house.send(CLIENT, "", file_ids=[file_id])
    (read,) = house.read(EXPERT).body["items"]
    link = house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).body

    (shown,) = read["files"]
    assert (read["kind"], shown["kind"]) == ("file", "file")
    assert shown["width"] / shown["height"] == pytest.approx(210 / 297, rel=0.01)
    assert shown["placeholder"].startswith("data:image/webp;base64,")
    assert link["url"] == f"https://files.example/messaging/{CONVERSATION}/{file_id}"
    assert [one["width"] for one in link["sizes"]] == [320, 1280]
    picture = Image.open(io.BytesIO(house.vault.kept[f"messaging/{CONVERSATION}/{file_id}/320.webp"]))
    red, _, blue = picture.convert("RGB").split()
    assert min(blue.tobytes()) - max(red.tobytes()) > 200


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\nplans", document(password="secret"), document()[:400], b"%PDF-1.7\n" + b"<<" * 50_000],
    ids=["no page", "a password", "cut off", "nested"],
)
def test_a_pdf_that_cannot_be_drawn_is_sent_without_a_picture(house: House, content: bytes) -> None:
    file_id = handed_in(house, content, "application/pdf")

    house.send(CLIENT, "", file_ids=[file_id])
    (read,) = house.read(EXPERT).body["items"]

    assert {"width": None, "placeholder": ""}.items() <= read["files"][0].items()
    assert house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).body["sizes"] == []


def test_a_recording_is_sent_with_its_length_and_shape(house: House) -> None:
    file_id = handed_in(house, VOICE, "audio/webm", voice=SOUND)
    house.connect(CLIENT, "c1")

    answer = house.frame(
        CLIENT, "c1", action="send", conversation_id=CONVERSATION, message_id=house.message_id(), file_ids=[file_id]
    )
    house.stream()

    (shown,) = answer["ok"]["files"]
    assert {"kind": "voice", **SOUND}.items() <= shown.items()
    (listed,) = house.http("GET", "/v1/conversations", by=EXPERT).body["items"]
    assert listed["preview"]["kind"] == "voice"
    assert house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).body["sizes"] == []


def test_pictures_are_found_by_what_they_are_and_what_they_are_called(house: House) -> None:
    file_id = handed_in(house, photo(), "image/jpeg")
    house.send(CLIENT, "the kitchen")
    picture = house.send(CLIENT, "the kitchen", file_ids=[file_id]).body["message_id"]

    def found(kind: str) -> list[str]:
        answer = house.http("GET", "/v1/chat/search", by=EXPERT, query={"words": "kitchen", "kind": kind})
        return [one["message_id"] for one in answer.body["items"]]

    assert found("image") == [picture]
    by_name = house.http("GET", "/v1/chat/search", by=EXPERT, query={"words": "plan pdf"}).body["items"]
    assert [one["message_id"] for one in by_name] == [picture], "its name"
    assert found("voice") == []
    assert house.http("GET", "/v1/chat/search", by=EXPERT, query={"kind": "video"}).status == 422


def test_the_uploader_hears_at_once_that_a_file_can_be_sent(house: House) -> None:
    house.connect(CLIENT, "c1")
    house.connect(EXPERT, "e1")

    file_id = handed_in(house, PDF, "application/pdf")

    assert [(f["file"]["file_id"], f["file"]["status"]) for f in house.gateway.events("c1", "file")] == [
        (file_id, "available")
    ]
    assert house.gateway.events("e1", "file") == []


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", bytes(30 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "image/png"),
        (b"\xff\xd8\xff\xe0 no image at all", "image/jpeg"),
        (b"OggS but not really webm", "audio/webm"),
        (b"<html><script>", "application/pdf"),
        (bomb(), "application/zip"),
    ],
)
def test_a_file_that_lies_or_blows_up_is_refused_and_nothing_of_it_stays(
    house: House, content: bytes, content_type: str
) -> None:
    file_id = handed_in(house, content, content_type)

    assert status(house, file_id) == "refused"
    assert house.vault.kept == {}
    assert house.vault.quarantine == {}
    assert house.send(CLIENT, "look", file_ids=[file_id]).problem == "messaging/file-not-sendable"
    assert house.read(CLIENT).body["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"content_type": "text/html"}, 422),
        ({"content_type": "image/svg+xml"}, 422),
        ({"size_bytes": 26 * 1024 * 1024}, 422),
        ({"file_name": "../../etc/passwd"}, 422),
        ({"file_name": "invoice\u202efdp.exe"}, 422),
        ({"file_name": "<img src=x onerror=alert(1)>.png"}, 422),
        ({"file_name": 'a.pdf" onload="alert(1)'}, 422),
        ({"voice": SOUND}, 422),
        ({"content_type": "audio/ogg", "voice": {"duration_ms": 0, "peaks": [1]}}, 422),
        ({"content_type": "audio/ogg", "voice": {"duration_ms": 5, "peaks": [101]}}, 422),
        ({"content_type": "audio/ogg", "voice": {"duration_ms": 5, "peaks": [1] * 101}}, 422),
    ],
)
def test_what_is_not_taken_is_refused_before_it_is_uploaded(house: House, body: dict[str, Any], status: int) -> None:
    whole = {"file_name": "a.pdf", "content_type": "application/pdf", "size_bytes": 10, **body}

    assert house.http("POST", ALL, by=CLIENT, body=whole).status == status


def test_only_files_of_ones_own_that_are_checked_and_free_can_be_sent(house: House) -> None:
    awaited = announce(house, PDF, "application/pdf").body["file"]["file_id"]
    foreign = handed_in(house, PDF, "application/pdf", by=EXPERT)
    sent = handed_in(house, PDF, "application/pdf")
    house.send(CLIENT, "the plan", file_ids=[sent])

    answers = [house.send(CLIENT, "x", file_ids=[one]) for one in (awaited, foreign, sent, "fil_" + "0" * 26)]

    assert {answer.problem for answer in answers} == {"messaging/file-not-sendable"}
    assert [answer.body["errors"][0]["code"] for answer in answers] == ["not_available", "unknown", "taken", "unknown"]
    assert len(house.read(CLIENT).body["items"]) == 1


def test_a_file_whose_message_was_never_kept_is_sent_under_the_next_id(house: House) -> None:
    file_id, first = handed_in(house, PDF, "application/pdf"), house.message_id()
    # The first sending dies between giving the message its file and keeping the message.
    cited(house.platform, house.vault)(CLIENT, CONVERSATION, first, [file_id])

    early = house.send(CLIENT, "the plan", file_ids=[file_id])
    house.clock.advance(timedelta(minutes=5, seconds=30))
    late = house.send(CLIENT, "the plan", message_id=first, file_ids=[file_id])
    again = house.send(CLIENT, "the plan", file_ids=[file_id])
    other = house.send(EXPERT, "the plan", file_ids=[file_id])
    twice = house.send(CLIENT, "the plan", file_ids=[file_id])

    # While the first may still be kept, nobody knows which of the two shows it.
    assert (early.status, early.headers["Retry-After"]) == (503, "330")
    assert (late.problem, again.status) == ("messaging/message-id-out-of-time", 201)
    assert [one.body["errors"][0]["code"] for one in (other, twice)] == ["unknown", "taken"]
    assert [one["files"][0]["file_id"] for one in house.read(EXPERT).body["items"]] == [file_id]
    assert house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).status == 200


def test_a_file_that_the_message_it_was_meant_for_does_not_show_is_free(house: House) -> None:
    file_id, first = handed_in(house, PDF, "application/pdf"), house.message_id()
    # A sending that died before the message was kept; then the same device sends under its id without the file.
    cited(house.platform, house.vault)(CLIENT, CONVERSATION, first, [file_id])
    house.send(CLIENT, "no plan after all", message_id=first)

    again = house.send(CLIENT, "the plan", file_ids=[file_id])
    twice = house.send(CLIENT, "the plan", file_ids=[file_id])

    assert (again.status, twice.problem) == (201, "messaging/file-not-sendable")
    assert house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).status == 200


def test_a_file_of_a_message_that_was_taken_back_is_nobodys_any_more(house: House) -> None:
    file_id = handed_in(house, PDF, "application/pdf")
    house.on(CLIENT, "DELETE", house.send(CLIENT, "the plan", file_ids=[file_id]).body["message_id"])

    # Its bytes go a moment later.
    assert house.send(CLIENT, "the plan", file_ids=[file_id]).body["errors"][0]["code"] == "taken"


def test_a_message_needs_a_text_or_a_file_and_not_more_than_ten(house: House) -> None:
    assert house.send(CLIENT, " ").status == 422
    assert house.send(CLIENT, "x", file_ids=[f"fil_{number:026d}" for number in range(11)]).status == 422


def test_sent_again_it_is_the_same_message_and_with_another_file_it_is_refused(house: House) -> None:
    first, second = (handed_in(house, PDF, "application/pdf") for _ in range(2))
    message_id = house.message_id()
    house.send(CLIENT, "plan", message_id=message_id, file_ids=[first])

    again = house.send(CLIENT, "plan", message_id=message_id, file_ids=[first])
    other = house.send(CLIENT, "plan", message_id=message_id, file_ids=[second])

    assert again.status == 201
    assert other.problem == "messaging/message-id-taken"
    assert house.send(CLIENT, "the second", file_ids=[second]).status == 201


def test_a_file_is_nobodys_else_before_it_is_sent_and_no_strangers_after(house: House) -> None:
    file_id = handed_in(house, PDF, "application/pdf")

    def seen(by: Any) -> list[int]:
        return [house.http("GET", f"{ALL}/{file_id}{part}", by=by).status for part in ("", "/link")]

    before = {one.account_id: seen(one) for one in (CLIENT, EXPERT, STRANGER)}
    house.send(CLIENT, "the plan", file_ids=[file_id])
    after = {one.account_id: seen(one) for one in (CLIENT, EXPERT, STRANGER)}

    assert before == {CLIENT.account_id: [200, 200], EXPERT.account_id: [404, 404], STRANGER.account_id: [404, 404]}
    assert after == {CLIENT.account_id: [200, 200], EXPERT.account_id: [200, 200], STRANGER.account_id: [404, 404]}


def test_a_deleted_message_takes_its_files_with_it(house: House) -> None:
    file_id = handed_in(house, photo(), "image/jpeg")
    message_id = house.send(CLIENT, "", file_ids=[file_id]).body["message_id"]

    deleted = house.on(CLIENT, "DELETE", message_id)
    at_once = house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT)
    carry_commands(house)
    carry_commands(house)

    assert deleted.body["files"] == []
    assert at_once.status == 404
    assert house.vault.kept == {}
    assert house.http("GET", f"{ALL}/{file_id}", by=CLIENT).status == 404
    assert house.send(CLIENT, "", message_id=message_id, file_ids=[file_id]).body["files"] == []


def test_a_file_that_was_not_sent_can_be_dropped_and_a_sent_one_cannot(house: House) -> None:
    unsent, sent = (handed_in(house, PDF, "application/pdf") for _ in range(2))
    house.send(CLIENT, "the plan", file_ids=[sent])

    assert house.http("DELETE", f"{ALL}/{unsent}", by=EXPERT).status == 404
    assert house.http("DELETE", f"{ALL}/{unsent}", by=CLIENT).status == 204
    assert house.http("DELETE", f"{ALL}/{unsent}", by=CLIENT).status == 404
    assert house.http("DELETE", f"{ALL}/{sent}", by=CLIENT).problem == "messaging/file-sent"
    assert list(house.vault.kept) == [f"messaging/{CONVERSATION}/{sent}"]


def test_a_file_that_is_being_sent_cannot_be_dropped(house: House) -> None:
    file_id, message_id = handed_in(house, PDF, "application/pdf"), house.message_id()
    # The message has its file, and is about to be kept; another window of the sender drops the file.
    cited(house.platform, house.vault)(CLIENT, CONVERSATION, message_id, [file_id])

    dropped = house.http("DELETE", f"{ALL}/{file_id}", by=CLIENT)
    sent = house.send(CLIENT, "the plan", message_id=message_id, file_ids=[file_id])

    assert (dropped.status, dropped.headers["Retry-After"]) == (503, "331")
    assert sent.status == 201
    assert house.http("GET", f"{ALL}/{file_id}/link", by=EXPERT).status == 200


def test_until_the_last_instant_at_which_its_message_may_be_kept_a_file_cannot_be_dropped(house: House) -> None:
    file_id, message_id = handed_in(house, PDF, "application/pdf"), house.message_id()
    cited(house.platform, house.vault)(CLIENT, CONVERSATION, message_id, [file_id])

    house.clock.advance(SKEW + IN_FLIGHT)
    last = house.http("DELETE", f"{ALL}/{file_id}", by=CLIENT)
    house.clock.advance(timedelta(milliseconds=1))
    after = house.http("DELETE", f"{ALL}/{file_id}", by=CLIENT)

    assert (last.status, last.headers["Retry-After"], after.status) == (503, "1", 204)


def test_no_message_gets_a_file_while_it_is_dropped_nor_after_that_died_half_way(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = handed_in(house, PDF, "application/pdf")

    def die(_: str) -> None:
        raise Died

    monkeypatch.setattr(house.vault, "erase", die)
    with pytest.raises(Died):
        house.http("DELETE", f"{ALL}/{file_id}", by=CLIENT)
    monkeypatch.undo()

    assert house.send(CLIENT, "the plan", file_ids=[file_id]).problem == "messaging/file-not-sendable"
    assert house.http("DELETE", f"{ALL}/{file_id}", by=CLIENT).status == 204
    assert house.vault.kept == {}


def test_the_buckets_own_notice_may_be_faster_than_the_persons(house: House) -> None:
    said = announce(house, PDF, "application/pdf").body
    house.vault.post(said["upload"]["fields"], PDF)
    key = said["upload"]["fields"]["key"]
    house.vault.meanwhile = lambda: check(house, key)

    confirmed = house.http("POST", f"{ALL}/{said['file']['file_id']}/confirm", by=CLIENT)
    check(house, key)

    assert (confirmed.status, confirmed.body["status"]) == (200, "available")


def test_a_file_dropped_while_it_is_checked_leaves_nothing(house: House) -> None:
    said = announce(house, PDF, "application/pdf").body
    house.vault.post(said["upload"]["fields"], PDF)
    path, key = f"{ALL}/{said['file']['file_id']}", said["upload"]["fields"]["key"]
    house.http("DELETE", path, by=CLIENT)
    house.vault.post(said["upload"]["fields"], PDF)

    check(house, key)

    assert (house.vault.quarantine, house.vault.kept) == ({}, {})


def test_a_form_that_was_never_used_cannot_be_confirmed(house: House) -> None:
    file_id = announce(house, PDF, "application/pdf").body["file"]["file_id"]

    assert house.http("POST", f"{ALL}/{file_id}/confirm", by=CLIENT).problem == "files/file-not-uploaded"
    assert house.http("POST", f"{ALL}/{file_id}/confirm", by=EXPERT).status == 404


class Finds:
    """A scanner that knows one signature, and may be away."""

    is_away = False

    def finds(self, content: bytes) -> bool:
        if self.is_away:
            raise Unavailable
        return b"EICAR" in content


def test_what_the_scanner_finds_is_refused_and_without_its_word_nothing_passes(house: House) -> None:
    scanner = Finds()
    shelf = replace(house.files.shelf, scanner=scanner)
    house.files = replace(house.files, check=replace(house.files.check, shelf=shelf), shelf=shelf)
    bad = handed_in(house, PDF + b" EICAR", "application/pdf")
    scanner.is_away = True

    with pytest.raises(Unavailable):
        handed_in(house, PDF, "application/pdf")

    assert status(house, bad) == "refused"
    assert house.vault.kept == {}
    assert len(house.vault.quarantine) == 1
