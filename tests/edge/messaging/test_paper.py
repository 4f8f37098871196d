"""A conversation on paper: every word, in the direction in which it is read, and the same digests as its export."""

from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from guildhall.messaging.schemas import printed
from guildhall.messaging.use_cases import searching
from guildhall.messaging.wiring import wire_ears
from guildhall.platform.paper import Paper, runs_from_the_right
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer

EXPORT = f"/v1/conversations/{CONVERSATION}/export"
URDU = "ہم نے باغ کی دیوار کے بارے میں بات کی، قیمت 1200 EUR ہے"


def paper(house: House, **query: str) -> Answer:
    return house.http("GET", f"{EXPORT}/pdf", by=EXPERT, query=query)


def file_of(answer: Answer) -> bytes:
    return b64decode(answer.body)


def text_of(answer: Answer) -> str:
    pages = PdfReader(BytesIO(file_of(answer))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def sealed(house: House, **query: str) -> dict[str, Any]:
    body: dict[str, Any] = house.http("GET", EXPORT, by=EXPERT, query=query).body
    return body


def test_paper_and_export_carry_the_same_digests_in_the_same_order(house: House) -> None:
    wire_ears(house.platform).call_person(EXPERT.account_id, "Ada", "evt_01JZ4A8X7N3V5T9K2C6M0QWERT")
    ids = [house.send(CLIENT, f"Réponse {number} 🏠").body["message_id"] for number in range(4)]
    house.on(CLIENT, "PUT", ids[1], body={"text": "Edited"})
    house.on(CLIENT, "DELETE", ids[2])
    house.send(EXPERT, "w" * 4_000)

    answer = paper(house)

    export, text = sealed(house), text_of(answer)
    assert (answer.status, answer.headers["Content-Type"], "Link" in answer.headers) == (200, "application/pdf", False)
    printed_digests = re.findall(r"sha256 ([0-9a-f]{64})", text)
    assert printed_digests == [item["sha256"] for item in export["items"]]
    assert f"Digest of all up to here: {export['sha256']}" in text.replace("\u200e", "")
    for words in ("Réponse 0", "Edited", "Réponse 1", "This message was taken back.", "Ada"):
        assert words in text
    assert "Réponse 2" not in text


def test_a_long_conversation_is_several_papers_that_continue_each_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 1)
    monkeypatch.setattr(printed, "MOST_PARTS", 2)
    for number in range(3):
        house.send(CLIENT, f"Message {number}")

    first = paper(house, language="fr")
    link = first.headers["Link"]
    cursor = re.search(r"cursor=([^&>]+)", link)
    assert cursor
    rest = paper(house, language="fr", cursor=cursor[1])

    assert "language=fr" in link
    assert ["Message 1" in text_of(one) for one in (first, rest)] == [True, False]
    last = sealed(house, cursor=sealed(house, cursor=sealed(house)["next_cursor"])["next_cursor"])
    assert last["sha256"] in text_of(rest)
    assert "Partie à partir de" in text_of(rest)


def test_urdu_is_joined_and_stands_at_the_right(house: House) -> None:
    house.send(EXPERT, URDU)
    house.send(CLIENT, "In English, at the left")

    answer = paper(house, language="ur")

    places: dict[str, float] = {}
    reader = PdfReader(BytesIO(file_of(answer)))

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        places.setdefault(text.strip(), matrix[4])

    reader.pages[0].extract_text(visitor_text=visit)
    left = min(place for text, place in places.items() if text.startswith("In"))
    assert left < 60
    assert max(places.values()) > 450
    sheet = Paper("ur", "", "", "")
    sheet.add_page()
    sheet.set_font("arabic", "", 10)
    joined, apart = sheet.get_string_width("محفوظ"), sum(sheet.get_string_width(one) for one in "محفوظ")
    sheet.output()  # closes the fonts
    assert joined < 0.9 * apart


@pytest.mark.parametrize(
    ("text", "side"),
    [("English", "left"), (URDU, "right"), ("123 — ہم", "right"), ("🏠 maison", "left"), ("1", "left")],
)
def test_the_first_letter_says_from_which_side_a_text_is_read(text: str, side: str) -> None:
    assert runs_from_the_right(text) is (side == "right")


@pytest.mark.parametrize(
    "text", ["🏠👨‍👩‍👧", "\x07 bell", "漢字 and ไทย", "a\nb\n\nc", "\u202eevil", "<b>**x**__y__", "\ud7ff"]
)
def test_nothing_that_somebody_wrote_stops_the_printing(house: House, text: str) -> None:
    assert house.send(CLIENT, text).status == 201

    assert file_of(paper(house)).startswith(b"%PDF")


def test_a_stranger_gets_no_paper_and_no_language_is_invented(house: House) -> None:
    assert house.http("GET", f"{EXPORT}/pdf", by=STRANGER).status == 404
    assert paper(house, language="tlh").status == 422
    assert paper(house, cursor="forged").status == 422
