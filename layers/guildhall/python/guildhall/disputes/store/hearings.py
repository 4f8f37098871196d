"""The port `Hearings` on DynamoDB."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from guildhall.disputes.models import Hearing
from guildhall.kernel.clock import to_text
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.table import CoreRecord, Database


class HearingKeys:
    """hearings of chargebacks in the core table.

    | who asks                        | index | PK                       | SK                          |
    |---------------------------------|-------|--------------------------|-----------------------------|
    | a hearing by chargeback         | table | HEARING#{chargeback_id}  | HEARING                     |
    | evidence that is to be sent     | GSI1  | HEARINGS-TO-SEND#0       | {submit_at}#{chargeback_id} |
    | an expert's hearings            | GSI2  | HEARINGS-OF#{expert_id}  | {opened_at}#{chargeback_id} |
    """

    TO_SEND = "HEARINGS-TO-SEND#0"
    """One shard: a marketplace with a chargeback a second has other troubles."""

    @staticmethod
    def hearing(chargeback_id: str) -> tuple[str, str]:
        """The hearing."""
        return f"HEARING#{chargeback_id}", "HEARING"

    @staticmethod
    def of(expert_id: str) -> str:
        """The partition of an expert's list."""
        return f"HEARINGS-OF#{expert_id}"


class HearingRecord(CoreRecord):
    """A hearing. What people said and did stays out of the audit log, so that erasure can reach it."""

    KIND = "disputes.hearing"
    UNAUDITED = frozenset({"facts", "statement"})

    chargeback_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute(null=True)
    contract_id = UnicodeAttribute(null=True)
    client_id = UnicodeAttribute(null=True)
    deposit_id = UnicodeAttribute(null=True)
    reservation_id = UnicodeAttribute(null=True)
    expert_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    reason = UnicodeAttribute()
    opened_at = UnicodeAttribute()
    facts = MapOf()
    due_at = UnicodeAttribute(null=True)
    submit_at = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    statement = UnicodeAttribute()
    submitted_at = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
    summary = MapOf()


class DynamoHearings:
    """The port `Hearings` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, chargeback_id: str) -> Hearing | None:
        """Return a hearing, or None."""
        record = HearingRecord.fetch(*HearingKeys.hearing(chargeback_id))
        return record.to(Hearing) if record else None

    def save(self, action: str, hearing: Hearing) -> Hearing:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(hearing))
        transaction.commit(action)
        return replace(hearing, version=hearing.version + 1)

    def list_of(self, expert_id: str, *, limit: int, cursor: str | None) -> tuple[list[Hearing], str | None]:
        """Return a page of an expert's hearings, newest first. Raises CursorForged."""
        table, pk = HearingRecord.Meta.table_name, HearingKeys.of(expert_id)
        position = self._cursors.read(cursor, pk)
        page = query.page(table, pk, index="GSI2", limit=limit, position=position, newest_first=True)
        keys = [HearingKeys.hearing(row["summary"]["chargeback_id"]) for row in page.items]
        return query.models(table, keys, Hearing), self._cursors.write(page.position, pk)

    def due(self, now: datetime, limit: int) -> list[str]:
        """Return the chargebacks whose evidence is to be sent by now, the oldest first."""
        bounds = ("0", f"{to_text(now)}~")
        table = HearingRecord.Meta.table_name
        page = query.page(table, HearingKeys.TO_SEND, index="GSI1", between=bounds, limit=limit)
        return [str(row["summary"]["chargeback_id"]) for row in page.items]


def _record(hearing: Hearing) -> HearingRecord:
    to_send = {}
    if hearing.submit_at is not None:
        at = f"{to_text(hearing.submit_at)}#{hearing.chargeback_id}"
        to_send = {"gsi1pk": HearingKeys.TO_SEND, "gsi1sk": at}
    return HearingRecord.of(
        hearing,
        key=HearingKeys.hearing(hearing.chargeback_id),
        version=hearing.version,
        gsi2pk=HearingKeys.of(hearing.expert_id),
        gsi2sk=f"{to_text(hearing.opened_at)}#{hearing.chargeback_id}",
        summary={"chargeback_id": hearing.chargeback_id},
        **to_send,
    )
