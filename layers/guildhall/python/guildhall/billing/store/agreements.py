"""Agreements with contributors, and what they gave so far, in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from guildhall.billing.models.agreements import Agreement, AgreementState
from guildhall.billing.models.quotes import ContributorShare
from guildhall.billing.models.rules import Deal
from guildhall.billing.models.takings import CONTRIBUTORS
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Problem
from guildhall.kernel.money import Money
from guildhall.ledger.models import Period, Posting, account
from guildhall.ledger.ports import Books
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row


class Keys:
    """agreements in the core table.

    | who asks                               | index | PK                             | SK              |
    |----------------------------------------|-------|--------------------------------|-----------------|
    | what is agreed about an account        | core  | AGREEMENTS-FOR#{brought_id}    | {agreement_id}  |
    | an agreement by id                     | GSI1  | AGREEMENTS                     | {agreement_id}  |
    | all agreements, newest first           | GSI1  | AGREEMENTS                     | (all)           |
    | what an agreement gave so far          | core  | AGREEMENT-ACCRUED#{id}         | ACCRUED         |
    """

    ALL = "AGREEMENTS"

    @staticmethod
    def brought(brought_id: str) -> str:
        """The partition that a quote reads, consistently."""
        return f"AGREEMENTS-FOR#{brought_id}"

    @staticmethod
    def accrued(agreement_id: str) -> tuple[str, str]:
        """A counter, in a partition of its own: releases count in it."""
        return f"AGREEMENT-ACCRUED#{agreement_id}", "ACCRUED"


class AgreementRecord(CoreRecord):
    """An agreement."""

    KIND = "billing.agreement"

    agreement_id = UnicodeAttribute()
    contributor_id = UnicodeAttribute()
    brought_id = UnicodeAttribute()
    name = UnicodeAttribute()
    basis = UnicodeAttribute()
    basis_points = IntegerAttribute()
    currency = UnicodeAttribute()
    valid_from = UnicodeAttribute()
    valid_to = UnicodeAttribute()
    proposed_by = UnicodeAttribute()
    proposed_at = UnicodeAttribute()
    cap_minor = IntegerAttribute(null=True)
    state = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)


class AccruedRecord(CoreRecord):
    """What an agreement gave so far, in its currency, and the most that it may give, if it has a cap."""

    KIND = "billing.agreement_accrued"

    accrued_minor = IntegerAttribute()
    cap_minor = IntegerAttribute(null=True)


class DynamoAgreements:
    """The ports `Agreements` and `Shares`, and the counting inside a payer's transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, agreement_id: str) -> Agreement | None:
        """Return an agreement, or None."""
        table = AgreementRecord.Meta.table_name
        found = query.page(table, Keys.ALL, index="GSI1", between=(agreement_id, agreement_id), limit=1).items
        record = AgreementRecord.fetch(found[0]["PK"], found[0]["SK"]) if found else None
        return record.to(Agreement) if record else None

    def of(self, deal: Deal) -> list[ContributorShare]:
        """Return the shares of the agreements in force for either side."""
        table, shares = AgreementRecord.Meta.table_name, list[ContributorShare]()
        for side in (deal.expert_id, deal.client_id):
            rows = query.page(table, Keys.brought(side), limit=query.MOST, consistent=True).items if side else []
            for agreement in (from_row(Agreement, row) for row in rows):
                accrued = AccruedRecord.fetch(*Keys.accrued(agreement.agreement_id))
                given = int(accrued.accrued_minor) if accrued else 0
                share = agreement.share_at(self._clock.now(), deal.price.currency, given)
                shares += [share] if share else []
        return sorted(shares, key=lambda share: share.agreement_id)

    def list(self, limit: int, position: dict[str, Any] | None) -> tuple[list[Agreement], dict[str, Any] | None]:
        """Return a page, newest first."""
        table = AgreementRecord.Meta.table_name
        found = query.page(table, Keys.ALL, index="GSI1", limit=limit, position=position, newest_first=True)
        return query.models(table, [(row["PK"], row["SK"]) for row in found.items], Agreement), found.position

    def save(self, agreement: Agreement, verb: str) -> Agreement:
        """Store at the version it was read at."""
        transaction = self._database.begin()
        key = Keys.brought(agreement.brought_id), agreement.agreement_id
        index = {"gsi1pk": Keys.ALL, "gsi1sk": agreement.agreement_id}
        transaction.save(AgreementRecord.of(agreement, key=key, version=agreement.version, **index))
        if agreement.state is AgreementState.APPROVED and agreement.cap_minor is not None:
            # Beside what it gave: whoever counts a release reads both at once, by their key.
            cap = AccruedRecord.cap_minor.set(agreement.cap_minor)
            self._move(transaction, agreement.agreement_id, 0, cap)
        transaction.commit(f"billing.{verb}_agreement")
        return replace(agreement, version=agreement.version + 1)

    @staticmethod
    def room(agreement_id: str) -> int | None:
        """Return what an agreement may still give, in minor units, read consistently; None if it has no cap."""
        record = AccruedRecord.fetch(*Keys.accrued(agreement_id))
        if record is None or record.cap_minor is None:
            return None
        return max(0, int(record.cap_minor) - int(record.accrued_minor))

    def count(self, transaction: Transaction, agreement_id: str, amount: Money, refused: Problem | None = None) -> None:
        """Add to what an agreement gave, if and only if the transaction commits; negative for what is taken back.

        refused: what the commit raises if another release used up the cap since it was looked at.
        """
        record = AccruedRecord.fetch(*Keys.accrued(agreement_id)) if amount.minor > 0 else None
        cap = int(record.cap_minor) if record is not None and record.cap_minor is not None else None
        condition = None if cap is None else AccruedRecord.accrued_minor <= cap - amount.minor
        self._move(transaction, agreement_id, amount.minor, condition=condition, refused=refused)

    @staticmethod
    def _move(
        transaction: Transaction, agreement_id: str, minor: int, *actions: Action, condition: Condition | None = None,
        refused: Problem | None = None,
    ) -> None:  # fmt: skip
        added = AccruedRecord.accrued_minor.add(minor), AccruedRecord.kind.set(AccruedRecord.KIND)
        record = AccruedRecord(*Keys.accrued(agreement_id))
        transaction.update(record, [*added, *actions], condition=condition, refused=refused)


class LedgerAccruals:
    """The port `Accruals`, answered by the ledger."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def balance_at(self, agreement_id: str, currency: str, end_of: date) -> Money:
        """Return what was owed at the end of a day."""
        return self._books.balance_at(account(CONTRIBUTORS, agreement_id), currency, end_of)

    def month(self, agreement_id: str, currency: str, first: date, last: date) -> list[Posting]:
        """Return every posting of some days, oldest first."""
        name, position, found = account(CONTRIBUTORS, agreement_id), None, list[Posting]()
        while True:
            page, position = self._books.postings(
                name, currency, Period(first, last), query.MOST, position, newest_first=False
            )
            found += page
            if position is None:
                return found
