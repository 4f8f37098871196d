"""What announcements need."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from guildhall.notifications.models import Announcement, Member, Progress

SHARDS = 4
"""Parts of the audience."""


@dataclass(frozen=True, slots=True)
class AnnouncementPage:
    """items: newest first. position: where the next page starts, or None."""

    items: list[Announcement]
    position: dict[str, Any] | None


class Announcements(Protocol):
    """Stored announcements."""

    def get(self, announcement_id: str) -> Announcement | None:
        """Return one, or None."""

    def page(self, *, limit: int, position: dict[str, Any] | None) -> AnnouncementPage:
        """Return one page of all of them, newest first; a new one may take a moment to appear."""

    def due(self, now: datetime) -> list[Announcement]:
        """Return those whose time has come, the longest first; of very many, a part."""

    def save(self, announcement: Announcement) -> Announcement:
        """Store at the version it was read at; what is being sent has its next page ordered. Raises StaleVersion."""

    def advance(self, announcement: Announcement, progress: Progress) -> None:
        """As `save`, without the audit log: nobody did anything but the platform."""


class Audience(Protocol):
    """Everybody whose address is confirmed, in parts."""

    def page(self, shard: int, after: str, limit: int) -> list[Member]:
        """Return those of a part that come after an account, fewer than `limit` only at its end.

        shard: below SHARDS. after: an account id, or empty for the first. Somebody new may take a moment to appear.
        """


class Stated(Protocol):
    """Where an account is taxed, ISO 3166-1, and since when it says so."""

    @property
    def account_id(self) -> str:
        """Whose it is."""

    @property
    def country(self) -> str:
        """The country."""

    @property
    def set_at(self) -> datetime:
        """When it was said."""


class StatedCountries(Protocol):
    """Where everybody is taxed; billing knows."""

    def __call__(self, position: dict[str, Any] | None) -> tuple[Sequence[Stated], dict[str, Any] | None]:
        """Return a part, possibly empty, and where the part after it starts. Raises Unavailable."""


class LastSeen(Protocol):
    """When people last had the app open; messaging knows."""

    def __call__(self, account_ids: Collection[str]) -> Mapping[str, datetime]:
        """Return it by account; who was not there for MOST_DAYS, or never, may be missing. Raises Unavailable."""


class Forgotten(Protocol):
    """Confirmed accounts that are not in the audience, because they confirmed before there was one."""

    def page(self, position: dict[str, Any] | None) -> tuple[list[str], dict[str, Any] | None]:
        """Return the account ids of the next part of the table, possibly none, and where the part after it starts."""
