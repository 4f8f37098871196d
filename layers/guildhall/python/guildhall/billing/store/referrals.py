"""Who brought whom, in the core table."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.referrals import Attribution, Purpose
from guildhall.billing.models.rules import Relation
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database


class Keys:
    """referrals in the core table.

    | who asks                     | index | PK                        | SK          |
    |------------------------------|-------|---------------------------|-------------|
    | by whose link somebody came  | core  | ATTRIBUTION#{account_id}  | ATTRIBUTION |
    """

    @staticmethod
    def attribution(account_id: str) -> tuple[str, str]:
        """One an account: the first link stands."""
        return f"ATTRIBUTION#{account_id}", "ATTRIBUTION"


class AttributionRecord(CoreRecord):
    """By whose link an account was opened."""

    KIND = "billing.attribution"

    account_id = UnicodeAttribute()
    referrer_id = UnicodeAttribute()
    code = UnicodeAttribute()
    purpose = UnicodeAttribute()
    attributed_at = UnicodeAttribute()
    signals = ListOf()


class DynamoAttributions:
    """The port `Attributions`; also the port `Relations`, which it answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Attribution | None:
        """Return by whose link somebody came, or None."""
        record = AttributionRecord.fetch(*Keys.attribution(account_id))
        return record.to(Attribution) if record else None

    def between(self, expert_id: str, client_id: str) -> Relation | None:
        """Return BROUGHT if the client signed up by an invitation of the expert's, else None."""
        known = self.get(client_id)
        is_theirs = known is not None and known.purpose is Purpose.INVITATION and known.referrer_id == expert_id
        return Relation.BROUGHT if is_theirs else None

    def save(self, attribution: Attribution) -> Attribution:
        """Keep it. Raises StaleVersion if the account has one."""
        transaction = self._database.begin()
        key = Keys.attribution(attribution.account_id)
        transaction.save(AttributionRecord.of(attribution, key=key, version=attribution.version))
        transaction.commit("billing.attribute_account")
        return attribution
