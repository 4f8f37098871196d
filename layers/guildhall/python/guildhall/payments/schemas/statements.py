"""Shapes of the statements of local rails."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import Day, Instant

RailName = Literal["jazzcash", "easypaisa", "pawapay", "sandbox"]


class FileStatementIn(BaseModel):
    """A file that a rail sent for a day."""

    model_config = ConfigDict(extra="forbid")

    rail: RailName
    day: Day = Field(description="By the rail's own calendar.")
    text: str = Field(min_length=10, max_length=200_000, description="CSV in UTF-8, with its header.")


class FiledStatementOut(BaseModel):
    """A filed day, and what comparing it with our books brought."""

    model_config = ConfigDict(from_attributes=True)

    rail: str
    day: date
    digest: str = Field(description="SHA-256 of the file, in hexadecimal digits.")
    filed_by: str
    filed_at: Instant
    state: Literal["filed", "compared", "unreadable"]
    line_count: int
    caught_up: int = Field(description="Movements that our books had not heard of and now have.")
    differing: int = Field(description="What the list of differences tells more of.")
    fees_minor: dict[str, int] = Field(description="By currency, as booked.")
    compared_at: Instant | None
    trouble: str | None = Field(description="Why it could not be read.")


class FiledStatementsOut(BaseModel):
    """One page of a rail's filed days, the latest first."""

    items: list[FiledStatementOut]
    next_cursor: str | None
