"""Request and response shapes of announcements."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator, model_validator

from guildhall.kernel.types import Instant, Moment
from guildhall.notifications.models import (
    MOST_DAYS,
    AccountRole,
    Announcement,
    AnnouncementKind,
    AnnouncementState,
    AnnouncementText,
    Estimate,
    Segment,
)
from guildhall.notifications.use_cases.announcements import Draft

Language = Literal["en", "fr", "ur"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Path = Annotated[str, StringConstraints(pattern=r"^/([A-Za-z0-9_~-][A-Za-z0-9._~/-]*)?$", max_length=200)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Days = Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)]


def _only_printed(text: str) -> str:
    if not all(letter.isprintable() for letter in text):
        raise ValueError("characters that cannot be shown")
    return text


class AnnouncementTextIn(BaseModel):
    """What it says in one language."""

    model_config = ConfigDict(extra="forbid")

    language: Language
    title: Title
    body: Body = Field(description="Plain text; a line break is a new line.")

    @field_validator("title")
    @classmethod
    def _title_is_one_line(cls, title: str) -> str:
        return _only_printed(title)

    @field_validator("body")
    @classmethod
    def _body_can_be_shown(cls, body: str) -> str:
        _only_printed(body.replace("\n", ""))
        return body


class SegmentIn(BaseModel):
    """Whom it is for: who meets every condition; without any, everybody with a confirmed address."""

    model_config = ConfigDict(extra="forbid")

    roles: list[AccountRole] = Field(default=[], max_length=len(AccountRole), description="Who has one of them.")
    languages: list[Language] = Field(default=[], max_length=3, description="Who reads one of them.")
    is_verified: bool | None = Field(default=None, strict=True, description="Experts who are verified, or who are not.")
    joined_from: Moment | None = None
    joined_before: Moment | None = None
    countries: list[Country] = Field(
        default=[], max_length=250, description="ISO 3166-1 codes: who is taxed in one of them, as they say."
    )
    seen_within_days: Days | None = Field(default=None, description="Who had the app open within so many days.")
    unseen_for_days: Days | None = Field(default=None, description="Who did not have it open for so many days.")

    @field_validator("unseen_for_days")
    @classmethod
    def _leaves_somebody(cls, days: int | None, info: ValidationInfo) -> int | None:
        within = info.data.get("seen_within_days")
        if days and within and within <= days:
            raise ValueError("less than seen_within_days, or it means nobody")
        return days

    @model_validator(mode="after")
    def _is_a_span(self) -> SegmentIn:
        if self.joined_from and self.joined_before and self.joined_from >= self.joined_before:
            raise ValueError("joined_from comes before joined_before")
        return self

    def inside(self) -> Segment:
        """Return it as the inside knows it."""
        return Segment(
            roles=tuple(self.roles),
            languages=tuple(self.languages),
            is_verified=self.is_verified,
            joined_from=self.joined_from,
            joined_before=self.joined_before,
            seen_within_days=self.seen_within_days,
            unseen_for_days=self.unseen_for_days,
            countries=tuple(self.countries),
        )


class AnnouncementIn(BaseModel):
    """What to tell whom."""

    model_config = ConfigDict(extra="forbid")

    kind: AnnouncementKind = Field(
        description="Of `service`, everybody it is for sees it in the app; `marketing` reaches only who asked for it."
    )
    texts: list[AnnouncementTextIn] = Field(
        min_length=1, max_length=3, description="English, and other languages; who reads another gets English."
    )
    segment: SegmentIn
    link: Path = Field(default="/notifications", description="Path of the web app to which it leads.")

    @field_validator("texts")
    @classmethod
    def _english_and_each_once(cls, texts: list[AnnouncementTextIn]) -> list[AnnouncementTextIn]:
        languages = [text.language for text in texts]
        if len(set(languages)) != len(languages):
            raise ValueError("a language stands twice")
        if "en" not in languages:
            raise ValueError("English is missing")
        return texts

    def inside(self) -> Draft:
        """Return it as the inside knows it."""
        texts: dict[str, AnnouncementText] = {
            text.language: AnnouncementText(text.title, text.body) for text in self.texts
        }
        return Draft(self.kind, texts, self.segment.inside(), self.link)


class SendingIn(BaseModel):
    """When it goes out."""

    model_config = ConfigDict(extra="forbid")

    send_at: Moment | None = Field(default=None, description="Within a year; absent for at once.")


class AnnouncementTextOut(BaseModel):
    """What it says in one language."""

    language: str
    title: str
    body: str


class SegmentOut(BaseModel):
    """Whom it is for: who meets every condition."""

    roles: list[AccountRole]
    languages: list[str]
    is_verified: bool | None
    joined_from: Instant | None
    joined_before: Instant | None
    countries: list[str]
    seen_within_days: int | None
    unseen_for_days: int | None


class AnnouncementOut(BaseModel):
    """What operators tell many people at once."""

    announcement_id: str
    version: int
    kind: AnnouncementKind
    state: AnnouncementState
    texts: list[AnnouncementTextOut]
    segment: SegmentOut
    link: str
    send_at: Instant | None = Field(description="When it goes out, or began to. Null while that is open.")
    ended_at: Instant | None = Field(description="When the last was told, or it was cancelled.")
    reached: int = Field(description="People of the segment to whom it was brought so far, whatever they prefer.")
    created_by: str
    created_at: Instant
    sent_by: str | None

    @classmethod
    def of(cls, announcement: Announcement) -> AnnouncementOut:
        """Shape an announcement for the wire."""
        segment = announcement.segment
        return cls(
            announcement_id=announcement.announcement_id,
            version=announcement.version,
            kind=announcement.kind,
            state=announcement.state,
            texts=[
                AnnouncementTextOut(language=language, title=text.title, body=text.body)
                for language, text in announcement.texts.items()
            ],
            segment=SegmentOut(
                roles=list(segment.roles),
                languages=list(segment.languages),
                is_verified=segment.is_verified,
                joined_from=segment.joined_from,
                joined_before=segment.joined_before,
                countries=list(segment.countries),
                seen_within_days=segment.seen_within_days,
                unseen_for_days=segment.unseen_for_days,
            ),
            link=announcement.link,
            send_at=announcement.send_at,
            ended_at=announcement.ended_at,
            reached=announcement.progress.told,
            created_by=announcement.created_by,
            created_at=announcement.created_at,
            sent_by=announcement.sent_by,
        )


class AnnouncementsOut(BaseModel):
    """One page, newest first."""

    items: list[AnnouncementOut]
    next_cursor: str | None


class EstimateOut(BaseModel):
    """How many people would be told."""

    people: int
    is_exact: bool = Field(description="False if there are so many accounts that only a part was looked at.")

    @classmethod
    def of(cls, estimate: Estimate) -> EstimateOut:
        """Shape an estimate for the wire."""
        return cls(people=estimate.people, is_exact=estimate.is_exact)
