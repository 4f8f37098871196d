"""Heads for the platform's own pages that everybody may read: one file a page and language, made from the built page.

What previews of links and search engines read of them, which run no script. The words are those of the web app.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

from guildhall.platform.heads import LOCALES, SITE, Head, dressed, known_language
from tools.web.build import SOURCES

PAGES = {
    "/": ("home", ("shell", "page.home"), ("home", "lead")),
    "/about": ("about", ("about", "page.about"), ("about", "about.lead")),
    "/contact": ("contact", ("about", "page.contact"), ("about", "contact.nearer.text")),
}
"""By path: its name, and where its title and its description stand in web/src/locales."""
FOLDER = "headed"


def headed(dist: Path, web_url: str) -> Iterator[tuple[str, bytes]]:
    """List the name and the content of each page: in each language, and as it is when none is asked for."""
    page = (dist / "index.html").read_text(encoding="utf-8")
    for path, (name, title, description) in PAGES.items():
        for asked in (None, *LOCALES):
            language = known_language(asked)
            head = Head(f"{_word(language, *title)} · {SITE}", _word(language, *description), language)
            yield _named(name, asked), dressed(page, head, web_url, path, asked).encode()


def headed_name(path: str, query: str) -> str:
    """Return the name of the page that an address leads to, as the distribution's function Pages does; "" if none."""
    (asked,) = parse_qs(query).get("hl", [""])[-1:]
    return _named(PAGES[path][0], asked if asked in LOCALES else None) if path in PAGES else ""


def _named(name: str, asked: str | None) -> str:
    return ".".join(filter(None, (name, asked, "html")))


def _word(language: str, namespace: str, key: str) -> str:
    words = json.loads((SOURCES / "src" / "locales" / language / f"{namespace}.json").read_text(encoding="utf-8"))
    return str(words[key])
