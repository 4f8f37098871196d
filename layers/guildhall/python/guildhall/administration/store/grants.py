"""Grants in the core table."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from guildhall.administration.models.grants import Grant
from guildhall.administration.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.table import CoreRecord, Database, from_row


class GrantRecord(CoreRecord):
    """A permission that one account holds."""

    KIND = "administration.grant"

    permission = UnicodeAttribute()
    account_id = UnicodeAttribute()
    granted_by = UnicodeAttribute()
    granted_at = UnicodeAttribute()


class DynamoGrants:
    """The port `Grants`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, permission: str | None = None) -> list[Grant]:
        """Return the grants, by permission and account; at most a hundred of each."""
        prefix = f"{permission}#" if permission else None
        table = GrantRecord.Meta.table_name
        found = query.page(table, Keys.GRANTS, prefix=prefix, limit=query.MOST, consistent=True)
        return [from_row(Grant, item) for item in found.items]

    def get(self, permission: str, account_id: str) -> Grant | None:
        """Return a grant, or None."""
        record = GrantRecord.fetch(*Keys.grant(permission, account_id))
        return record.to(Grant) if record else None

    def save(self, grant: Grant) -> None:
        """Keep a grant."""
        transaction = self._database.begin()
        transaction.save(self._record(grant))
        transaction.commit("administration.grant_permission")

    def remove(self, grant: Grant) -> None:
        """Take a grant away."""
        transaction = self._database.begin()
        transaction.delete(self._record(grant))
        transaction.commit("administration.revoke_permission")

    @staticmethod
    def _record(grant: Grant) -> GrantRecord:
        return GrantRecord.of(grant, key=Keys.grant(grant.permission, grant.account_id), version=grant.version)
