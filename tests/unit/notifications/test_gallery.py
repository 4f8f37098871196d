"""The page on which letters are looked at shows every letter, as those get it whom it is for."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from guildhall.notifications.models import INVITED, TEXTED, Type
from guildhall.notifications.use_cases.words import LANGUAGES, texts
from tools.gallery import __main__ as gallery
from tools.gallery.__main__ import letters, plain_page

SHOWN = {(name, language): html for name, language, html in letters()}


def read(html: str) -> list[str]:
    """Return the lines of a letter as its reader sees them."""
    body = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.DOTALL)
    return [line for line in re.sub(r"<[^>]+>", "\n", body).split("\n") if line.strip()]


def test_every_letter_is_shown_in_every_language_with_nothing_left_to_fill_in() -> None:
    assert {name for name, _ in SHOWN} == {*Type, "contact_message"} - TEXTED
    assert len(SHOWN) == len({name for name, _ in SHOWN}) * len(LANGUAGES)
    assert [key for key, html in SHOWN.items() if re.search(r"[{}$]", "".join(read(html)))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_guests_letters_say_why_a_guest_gets_them_and_stop_nothing(language: str) -> None:
    own = texts(language)["letter"]
    invited, reserved = (
        {name for (name, spoken), html in SHOWN.items() if spoken == language and own[reason] in html}
        for reason in ("invited_reason", "guest_reason")
    )
    to_guests = invited | reserved

    assert invited == INVITED
    assert reserved >= {Type.RESERVATION_CONFIRMED, Type.TABLE_OFFERED, Type.DEPOSIT_AWAITED, Type.FEEDBACK_INVITED}
    assert [name for name in to_guests if "/unsubscribe?" in SHOWN[name, language]] == []
    # As a button, and again in words below the letter.
    assert {len(set(re.findall('href="([^"]+)"', SHOWN[name, language]))) for name in to_guests} == {1}
    assert {SHOWN[name, language].count("href=") for name in to_guests} == {2}
    others = {name for (name, spoken), html in SHOWN.items() if spoken == language and "/unsubscribe?" in html}
    assert others | to_guests == {*Type} - TEXTED


def test_a_collected_letter_tells_of_several_things() -> None:
    lines = read(SHOWN[Type.DIGEST, "en"])

    assert lines[lines.index("New messages (2)") + 1].endswith(" is signed")


def test_a_plain_letter_is_shown_as_text_below_its_subject_each_line_in_its_own_direction() -> None:
    page = plain_page("<b>Offer</b>", "1 < 2\n\nEnd", "en")

    assert re.findall('<div dir="auto">(.*?)</div>', page) == [
        "&lt;b&gt;Offer&lt;/b&gt;", "&nbsp;", "1 &lt; 2", "&nbsp;", "End"
    ]  # fmt: skip


def test_the_page_shows_every_letter_by_day_and_by_night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "OUT", tmp_path / "gallery")

    gallery.main()

    frames = re.findall('<iframe class="(light|dark)" src="([^"]+)"', (tmp_path / "gallery/index.html").read_text())
    files = {f"{name}-{language}.html": html for (name, language), html in SHOWN.items()}
    assert sorted(frames) == sorted((scheme, file) for file in files for scheme in ("light", "dark"))
    assert {file: (tmp_path / "gallery" / file).read_text() for file in files} == files


@pytest.mark.parametrize("kind", [Type.ANNOUNCEMENT, Type.MARKETING])
def test_announcements_in_urdu_are_in_urdu(kind: Type) -> None:
    assert set(re.findall(r"[A-Za-z]{2,}", " ".join(read(SHOWN[kind, "ur"])))) <= {"Guildhall", "Ana"}


@pytest.mark.parametrize("name", ["contact_message", *sorted(INVITED)])
def test_every_line_of_a_letter_in_urdu_that_begins_with_a_name_runs_from_right_to_left(name: str) -> None:
    lines = [line for line in read(SHOWN[name, "ur"]) if re.search("[\u0600-\u06ff]", line)]

    # What mail programs go by: the first letter that has a direction (HTML, `dir=auto`).
    first = [next(d for d in map(unicodedata.bidirectional, line) if d in {"L", "R", "AL"}) for line in lines]
    assert lines
    assert "L" not in first
