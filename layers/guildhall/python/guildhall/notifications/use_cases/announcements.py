"""What operators do with announcements until they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, Invalid, StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.notifications.errors import AnnouncementUnknown
from guildhall.notifications.models import (
    TYPE_OF,
    Announcement,
    AnnouncementKind,
    AnnouncementState,
    AnnouncementText,
    Estimate,
    Member,
    Segment,
)
from guildhall.notifications.ports import Switches
from guildhall.notifications.ports.announcements import SHARDS, AnnouncementPage, Announcements, Audience, LastSeen

DESK = Resource("AnnouncementDesk", "announcements")
VIEW, CHANGE = "notifications.view_announcements", "notifications.announce"
LONGEST_WAIT = timedelta(days=365)
LOOKED_AT = 10_000
"""Accounts that an estimate looks at, a hundred at a time: more would make an operator wait."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What operators say of an announcement; see Announcement."""

    kind: AnnouncementKind
    texts: dict[str, AnnouncementText]
    segment: Segment
    link: str


@dataclass(frozen=True, slots=True)
class ChooseMembers:
    """Choose whom a segment means."""

    last_seen: LastSeen
    clock: Clock

    def __call__(self, segment: Segment, members: Sequence[Member]) -> list[str]:
        """Return the accounts of those who meet every condition now, in their order. Raises Unavailable."""
        meant = [each.account_id for each in members if segment.has(each)]
        if not segment.asks_when_seen:
            return meant
        seen, now = self.last_seen(meant), self.clock.now()
        return [each for each in meant if segment.has_seen(seen.get(each), now)]


@dataclass(frozen=True, slots=True)
class ReadAnnouncements:
    """Show operators what was announced, and what will be."""

    announcements: Announcements
    audience: Audience
    choose: ChooseMembers
    switches: Switches
    gate: Gate

    def page(self, actor: Actor, *, limit: int, position: dict[str, Any] | None) -> AnnouncementPage:
        """Return one page, newest first. Raises Forbidden."""
        require(self.gate, actor, VIEW, DESK)
        return self.announcements.page(limit=limit, position=position)

    def one(self, actor: Actor, announcement_id: str) -> Announcement:
        """Return one. Raises Forbidden, AnnouncementUnknown."""
        require(self.gate, actor, VIEW, DESK)
        found = self.announcements.get(announcement_id)
        if found is None:
            raise AnnouncementUnknown
        return found

    def estimate(self, actor: Actor, announcement_id: str) -> Estimate:
        """Return how many people it would be told to now: of marketing, only those who want it somewhere.

        Raises Forbidden, AnnouncementUnknown.
        """
        announcement = self.one(actor, announcement_id)
        people = looked_at = 0
        for shard in range(SHARDS):
            after = ""
            while True:
                members = self.audience.page(shard, after, 100)
                people += self._wanted(announcement.kind, self.choose(announcement.segment, members))
                looked_at += len(members)
                if len(members) < 100:  # noqa: PLR2004  a page
                    break
                if looked_at >= LOOKED_AT:
                    return Estimate(people, is_exact=False)
                after = members[-1].account_id
        return Estimate(people, is_exact=True)

    def _wanted(self, kind: AnnouncementKind, account_ids: list[str]) -> int:
        if kind is AnnouncementKind.SERVICE:
            return len(account_ids)
        return sum(bool(each.channels(TYPE_OF[kind])) for each in self.switches.several(account_ids))


@dataclass(frozen=True, slots=True)
class ManageAnnouncements:
    """Write announcements, and say when they go out."""

    announcements: Announcements
    ids: Ids
    gate: Gate
    clock: Clock

    def draft(self, actor: Actor, draft: Draft) -> Announcement:
        """Store a draft; nobody is told. Raises Forbidden."""
        require(self.gate, actor, CHANGE, DESK)
        made = Announcement(
            announcement_id=self.ids.new("ann"),
            kind=draft.kind,
            texts=draft.texts,
            segment=draft.segment,
            link=draft.link,
            created_by=actor.account_id,
            created_at=self.clock.now(),
        )
        return self.announcements.save(made)

    def change(self, actor: Actor, announcement_id: str, version: int, draft: Draft) -> Announcement:
        """Replace what is said, before it is sent. version: what was read.

        Raises Forbidden, AnnouncementUnknown, AnnouncementOver, StaleVersion.
        """
        known = self._known(actor, announcement_id, version)
        open_one = known.becomes(known.state)
        return self.announcements.save(
            replace(open_one, kind=draft.kind, texts=draft.texts, segment=draft.segment, link=draft.link)
        )

    def send(self, actor: Actor, announcement_id: str, version: int, send_at: datetime | None) -> Announcement:
        """Send it as it was read, at once or at a time, which may be set anew until it has come.

        Raises Forbidden, AnnouncementUnknown, AnnouncementOver, Invalid for a time of the past or of more than a year
        from now, StaleVersion.
        """
        known, now = self._known(actor, announcement_id, version), self.clock.now()
        if send_at is None:
            return self.announcements.save(begun(replace(known, sent_by=actor.account_id), self.ids, now))
        if not now < send_at <= now + LONGEST_WAIT:
            raise Invalid(faults=(Fault("/send_at", "within a year from now", "out_of_range"),))
        waiting = known.becomes(AnnouncementState.SCHEDULED)
        return self.announcements.save(replace(waiting, send_at=send_at, sent_by=actor.account_id))

    def cancel(self, actor: Actor, announcement_id: str) -> Announcement:
        """Tell nobody, or nobody else. Raises Forbidden, AnnouncementUnknown, AnnouncementOver, StaleVersion."""
        known = self._known(actor, announcement_id, None)
        if known.state is AnnouncementState.CANCELLED:
            return known
        over = known.becomes(AnnouncementState.CANCELLED)
        return self.announcements.save(replace(over, ended_at=self.clock.now()))

    def _known(self, actor: Actor, announcement_id: str, version: int | None) -> Announcement:
        require(self.gate, actor, CHANGE, DESK)
        known = self.announcements.get(announcement_id)
        if known is None:
            raise AnnouncementUnknown
        if version is not None and known.version != version:
            raise StaleVersion(f"the announcement is at version {known.version}")
        return known


def begun(announcement: Announcement, ids: Ids, now: datetime) -> Announcement:
    """Return it as it is being sent. Raises AnnouncementOver."""
    sending = announcement.becomes(AnnouncementState.SENDING)
    return replace(sending, sending_id=ids.new("evt"), send_at=now)
