"""Preferences in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.notifications.models import Preferences
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, from_row


class PreferencesRecord(CoreRecord):
    """An account's switches."""

    KIND = "notifications.preferences"

    account_id = UnicodeAttribute()
    choices = MapOf()
    rhythm = MapOf(null=True)
    rules = ListOf(null=True)


class DynamoSwitches:
    """The port `Switches` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Preferences:
        """Return the preferences; at version 0 while the account never changed any."""
        record = PreferencesRecord.fetch(Keys.account(account_id), "PREFERENCES")
        return record.to(Preferences) if record else Preferences(account_id)

    def several(self, account_ids: list[str]) -> list[Preferences]:
        """Return the preferences of at most 100 accounts, in any order."""
        keys = [(Keys.account(each), "PREFERENCES") for each in account_ids]
        rows = query.batch_get(PreferencesRecord.Meta.table_name, keys)
        known = {str(row["account_id"]): from_row(Preferences, row) for row in rows}
        return [known.get(each, Preferences(each)) for each in account_ids]

    def save(self, preferences: Preferences) -> Preferences:
        """Store at the version they were read at. Raises StaleVersion."""
        key = Keys.account(preferences.account_id), "PREFERENCES"
        transaction = self._database.begin()
        transaction.save(PreferencesRecord.of(preferences, key=key, version=preferences.version))
        transaction.commit("notifications.change_preferences")
        return replace(preferences, version=preferences.version + 1)
