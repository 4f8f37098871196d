"""The port `FiledStatements` on DynamoDB."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.payments.models.rail_statements import FiledStatement
from guildhall.payments.store.payments import QUEUE
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.table import Database, OpsRecord, from_row

LIFE = timedelta(days=400)
"""How long a file is kept: a year, and time to audit it."""


class RailStatementKeys:
    """Statements of local rails in the ops table.

    | who asks                        | index | PK                          | SK    |
    |---------------------------------|-------|-----------------------------|-------|
    | a rail's filed days             | ops   | RAIL-STATEMENT#{rail}       | {day} |
    | the file of a day               | ops   | RAIL-STATEMENT-FILE#{rail}  | {day} |
    """

    @staticmethod
    def day(rail: str, day: str) -> tuple[str, str]:
        """One item a day."""
        return f"RAIL-STATEMENT#{rail}", day

    @staticmethod
    def file(rail: str, day: str) -> tuple[str, str]:
        """One item a file."""
        return f"RAIL-STATEMENT-FILE#{rail}", day


class RailStatementRecord(OpsRecord):
    """What is known of a day's file."""

    KIND = "payments.rail_statement"

    rail = UnicodeAttribute()
    day = UnicodeAttribute()
    digest = UnicodeAttribute()
    filed_by = UnicodeAttribute()
    filed_at = UnicodeAttribute()
    state = UnicodeAttribute()
    line_count = IntegerAttribute()
    caught_up = IntegerAttribute()
    differing = IntegerAttribute()
    fees_minor = MapOf()
    compared_at = UnicodeAttribute(null=True)
    trouble = UnicodeAttribute(null=True)


class RailFileRecord(OpsRecord):
    """A file as it came."""

    KIND = "payments.rail_file"

    text = UnicodeAttribute()


class DynamoRailStatements:
    """Files of local rails."""

    def __init__(self, ops_table: str, database: Database) -> None:
        self._table = ops_table
        self._database = database

    def get(self, rail: str, day: date) -> FiledStatement | None:
        """Return what is known of a day's file, read consistently, or None."""
        record = RailStatementRecord.fetch(*RailStatementKeys.day(rail, day.isoformat()))
        return record.to(FiledStatement) if record else None

    def text(self, rail: str, day: date) -> str | None:
        """Return the file, read consistently, or None."""
        record = RailFileRecord.fetch(*RailStatementKeys.file(rail, day.isoformat()))
        return record.text if record else None

    def file(self, statement: FiledStatement, text: str) -> None:
        """Keep a file in the place of an earlier one of the day, and let the worker compare it."""
        key = RailStatementKeys.file(statement.rail, statement.day.isoformat())
        transaction = self._database.begin()
        transaction.save(self._record(statement))
        transaction.update(
            RailFileRecord(*key),
            [
                RailFileRecord.kind.set(RailFileRecord.KIND),
                RailFileRecord.text.set(text),
                RailFileRecord.expires_at.set(self._end()),
            ],
        )
        self._enqueue(transaction, statement.rail, statement.day)
        transaction.commit("payments.file_statement")

    def save(self, statement: FiledStatement) -> None:
        """Store what comparing brought."""
        transaction = self._database.begin()
        transaction.save(self._record(statement))
        transaction.commit("payments.compare_statement")

    def ask(self, rail: str, day: date) -> None:
        """Let the worker compare a day of which the rail itself can tell."""
        transaction = self._database.begin()
        self._enqueue(transaction, rail, day)
        transaction.commit("payments.reconcile_rail")

    def list(
        self, rail: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[FiledStatement], dict[str, Any] | None]:
        """Return one page of a rail's filed days, the latest first."""
        pk, _ = RailStatementKeys.day(rail, "")
        found = query.page(self._table, pk, limit=limit, position=position, newest_first=True, consistent=True)
        return [from_row(FiledStatement, row) for row in found.items], found.position

    def _record(self, statement: FiledStatement) -> RailStatementRecord:
        key = RailStatementKeys.day(statement.rail, statement.day.isoformat())
        return RailStatementRecord.of(statement, key=key, version=statement.version, expires_at=self._end())

    def _end(self) -> int:
        return int((self._database.clock.now() + LIFE).timestamp())

    @staticmethod
    def _enqueue(transaction: Any, rail: str, day: date) -> None:
        body = {"type": "reconcile_rail", "rail": rail, "day": day.isoformat()}
        transaction.enqueue(QUEUE, f"reconcile-{rail}", body)
