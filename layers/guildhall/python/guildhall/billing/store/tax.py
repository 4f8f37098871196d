"""Tax profiles in the core table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.billing.models.tax import StatedCountry, TaxProfile
from guildhall.kernel.clock import from_text
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database

QUEUE = "billing-documents"


class Keys:
    """billing's tax profiles in the core table.

    | who asks                   | index | PK                | SK  |
    |----------------------------|-------|-------------------|-----|
    | where an account is taxed  | core  | TAX#{account_id}  | TAX |
    | ids to be asked about again | core | TAX#RECHECK       | {account_id} |
    | where everybody is taxed, an operator once | core | (all rows) | (all rows) |
    """

    RECHECK = "TAX#RECHECK"

    @staticmethod
    def profile(account_id: str) -> tuple[str, str]:
        """One partition a person."""
        return f"TAX#{account_id}", "TAX"


class TaxProfileRecord(CoreRecord):
    """Where a person is taxed."""

    KIND = "billing.tax_profile"
    UNAUDITED = frozenset(
        {"legal_name", "street", "city", "postcode", "vat_id", "legal_id", "exporter_number", "check", "proven"}
    )

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
    is_listed_taxpayer = BooleanAttribute(null=True)
    exporter_number = UnicodeAttribute(null=True)
    mandate = MapOf(null=True)
    check = MapOf(null=True)
    proven = MapOf(null=True)


class RecheckRecord(CoreRecord):
    """A VAT id that its register has said nothing about yet."""

    KIND = "billing.recheck"

    account_id = UnicodeAttribute()


class DynamoTaxProfiles:
    """The port `TaxProfiles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> TaxProfile | None:
        """Return the profile, or None."""
        record = TaxProfileRecord.fetch(*Keys.profile(account_id))
        return record.to(TaxProfile) if record else None

    def remember_silence(self, account_id: str) -> None:
        """Have the register asked about an account's id again, later."""
        if RecheckRecord.fetch(Keys.RECHECK, account_id) is not None:
            return
        transaction = self._database.begin()
        record = RecheckRecord(Keys.RECHECK, account_id, kind=RecheckRecord.KIND, account_id=account_id)
        transaction.put_unaudited(record)
        transaction.commit("billing.remember_silence")

    def ask_again(self, limit: int) -> int:
        """Queue a check of each id that a register was silent about; return how many."""
        table = RecheckRecord.Meta.table_name
        found = query.page(table, Keys.RECHECK, limit=limit, consistent=True).items
        transaction = self._database.begin()
        for row in found:
            account_id = row["account_id"]
            transaction.delete(RecheckRecord(Keys.RECHECK, account_id, kind=RecheckRecord.KIND))
            transaction.enqueue(QUEUE, account_id, {"type": "check_vat_id", "account_id": account_id})
        if found:
            transaction.commit("billing.ask_again")
        return len(found)

    def countries(self, position: dict[str, Any] | None) -> tuple[list[StatedCountry], dict[str, Any] | None]:
        """Return those of the next part of the table, possibly none, and where the part after it starts."""
        names, kind = ["account_id", "country", "updated_at"], {":kind": TaxProfileRecord.KIND}
        found = query.scan(TaxProfileRecord.Meta.table_name, names, "kind = :kind", kind, position)
        stated = [StatedCountry(row["account_id"], row["country"], from_text(row["updated_at"])) for row in found.items]
        return stated, found.position

    def save(self, action: str, profile: TaxProfile, *commands: str, events: Sequence[DomainEvent] = ()) -> TaxProfile:
        """Store at the version it was read at, queue commands about the account, and tell. Raises StaleVersion."""
        transaction = self._database.begin()
        key = Keys.profile(profile.account_id)
        transaction.save(TaxProfileRecord.of(profile, key=key, version=profile.version))
        for command in commands:
            transaction.enqueue(QUEUE, profile.account_id, {"type": command, "account_id": profile.account_id})
        transaction.publish(*events)
        transaction.commit(action)
        return replace(profile, version=profile.version + 1)
