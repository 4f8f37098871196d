"""Profiles: what they show, what is missing, and when they may be public."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.kernel.errors import Fault
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.profiles.errors import ProfileIncomplete


class Role(StrEnum):
    """In which role an account shows itself."""

    CLIENT = "client"
    EXPERT = "expert"


REQUIRED = {
    Role.CLIENT: ("display_name", "about"),
    Role.EXPERT: ("display_name", "headline", "about", "skills", "hourly_rate"),
}
"""What the public must see."""

PIECES = {
    Role.CLIENT: (*REQUIRED[Role.CLIENT], "headline", "languages"),
    Role.EXPERT: (*REQUIRED[Role.EXPERT], "languages"),
}
"""What the completion rate counts, in the order in which a wizard asks for it."""
RESPONSE_TIME_LASTS = timedelta(days=90)
"""Who has not written for so long answers as nobody knows."""


@dataclass(frozen=True, slots=True)
class Content:
    """What its owner writes.

    skills: normalised by `normal_skill`, no duplicates. languages: BCP 47 tags.
    """

    display_name: str = ""
    headline: str = ""
    about: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hourly_rate: Money | None = None


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """Within which time an account usually answers messages. within_seconds: None where that is not known."""

    measured_at: Instant
    within_seconds: int | None = None

    def at(self, now: datetime) -> ResponseTime | None:
        """Return it while it may be shown: messaging tells it again every month as long as the account writes."""
        return self if self.within_seconds and now - self.measured_at < RESPONSE_TIME_LASTS else None


@dataclass(frozen=True, slots=True)
class Profile:
    """An account in one role. published_at: the first time; a profile stays public. version 0: not stored yet.

    response_time: of an expert, heard of messaging and kept apart from what the owner writes.
    """

    account_id: str
    role: Role
    content: Content
    is_verified: bool = False
    verified_by: str | None = None
    verified_at: Instant | None = None
    published_at: Instant | None = None
    updated_at: Instant | None = None
    response_time: ResponseTime | None = None
    version: int = 0

    @property
    def is_published(self) -> bool:
        """Whether others see it."""
        return self.published_at is not None


@dataclass(frozen=True, slots=True)
class Completion:
    """How far a profile is. percent: 0 to 100. missing: fields, in the order in which a wizard asks for them."""

    percent: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An expert as lists show them."""

    account_id: str
    display_name: str
    headline: str
    skills: tuple[str, ...]
    hourly_rate: Money | None
    is_verified: bool
    published_at: Instant


@dataclass(frozen=True, slots=True)
class Filter:
    """Which experts a list shows. None means any."""

    skill: str | None = None
    is_verified: bool | None = None

    def shows(self, card: Card) -> bool:
        """Tell whether an expert fits."""
        if self.skill is not None and self.skill not in card.skills:
            return False
        return self.is_verified is None or self.is_verified == card.is_verified


def normal_skill(text: str) -> str:
    """Return the one spelling under which a skill is stored and looked for: NFKC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def completion(profile: Profile) -> Completion:
    """Count the pieces that the role asks for; all weigh the same."""
    pieces = PIECES[profile.role]
    missing = tuple(piece for piece in pieces if not getattr(profile.content, piece))
    return Completion(100 * (len(pieces) - len(missing)) // len(pieces), missing)


def check_publishable(profile: Profile) -> None:
    """Refuse a profile without the pieces that the public must see. Raises ProfileIncomplete."""
    missing = completion(profile).missing
    faults = tuple(
        Fault(f"/{piece}", "a public profile shows this", "missing")
        for piece in REQUIRED[profile.role]
        if piece in missing
    )
    if faults:
        raise ProfileIncomplete(f"missing: {', '.join(fault.pointer[1:] for fault in faults)}", faults=faults)


def card_of(profile: Profile, published_at: datetime) -> Card:
    """Return what lists show of a profile."""
    content = profile.content
    return Card(
        account_id=profile.account_id,
        display_name=content.display_name,
        headline=content.headline,
        skills=content.skills,
        hourly_rate=content.hourly_rate,
        is_verified=profile.is_verified,
        published_at=published_at,
    )
