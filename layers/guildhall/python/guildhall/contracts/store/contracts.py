"""The port `Contracts` on DynamoDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from guildhall.contracts.models import Activity, Card, Contract, Delivery, Milestone, OpenReview, Side
from guildhall.contracts.store.records import (
    CARD,
    REVIEW,
    SHARDS,
    ActivityRecord,
    ContractRecord,
    DeliveryRecord,
    Keys,
    MilestoneRecord,
    contract_record,
    milestone_record,
    write_down,
)
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Conflict
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.table import Database, from_row

SWEEP_DAYS = 90
"""Older than the longest review window that a setting allows: within as many minutes the sweep looks at each day."""


class _AlreadyOpen(Conflict):
    """The proposal has a contract; never leaves this module."""


class DynamoContracts:
    """The port `Contracts` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, contract_id: str) -> Contract | None:
        """Return the contract, or None."""
        record = ContractRecord.fetch(*Keys.contract(contract_id))
        return record.to(Contract) if record else None

    def read(self, contract_id: str) -> tuple[Contract, list[Milestone]] | None:
        """Return the contract with its milestones by number, or None."""
        rows = query.page(
            ContractRecord.Meta.table_name,
            Keys.partition(contract_id),
            between=(Keys.ROOT, Keys.MILESTONES_END),
            limit=query.MOST,
            consistent=True,
        ).items
        if not rows:
            return None
        milestones = [from_row(Milestone, row) for row in rows[1:]]
        return from_row(Contract, rows[0]), sorted(milestones, key=lambda milestone: milestone.number)

    def get_milestone(self, contract_id: str, milestone_id: str) -> Milestone | None:
        """Return one milestone, or None."""
        record = MilestoneRecord.fetch(*Keys.milestone(contract_id, milestone_id))
        return record.to(Milestone) if record else None

    def open(self, contract: Contract, milestones: Sequence[Milestone], activity: Activity, event: DomainEvent) -> bool:
        """Store a new contract; False if the proposal has one already."""
        transaction = self._database.begin()
        transaction.save(contract_record(contract), refused=_AlreadyOpen())
        for milestone in milestones:
            transaction.save(milestone_record(milestone))
        write_down(transaction, activity)
        transaction.publish(event)
        try:
            transaction.commit("contracts.open")
        except _AlreadyOpen:
            return False
        return True

    def save(self, action: str, contract: Contract, activities: Sequence[Activity], *events: DomainEvent) -> Contract:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(contract_record(contract))
        for activity in activities:
            write_down(transaction, activity)
        transaction.publish(*events)
        transaction.commit(action)
        return replace(contract, version=contract.version + 1)

    def save_milestone(
        self,
        action: str,
        milestone: Milestone,
        activity: Activity,
        *events: DomainEvent,
        delivery: Delivery | None = None,
    ) -> Milestone:
        """Store at the version it was read at, with a new delivery where there is one. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(milestone_record(milestone))
        if delivery is not None:
            key = Keys.delivery(delivery.contract_id, delivery.milestone_id, delivery.number)
            transaction.save(DeliveryRecord.of(delivery, key=key, version=None))
        write_down(transaction, activity)
        transaction.publish(*events)
        transaction.commit(action)
        return replace(milestone, version=milestone.version + 1)

    def announce(self, action: str, *events: DomainEvent) -> None:
        """Publish facts without changing anything."""
        transaction = self._database.begin()
        transaction.publish(*events)
        transaction.commit(action)

    def list_of(self, account_id: str, side: Side, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page of an account's contracts on one side, newest first. Raises CursorForged."""
        index, pk = Keys.listing(account_id, side)
        page = query.page(
            ContractRecord.Meta.table_name,
            pk,
            index=index,
            limit=limit,
            position=self._cursors.read(cursor, pk),
            newest_first=True,
        )
        cards = [CARD.validate_python(row["summary"]) for row in page.items]
        return cards, self._cursors.write(page.position, pk)

    def list_activity(self, contract_id: str, *, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        """Return a page of what happened, newest first. Raises CursorForged."""
        name = f"activity:{contract_id}"
        page = query.page(
            ActivityRecord.Meta.table_name,
            Keys.partition(contract_id),
            prefix=Keys.ACTIVITIES,
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
            consistent=True,
        )
        return [from_row(Activity, row) for row in page.items], self._cursors.write(page.position, name)

    def list_deliveries(self, contract_id: str, milestone_id: str) -> list[Delivery]:
        """Return what was handed in for a milestone, the last 100, newest first."""
        page = query.page(
            DeliveryRecord.Meta.table_name,
            Keys.partition(contract_id),
            prefix=Keys.deliveries(milestone_id),
            limit=query.MOST,
            newest_first=True,
            consistent=True,
        )
        return [from_row(Delivery, row) for row in page.items]

    def list_silent(self, now: datetime) -> list[OpenReview]:
        """Return open reviews whose time has passed.

        Called every minute, it looks at yesterday, today and one earlier day, another one each minute: the platform may
        have stood still for longer than a day.
        """
        earlier = 2 + int(now.timestamp() // 60) % SWEEP_DAYS
        found: list[OpenReview] = []
        for days in (earlier, 1, 0):
            for shard in range(SHARDS):
                pk = Keys.due(now - timedelta(days=days), shard)
                due = query.page(
                    MilestoneRecord.Meta.table_name,
                    pk,
                    index="GSI1",
                    between=("0", f"{to_text(now)}~"),
                    limit=query.MOST,
                )
                found += [REVIEW.validate_python(row["summary"]) for row in due.items]
        return found
