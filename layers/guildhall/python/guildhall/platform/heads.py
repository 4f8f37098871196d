"""What search engines and previews of links read of a page without running it: written into the app's own page.

Browsers find there what the app would ask for first, and need not wait for its scripts to ask. https://ogp.me,
https://developers.google.com/search/docs/specialty/international/localized-versions
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from textwrap import shorten
from typing import Any
from urllib.parse import quote

SITE = "Guildhall"
LOCALES: Mapping[str, str] = {"en": "en_GB", "fr": "fr_FR", "ur": "ur_PK"}
"""The languages of the web app, as Open Graph names them. `?hl=` asks for one."""
FROM_RIGHT = frozenset({"ur"})
LONGEST_DESCRIPTION = 200
LONGEST_ANSWER_BYTES = 64 * 1024
"""A longer one would keep the page waiting; the app asks for it."""

_HTML = re.compile(r"<html\b[^>]*>", re.IGNORECASE)
_OWN = re.compile(
    r"<title\b[^>]*>.*?</title>\s*|<meta\b(?=[^>]*\bname=[\"']?description\b)[^>]*>\s*", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a preview shows. url: absolute."""

    url: str
    width: int
    height: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """The largest of the first screen. type: of its files. srcset, sizes: as the app's own `source` says them."""

    type: str
    srcset: str
    sizes: str


@dataclass(frozen=True, slots=True)
class Head:
    """title, description: plain text. language: of LOCALES. linked_data: in the words of schema.org.

    answers: of the API to what the app asks first, JSON by path with query.
    """

    title: str
    description: str
    language: str
    illustration: Illustration | None = None
    linked_data: Mapping[str, Any] | None = None
    picture: Picture | None = None
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def known_language(asked: str | None, otherwise: str = "en") -> str:
    """Return the language of the web app that was asked for; whatever else it is, the other one, or English.

    asked: as the app reads it, which knows no other tags than its own. otherwise: BCP 47.
    """
    return next((each for each in (asked or "", otherwise[:2]) if each in LOCALES), "en")


def dressed(page: str, head: Head, web_url: str, path: str, asked: str | None = None) -> str:
    """Return the app's page with a head of its own.

    path: of the page, without query; any text. asked: the language in its address, which is another address then.
    """
    address = web_url + quote(path)
    own = f"{address}?hl={asked}" if asked in LOCALES else address
    description = shorten(head.description, LONGEST_DESCRIPTION, placeholder="…")
    shown = head.illustration or Illustration(f"{web_url}/icon-512.png", 512, 512)
    lines = [
        *([_preload(head.picture)] if head.picture else []),
        f"<title>{_text(head.title)}</title>",
        *([_meta("name", "description", description)] if description else []),
        _link("canonical", own),
        *(_link("alternate", f"{address}?hl={each}", each) for each in LOCALES),
        _link("alternate", address, "x-default"),
        _meta("property", "og:site_name", SITE),
        _meta("property", "og:type", "website"),
        _meta("property", "og:title", head.title),
        *([_meta("property", "og:description", description)] if description else []),
        _meta("property", "og:url", own),
        _meta("property", "og:locale", LOCALES[head.language]),
        *(_meta("property", "og:locale:alternate", name) for at, name in LOCALES.items() if at != head.language),
        _meta("property", "og:image", shown.url),
        _meta("property", "og:image:width", str(shown.width)),
        _meta("property", "og:image:height", str(shown.height)),
        *([_meta("property", "og:image:alt", shown.text)] if shown.text else []),
        _meta("name", "twitter:card", "summary_large_image" if head.illustration else "summary"),
    ]
    if head.linked_data:
        lines.append(f'<script type="application/ld+json">{data_text(head.linked_data)}</script>')
    answers = {path: answer for path, answer in head.answers.items() if _bytes_of(answer) <= LONGEST_ANSWER_BYTES}
    if answers:
        lines.append(f'<script type="application/json" id="answers">{data_text(answers)}</script>')
    return _in_page(page, head.language, lines)


def undressed(page: str, title: str, language: str) -> str:
    """Return the app's page for what is not there: it says so, and search engines leave it out."""
    return _in_page(page, language, [f"<title>{_text(title)}</title>", _meta("name", "robots", "noindex")])


def data_text(document: Mapping[str, Any]) -> str:
    """Return JSON as a page can hold it inside a script element: nothing in it ends that element."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _bytes_of(answer: Mapping[str, Any]) -> int:
    return len(data_text(answer).encode())


def _in_page(page: str, language: str, lines: list[str]) -> str:
    direction = "rtl" if language in FROM_RIGHT else "ltr"
    turned = _HTML.sub(f'<html lang="{language}" dir="{direction}">', page, count=1)
    before, end, after = turned.partition("</head>")
    return "".join([_OWN.sub("", before), *lines, end, after])


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{_text(content)}">'


def _link(relation: str, address: str, language: str = "") -> str:
    return f'<link rel="{relation}"{language and f" hreflang={chr(34)}{language}{chr(34)}"} href="{_text(address)}">'


def _preload(picture: Picture) -> str:
    # Without href: a browser that does not know srcset here leaves it to the app.
    return (
        f'<link rel="preload" as="image" fetchpriority="high" type="{_text(picture.type)}"'
        f' imagesrcset="{_text(picture.srcset)}" imagesizes="{_text(picture.sizes)}">'
    )


def _text(text: str) -> str:
    return escape(" ".join(text.split()))
