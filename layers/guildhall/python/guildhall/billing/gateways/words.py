"""The wording of documents in each language, and how numbers and dates are written in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import orjson

from guildhall.kernel.money import Money, exponent

FILE = Path(__file__).parents[2] / "assets/words/documents.json"
RIGHT_TO_LEFT = frozenset({"ur"})


@dataclass(frozen=True, slots=True)
class Words:
    """language: of the texts, two letters."""

    language: str
    texts: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a text."""
        return self.texts[name]

    @property
    def is_right_to_left(self) -> bool:
        """Whether lines begin at the right."""
        return self.language in RIGHT_TO_LEFT

    def money(self, minor: int, currency: str) -> str:
        """Write an amount."""
        return shown(Money(minor, currency), self.language)

    def percent(self, basis_points: int) -> str:
        """Write a rate such as 20 % or 19.25 %."""
        text = f"{basis_points / 100:.2f}".rstrip("0").rstrip(".")
        return f"{text.replace('.', ',') if self.language == 'fr' else text}\u00a0%"

    def day(self, day: date) -> str:
        """Write a date: 31/12/2026 in French, 31 Dec 2026's digits in order of size elsewhere (2026-12-31)."""
        return f"{day:%d/%m/%Y}" if self.language == "fr" else day.isoformat()


@cache
def words_of(locale: str) -> Words:
    """Return the wording for a BCP 47 tag; English where there is none of its own."""
    known = orjson.loads(FILE.read_bytes())
    language = locale[:2].lower()
    return Words(language, known[language]) if language in known else Words("en", known["en"])


def shown(money: Money, locale: str) -> str:
    """Write an amount for a reader: `1,250.00 EUR` in English, `1 250,00 EUR` (narrow no-break space) in French."""
    text = f"{money.major:,.{exponent(money.currency)}f}"
    if locale.lower().startswith("fr"):
        text = text.replace(",", "\u202f").replace(".", ",")
    return f"{text}\u00a0{money.currency}"
