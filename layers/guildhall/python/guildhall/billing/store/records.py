"""Keys and records of documents."""

from __future__ import annotations

from datetime import date

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.documents import Document, Sequence
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, LedgerRecord

SHARDS = 4


class Keys:
    """billing's documents in the core and ledger tables.

    | who asks                                | index         | PK                                  | SK             |
    |-----------------------------------------|---------------|-------------------------------------|----------------|
    | a document by id                        | core          | DOC#{document_id}                   | DOC            |
    | the document about something            | core          | UNIQUE#document#{kind}#{source_id}  | UNIQUE         |
    | the documents addressed to an account   | core, GSI1    | ACC#{account_id}#DOC                | {document_id}  |
    | the documents that wait for a side      | core          | DOCWAIT#{account_id}                | {document_id}  |
    | a milestone's money                     | core          | BILLBOOK#{milestone_id}             | BILLBOOK       |
    | an addressee                            | core          | PARTY#{account_id}                  | PARTY          |
    | the last number of a series and year    | ledger        | SEQ#{issuer}#{series}#{year}        | SEQ            |
    | the drafts that wait for a number       | ledger        | PEND#{issuer}#{series}              | {document_id}  |
    | the documents of a series and year      | ledger        | NUM#{issuer}#{series}#{year}        | {count}        |
    | the documents numbered on a day         | ledger, GSI1  | NUMDAY#{day}#{0..3}                 | {document_id}  |
    """

    @staticmethod
    def document(document_id: str) -> tuple[str, str]:
        """One partition a document."""
        return f"DOC#{document_id}", "DOC"

    @staticmethod
    def guard(kind: str, source_id: str) -> tuple[str, str]:
        """Written with the draft: one document of a kind about one thing."""
        return f"UNIQUE#document#{kind}#{source_id}", "UNIQUE"

    @staticmethod
    def addressed_to(account_id: str) -> str:
        """Index partition of one addressee."""
        return f"ACC#{account_id}#DOC"

    @staticmethod
    def waiting(account_id: str) -> str:
        """One partition a side."""
        return f"DOCWAIT#{account_id}"

    @staticmethod
    def book(milestone_id: str) -> tuple[str, str]:
        """One partition a milestone."""
        return f"BILLBOOK#{milestone_id}", "BILLBOOK"

    @staticmethod
    def party(account_id: str) -> tuple[str, str]:
        """One partition an addressee."""
        return f"PARTY#{account_id}", "PARTY"

    @staticmethod
    def sequence(sequence: Sequence, year: int) -> tuple[str, str]:
        """The counter of one series and year."""
        return f"SEQ#{sequence.issuer_id}#{sequence.series}#{year}", "SEQ"

    @staticmethod
    def pending(sequence: Sequence) -> str:
        """The drafts of one series, oldest first."""
        return f"PEND#{sequence.issuer_id}#{sequence.series}"

    @staticmethod
    def numbers(sequence: Sequence, year: int) -> str:
        """The proof that numbers are taken, and by what."""
        return f"NUM#{sequence.issuer_id}#{sequence.series}#{year}"

    @staticmethod
    def day(document: Document) -> str:
        """Index partition of the day on which a document was numbered."""
        return f"NUMDAY#{document.issued_on}#{int(document.id[-1], 36) % SHARDS}"

    @staticmethod
    def shards_of_day(day: date) -> list[str]:
        """All index partitions of a day."""
        return [f"NUMDAY#{day}#{shard}" for shard in range(SHARDS)]


class DocumentRecord(CoreRecord):
    """A document from draft to issue."""

    KIND = "billing.document"
    UNAUDITED = frozenset({"seller", "buyer"})

    id = UnicodeAttribute()
    document_kind = UnicodeAttribute()
    state = UnicodeAttribute()
    source_id = UnicodeAttribute()
    account_id = UnicodeAttribute()
    seller = MapOf()
    buyer = MapOf()
    locale = UnicodeAttribute()
    currency = UnicodeAttribute()
    gross_minor = IntegerAttribute()
    net_minor = IntegerAttribute()
    tax_minor = IntegerAttribute()
    total_minor = IntegerAttribute()
    lines = ListOf()
    supplied_on = UnicodeAttribute()
    zone = UnicodeAttribute()
    drafted_at = UnicodeAttribute()
    contract_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    service = UnicodeAttribute(null=True)
    rule = MapOf(null=True)
    waits_for = UnicodeAttribute(null=True)
    refers_to = MapOf(null=True)
    terms = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    issued_on = UnicodeAttribute(null=True)
    sha256 = UnicodeAttribute(null=True)
    begins_at_minor = IntegerAttribute(default=0)


class GuardRecord(CoreRecord):
    """Says that something has its document of a kind."""

    KIND = "billing.guard"

    document_id = UnicodeAttribute()


class WaitingRecord(CoreRecord):
    """A document that cannot be invoiced yet, where one of its sides looks."""

    KIND = "billing.waiting"


class BookRecord(CoreRecord):
    """What billing knows of a milestone's money."""

    KIND = "billing.book"

    milestone_id = UnicodeAttribute()
    held = ListOf()
    released = ListOf()
    refunded = ListOf()


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


class PendingRecord(LedgerRecord):
    """A draft in line for its number."""

    KIND = "billing.pending"


class NumberRecord(LedgerRecord):
    """A number and its document."""

    KIND = "billing.number"

    document_id = UnicodeAttribute()
    issued_on = UnicodeAttribute()
    summary = MapOf()
