"""The words of each type in each language: texts from files, filled with the notification's parameters."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from guildhall.kernel.clock import from_text
from guildhall.kernel.money import Money
from guildhall.notifications.models import LINKS, Contact, Params, Type

FOLDER = Path(__file__).parent.parent
LANGUAGES = ("en", "fr", "ur")
DEFAULT = "en"
ISOLATED = "\u2068{}\u2069"
"""A value in a text that runs from right to left: its own direction must not reorder the words around it (UAX 9)."""
WRITTEN = "written_"
"""Begins the names of what operators wrote, such as `written_title_fr`: shown whole, in the reader's language."""
INSTANTS = ("_at", "_end")
"""How names of parameters end that are instants, such as `release_at` and `period_end`."""
LONGEST_VALUE = 120
"""Characters of one parameter shown in a text: a title of thousands would bury the message."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A notification in one language. link: a path of the web app. action: what the link is called."""

    title: str
    body: str
    action: str
    link: str


@cache
def texts(language: str) -> dict[str, Any]:
    """Return the whole file of a language."""
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)


def language_of(wanted: str | None, otherwise: str = DEFAULT) -> str:
    """Return the best language that we speak.

    wanted: an Accept-Language header (RFC 9110 section 12.5.4) or a BCP 47 tag. otherwise: the account's own.
    """
    ranked: list[tuple[Decimal, str]] = []
    for part in (wanted or "").split(","):
        tag, _, parameter = part.strip().partition(";")
        quality = parameter.strip().removeprefix("q=") if parameter else "1"
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and quality.replace(".", "", 1).isdecimal() and Decimal(quality) > 0:
            ranked.append((-Decimal(quality), language))
    if ranked:
        return min(ranked, key=lambda pair: pair[0])[1]
    fallback = otherwise.lower().partition("-")[0]
    return fallback if fallback in LANGUAGES else DEFAULT


def own_language(contact: Contact | None) -> str:
    """Return the language that somebody chose, as far as we speak it and know who it is."""
    return language_of(contact.locale if contact else None)


def wording(kind: Type, params: Params, language: str, zone: tzinfo = UTC) -> Wording:
    """Return the words of a notification. Values are plain text: whoever makes HTML of it must escape.

    zone: of the reader's clocks, as in all that follows.
    """
    own = texts(language)["types"][kind]
    values = shown(params, language, zone)
    return Wording(
        title=own["title"].format_map(values),
        body=own["body"].format_map(values),
        action=own["action"],
        link=LINKS[kind].format_map(params),
    )


def short(kind: Type, params: Params, language: str, zone: tzinfo = UTC) -> str:
    """Return the words of a text message. Raises KeyError for a type that none is sent of."""
    return str(texts(language)["types"][kind]["text"]).format_map(shown(params, language, zone))


def label(kind: Type, language: str) -> str:
    """Return what the type is called among the preferences."""
    return str(texts(language)["types"][kind]["label"])


def shown(params: Params, language: str, zone: tzinfo = UTC) -> Mapping[str, str]:
    """Return the parameters as readers see them: `amount_minor` becomes `amount`, and instants become dates in words.

    `local_start` is a time of a place's own clocks, which needs no zone for whoever is there.
    """
    values: dict[str, str] = {}
    for name, value in params.items():
        if name.startswith(WRITTEN):
            continue
        if name.endswith("_minor"):
            values[name.removesuffix("_minor")] = _money(Money(int(value), str(params["currency"])), language)
        elif name.endswith(INSTANTS):
            values[name] = _instant(from_text(str(value)).astimezone(zone), language)
        elif name.startswith("local_"):
            values[name] = _wall_time(str(value), language)
        elif name == "role":
            values[name] = str(texts(language)["roles"].get(value, value))
        elif name == "reason" and value in texts(language)["reasons"]:
            values[name] = str(texts(language)["reasons"][value])
        else:
            values[name] = _one_line(str(value))
    values |= _written(params, language)
    if direction(language) == "rtl":
        return {name: _isolated(value) for name, value in values.items()}
    return values


def direction(language: str) -> str:
    """Return how a language is written: `ltr` or `rtl`, as in HTML's `dir`."""
    return str(texts(language)["format"]["direction"])


def cut(text: str, longest: int) -> str:
    """Return a text that is no longer than so many characters; what is cut off is marked."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def placeholders(text: str) -> set[str]:
    """Return the names that a text wants filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _written(params: Params, language: str) -> dict[str, str]:
    """Return the words of an announcement: in English where nobody wrote them in this language."""
    found = language if f"{WRITTEN}title_{language}" in params else DEFAULT
    return {
        name.removesuffix(f"_{found}"): str(value)
        for name, value in params.items()
        if name.startswith(WRITTEN) and name.endswith(f"_{found}")
    }


def _isolated(text: str) -> str:
    # An isolate ends with its paragraph.
    return "\n".join(ISOLATED.format(line) if line else line for line in text.split("\n"))


def _one_line(text: str) -> str:
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return cut(flat, LONGEST_VALUE)


def _money(money: Money, language: str) -> str:
    form = texts(language)["format"]
    number = f"{money.major:,f}".replace(",", "\0").replace(".", form["decimal"]).replace("\0", form["thousands"])
    return str(form["money"].format(number=number, currency=money.currency))


def _wall_time(text: str, language: str) -> str:
    """Return a time of somebody's own clocks, such as `2026-03-03T20:00`, in words."""
    form, at = texts(language)["format"], datetime.fromisoformat(text)
    month = form["months"][at.month - 1]
    return str(form["wall_time"].format(day=at.day, month=month, year=at.year, time=f"{at:%H:%M}"))


def _instant(at: datetime, language: str) -> str:
    """Return an instant in words, such as `16 August 2026 at 11:05 CEST`. at: in the reader's zone."""
    form = texts(language)["format"]
    month = form["months"][at.month - 1]
    # Zones without a name of their own are called by their offset (IANA, tz database): `-03`, which is not a clock.
    name = at.tzname() or ""
    zone = name if name.isalpha() else f"UTC{name}"
    return str(form["instant"].format(day=at.day, month=month, year=at.year, time=f"{at:%H:%M}", zone=zone))
