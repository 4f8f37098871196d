"""Documents in the core table; their numbers in the ledger table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing import machine
from guildhall.billing.errors import AlreadyDrafted
from guildhall.billing.machine import State
from guildhall.billing.models import SERIES, Document, Issuer, Party, number_text
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database, LedgerRecord

QUEUE = "billing-documents"


class Keys:
    """billing in the core and ledger tables.

    | who asks                                | index         | PK                            | SK             |
    |-----------------------------------------|---------------|-------------------------------|----------------|
    | a document by id                        | core          | DOC#{document_id}             | DOC            |
    | whether a release has its document      | core          | UNIQUE#document#{release_id}  | UNIQUE         |
    | the documents addressed to an account   | core, GSI1    | ACC#{account_id}#DOC          | {document_id}  |
    | an addressee                            | core          | PARTY#{account_id}            | PARTY          |
    | the last number of a series and year    | ledger        | SEQ#{issuer}#{series}#{year}  | SEQ            |
    | the document of a number                | ledger        | NUM#{issuer}#{series}#{year}  | {count}        |
    """

    @staticmethod
    def document(document_id: str) -> tuple[str, str]:
        """One partition a document."""
        return f"DOC#{document_id}", "DOC"

    @staticmethod
    def guard(release_id: str) -> tuple[str, str]:
        """Written with the draft: one document a release."""
        return f"UNIQUE#document#{release_id}", "UNIQUE"

    @staticmethod
    def documents_of(account_id: str) -> str:
        """Index partition of one addressee."""
        return f"ACC#{account_id}#DOC"

    @staticmethod
    def party(account_id: str) -> tuple[str, str]:
        """One partition an addressee."""
        return f"PARTY#{account_id}", "PARTY"

    @staticmethod
    def sequence(issuer_code: str, year: int) -> tuple[str, str]:
        """The counter of one series."""
        return f"SEQ#{issuer_code}#{SERIES}#{year}", "SEQ"

    @staticmethod
    def number(issuer_code: str, year: int, count: int) -> tuple[str, str]:
        """The proof that a number is taken, and by what."""
        return f"NUM#{issuer_code}#{SERIES}#{year}", f"{count:09d}"


class DocumentRecord(CoreRecord):
    """A document from draft to issue."""

    KIND = "billing.document"
    UNAUDITED = frozenset({"addressee"})

    id = UnicodeAttribute()
    state = UnicodeAttribute()
    account_id = UnicodeAttribute()
    release_id = UnicodeAttribute()
    contract_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    currency = UnicodeAttribute()
    gross_minor = IntegerAttribute()
    total_minor = IntegerAttribute()
    addressee = UnicodeAttribute()
    locale = UnicodeAttribute()
    drafted_at = UnicodeAttribute()
    number = UnicodeAttribute(null=True)
    issued_on = UnicodeAttribute(null=True)
    sha256 = UnicodeAttribute(null=True)


class GuardRecord(CoreRecord):
    """Says that a release has its document."""

    KIND = "billing.guard"

    document_id = UnicodeAttribute()


class PartyRecord(CoreRecord):
    """An addressee."""

    KIND = "billing.party"
    UNAUDITED = frozenset({"display_name", "email"})

    account_id = UnicodeAttribute()
    display_name = UnicodeAttribute()
    email = UnicodeAttribute()
    locale = UnicodeAttribute()


class SequenceRecord(LedgerRecord):
    """The last number given in a series and year, and its date: dates never go back while numbers go on."""

    KIND = "billing.sequence"

    last = IntegerAttribute()
    last_on = UnicodeAttribute()


class NumberRecord(LedgerRecord):
    """A number and its document."""

    KIND = "billing.number"

    document_id = UnicodeAttribute()
    issued_on = UnicodeAttribute()


class DynamoParties:
    """The port `Parties`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Party | None:
        """Return the party, or None."""
        record = PartyRecord.fetch(*Keys.party(account_id))
        return record.to(Party) if record else None

    def save(self, party: Party) -> None:
        """Keep the party; the newest wins."""
        known = self.get(party.account_id)
        version = known.version if known else 0
        transaction = self._database.begin()
        transaction.save(PartyRecord.of(party, key=Keys.party(party.account_id), version=version))
        transaction.commit("billing.remember_party")


class DynamoDocuments:
    """The port `Documents`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, document_id: str) -> Document | None:
        """Return the document, or None."""
        record = DocumentRecord.fetch(*Keys.document(document_id))
        return record.to(Document) if record else None

    def list_of(
        self, account_id: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Document], dict[str, Any] | None]:
        """Return a page of the documents addressed to an account, newest first."""
        found = query.page(
            DocumentRecord.Meta.table_name,
            Keys.documents_of(account_id),
            index="GSI1",
            limit=limit,
            position=position,
            newest_first=True,
        )
        keys = [(item["PK"], item["SK"]) for item in found.items]
        return query.models(DocumentRecord.Meta.table_name, keys, Document), found.position

    def draft(self, document: Document) -> None:
        """Keep a draft and queue its issue, once per release. Raises AlreadyDrafted."""
        transaction = self._database.begin()
        pk, sk = Keys.guard(document.release_id)
        guard = GuardRecord(pk=pk, sk=sk, kind=GuardRecord.KIND, document_id=document.id)
        transaction.put_unaudited(guard, refused=AlreadyDrafted())
        transaction.save(self._record(document))
        # One group for all: the numbers of a series are given one after another instead of in conflict.
        transaction.enqueue(QUEUE, SERIES, {"type": "issue_document", "document_id": document.id})
        transaction.commit("billing.draft_invoice")

    def number(self, document: Document, issuer: Issuer, today: date) -> Document:
        """Give a draft the next number of its series and year, in one transaction. Raises StaleVersion."""
        sequence = SequenceRecord.fetch(*Keys.sequence(issuer.code, today.year))
        if sequence is None:
            pk, sk = Keys.sequence(issuer.code, today.year)
            sequence = SequenceRecord(pk=pk, sk=sk, kind=SequenceRecord.KIND, last=0, last_on=today.isoformat())
        count = sequence.last + 1
        issued_on = max(today, date.fromisoformat(sequence.last_on))
        numbered = replace(
            document,
            state=machine.move(document.state, State.NUMBERED),
            number=number_text(issuer.code, today.year, count),
            issued_on=issued_on,
        )
        sequence.last, sequence.last_on = count, issued_on.isoformat()
        pk, sk = Keys.number(issuer.code, today.year, count)
        taken = NumberRecord(
            pk=pk, sk=sk, kind=NumberRecord.KIND, document_id=document.id, issued_on=issued_on.isoformat()
        )
        transaction = self._database.begin()
        transaction.save(self._record(numbered))
        transaction.put_unaudited(sequence)
        transaction.put_unaudited(taken)
        transaction.commit("billing.number_document")
        return replace(numbered, version=document.version + 1)

    def save(self, document: Document, *events: DomainEvent) -> Document:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(self._record(document))
        transaction.publish(*events)
        transaction.commit("billing.issue_document")
        return replace(document, version=document.version + 1)

    @staticmethod
    def _record(document: Document) -> DocumentRecord:
        return DocumentRecord.of(
            document,
            key=Keys.document(document.id),
            version=document.version,
            gsi1pk=Keys.documents_of(document.account_id),
            gsi1sk=document.id,
        )
