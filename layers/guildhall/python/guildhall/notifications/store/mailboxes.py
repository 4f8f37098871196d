"""Guests' addresses to which nothing is written, in the core table."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.errors import StaleVersion
from guildhall.notifications.models import MailTrouble
from guildhall.notifications.store.keys import Keys
from guildhall.platform.table import CoreRecord, Database

LEFT_ALONE = timedelta(days=365)
"""Guests have no settings in which to ask for letters again: whoever books after this is written to once more."""


class MailboxRecord(CoreRecord):
    """An address to which nothing is written, by its digest."""

    KIND = "notifications.mailbox"

    trouble = UnicodeAttribute()


class DynamoMailboxes:
    """The port `Mailboxes` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stop(self, email: str, trouble: MailTrouble) -> None:
        """Leave an address alone; said again, it stays as it is."""
        expires_at = int((self._database.clock.now() + LEFT_ALONE).timestamp())
        record = MailboxRecord(
            *Keys.mailbox(email), kind=MailboxRecord.KIND, trouble=str(trouble), expires_at=expires_at
        )
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        # Refused is what stands there: the report came before, or one of another letter.
        with suppress(StaleVersion):
            transaction.commit("notifications.stop_mail")

    def is_stopped(self, email: str) -> bool:
        """Tell whether an address is left alone."""
        return MailboxRecord.fetch(*Keys.mailbox(email)) is not None
