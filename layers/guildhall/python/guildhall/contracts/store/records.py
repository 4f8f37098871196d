"""How contracts, milestones, deliveries and activity lie in the core table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from pynamodb.attributes import UnicodeAttribute

from guildhall.contracts.models import Activity, Card, Contract, Milestone, OpenReview, Side, card_of
from guildhall.kernel.clock import to_text
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Transaction

CARD = TypeAdapter(Card)
REVIEW = TypeAdapter(OpenReview)
SHARDS = 4
"""Deliveries come by hundreds a second at most (data.md section 4.3)."""


class Keys:
    """contracts in the core table.

    | who asks                        | index | PK                            | SK                           |
    |---------------------------------|-------|-------------------------------|------------------------------|
    | a contract by id                | table | CONTRACT#{contract_id}        | CONTRACT                     |
    | a contract with its milestones  | table | CONTRACT#{contract_id}        | CONTRACT … MILESTONE#~       |
    | a milestone                     | table | CONTRACT#{contract_id}        | MILESTONE#{milestone_id}     |
    | the deliveries of a milestone   | table | CONTRACT#{contract_id}        | WORK#{milestone_id}#{number} |
    | what happened                   | table | CONTRACT#{contract_id}        | ACTIVITY#{activity_id}       |
    | a client's contracts            | GSI1  | CLIENT-CONTRACTS#{client_id}  | {opened_at}#{contract_id}    |
    | an expert's contracts           | GSI2  | EXPERT-CONTRACTS#{expert_id}  | {opened_at}#{contract_id}    |
    | open reviews due by a day       | GSI1  | DUE-REVIEWS#{yyyy-mm-dd}#{0..3} | {release_at}#{milestone_id} |
    """

    ROOT = "CONTRACT"
    ACTIVITIES = "ACTIVITY#"
    MILESTONES_END = "MILESTONE#~"

    @staticmethod
    def partition(contract_id: str) -> str:
        """One partition a contract."""
        return f"CONTRACT#{contract_id}"

    @classmethod
    def contract(cls, contract_id: str) -> tuple[str, str]:
        """The root."""
        return cls.partition(contract_id), cls.ROOT

    @classmethod
    def milestone(cls, contract_id: str, milestone_id: str) -> tuple[str, str]:
        """One item a milestone: the sides work on several at a time."""
        return cls.partition(contract_id), f"MILESTONE#{milestone_id}"

    @classmethod
    def delivery(cls, contract_id: str, milestone_id: str, number: int) -> tuple[str, str]:
        """Sorts by number."""
        return cls.partition(contract_id), f"{cls.deliveries(milestone_id)}{number:06d}"

    @staticmethod
    def deliveries(milestone_id: str) -> str:
        """The beginning of the sort keys of a milestone's deliveries."""
        return f"WORK#{milestone_id}#"

    @classmethod
    def activity(cls, activity: Activity) -> tuple[str, str]:
        """Sorts by time."""
        return cls.partition(activity.contract_id), f"{cls.ACTIVITIES}{activity.activity_id}"

    @staticmethod
    def listing(account_id: str, side: Side) -> tuple[str, str]:
        """The index, and its partition, of an account's list."""
        index = {Side.CLIENT: "GSI1", Side.EXPERT: "GSI2"}[side]
        return index, f"{side.upper()}-CONTRACTS#{account_id}"

    @staticmethod
    def due(day: datetime, shard: int) -> str:
        """Open reviews whose window ends on a day."""
        return f"DUE-REVIEWS#{day:%Y-%m-%d}#{shard}"


class ContractRecord(CoreRecord):
    """A contract."""

    KIND = "contracts.contract"

    contract_id = UnicodeAttribute()
    project_id = UnicodeAttribute()
    proposal_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    expert_id = UnicodeAttribute()
    title = UnicodeAttribute()
    currency = UnicodeAttribute()
    total_minor = IntegerAttribute()
    terms_version = IntegerAttribute()
    terms_digest = UnicodeAttribute()
    opened_at = UnicodeAttribute()
    client_signature = MapOf(null=True)
    expert_signature = MapOf(null=True)
    category = UnicodeAttribute(null=True)
    summary = MapOf()


class MilestoneRecord(CoreRecord):
    """A milestone."""

    KIND = "contracts.milestone"

    milestone_id = UnicodeAttribute()
    contract_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    expert_id = UnicodeAttribute()
    number = IntegerAttribute()
    title = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    due_on = UnicodeAttribute()
    state = UnicodeAttribute()
    delivery = IntegerAttribute()
    remind_at = UnicodeAttribute(null=True)
    reminded_at = UnicodeAttribute(null=True)
    release_at = UnicodeAttribute(null=True)
    change_reason = UnicodeAttribute(null=True)
    chargebacks = ListOf(default=list)
    closed_chargebacks = ListOf(default=list)
    summary = MapOf(null=True)


class DeliveryRecord(CoreRecord):
    """Work handed in; never changed."""

    KIND = "contracts.delivery"

    contract_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    number = IntegerAttribute()
    note = UnicodeAttribute()
    file_ids = ListOf()
    delivered_at = UnicodeAttribute()
    release_at = UnicodeAttribute()


class ActivityRecord(CoreRecord):
    """A line of the activity feed; never changed."""

    KIND = "contracts.activity"

    activity_id = UnicodeAttribute()
    contract_id = UnicodeAttribute()
    type = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    at = UnicodeAttribute()
    milestone_id = UnicodeAttribute(null=True)
    milestone_title = UnicodeAttribute(null=True)
    delivery = IntegerAttribute(null=True)
    note = UnicodeAttribute(null=True)


def write_down(transaction: Transaction, activity: Activity) -> None:
    """Add a line to the feed; it is a log itself and stays out of the audit log."""
    transaction.put_unaudited(ActivityRecord.of(activity, key=Keys.activity(activity), version=None))


def contract_record(contract: Contract) -> ContractRecord:
    """Return a contract with its place in both sides' lists."""
    at = f"{to_text(contract.opened_at)}#{contract.contract_id}"
    return ContractRecord.of(
        contract,
        key=Keys.contract(contract.contract_id),
        version=contract.version,
        summary=CARD.dump_python(card_of(contract), mode="json"),
        gsi1pk=Keys.listing(contract.client_id, Side.CLIENT)[1],
        gsi1sk=at,
        gsi2pk=Keys.listing(contract.expert_id, Side.EXPERT)[1],
        gsi2sk=at,
    )


def milestone_record(milestone: Milestone) -> MilestoneRecord:
    """Return a milestone, in the work list of open reviews if it has one."""
    key = Keys.milestone(milestone.contract_id, milestone.milestone_id)
    return MilestoneRecord.of(milestone, key=key, version=milestone.version, **_due(milestone))


def _due(milestone: Milestone) -> dict[str, Any]:
    """Return the index attributes of an open review; without one, a milestone is in no work list."""
    if milestone.release_at is None:
        return {}
    shard = sum(milestone.milestone_id.encode()) % SHARDS
    review = OpenReview(milestone.contract_id, milestone.milestone_id, milestone.delivery, milestone.release_at)
    return {
        "gsi1pk": Keys.due(milestone.release_at, shard),
        "gsi1sk": f"{to_text(milestone.release_at)}#{milestone.milestone_id}",
        "summary": REVIEW.dump_python(review, mode="json"),
    }
