"""Tax profiles in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.billing.models.tax import TaxProfile
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database

QUEUE = "billing-documents"


class Keys:
    """billing's tax profiles in the core table.

    | who asks                   | index | PK                | SK  |
    |----------------------------|-------|-------------------|-----|
    | where an account is taxed  | core  | TAX#{account_id}  | TAX |
    """

    @staticmethod
    def profile(account_id: str) -> tuple[str, str]:
        """One partition a person."""
        return f"TAX#{account_id}", "TAX"


class TaxProfileRecord(CoreRecord):
    """Where a person is taxed."""

    KIND = "billing.tax_profile"
    UNAUDITED = frozenset({"legal_name", "street", "city", "postcode", "vat_id", "legal_id", "check"})

    account_id = UnicodeAttribute()
    legal_name = UnicodeAttribute()
    street = UnicodeAttribute()
    city = UnicodeAttribute()
    postcode = UnicodeAttribute()
    country = UnicodeAttribute()
    is_business = BooleanAttribute()
    registration = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    province = UnicodeAttribute(null=True)
    vat_id = UnicodeAttribute(null=True)
    legal_id = UnicodeAttribute(null=True)
    bank_country = UnicodeAttribute(null=True)
    is_one_stop_shop = BooleanAttribute()
    mandate = MapOf(null=True)
    check = MapOf(null=True)


class DynamoTaxProfiles:
    """The port `TaxProfiles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> TaxProfile | None:
        """Return the profile, or None."""
        record = TaxProfileRecord.fetch(*Keys.profile(account_id))
        return record.to(TaxProfile) if record else None

    def save(self, action: str, profile: TaxProfile, *commands: str) -> TaxProfile:
        """Store at the version it was read at, and queue commands about the account. Raises StaleVersion."""
        transaction = self._database.begin()
        key = Keys.profile(profile.account_id)
        transaction.save(TaxProfileRecord.of(profile, key=key, version=profile.version))
        for command in commands:
            transaction.enqueue(QUEUE, profile.account_id, {"type": command, "account_id": profile.account_id})
        transaction.commit(action)
        return replace(profile, version=profile.version + 1)
