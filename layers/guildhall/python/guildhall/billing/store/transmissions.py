"""Invoices on their way, in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.transmissions import Transmission
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database, Transaction

QUEUE = "billing-documents"


class Keys:
    """transmissions in the core table.

    | who asks                        | index | PK                | SK             |
    |---------------------------------|-------|-------------------|----------------|
    | the way of a document           | core  | DOC#{document_id} | TRANSMISSION   |
    | what the platform has to decide | core  | DOC#TRANSMISSIONS | {document_id}  |
    """

    OPEN = "DOC#TRANSMISSIONS"

    @staticmethod
    def transmission(document_id: str) -> tuple[str, str]:
        """Next to its document."""
        return f"DOC#{document_id}", "TRANSMISSION"


class TransmissionRecord(CoreRecord):
    """One invoice's way."""

    KIND = "billing.transmission"

    document_id = UnicodeAttribute()
    state = UnicodeAttribute()
    begun_at = UnicodeAttribute()
    asked_at = UnicodeAttribute(null=True)
    flow_id = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    tries = IntegerAttribute()


class OpenTransmissionRecord(CoreRecord):
    """Says that one is not over."""

    KIND = "billing.open_transmission"


class DynamoTransmissions:
    """The port `Transmissions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, document_id: str) -> Transmission | None:
        """Return one, or None."""
        record = TransmissionRecord.fetch(*Keys.transmission(document_id))
        return record.to(Transmission) if record else None

    def begin(self, transmission: Transmission) -> None:
        """Keep a new one, once a document, and queue its sending. Raises StaleVersion (somebody was faster)."""
        transaction = self._database.begin()
        transaction.save(_record(transmission))
        transaction.put_unaudited(_open(transmission.document_id))
        _send(transaction, transmission.document_id)
        transaction.commit("billing.begin_transmission")

    def save(self, transmission: Transmission) -> Transmission:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(transmission))
        if transmission.is_over:
            transaction.delete(_open(transmission.document_id))
        transaction.commit("billing.follow_transmission")
        return replace(transmission, version=transmission.version + 1)

    def ask_again(self, limit: int) -> int:
        """Queue a look at each that is not over; return how many."""
        table = OpenTransmissionRecord.Meta.table_name
        found = query.page(table, Keys.OPEN, limit=limit, consistent=True).items
        transaction = self._database.begin()
        for row in found:
            _send(transaction, row["SK"])
        if found:
            transaction.commit("billing.ask_about_transmissions")
        return len(found)


def _record(transmission: Transmission) -> TransmissionRecord:
    key = Keys.transmission(transmission.document_id)
    return TransmissionRecord.of(transmission, key=key, version=transmission.version)


def _open(document_id: str) -> OpenTransmissionRecord:
    return OpenTransmissionRecord(Keys.OPEN, document_id, kind=OpenTransmissionRecord.KIND)


def _send(transaction: Transaction, document_id: str) -> None:
    transaction.enqueue(QUEUE, document_id, {"type": "transmit", "document_id": document_id})
