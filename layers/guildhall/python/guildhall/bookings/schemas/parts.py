"""Field types that shapes of bookings share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from guildhall.bookings.models.opening import QUARTER_MINUTES

Language = Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", description="BCP 47 tag.")]
CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 code.", examples=["PK"])]
Slug = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", min_length=3, max_length=60, examples=["chez-nour"])]


class TranslationIn(BaseModel):
    """A text in one language."""

    model_config = ConfigDict(extra="forbid")

    language: Language
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class TranslationOut(BaseModel):
    """A text in one language."""

    language: str
    text: str


def texts_in(texts: Sequence[TranslationIn]) -> dict[str, str]:
    """Return texts by language; of two in one language the last."""
    return {each.language: each.text for each in texts}


def texts_out(texts: Mapping[str, str]) -> list[TranslationOut]:
    """Return texts in the order in which they were written."""
    return [TranslationOut(language=language, text=text) for language, text in texts.items()]


def in_language(texts: Mapping[str, str], languages: Sequence[str]) -> TranslationOut:
    """Return a text in the first of these languages that it is in, else in the one it was written in first."""
    language = next((each for each in languages if each in texts), next(iter(texts)))
    return TranslationOut(language=language, text=texts[language])


def line(longest: int, shortest: int = 0) -> StringConstraints:
    """Return what a text without surrounding white space keeps to."""
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PydanticCustomError("time_zone", "not a time zone of the IANA database") from error
    return name


TimeZone = Annotated[
    str, Field(pattern=r"^[A-Za-z]+(/[A-Za-z0-9_+-]+){1,2}$", max_length=60, description="IANA name.",
               examples=["Asia/Karachi"]), AfterValidator(_known_zone)
]  # fmt: skip


def _on_a_quarter(text: str) -> str:
    if time.fromisoformat(text).minute % QUARTER_MINUTES:
        raise PydanticCustomError("quarter", "on a quarter of an hour")
    return text


WallTime = Annotated[
    str,
    Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Time of the venue's clocks.", examples=["19:30"]),
    AfterValidator(_on_a_quarter),
]
