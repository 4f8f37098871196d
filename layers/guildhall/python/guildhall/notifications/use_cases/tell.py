"""Telling people of an event: who, on which channels, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at
from guildhall.notifications.errors import AlreadyTold
from guildhall.notifications.events import NotificationSentV1
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import (
    EVERYWHERE,
    IN_USE,
    TALK,
    TEXTED,
    Channel,
    Dispatch,
    Notice,
    Notification,
    Type,
    is_guest,
    notification_id,
)
from guildhall.notifications.ports import Inbox, InUse, PushSubscriptions, Settlements, Switches
from guildhall.notifications.use_cases.catalogue import notices
from guildhall.notifications.use_cases.settling import settled_by


@dataclass(frozen=True, slots=True)
class TellPeople:
    """Store what an event means to each person, and order what goes out."""

    inbox: Inbox
    switches: Switches
    subscriptions: PushSubscriptions
    is_in_use: InUse
    settlements: Settlements
    clock: Clock

    def __call__(self, event_id: str, event: DomainEvent) -> None:
        """Tell everybody whom the catalogue names; a repeated event tells nobody twice.

        If it fails half-way, the people already told are recognised when the event comes again.
        """
        for notice in notices(event):
            self.one(event_id, notice)

    def one(self, event_id: str, notice: Notice) -> None:
        """Tell one account, unless it was told of the same event before; what is settled by now is told as read."""
        now = self.clock.now()
        plan = self._plan(notice, now)
        if not plan:
            return
        if self._is_settled(event_id, notice):
            plan = {channel: at for channel, at in plan.items() if channel is Channel.IN_APP}
            read_at = now
        else:
            read_at = None
        told_id = notification_id(event_id, notice.account_id, notice.type)
        row = (told_id, notice.account_id, notice.type, notice.params)
        notification = Notification(*row, read_at) if Channel.IN_APP in plan else None
        dispatches = [
            Dispatch(*row, channel, state=DispatchState.WAITING, due_at=due_at)
            if due_at > now
            else Dispatch(*row, channel)
            for channel, due_at in sorted(plan.items())
            if channel is not Channel.IN_APP
        ]
        sent = NotificationSentV1(
            notification_id=told_id, account_id=notice.account_id, type=notice.type, channels=[Channel.IN_APP]
        )
        try:
            self.inbox.tell(notification, dispatches, *([sent] if notification else []))
        except AlreadyTold:
            return

    def _is_settled(self, event_id: str, notice: Notice) -> bool:
        """Tell whether a later event, which came first, has settled this one."""
        settlers = settled_by(notice.type, notice.params)
        settled_at = self.settlements.latest(notice.account_id, settlers) if settlers else None
        return settled_at is not None and born_at(event_id) < settled_at

    def _plan(self, notice: Notice, now: datetime) -> dict[Channel, datetime]:
        if is_guest(notice.account_id):
            # Guests have no preferences: they are written to of their reservation only.
            return {Channel.SMS if notice.type in TEXTED else Channel.EMAIL: now}
        plan = self.switches.get(notice.account_id).plan(notice.type, notice.params, now)
        if Channel.PUSH in plan and not self.subscriptions.of(notice.account_id):
            del plan[Channel.PUSH]
        waiting = {channel for channel in plan if _may_wait(notice.type, channel)}
        if waiting and Channel.IN_APP in plan and self.is_in_use(notice.account_id):
            plan |= {channel: max(plan[channel], now + IN_USE) for channel in waiting}
        return plan


def _may_wait(kind: Type, channel: Channel) -> bool:
    """Tell whether something goes out only if it is still unread after a while by whoever has the app before them."""
    if channel is Channel.EMAIL:
        return kind in TALK
    return channel is not Channel.IN_APP and kind not in EVERYWHERE
