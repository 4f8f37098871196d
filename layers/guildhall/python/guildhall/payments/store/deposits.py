"""The port `Deposits`."""

from __future__ import annotations

from datetime import datetime

from guildhall.kernel.clock import to_text
from guildhall.payments.models.deposits import Deposit
from guildhall.payments.store.deposit_records import DepositKeys, DepositRecord
from guildhall.payments.store.payments import QUEUE
from guildhall.payments.store.records import SHARDS
from guildhall.platform import query
from guildhall.platform.table import Database


class DynamoDeposits:
    """The port `Deposits` on DynamoDB."""

    def __init__(self, core_table: str, database: Database) -> None:
        self._table = core_table
        self._database = database

    def get(self, deposit_id: str) -> Deposit | None:
        """Return a deposit, read consistently, or None."""
        record = DepositRecord.fetch(*DepositKeys.deposit(deposit_id))
        return record.to(Deposit) if record else None

    def due(self, now: datetime, limit: int) -> list[Deposit]:
        """Return deposits that should be looked at."""
        bounds = ("0", to_text(now) + "#~")
        ids = [
            row["GSI2SK"].partition("#")[2]
            for shard in range(SHARDS)
            for row in query.page(
                self._table, f"{DepositKeys.LOOK}#{shard}", index="GSI2", between=bounds, limit=limit
            ).items
        ]
        # The index may lag: only the deposit itself says whether it is due.
        found = (self.get(each) for each in ids)
        return [each for each in found if each is not None and each.look_at is not None and each.look_at <= now]

    def ask_to_look(self, deposit_id: str) -> None:
        """Let the worker ask the provider about a deposit."""
        transaction = self._database.begin()
        transaction.enqueue(QUEUE, deposit_id, {"type": "look_deposit", "deposit_id": deposit_id})
        transaction.commit("payments.look_deposit")
