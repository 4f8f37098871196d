"""Telling people of an event: who, on which channels, once."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.errors import AlreadyTold
from guildhall.notifications.events import NotificationSentV1
from guildhall.notifications.models import Channel, Mail, Notice, Notification, is_guest, notification_id
from guildhall.notifications.ports import Inbox, Switches
from guildhall.notifications.use_cases.catalogue import notices

_LETTER = frozenset({Channel.EMAIL})


@dataclass(frozen=True, slots=True)
class TellPeople:
    """Store what an event means to each person, and order the letters."""

    inbox: Inbox
    switches: Switches

    def __call__(self, event_id: str, event: DomainEvent) -> None:
        """Tell everybody whom the catalogue names; a repeated event tells nobody twice.

        If it fails half-way, the people already told are recognised when the event comes again.
        """
        for notice in notices(event):
            self._tell(event_id, notice)

    def _tell(self, event_id: str, notice: Notice) -> None:
        # Guests have no preferences: they are written to of their reservation only.
        is_letter_only = is_guest(notice.account_id)
        channels = _LETTER if is_letter_only else self.switches.get(notice.account_id).channels(notice.type)
        if not channels:
            return
        told_id = notification_id(event_id, notice.account_id, notice.type)
        row = (told_id, notice.account_id, notice.type, notice.params)
        notification = Notification(*row) if Channel.IN_APP in channels else None
        mail = Mail(*row) if Channel.EMAIL in channels else None
        sent = NotificationSentV1(
            notification_id=told_id, account_id=notice.account_id, type=notice.type, channels=[Channel.IN_APP]
        )
        try:
            self.inbox.tell(notification, mail, *([sent] if notification else []))
        except AlreadyTold:
            return
