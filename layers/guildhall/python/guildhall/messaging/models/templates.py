"""Templates of messages: texts with variables, and what they say once these have values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant
from guildhall.messaging.errors import VariableUnknown

Language = Literal["en", "fr", "ur"]
LANGUAGES: tuple[Language, ...] = ("en", "fr", "ur")
GIVEN = ("welcome", "project_proposal", "follow_up")
MOST_TEMPLATES = 50
"""Of one person; all of them are shown at once."""
_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text that somebody sends again and again. account_id: whose it is; of one that the platform gives, nobody's.

    language: in which it is written, and so its dates. `{name}` in its text is a variable.
    """

    template_id: str
    account_id: str
    title: str
    language: Language
    text: str
    changed_at: Instant | None = None
    version: int = 0

    @property
    def variables(self) -> tuple[str, ...]:
        """Their names, each once, in the order of the text."""
        return tuple(dict.fromkeys(_VARIABLE.findall(self.text)))

    def filled(self, known: Mapping[str, str], values: Mapping[str, str]) -> str:
        """Return what it says. known: what the conversation tells; values: what the writer gives, which goes before.

        Raises VariableUnknown for each variable without a value, and for each given value that it has no place for.
        """
        whole = {**known, **values}
        missing = [
            Fault(f"/values/{name}", "a variable of the template", "missing")
            for name in self.variables
            if name not in whole
        ]
        spare = [
            Fault(f"/values/{name}", "no variable of the template", "unknown")
            for name in values
            if name not in self.variables
        ]
        if missing or spare:
            raise VariableUnknown(faults=(*missing, *spare))
        # In one pass: what a value says is never read as a variable.
        return _VARIABLE.sub(lambda found: whole[found[1]], self.text)


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent.parent / "templates.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def given(language: Language) -> tuple[Template, ...]:
    """Return the templates that the platform gives in a language."""
    words = _words()[language]
    return tuple(
        Template(f"tpl_{name}_{language}", "", words[name]["title"], language, words[name]["text"].strip())
        for name in GIVEN
    )


def day_in_words(day: date, language: Language) -> str:
    """Return a day as a letter in that language names it."""
    return f"{day.day} {_words()[language]['months'][day.month - 1]} {day.year}"
