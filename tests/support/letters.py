"""The road of a letter: from an event in the outbox by notifications' queues to the mail service."""

from __future__ import annotations

from dataclasses import replace

from functions.notifications import commands, events
from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent
from guildhall.notifications import wiring as notifications
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, rows
from tests.support.ses import MailService, Sent


class Letters:
    """Carries every event of some kinds and every order that waits, as often as it is asked; returns all letters."""

    def __init__(self, platform: Platform, clock: Clock, service: MailService, *kinds: type[DomainEvent]) -> None:
        self._platform, self._service = platform, service
        self._kinds = {kind.detail_type: kind for kind in kinds}
        self.hears = Bus(events.subscribe(notifications.wire_hearing(platform)), clock)
        self.posts = Bus(commands.subscribe(notifications.wire_mail(replace(platform, environ=SETTINGS))), clock)

    def __call__(self) -> list[Sent]:
        tables = self._platform.tables
        for row in rows(tables):
            if kind := self._kinds.get(row.get("detail_type", "")):
                self.hears.deliver(self.hears.message(kind.read(row["detail"]["data"]), row["SK"]))
        orders = enqueued(tables, "notification-mails")
        assert all(self.posts.takes(command_message(f"msg_{number}", order)) for number, order in enumerate(orders))
        return self._service.sent
