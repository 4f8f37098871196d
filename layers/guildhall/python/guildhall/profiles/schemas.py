"""Request and response shapes of profiles' HTTP API."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from guildhall.kernel.money import Money
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant
from guildhall.profiles.models import Card, Content, Profile, Role, completion, normal_skill

Skill = Annotated[str, Field(min_length=1, max_length=40, examples=["python"]), AfterValidator(normal_skill)]
Language = Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", description="BCP 47 tag.")]


def _line(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, max_length=longest)


class HourlyRate(BaseModel):
    """What an hour costs."""

    model_config = ConfigDict(extra="forbid")

    amount_minor: Annotated[AmountMinor, Field(gt=0)]
    currency: CurrencyCode


class ProfileIn(BaseModel):
    """All that the owner writes; what is left out is emptied."""

    model_config = ConfigDict(extra="forbid")

    display_name: Annotated[str, _line(80)] = ""
    headline: Annotated[str, _line(120)] = ""
    about: Annotated[str, _line(5_000)] = ""
    skills: list[Skill] = Field(default=[], max_length=30)
    languages: list[Language] = Field(default=[], max_length=10)
    hourly_rate: HourlyRate | None = None

    def content(self) -> Content:
        """Return the model: duplicates removed, order kept."""
        rate = self.hourly_rate
        return Content(
            display_name=self.display_name,
            headline=self.headline,
            about=self.about,
            skills=tuple(dict.fromkeys(skill for skill in self.skills if skill)),
            languages=tuple(dict.fromkeys(self.languages)),
            hourly_rate=Money(rate.amount_minor, rate.currency) if rate else None,
        )


class VerificationIn(BaseModel):
    """An administrator's judgement."""

    model_config = ConfigDict(extra="forbid")

    is_verified: bool = Field(strict=True)


class CompletionOut(BaseModel):
    """How far the profile is. missing: fields, in the order in which to ask for them."""

    percent: int
    missing: list[str]


class ProfileOut(BaseModel):
    """A profile as its owner and the public see it."""

    account_id: str
    role: Role
    display_name: str
    headline: str
    about: str
    skills: list[str]
    languages: list[str]
    hourly_rate: HourlyRate | None
    is_published: bool
    published_at: Instant | None
    is_verified: bool
    verified_at: Instant | None
    completion: CompletionOut
    usually_answers_within_seconds: int | None = Field(
        description="In which half of an expert's answers come, 900 to 604800; null while too little is known."
    )
    version: int

    @classmethod
    def of(cls, profile: Profile) -> ProfileOut:
        """Shape a profile for the wire."""
        content, done = profile.content, completion(profile)
        return cls(
            account_id=profile.account_id,
            role=profile.role,
            display_name=content.display_name,
            headline=content.headline,
            about=content.about,
            skills=list(content.skills),
            languages=list(content.languages),
            hourly_rate=_rate(content.hourly_rate),
            is_published=profile.is_published,
            published_at=profile.published_at,
            is_verified=profile.is_verified,
            verified_at=profile.verified_at,
            completion=CompletionOut(percent=done.percent, missing=list(done.missing)),
            usually_answers_within_seconds=profile.response_time.within_seconds if profile.response_time else None,
            version=profile.version,
        )


class ProfilesOut(BaseModel):
    """The profiles of one account: at most one a role."""

    items: list[ProfileOut]


class ExpertCardOut(BaseModel):
    """An expert in a list."""

    account_id: str
    display_name: str
    headline: str
    skills: list[str]
    hourly_rate: HourlyRate | None
    is_verified: bool
    published_at: Instant

    @classmethod
    def of(cls, card: Card) -> ExpertCardOut:
        """Shape a card for the wire."""
        return cls(
            account_id=card.account_id,
            display_name=card.display_name,
            headline=card.headline,
            skills=list(card.skills),
            hourly_rate=_rate(card.hourly_rate),
            is_verified=card.is_verified,
            published_at=card.published_at,
        )


class ExpertsOut(BaseModel):
    """A page of experts. It may be short, or empty, while `next_cursor` is there: only null is the end."""

    items: list[ExpertCardOut]
    next_cursor: str | None


def _rate(money: Money | None) -> HourlyRate | None:
    return HourlyRate(amount_minor=money.minor, currency=money.currency) if money else None
