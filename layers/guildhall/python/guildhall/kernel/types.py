"""Field types that models, events and HTTP shapes share."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from guildhall.kernel.clock import to_text
from guildhall.kernel.currencies import EXPONENTS
from guildhall.kernel.money import CurrencyUnknown, TooManyDecimals

M = TypeVar("M", bound=date)
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Of what callers send: no offset and no number of weeks that is added to it leads out of what a date can hold."""

Instant = Annotated[AwareDatetime, PlainSerializer(to_text, return_type=str, when_used="json")]
"""An aware instant, written as fixed-width UTC with milliseconds."""

# The error types are slugs of our problems: platform/problem.py turns such an error into that problem.


def _in_use(code: str) -> str:
    if code not in EXPONENTS:
        raise PydanticCustomError(CurrencyUnknown.slug, "not an ISO 4217 currency in use")
    return code


def _whole(amount: Any) -> Any:
    if isinstance(amount, float):
        raise PydanticCustomError(TooManyDecimals.slug, "a whole number of the currency's smallest unit")
    return amount


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(text: Any) -> Any:
    # Left to itself, pydantic also takes seconds since 1970 and instants at midnight.
    if isinstance(text, date) or (isinstance(text, str) and _DATE.fullmatch(text)):
        return text
    raise PydanticCustomError("date_format", "a date such as 2026-04-01")


def _instant(text: Any) -> Any:
    # Left to itself, pydantic also takes seconds since 1970: a year, or a date without its dashes, would be one.
    if isinstance(text, datetime) or (isinstance(text, str) and _DATE.match(text)):
        return text
    raise PydanticCustomError("datetime_parsing", "an instant with its offset, such as 2026-04-01T10:00:00Z")


def _within_reach(moment: M) -> M:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise PydanticCustomError("date_range", f"a date from {FIRST_YEAR} to {LAST_YEAR}")
    return moment


Day = Annotated[date, BeforeValidator(_day), AfterValidator(_within_reach)]
"""A calendar date, written as ISO 8601; no time zone."""

Moment = Annotated[AwareDatetime, BeforeValidator(_instant), AfterValidator(_within_reach)]
"""An instant that a caller sends, with its offset."""

CurrencyCode = Annotated[
    str, Field(pattern="^[A-Z]{3}$", description="ISO 4217 code.", examples=["EUR"]), AfterValidator(_in_use)
]

AmountMinor = Annotated[
    int, Field(strict=True, ge=0, le=10**12, description="Minor units of `currency`."), BeforeValidator(_whole)
]


def _address(text: str) -> str:
    from pydantic.networks import validate_email

    return validate_email(text)[1]


EmailAddress = Annotated[str, AfterValidator(_address), WithJsonSchema({"type": "string", "format": "email"})]
"""What pydantic's EmailStr accepts; that one loads 5 MB of tables in every function whose shapes mention it."""
