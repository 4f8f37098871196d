"""Keys and records of disputes in the core table."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pynamodb.attributes import UnicodeAttribute

from guildhall.disputes.models import Card, Dispute, Evidence, ManifestEntry, TimelineEntry, card_of
from guildhall.kernel.clock import to_text
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord

CARD = TypeAdapter(Card)


class Keys:
    """disputes in the core table.

    | who asks                         | index | PK                              | SK                             |
    |----------------------------------|-------|---------------------------------|--------------------------------|
    | a dispute by id                  | table | DISPUTE#{dispute_id}            | DISPUTE                        |
    | its evidence                     | table | DISPUTE#{dispute_id}            | EVIDENCE#{evidence_id}         |
    | the manifest of its evidence     | table | DISPUTE#{dispute_id}            | MANIFEST#{number}              |
    | what happened                    | table | DISPUTE#{dispute_id}            | TIMELINE#{version}#{index}     |
    | the open dispute of a milestone  | table | MILESTONE-DISPUTE#{milestone_id} | OPEN                          |
    | an account's disputes            | table | DISPUTES-OF#{account_id}        | {dispute_id}                   |
    | open disputes by deadline        | GSI1  | OPEN-DISPUTES#0                 | {deadline_at}#{dispute_id}     |
    """

    ROOT = "DISPUTE"
    EVIDENCE = "EVIDENCE#"
    MANIFEST = "MANIFEST#"
    TIMELINE = "TIMELINE#"
    OPEN = "OPEN-DISPUTES#0"
    """One shard: disputes are filed by the hour, not by the second; the suffix leaves room for more."""

    @staticmethod
    def partition(dispute_id: str) -> str:
        """One partition a dispute."""
        return f"DISPUTE#{dispute_id}"

    @classmethod
    def dispute(cls, dispute_id: str) -> tuple[str, str]:
        """The root."""
        return cls.partition(dispute_id), cls.ROOT

    @classmethod
    def evidence(cls, dispute_id: str, evidence_id: str) -> tuple[str, str]:
        """Sorts by when it was announced."""
        return cls.partition(dispute_id), f"{cls.EVIDENCE}{evidence_id}"

    @classmethod
    def manifest(cls, dispute_id: str, number: int) -> tuple[str, str]:
        """Sorts by number."""
        return cls.partition(dispute_id), f"{cls.MANIFEST}{number:05d}"

    @classmethod
    def timeline(cls, dispute_id: str, version: int, index: int) -> tuple[str, str]:
        """Sorts by the change that wrote it, then by its place in it: an id would be random within a millisecond."""
        return cls.partition(dispute_id), f"{cls.TIMELINE}{version:06d}#{index:02d}"

    @staticmethod
    def guard(milestone_id: str) -> tuple[str, str]:
        """Taken while the milestone has an open dispute."""
        return f"MILESTONE-DISPUTE#{milestone_id}", "OPEN"

    @staticmethod
    def of(account_id: str, dispute_id: str) -> tuple[str, str]:
        """A dispute in the list of one of its sides."""
        return f"DISPUTES-OF#{account_id}", dispute_id


class DisputeRecord(CoreRecord):
    """A dispute. What people wrote stays out of the audit log, so that erasure can reach it."""

    KIND = "disputes.dispute"
    UNAUDITED = frozenset({"filing", "answer", "grounds"})

    dispute_id = UnicodeAttribute()
    contract_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    milestone_title = UnicodeAttribute()
    client_id = UnicodeAttribute()
    expert_id = UnicodeAttribute()
    opened_by = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    cost_basis_points = IntegerAttribute()
    created_at = UnicodeAttribute()
    stage = UnicodeAttribute()
    filing = MapOf()
    submitted_at = UnicodeAttribute(null=True)
    turn = IntegerAttribute()
    deadline_at = UnicodeAttribute(null=True)
    remind_at = UnicodeAttribute(null=True)
    reminded_at = UnicodeAttribute(null=True)
    misses = IntegerAttribute()
    answer = MapOf(null=True)
    splits = ListOf()
    wants_decision = ListOf()
    mediator_id = UnicodeAttribute(null=True)
    arbitrator_id = UnicodeAttribute(null=True)
    decisions = ListOf()
    appealed_by = UnicodeAttribute(null=True)
    grounds = UnicodeAttribute(null=True)
    evidence_count = IntegerAttribute()
    evidence_digest = UnicodeAttribute()
    outcome = UnicodeAttribute(null=True)
    to_expert_minor = IntegerAttribute()
    to_client_minor = IntegerAttribute()
    resolved_at = UnicodeAttribute(null=True)
    settled_at = UnicodeAttribute(null=True)
    trouble = UnicodeAttribute(null=True)
    summary = MapOf(null=True)


class EvidenceRecord(CoreRecord):
    """A piece of evidence; the file itself is in S3."""

    KIND = "disputes.evidence"
    UNAUDITED = frozenset({"file_name", "note"})

    evidence_id = UnicodeAttribute()
    dispute_id = UnicodeAttribute()
    added_by = UnicodeAttribute()
    file_name = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size_bytes = IntegerAttribute()
    note = UnicodeAttribute()
    announced_at = UnicodeAttribute()
    state = UnicodeAttribute()
    number = IntegerAttribute(null=True)
    sha256 = UnicodeAttribute(null=True)
    entered_at = UnicodeAttribute(null=True)
    withdrawn_at = UnicodeAttribute(null=True)


class ManifestRecord(CoreRecord):
    """A line of the manifest; never changed."""

    KIND = "disputes.manifest"

    number = IntegerAttribute()
    # `kind` of the row is taken: it says what the row is.
    said = MapOf()


class TimelineRecord(CoreRecord):
    """A line of the timeline; never changed."""

    KIND = "disputes.timeline"

    entry_id = UnicodeAttribute()
    dispute_id = UnicodeAttribute()
    type = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    at = UnicodeAttribute()
    stage = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    about = UnicodeAttribute(null=True)
    to_expert_minor = IntegerAttribute(null=True)
    to_client_minor = IntegerAttribute(null=True)


class GuardRecord(CoreRecord):
    """The one place for an open dispute that a milestone has."""

    KIND = "disputes.guard"

    dispute_id = UnicodeAttribute()


class ListedRecord(CoreRecord):
    """A dispute in the list of a side; what the list shows is read from the dispute."""

    KIND = "disputes.listed"

    dispute_id = UnicodeAttribute()


MANIFEST = TypeAdapter(ManifestEntry)


def dispute_record(dispute: Dispute) -> DisputeRecord:
    """Return a dispute, in the queue while somebody is awaited."""
    key = Keys.dispute(dispute.dispute_id)
    return DisputeRecord.of(dispute, key=key, version=dispute.version, **_queued(dispute))


def _queued(dispute: Dispute) -> dict[str, Any]:
    if not dispute.is_open or dispute.deadline_at is None:
        return {}
    return {
        "gsi1pk": Keys.OPEN,
        "gsi1sk": f"{to_text(dispute.deadline_at)}#{dispute.dispute_id}",
        "summary": CARD.dump_python(card_of(dispute), mode="json"),
    }


def evidence_record(piece: Evidence) -> EvidenceRecord:
    """Return a piece of evidence."""
    key = Keys.evidence(piece.dispute_id, piece.evidence_id)
    return EvidenceRecord.of(piece, key=key, version=piece.version)


def manifest_record(dispute_id: str, entry: ManifestEntry) -> ManifestRecord:
    """Return a line of the manifest."""
    pk, sk = Keys.manifest(dispute_id, entry.number)
    said = MANIFEST.dump_python(entry, mode="json")
    return ManifestRecord(pk=pk, sk=sk, kind=ManifestRecord.KIND, number=entry.number, said=said)


def timeline_record(dispute: Dispute, index: int, entry: TimelineEntry) -> TimelineRecord:
    """Return a line of the timeline, in its place."""
    key = Keys.timeline(dispute.dispute_id, dispute.version + 1, index)
    return TimelineRecord.of(entry, key=key, version=None)


def listed_record(dispute: Dispute, account_id: str) -> ListedRecord:
    """Return a dispute's place in the list of a side."""
    pk, sk = Keys.of(account_id, dispute.dispute_id)
    return ListedRecord(pk=pk, sk=sk, kind=ListedRecord.KIND, dispute_id=dispute.dispute_id)


def guard_record(dispute: Dispute) -> GuardRecord:
    """Return the place of the milestone's open dispute."""
    pk, sk = Keys.guard(dispute.milestone_id)
    return GuardRecord(pk=pk, sk=sk, kind=GuardRecord.KIND, dispute_id=dispute.dispute_id)
