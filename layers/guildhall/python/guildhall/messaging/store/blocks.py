"""The port `Blocks` on DynamoDB."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UnicodeSetAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.store.rows import Keys, call, read_items
from guildhall.platform import query
from guildhall.platform.items import from_item, typed_key
from guildhall.platform.table import ChatRecord, Database, Transaction


class BlockRecord(ChatRecord):
    """What one account wants of another. A block that was lifted stays: that it once was is worth knowing."""

    KIND = "messaging.block"

    is_on = BooleanAttribute()
    changed_at = UnicodeAttribute()


class BlockersRecord(ChatRecord):
    """Who blocks one account, in one item: whoever writes is asked after with each message.

    It holds some ten thousand of them (400 KB, AWS limit); none of those who are one too many can block any more.
    """

    KIND = "messaging.blockers"

    account_ids = UnicodeSetAttribute(null=True)


class DynamoBlocks:
    """Blocks by who wants them, with since when, and those in force by whom they are of: both or neither is written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, account_id: str, other_id: str, at: datetime, *, is_on: bool) -> None:
        """Store that an account blocks another, or no longer does."""
        transaction = self._database.begin()
        own = BlockRecord(*Keys.block(account_id, other_id))
        changed = [BlockRecord.kind.set(BlockRecord.KIND), BlockRecord.changed_at.set(to_text(at))]
        transaction.update(own, [*changed, BlockRecord.is_on.set(is_on)])
        _gather(transaction, account_id, other_id, is_on=is_on)
        transaction.commit("messaging.block")

    def of(self, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of the pairs (who, whom) in which one blocks the other, as of this moment."""
        rows = read_items([Keys.block(*pair) for pair in pairs])
        return {pair for pair, row in zip(pairs, rows, strict=True) if row and row["is_on"]}

    def against(self, account_id: str) -> frozenset[str]:
        """Return who blocks an account, as of this moment."""
        key = typed_key(*Keys.blockers(account_id))
        item = call("GetItem", {"TableName": ChatRecord.Meta.table_name, "Key": key, "ConsistentRead": True}).get(
            "Item"
        )
        return frozenset(from_item(item).get("account_ids", ())) if item else frozenset()

    def by(self, account_id: str) -> dict[str, str]:
        """Return whom one blocks, each with since when."""
        pk, prefix = Keys.block(account_id, "")
        found = query.everything(ChatRecord.Meta.table_name, pk, prefix=prefix)
        return {row["SK"].partition("#")[2]: row["changed_at"] for row in found if row["is_on"]}

    def page(self, position: dict[str, Any] | None) -> tuple[list[tuple[str, str]], dict[str, Any] | None]:
        """Return the pairs (who, whom) of the next part of all blocks, and where the part after it starts."""
        found = query.scan(
            ChatRecord.Meta.table_name, ["PK", "SK"], "kind = :kind AND is_on = :on",
            {":kind": BlockRecord.KIND, ":on": True}, position,
        )  # fmt: skip
        return [(row["PK"].partition("#")[2], row["SK"].partition("#")[2]) for row in found.items], found.position

    def gather(self, account_id: str, other_id: str) -> bool:
        """Put one who blocks another with those who do; False if they no longer do."""
        transaction, own = self._database.begin(), BlockRecord(*Keys.block(account_id, other_id))
        is_on = BlockRecord.is_on
        transaction.update(own, [is_on.set(value=True)], condition=is_on == True)  # noqa: E712  a condition
        _gather(transaction, account_id, other_id, is_on=True)
        try:
            transaction.commit("messaging.block")
        except StaleVersion:
            return False
        return True


def _gather(transaction: Transaction, account_id: str, other_id: str, *, is_on: bool) -> None:
    whoever, which = {account_id}, BlockersRecord.account_ids
    change = which.add(whoever) if is_on else which.delete(whoever)
    record = BlockersRecord(*Keys.blockers(other_id))
    transaction.update(record, [BlockersRecord.kind.set(BlockersRecord.KIND), change])
