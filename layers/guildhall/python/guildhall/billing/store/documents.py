"""Documents and milestones' books in the core table; numbers in the ledger table."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from guildhall.billing import machine
from guildhall.billing.errors import AlreadyDrafted
from guildhall.billing.machine import State
from guildhall.billing.models.books import Book
from guildhall.billing.models.documents import Document, Party, Sequence, today_in
from guildhall.billing.models.tax import PLATFORM
from guildhall.billing.models.withheld import Withheld
from guildhall.billing.store.records import (
    BookRecord,
    DocumentRecord,
    GuardRecord,
    Keys,
    NumberRecord,
    PartyRecord,
    PendingRecord,
    SequenceRecord,
    WaitingRecord,
)
from guildhall.billing.store.withheld import keep_withheld
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.table import Database, Transaction

QUEUE = "billing-documents"
BATCH = 24
"""Numbers a transaction: four items a document, two more for all, and DynamoDB takes a hundred."""
Position = dict[str, Any] | None


class DynamoParties:
    """The port `Parties`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Party | None:
        """Return the party, or None."""
        record = PartyRecord.fetch(*Keys.party(account_id))
        return record.to(Party) if record else None

    def save(self, party: Party) -> None:
        """Keep the party; the newest wins, and one that says nothing new writes nothing."""
        known = self.get(party.account_id)
        version = known.version if known else 0
        if known == replace(party, version=version):
            return
        transaction = self._database.begin()
        transaction.save(PartyRecord.of(party, key=Keys.party(party.account_id), version=version))
        transaction.commit("billing.remember_party")


class DynamoBooks:
    """The port `Books`."""

    @staticmethod
    def get(milestone_id: str) -> Book | None:
        """Return the book, or None."""
        record = BookRecord.fetch(*Keys.book(milestone_id))
        return record.to(Book) if record else None


