"""Local rails in the tables: what they were asked, callbacks that were put aside, and what the sandbox remembers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.payments.models import Attention, PayoutWallet
from guildhall.payments.models.exchange import TreasuryRate
from guildhall.payments.models.rails import Callback, RailCall
from guildhall.payments.store.payments import call_a_person
from guildhall.payments.store.rail_records import (
    AsideRecord,
    PayoutWalletRecord,
    RailCallRecord,
    RailKeys,
    SandboxRecord,
    TreasuryRateRecord,
)
from guildhall.platform import observe, query
from guildhall.platform.table import Database, from_row

ASIDE_LIFE = timedelta(days=90)
MOST_ASIDE_BYTES = 16_384
"""Of a callback that nobody may believe: enough to see what it was, too little to fill a table with."""
BOOK = "SANDBOX-BOOK"


class DynamoRailCalls:
    """The port `RailCalls` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, rail: str, our_id: str) -> RailCall | None:
        """Return an operation, read consistently, or None."""
        record = RailCallRecord.fetch(*RailKeys.call(rail, our_id))
        return record.to(RailCall) if record else None

    def put_aside(self, rail: str, reason: str, callback: Callback) -> None:
        """Keep it for 90 days and let a person hear of it; a copy of one that is kept changes nothing more."""
        now = self._database.clock.now()
        digest = hashlib.sha256(callback.body + repr(sorted(callback.query.items())).encode()).hexdigest()
        why = Attention(f"rail:{rail}", reason, f"callback {digest[:16]} was put aside", now)
        transaction = self._database.begin()
        record = AsideRecord(*RailKeys.aside(rail, digest))
        transaction.update(
            record,
            [
                AsideRecord.kind.set(AsideRecord.KIND),
                AsideRecord.reason.set(reason),
                AsideRecord.came_at.set(to_text(now)),
                AsideRecord.method.set(callback.method),
                AsideRecord.url_path.set(callback.url_path[:500]),
                AsideRecord.headers.set({name: text[:500] for name, text in callback.headers.items()}),
                AsideRecord.parameters.set({name: text[:500] for name, text in callback.query.items()}),
                AsideRecord.body.set(callback.body[:MOST_ASIDE_BYTES].decode("utf-8", errors="replace")),
                AsideRecord.expires_at.set(int((now + ASIDE_LIFE).timestamp())),
            ],
        )
        call_a_person(transaction, why)
        transaction.commit("payments.put_aside")
        observe.count("a person must see this", "NeedsAttention", about=why.about, reason=why.reason)


class DynamoPayoutWallets:
    """The port `PayoutWallets` on DynamoDB."""

    def __init__(self, core_table: str) -> None:
        self._table = core_table

    def get(self, expert_id: str, currency: str) -> PayoutWallet | None:
        """Return an expert's wallet for a currency, read consistently, or None."""
        record = PayoutWalletRecord.fetch(*RailKeys.wallet(expert_id, currency))
        return record.to(PayoutWallet) if record else None

    def list(self, expert_id: str) -> list[PayoutWallet]:
        """Return an expert's wallets, by currency."""
        pk, prefix = RailKeys.wallet(expert_id, "")
        rows = query.page(self._table, pk, prefix=prefix, limit=query.MOST, consistent=True).items
        return [from_row(PayoutWallet, row) for row in rows]


class DynamoTreasuryRates:
    """The port `TreasuryRates` on DynamoDB."""

    def __init__(self, core_table: str) -> None:
        self._table = core_table

    def get(self, sold: str, bought: str) -> TreasuryRate | None:
        """Return a rate, read consistently, or None."""
        record = TreasuryRateRecord.fetch(*RailKeys.rate(sold, bought))
        return record.to(TreasuryRate) if record else None

    def list(self) -> list[TreasuryRate]:
        """Return every rate, by pair."""
        pk, _ = RailKeys.rate("", "")
        rows = query.page(self._table, pk, limit=query.MOST, consistent=True).items
        return [from_row(TreasuryRate, row) for row in rows]


class DynamoSandbox:
    """The port `SandboxWorld` on DynamoDB: an operation and its line in the statement are one transaction."""

    def __init__(self, ops_table: str, database: Database) -> None:
        self._table = ops_table
        self._database = database

    def get(self, our_id: str) -> dict[str, Any] | None:
        """Return an operation as it was put, or None."""
        record = SandboxRecord.fetch(*RailKeys.sandbox(our_id))
        return {**record.seen} if record else None

    def put(self, our_id: str, seen: dict[str, Any], moves: Mapping[str, int]) -> None:
        """Store an operation and what it moves."""
        ends = int((self._database.clock.now() + ASIDE_LIFE).timestamp())
        known = SandboxRecord.fetch(*RailKeys.sandbox(our_id))
        record = SandboxRecord(
            *RailKeys.sandbox(our_id), kind=SandboxRecord.KIND, seen=seen, moves=dict(moves), expires_at=ends
        )
        if known is not None:
            record.v = known.v
        transaction = self._database.begin()
        transaction.put_unaudited(record)
        if moves:
            line = (BOOK, f"{seen['at']}#{our_id}")
            transaction.put_unaudited(
                SandboxRecord(*line, kind=SandboxRecord.KIND, seen=seen, moves=dict(moves), expires_at=ends)
            )
        transaction.commit("payments.play")

    def balance(self) -> Mapping[str, int]:
        """Return the float: the sum of the statement."""
        total: dict[str, int] = {}
        for row in self._lines(""):
            for currency, minor in row["moves"].items():
                total[currency] = total.get(currency, 0) + minor
        return total

    def settled(self, since: datetime) -> list[dict[str, Any]]:
        """Return the operations that moved something since then, oldest first."""
        return [row["seen"] for row in self._lines(to_text(since))]

    def _lines(self, since: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        position: dict[str, Any] | None = None
        while True:
            bounds = (since or "0", "~")
            page = query.page(self._table, BOOK, between=bounds, limit=query.MOST, position=position, consistent=True)
            found += page.items
            position = page.position
            if position is None:
                return found
