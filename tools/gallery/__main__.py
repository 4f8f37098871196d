"""Renders all letters with made-up values into .local/gallery; open index.html in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from guildhall.bookings.gateways.letters import written as contact_written
from guildhall.bookings.models.pages import ContactMessage
from guildhall.bookings.models.venue import Address, Details, VenueKind
from guildhall.notifications.models import ANNOUNCED, LINKS, TEXTED, Contact, Dispatch, Params, Type
from guildhall.notifications.ports import GuestContact
from guildhall.notifications.use_cases.gathering import wording_of
from guildhall.notifications.use_cases.letters import compose, compose_for_guest
from guildhall.notifications.use_cases.words import INSTANTS, LANGUAGES, placeholders, texts

OUT = Path(".local/gallery")
PHONE_WIDTH = 390
"""CSS pixels of a common telephone."""
AMOUNTS = {"amount", "fee", "kept", "net", "returned", "to_client", "to_expert", "total"}
WEB_URL, TOKEN = "https://w.example", "a-token"
GUESTS = {LINKS[Type.RESERVATION_CONFIRMED], LINKS[Type.WAITLIST_JOINED], LINKS[Type.STAFF_INVITED]}
"""What opens for guests by the link of their letter: letters that lead there are theirs."""
WRITTEN = {
    "title": {
        "en": "New fees from June",
        "fr": "Nouveaux tarifs à partir de juin",
        "ur": "جون سے نئی فیس",
    },
    "body": {
        "en": "From 1 June our commission is 9 % instead of 10 %.\n\nNothing changes for work that is under way.",
        "fr": "Notre commission passe de 10 % à 9 %.\n\nRien ne change pour les missions en cours.",
        "ur": "یکم جون سے ہمارا کمیشن 10 % کی بجائے 9 % ہو گا۔\n\nجو کام جاری ہے اس میں کچھ نہیں بدلے گا۔",  # noqa: RUF001  Urdu
    },
}
"""What operators could have written."""
MESSAGES = {
    "en": "Do you have a quiet table for eight?\nWe come with a pushchair.",
    "fr": "Avez-vous une table calme pour huit ?\nNous venons avec une poussette.",
    "ur": "کیا آٹھ افراد کے لیے کوئی پرسکون میز ہے؟\nہمارے ساتھ بچہ گاڑی ہو گی۔",  # noqa: RUF001  Urdu
}
"""What somebody could have written by a contact form."""
PLAIN = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<body style="font:16px/24px sans-serif;overflow-wrap:anywhere">{lines}</body></html>"""
PAGE = """<!doctype html><meta charset="utf-8"><title>Letters of Guildhall</title>
<style>body{{font-family:sans-serif}} td{{vertical-align:top}} iframe{{width:{width}px;height:640px;border:1px solid}}
.light{{color-scheme:light}} .dark{{color-scheme:dark}}</style><table>{rows}</table>"""


def made_up(kind: Type) -> Params:
    """Return a value for each name that the texts and the link of a type ask for."""
    own = texts("en")["types"][kind]
    params: Params = {"currency": "EUR"}
    if kind in ANNOUNCED:
        written = {f"written_{part}_{each}": text for part, by in WRITTEN.items() for each, text in by.items()}
        return {**params, **written, "link": "/notifications"}
    for name in placeholders(own["title"]) | placeholders(own["body"]) | placeholders(LINKS[kind]):
        if name in AMOUNTS:
            params[f"{name}_minor"] = 123_456
        elif name.endswith(INSTANTS):
            params[name] = "2026-08-16T09:05:00.000Z"
        elif name.startswith("local_"):
            params[name] = "2026-08-16T20:00"
        else:
            params[name] = {"role": "finance", "party": "4"}.get(name, "A long title with “quotes” & more")
    return params


def letter(kind: Type, language: str) -> str:
    """Return the HTML of a letter to somebody with an account."""
    contact = Contact("acc_1", "ana@mail.example", "Ana", language, is_confirmed=True)
    several = (Type.MESSAGE_RECEIVED, Type.MESSAGE_RECEIVED, Type.CONTRACT_SIGNED)
    told = [Dispatch("ntf_1", "acc_1", each, made_up(each)) for each in (several if kind is Type.DIGEST else (kind,))]
    switch, words = wording_of(told, language)
    return compose(switch, words, contact, web_url=WEB_URL, api_url="https://a.example", token=TOKEN).html


def guest_letter(kind: Type, language: str) -> str:
    """Return the HTML of a letter to a guest, who has a reservation or an invitation and no account."""
    contact = Contact("rsv_1", "ana@mail.example", "Ana", language, is_confirmed=True)
    told = Dispatch("ntf_1", "rsv_1", kind, made_up(kind))
    return compose_for_guest(told, GuestContact(contact, TOKEN, ""), web_url=WEB_URL).html


def contact_message(language: str) -> str:
    """Return the page of the letter that brings what somebody wrote by the contact form to a venue."""
    address = Address("1 rue de la Paix", "Paris", "FR")
    details = Details("Chez Nour", VenueKind.RESTAURANT, address, "Europe/Paris", "EUR", (language,))
    text, now = MESSAGES[language], datetime(2026, 8, 16, tzinfo=UTC)
    message = ContactMessage("vmg_1", "ven_1", "Ana", "ana@mail.example", text, language, now, "+33612345678")
    return plain_page(*contact_written(details, message), language)


def plain_page(subject: str, text: str, language: str) -> str:
    """Return a page that shows a letter of plain text as mail programs do: each line in its own direction."""
    lines = "".join(f'<div dir="auto">{escape(line) or "&nbsp;"}</div>' for line in (subject, "", *text.split("\n")))
    return PLAIN.format(language=language, lines=lines)


def letters() -> Iterator[tuple[str, str, str]]:
    """Give every letter that a person can get: its name, its language and its HTML."""
    for language in LANGUAGES:
        for kind in Type:
            if kind in TEXTED:
                continue
            yield str(kind), language, (guest_letter if LINKS[kind] in GUESTS else letter)(kind, language)
        yield "contact_message", language, contact_message(language)


def main() -> None:
    """Write the letters and the page that shows them."""
    OUT.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {}
    for name, language, html in letters():
        file = f"{name}-{language}.html"
        (OUT / file).write_text(html, encoding="utf-8")
        # What a letter takes for the scheme of its reader is that of the frame it is shown in.
        cells = [f'<td><iframe class="{scheme}" src="{file}"></iframe></td>' for scheme in ("light", "dark")]
        rows.setdefault(name, []).extend(cells)
    table = "\n".join(f"<tr><th>{escape(name)}</th>{''.join(cells)}</tr>" for name, cells in rows.items())
    (OUT / "index.html").write_text(PAGE.format(width=PHONE_WIDTH, rows=table), encoding="utf-8")
    print(f"{len(rows)} letters in {len(LANGUAGES)} languages: {OUT / 'index.html'}")


if __name__ == "__main__":
    main()