class DynamoDocuments:
    """The port `Documents`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, document_id: str) -> Document | None:
        """Return the document, or None."""
        record = DocumentRecord.fetch(*Keys.document(document_id))
        return record.to(Document) if record else None

    def about(self, kind: str, source_id: str) -> Document | None:
        """Return the document of a kind about something, or None."""
        guard = GuardRecord.fetch(*Keys.guard(kind, source_id))
        return self.get(guard.document_id) if guard else None

    def addressed_to(self, account_id: str, limit: int, position: Position) -> tuple[list[Document], Position]:
        """Return a page of the documents addressed to an account, newest first."""
        return self._listed(Keys.addressed_to(account_id), limit, position)

    def waiting_for(self, account_id: str, limit: int, position: Position) -> tuple[list[Document], Position]:
        """Return a page of the documents that cannot be invoiced yet, of which an account is one side."""
        table, pk = WaitingRecord.Meta.table_name, Keys.waiting(account_id)
        found = query.page(table, pk, limit=limit, position=position, consistent=True)
        return self._read([item["SK"] for item in found.items]), found.position

    def of_series(
        self, sequence: Sequence, year: int, limit: int, position: Position
    ) -> tuple[list[Document], Position]:
        """Return a page of the numbered documents of a series and year, in the order of their numbers."""
        table, pk = NumberRecord.Meta.table_name, Keys.numbers(sequence, year)
        found = query.page(table, pk, limit=limit, position=position, consistent=True)
        return self._read([item["document_id"] for item in found.items]), found.position

    def of_day(self, day: date) -> list[Document]:
        """Return all documents numbered with this date of issue."""
        found: list[str] = []
        for pk in Keys.shards_of_day(day):
            position: Position = None
            while True:
                page = query.page(NumberRecord.Meta.table_name, pk, index="GSI1", limit=query.MOST, position=position)
                found += [item["summary"]["document_id"] for item in page.items]
                if page.position is None:
                    break
                position = page.position
        return [
            document
            for start in range(0, len(found), query.MOST)
            for document in self._read(found[start : start + query.MOST])
        ]

    def draft(self, documents: Several[Document], book: Book | None = None, held_back: Several[Withheld] = ()) -> None:
        """Keep new documents, each once for its kind and source, with the book they follow from; queue their numbers.

        held_back: tax of the same movement, kept in the same transaction.
        Raises AlreadyDrafted, StaleVersion (the book).
        """
        transaction = self._database.begin()
        for document in documents:
            self.add(transaction, document)
        for each in held_back:
            keep_withheld(transaction, each)
        if book is not None:
            keep_book(transaction, book)
        if documents or book is not None:
            transaction.commit("billing.draft_documents")

    @classmethod
    def add(cls, transaction: Transaction, document: Document) -> None:
        """Add the steps of keeping a new document, once for its kind and source; its commit raises AlreadyDrafted."""
        pk, sk = Keys.guard(document.document_kind, document.source_id)
        guard = GuardRecord(pk=pk, sk=sk, kind=GuardRecord.KIND, document_id=document.id)
        transaction.put_unaudited(guard, refused=AlreadyDrafted(), is_heard_first=True)
        transaction.save(_record(document))
        cls._send_on(transaction, document)

    def redraft(self, document: Document) -> Document:
        """Store a document that waited: with its tax as a draft on its way, or waiting on. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(document))
        if document.state is State.DRAFT:
            for account_id in _sides(document):
                pk = Keys.waiting(account_id)
                transaction.delete(WaitingRecord(pk=pk, sk=document.id, kind=WaitingRecord.KIND))
            self._send_on(transaction, document)
        transaction.commit("billing.redraft_document")
        return replace(document, version=document.version + 1)

    def number_pending(self, sequence: Sequence, code: str, now: datetime) -> int:
        """Give drafts of a series the next numbers in one transaction; return how many. Raises StaleVersion.

        code: first part of the numbers. Dates never go back while numbers go on.
        """
        table = PendingRecord.Meta.table_name
        pending = query.page(table, Keys.pending(sequence), limit=BATCH, consistent=True).items
        if not pending:
            return 0
        today = today_in(sequence.zone, now)
        counter = SequenceRecord.fetch(*Keys.sequence(sequence, today.year))
        if counter is None:
            pk, sk = Keys.sequence(sequence, today.year)
            counter = SequenceRecord(pk=pk, sk=sk, kind=SequenceRecord.KIND, last=0, last_on=today.isoformat())
        issued_on = max(today, date.fromisoformat(counter.last_on))
        transaction = self._database.begin()
        for item in pending:
            document = self.get(item["SK"])
            if document is None:
                raise LookupError(item["SK"])
            counter.last += 1
            numbered = replace(
                document,
                state=machine.move(document.state, State.NUMBERED),
                number=sequence.number(code, today.year, counter.last),
                issued_on=issued_on,
            )
            transaction.save(_record(numbered))
            transaction.put_unaudited(_number(numbered, today.year, counter.last))
            transaction.delete(PendingRecord(pk=Keys.pending(sequence), sk=document.id, kind=PendingRecord.KIND))
            transaction.enqueue(QUEUE, document.id, {"type": "print_document", "document_id": document.id})
        counter.last_on = issued_on.isoformat()
        transaction.put_unaudited(counter)
        transaction.commit("billing.number_documents")
        return len(pending)

    def save(self, document: Document, *events: DomainEvent) -> Document:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(document))
        transaction.publish(*events)
        transaction.commit("billing.issue_document")
        return replace(document, version=document.version + 1)

    @staticmethod
    def _send_on(transaction: Transaction, document: Document) -> None:
        """Put a draft where its number will come from, and a waiting document where its sides look."""
        if document.state is State.WAITING:
            for account_id in _sides(document):
                pk = Keys.waiting(account_id)
                transaction.put_unaudited(WaitingRecord(pk=pk, sk=document.id, kind=WaitingRecord.KIND))
            return
        sequence = document.sequence
        transaction.put_unaudited(PendingRecord(pk=Keys.pending(sequence), sk=document.id, kind=PendingRecord.KIND))
        # One group a series: its numbers are given one batch after another instead of in conflict.
        body = {"type": "number_documents", "issuer_id": sequence.issuer_id, "series": sequence.series}
        transaction.enqueue(QUEUE, f"{sequence.issuer_id}-{sequence.series}", {**body, "zone": sequence.zone})

    @staticmethod
    def _listed(pk: str, limit: int, position: Position) -> tuple[list[Document], Position]:
        table = DocumentRecord.Meta.table_name
        found = query.page(table, pk, index="GSI1", limit=limit, position=position, newest_first=True)
        keys = [(item["PK"], item["SK"]) for item in found.items]
        return query.models(table, keys, Document), found.position

    @staticmethod
    def _read(document_ids: list[str]) -> list[Document]:
        keys = [Keys.document(document_id) for document_id in document_ids]
        return query.models(DocumentRecord.Meta.table_name, keys, Document)


def keep_book(transaction: Transaction, book: Book) -> None:
    """Add the step of keeping a milestone's book at the version it was read at."""
    transaction.save(BookRecord.of(book, key=Keys.book(book.milestone_id), version=book.version))


def _sides(document: Document) -> list[str]:
    """Return who may have to do something about a waiting document; finance looks for the platform."""
    return sorted({document.seller.account_id, document.buyer.account_id, PLATFORM})


def _record(document: Document) -> DocumentRecord:
    return DocumentRecord.of(
        document,
        key=Keys.document(document.id),
        version=document.version,
        gsi1pk=Keys.addressed_to(document.account_id),
        gsi1sk=document.id,
    )


def _number(document: Document, year: int, count: int) -> NumberRecord:
    return NumberRecord(
        pk=Keys.numbers(document.sequence, year),
        sk=f"{count:09d}",
        kind=NumberRecord.KIND,
        document_id=document.id,
        issued_on=str(document.issued_on),
        gsi1pk=Keys.day(document),
        gsi1sk=document.id,
        summary={"document_id": document.id},
    )
