"""Announcements: what operators tell many people at once, to whom, and how far that has come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.kernel.types import Instant
from guildhall.notifications.errors import AnnouncementOver
from guildhall.notifications.models.types import Type


class AnnouncementKind(StrEnum):
    """service: everybody it is for sees it in the app. marketing: only who asked for such news gets it."""

    SERVICE = "service"
    MARKETING = "marketing"


MOST_DAYS = 30
"""For so long messaging remembers when somebody was last there."""
TYPE_OF = {AnnouncementKind.SERVICE: Type.ANNOUNCEMENT, AnnouncementKind.MARKETING: Type.MARKETING}
"""Of which switch an announcement is."""


class AnnouncementState(StrEnum):
    """How far it has come."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"


MOVES: dict[AnnouncementState, frozenset[AnnouncementState]] = {
    AnnouncementState.DRAFT: frozenset(
        {
            AnnouncementState.DRAFT,
            AnnouncementState.SCHEDULED,
            AnnouncementState.SENDING,
            AnnouncementState.CANCELLED,
        }
    ),
    # Until its time has come it is changed and put off like a draft.
    AnnouncementState.SCHEDULED: frozenset(
        {AnnouncementState.SCHEDULED, AnnouncementState.SENDING, AnnouncementState.CANCELLED}
    ),
    # What was told stays told; nobody else is told.
    AnnouncementState.SENDING: frozenset({AnnouncementState.SENT, AnnouncementState.CANCELLED}),
    AnnouncementState.SENT: frozenset(),
    AnnouncementState.CANCELLED: frozenset(),
}


def move(current: AnnouncementState, target: AnnouncementState) -> AnnouncementState:
    """Return target if the move is legal. Raises AnnouncementOver."""
    if target not in MOVES[current]:
        raise AnnouncementOver(f"an announcement that is {current} cannot become {target}")
    return target


class AccountRole(StrEnum):
    """What an account may be, as identity tells it."""

    CLIENT = "client"
    EXPERT = "expert"
    VENUE = "venue"
    VENUE_STAFF = "venue_staff"
    FINANCE = "finance"
    MEDIATOR = "mediator"
    ARBITRATOR = "arbitrator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the audience: whoever has a confirmed address.

    joined_at: None if that was before we noted it. country: where it is taxed, None before it said so.
    """

    account_id: str
    locale: str = "en"
    roles: tuple[str, ...] = ()
    is_verified: bool = False
    joined_at: Instant | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Whom an announcement is for: who meets every condition; an absent one is met by all.

    roles: has one of them. languages: reads one of them. is_verified: whether an expert is verified.
    joined_from, joined_before: when the account was opened, the second exclusive. seen_within_days, unseen_for_days:
    had the app open within so many times 24 hours, or not; at most MOST_DAYS. countries: is taxed in one of them, ISO
    3166-1; who has not said where is in none.
    """

    roles: tuple[AccountRole, ...] = ()
    languages: tuple[str, ...] = ()
    is_verified: bool | None = None
    joined_from: Instant | None = None
    joined_before: Instant | None = None
    seen_within_days: int | None = None
    unseen_for_days: int | None = None
    countries: tuple[str, ...] = ()

    @property
    def asks_when_seen(self) -> bool:
        """Whether it takes knowing when people were last there, which is asked apart."""
        return self.seen_within_days is not None or self.unseen_for_days is not None

    def has_seen(self, seen_at: datetime | None, now: datetime) -> bool:
        """Tell whether somebody who was last there then is meant. seen_at: None for longer than MOST_DAYS, or never."""
        away = timedelta.max if seen_at is None else now - seen_at
        is_recent = self.seen_within_days is None or away <= timedelta(days=self.seen_within_days)
        return is_recent and (self.unseen_for_days is None or away > timedelta(days=self.unseen_for_days))

    def has(self, member: Member) -> bool:
        """Tell whether somebody meets every condition but when they were last there."""
        if self.roles and not set(self.roles) & set(member.roles):
            return False
        if self.languages and member.locale.lower().partition("-")[0] not in self.languages:
            return False
        if self.countries and member.country not in self.countries:
            return False
        if self.is_verified is not None and member.is_verified is not self.is_verified:
            return False
        return self._joined(member.joined_at)

    def _joined(self, at: datetime | None) -> bool:
        if at is None:
            # Opened before we noted it: certainly no news, and older than whatever is asked for.
            return self.joined_from is None
        is_late_enough = self.joined_from is None or at >= self.joined_from
        return is_late_enough and (self.joined_before is None or at < self.joined_before)


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """What it says in one language. body: plain text; a line break is a new line."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the audience was looked through.

    page: number of the next page. shard, after: where it starts. told: how many people of the segment were reached.
    """

    page: int = 0
    shard: int = 0
    after: str = ""
    told: int = 0


@dataclass(frozen=True, slots=True)
class Announcement:
    """What operators tell many people at once.

    texts: by language, English always. link: path of the web app. send_at: when it goes out, None while that is open.
    sending_id: made when sending begins; with each account it gives the id of a notification, so that nobody is told
    twice. created_by, sent_by: accounts.
    """

    announcement_id: str
    kind: AnnouncementKind
    texts: dict[str, AnnouncementText]
    segment: Segment
    link: str
    created_by: str
    created_at: Instant
    state: AnnouncementState = AnnouncementState.DRAFT
    send_at: Instant | None = None
    sent_by: str | None = None
    sending_id: str | None = None
    ended_at: Instant | None = None
    progress: Progress = field(default_factory=Progress)
    version: int = 0

    def becomes(self, state: AnnouncementState) -> Announcement:
        """Return it in another state. Raises AnnouncementOver."""
        return replace(self, state=move(self.state, state))


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people would be told. is_exact: False if there are more whom we did not look at."""

    people: int
    is_exact: bool
