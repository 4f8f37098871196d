"""Sending announcements: page by page through the audience, each person once, however often a page is begun."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.parts import go_on
from guildhall.notifications.models import TYPE_OF, Announcement, AnnouncementState, Notice, Progress
from guildhall.notifications.ports import Contacts
from guildhall.notifications.ports.announcements import SHARDS, Announcements, Audience, Forgotten, StatedCountries
from guildhall.notifications.use_cases.announcements import ChooseMembers, begun
from guildhall.notifications.use_cases.contacts import LearnStanding
from guildhall.notifications.use_cases.tell import TellPeople

PAGE = 50
"""Accounts of one order: at some 30 milliseconds each they take a tenth of what the function may live."""


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell one page of the audience, and order the next.

    If the process dies on the way, the page comes again, and whoever has been told is recognised: the notification's
    id is made of sending and account. Where two hold one page, the second to finish finds the announcement further on.
    """

    announcements: Announcements
    audience: Audience
    choose: ChooseMembers
    tell_people: TellPeople
    clock: Clock

    def __call__(self, announcement_id: str, page: int) -> None:
        """Tell the page, unless that is done or the announcement was cancelled. Raises StaleVersion, Unavailable."""
        announcement = self.announcements.get(announcement_id)
        if announcement is None or announcement.sending_id is None or announcement.progress.page != page:
            return
        if announcement.state is not AnnouncementState.SENDING:
            return
        at = announcement.progress
        members = self.audience.page(at.shard, at.after, PAGE)
        meant = self.choose(announcement.segment, members)
        for account_id in meant:
            notice = Notice(account_id, TYPE_OF[announcement.kind], {"announcement_id": announcement_id})
            self.tell_people.one(announcement.sending_id, notice)
        is_last = len(members) < PAGE
        further = Progress(
            page=page + 1,
            shard=at.shard + is_last,
            after="" if is_last else members[-1].account_id,
            told=at.told + len(meant),
        )
        self._go_on(announcement, further)

    def _go_on(self, announcement: Announcement, further: Progress) -> None:
        if further.shard < SHARDS:
            self.announcements.advance(announcement, further)
            return
        sent = announcement.becomes(AnnouncementState.SENT)
        self.announcements.save(replace(sent, progress=further, ended_at=self.clock.now()))


@dataclass(frozen=True, slots=True)
class BeginAnnouncements:
    """Begin to send the announcements whose time has come."""

    announcements: Announcements
    ids: Ids
    clock: Clock

    def __call__(self) -> int:
        """Return how many began; one that is changed at this moment waits for the next minute."""
        began = 0
        for announcement in self.announcements.due(self.clock.now()):
            try:
                self.announcements.save(begun(announcement, self.ids, self.clock.now()))
            except StaleVersion:
                continue
            began += 1
        return began


@dataclass(frozen=True, slots=True)
class JoinAudience:
    """Let those into the audience who confirmed their address before there was one; run by an operator, in parts."""

    forgotten: Forgotten
    contacts: Contacts

    def __call__(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        """Look through a part of the table; return how many joined, and where to go on, None at the end.

        position: as the part before gave it, None to begin. Beginning again, or twice at once, does no harm: who is
        in the audience is not found. Raises Unavailable.
        """
        return go_on(self._step, position)

    def _step(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        found, further = self.forgotten.page(position)
        return sum(self._join(account_id) for account_id in found), further

    def _join(self, account_id: str) -> bool:
        known = self.contacts.get(account_id)
        if known is None or not known.is_confirmed:
            return False
        try:
            # As it is: what is stored of somebody confirmed stands in the audience.
            self.contacts.save(known)
        except StaleVersion:
            # Whoever was faster stored it so.
            return False
        return True


@dataclass(frozen=True, slots=True)
class LearnOldCountries:
    """Learn where accounts are taxed that said so before anybody listened; run by an operator, in parts."""

    stated: StatedCountries
    learn: LearnStanding

    def __call__(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        """Look through a part of the table; return of how many it learned, and where to go on, None at the end.

        position: as the part before gave it, None to begin. Beginning again, or twice at once, does no harm: of two
        countries of an account, the one that was said later stays. Raises StaleVersion, Unavailable.
        """
        return go_on(self._step, position)

    def _step(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        found, further = self.stated(position)
        return sum(self.learn.country(each.account_id, each.set_at, each.country) for each in found), further
