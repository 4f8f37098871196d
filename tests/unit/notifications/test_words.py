"""Languages, hostile values, and the letter's two layouts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from guildhall.notifications.models import Contact, Type, notification_id
from guildhall.notifications.use_cases.letters import compose
from guildhall.notifications.use_cases.words import LANGUAGES, cut, language_of, texts, wording


@pytest.mark.parametrize(
    ("wanted", "own", "language"),
    [
        ("fr", "en", "fr"),
        ("ur-PK, en;q=0.5", "en", "ur"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "en", "fr"),
        ("de, en;q=0.5, fr;q=0.7", "en", "fr"),
        ("fr;q=0, en", "fr", "en"),
        ("de", "fr-FR", "fr"),
        (None, "fr", "fr"),
        ("", "de", "en"),
        ("*;q=0.1", "fr", "fr"),
        ("fr;q=much", "en", "en"),
    ],
)
def test_the_language_is_what_the_reader_asks_for_then_the_accounts_own(
    wanted: str | None, own: str, language: str
) -> None:
    assert language_of(wanted, own) == language


def test_a_title_cannot_break_the_subject_line_nor_bury_the_message() -> None:
    words = wording(
        Type.PROPOSAL_WITHDRAWN, {"project_id": "p", "project_title": "A\r\nBcc: x@y.z\t" + "long " * 99}, "en"
    )

    assert "\n" not in words.body
    assert "A Bcc: x@y.z long" in words.body
    assert len(words.body) < 250


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    params: dict[str, str | int] = {"project_id": "p", "proposal_id": "q", "project_title": "{0.__class__} {currency}"}

    assert "{0.__class__} {currency}" in wording(Type.PROPOSAL_SUBMITTED, params, "en").title


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_around_a_letter_is_without_words(language: str) -> None:
    assert [name for name, word in texts(language)["letter"].items() if not word.strip()] == []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]


@pytest.mark.feature("NTF-08")
@pytest.mark.parametrize(
    ("locale", "greeting", "start"),
    [("en", "Hello Ana {},", "ltr"), ("fr-FR", "Bonjour Ana {},", "ltr"), ("ur-PK", "السلام علیکم Ana {}،", "rtl")],
)
def test_a_letter_greets_in_the_accounts_language_and_escapes_whatever_people_typed(
    locale: str, greeting: str, start: str
) -> None:
    evil = '<script>alert("1")</script><a href=x>'
    params: dict[str, str | int] = {"project_id": "prj_1", "proposal_id": "pro_1", "project_title": evil}
    words = wording(Type.PROPOSAL_SUBMITTED, params, language_of(locale))
    contact = Contact("acc_1", "ana@example.org", f"Ana {evil}", locale, is_confirmed=True)

    letter = compose(
        Type.PROPOSAL_SUBMITTED, words, contact,
        web_url="https://web.example", api_url="https://api.example", token="t=1&x",
    )  # fmt: skip

    seen = _Tags()
    seen.feed(letter.html)
    assert "script" not in seen.tags
    assert seen.links == [
        "https://web.example/projects/prj_1",
        "https://web.example/settings/notifications",
        "https://web.example/unsubscribe?token=t%3D1%26x",
    ]
    below = "https://web.example/settings/notifications\n{}\nhttps://web.example/unsubscribe?token=t%3D1%26x"
    assert letter.text.rstrip().endswith(below.format(texts(locale[:2])["letter"]["unsubscribe"]))
    assert letter.html.count("</a> · <a ") == 1
    assert letter.text.startswith(greeting.format(evil))
    assert letter.unsubscribe_url == "https://api.example/v1/notifications/unsubscribe?token=t%3D1%26x"
    assert f'<html lang="{locale[:2]}" dir="{start}">' in letter.html


def test_an_id_comes_from_event_account_and_type_and_sorts_by_the_events_time() -> None:
    early, late = "evt_01KCX3V7Q8M2N4P6R8T0W2Y4AB", "evt_01KCX3V7Q9M2N4P6R8T0W2Y4AB"

    first = notification_id(early, "acc_1", Type.PAYMENT_RECEIPT)

    assert first == notification_id(early, "acc_1", Type.PAYMENT_RECEIPT)
    assert first not in {
        notification_id(early, "acc_2", Type.PAYMENT_RECEIPT),
        notification_id(early, "acc_1", Type.EARNINGS_RELEASED),
    }
    assert first < notification_id(late, "acc_1", Type.PAYMENT_RECEIPT)


@pytest.mark.parametrize(("longest", "shown"), [(7, "abc def"), (6, "abc d…"), (5, "abc…"), (3, "ab…")])
def test_a_text_that_is_too_long_ends_in_time_and_says_that_it_went_on(longest: int, shown: str) -> None:
    assert cut("abc def", longest) == shown
