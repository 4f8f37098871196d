"""What was taken back, in the core table and the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.takings import TakenBack
from guildhall.billing.store.agreements import DynamoAgreements
from guildhall.billing.store.volumes import DynamoVolumes
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database, Transaction


class Keys:
    """takings in the core table.

    | who asks                        | index | PK                        | SK          |
    |---------------------------------|-------|---------------------------|-------------|
    | whether a cause was entered     | core  | TAKEN-BACK#{milestone_id} | {cause_id}  |
    """

    @staticmethod
    def taken(milestone_id: str, cause_id: str) -> tuple[str, str]:
        """One partition a milestone."""
        return f"TAKEN-BACK#{milestone_id}", cause_id


class TakenBackRecord(CoreRecord):
    """A cause that was entered."""

    KIND = "billing.taken_back"

    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    taken_at = UnicodeAttribute()


class Journal(Protocol):
    """The ledger's side of a transaction."""

    def post(self, transaction: Transaction, entry: Entry) -> None:
        """Add the steps of an entry."""


class DynamoTakings:
    """The port `Takings`."""

    def __init__(
        self, database: Database, journal: Journal, volumes: DynamoVolumes, agreements: DynamoAgreements
    ) -> None:
        self._database, self._journal = database, journal
        self._volumes, self._agreements = volumes, agreements

    def save(self, taken: TakenBack, shares: Mapping[str, int]) -> None:
        """Book it, lower the counters and remember the cause, in one transaction."""
        transaction = self._database.begin()
        record = TakenBackRecord(
            *Keys.taken(taken.milestone_id, taken.cause_id),
            kind=TakenBackRecord.KIND,
            amount_minor=taken.amount.minor,
            currency=taken.amount.currency,
            taken_at=to_text(self._database.clock.now()),
        )
        transaction.put_unaudited(record, refused=StaleVersion(), is_heard_first=True)
        entry = taken.entry(shares)
        if entry is not None:
            self._journal.post(transaction, entry)
        for agreement_id, minor in shares.items():
            if minor:
                self._agreements.count(transaction, agreement_id, Money(-minor, taken.amount.currency))
        self._volumes.count(transaction, taken.expert_id, taken.client_id, -taken.amount)
        transaction.commit("billing.take_back_release")
