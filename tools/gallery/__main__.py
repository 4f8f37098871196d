"""Renders all letters with made-up values into .local/gallery; open index.html in a browser."""

from __future__ import annotations

from html import escape
from pathlib import Path

from guildhall.notifications.models import ANNOUNCED, LINKS, Contact, Dispatch, Params, Type
from guildhall.notifications.use_cases.gathering import wording_of
from guildhall.notifications.use_cases.letters import compose
from guildhall.notifications.use_cases.words import LANGUAGES, placeholders, texts

OUT = Path(".local/gallery")
PHONE_WIDTH = 390
"""CSS pixels of a common telephone."""
AMOUNTS = {"amount", "fee", "kept", "net", "returned", "to_client", "to_expert", "total"}
WRITTEN = {
    "title": {"en": "New fees from June", "fr": "Nouveaux tarifs à partir de juin"},
    "body": {
        "en": "From 1 June our commission is 9 % instead of 10 %.\n\nNothing changes for work that is under way.",
        "fr": "Notre commission passe de 10 % à 9 %.\n\nRien ne change pour les missions en cours.",
    },
}
"""What operators could have written; who reads Urdu gets English."""
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
        elif name.endswith("_at"):
            params[name] = "2026-08-16T09:05:00.000Z"
        elif name.startswith("local_"):
            params[name] = "2026-08-16T20:00"
        else:
            params[name] = {"role": "expert", "party": "4"}.get(name, "A long title with “quotes” & more")
    return params


def letter(kind: Type, language: str) -> str:
    """Return the HTML of a letter."""
    contact = Contact("acc_1", "ana@mail.example", "Ana", language, is_confirmed=True)
    several = (Type.MESSAGE_RECEIVED, Type.MESSAGE_RECEIVED, Type.CONTRACT_SIGNED)
    told = [Dispatch("ntf_1", "acc_1", each, made_up(each)) for each in (several if kind is Type.DIGEST else (kind,))]
    switch, words = wording_of(told, language)
    return compose(switch, words, contact, web_url="https://w.example", api_url="https://a.example", token="").html


def main() -> None:
    """Write the letters and the page that shows them."""
    OUT.mkdir(parents=True, exist_ok=True)
    rows: list[str] = []
    for kind in Type:
        cells: list[str] = []
        for language in LANGUAGES:
            name = f"{kind}-{language}.html"
            (OUT / name).write_text(letter(kind, language), encoding="utf-8")
            # What a letter takes for the scheme of its reader is that of the frame it is shown in.
            cells += [f'<td><iframe class="{scheme}" src="{name}"></iframe></td>' for scheme in ("light", "dark")]
        rows.append(f"<tr><th>{escape(kind)}</th>{''.join(cells)}</tr>")
    (OUT / "index.html").write_text(PAGE.format(width=PHONE_WIDTH, rows="\n".join(rows)), encoding="utf-8")
    print(f"{len(rows)} types in {len(LANGUAGES)} languages: {OUT / 'index.html'}")


if __name__ == "__main__":
    main()
