"""Tax that was held back from experts, in the core table."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.withheld import Withheld
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Transaction

Position = dict[str, Any] | None


class Keys:
    """tax held back in the core table.

    | who asks                                    | index      | PK                         | SK                |
    |---------------------------------------------|------------|----------------------------|-------------------|
    | what was held back from an expert in a year | core       | HELDBACK#{expert_id}#{year} | {day}#{source_id} |
    | what was held back from all in a month      | core, GSI1 | HELDBACK#{month}           | {day}#{source_id} |
    """

    @staticmethod
    def year(expert_id: str, year: int) -> str:
        """One partition an expert and year."""
        return f"HELDBACK#{expert_id}#{year}"

    @staticmethod
    def month(month: str) -> str:
        """Index partition of a month."""
        return f"HELDBACK#{month}"


class WithheldRecord(CoreRecord):
    """What one movement held back; never written again."""

    KIND = "billing.withheld"

    source_id = UnicodeAttribute()
    expert_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    authority = UnicodeAttribute()
    rule_id = UnicodeAttribute()
    basis_points = IntegerAttribute()
    base_minor = IntegerAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    day = UnicodeAttribute()


def keep_withheld(transaction: Transaction, held_back: Withheld) -> None:
    """Add the step of keeping what a movement held back."""
    own = f"{held_back.day}#{held_back.source_id}"
    key = (Keys.year(held_back.expert_id, held_back.day.year), own)
    index = {"gsi1pk": Keys.month(f"{held_back.day:%Y-%m}"), "gsi1sk": own}
    transaction.save(WithheldRecord.of(held_back, key=key, version=None, **index))


class DynamoWithheld:
    """The port `HeldBackTax`."""

    @staticmethod
    def of_expert(expert_id: str, year: int, limit: int, position: Position) -> tuple[list[Withheld], Position]:
        """Return a page of what was held back from one expert in a year, oldest first."""
        return _page(Keys.year(expert_id, year), limit, position)

    @staticmethod
    def of_month(month: str, limit: int, position: Position) -> tuple[list[Withheld], Position]:
        """Return a page of what was held back from everybody in a month, oldest first."""
        return _page(Keys.month(month), limit, position, index="GSI1")


def _page(pk: str, limit: int, position: Position, index: str | None = None) -> tuple[list[Withheld], Position]:
    table = WithheldRecord.Meta.table_name
    found = query.page(table, pk, index=index, limit=limit, position=position)
    keys = [(item["PK"], item["SK"]) for item in found.items]
    return query.models(table, keys, Withheld), found.position
