"""Response shapes of lists, the timeline and evidence; and what announces a file."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.disputes.machine import Stage
from guildhall.disputes.models import (
    Card,
    Evidence,
    EvidenceState,
    Happening,
    ManifestEntry,
    ManifestKind,
    TimelineEntry,
    is_unbroken,
)
from guildhall.disputes.schemas.disputes import CountdownOut, Remark
from guildhall.kernel.files import UploadForm
from guildhall.kernel.types import Instant
from guildhall.platform.edge.attachments import FileName, UploadOut


class EvidenceIn(BaseModel):
    """A file to come and what it shows. The upload is held to exactly this type and size."""

    model_config = ConfigDict(extra="forbid")

    file_name: FileName
    content_type: Annotated[str, Field(max_length=100, examples=["application/pdf"])]
    size_bytes: Annotated[int, Field(strict=True, examples=[48_000])]
    note: Remark = ""


class EvidenceOut(BaseModel):
    """A piece of evidence. number: of its manifest entry. sha256: of its bytes, once they were checked."""

    evidence_id: str
    added_by: str
    file_name: str
    content_type: str
    size_bytes: int
    note: str
    state: EvidenceState
    number: int | None
    sha256: str | None
    announced_at: Instant
    entered_at: Instant | None
    withdrawn_at: Instant | None

    @classmethod
    def of(cls, piece: Evidence) -> EvidenceOut:
        """Shape a piece of evidence for the wire."""
        return cls(
            evidence_id=piece.evidence_id,
            added_by=piece.added_by,
            file_name=piece.file_name,
            content_type=piece.content_type,
            size_bytes=piece.size_bytes,
            note=piece.note,
            state=piece.state,
            number=piece.number,
            sha256=piece.sha256,
            announced_at=piece.announced_at,
            entered_at=piece.entered_at,
            withdrawn_at=piece.withdrawn_at,
        )


class AwaitedEvidenceOut(BaseModel):
    """A piece of evidence that is awaited, and the form for it."""

    evidence: EvidenceOut
    upload: UploadOut

    @classmethod
    def of(cls, piece: Evidence, form: UploadForm) -> AwaitedEvidenceOut:
        """Shape a piece of evidence and its form for the wire."""
        return cls(evidence=EvidenceOut.of(piece), upload=UploadOut.of(form))


class ManifestEntryOut(BaseModel):
    """A line of the manifest: `digest` is the SHA-256 of the line's other fields as sorted, compact JSON."""

    number: int
    kind: ManifestKind
    evidence_id: str
    sha256: str
    size_bytes: int
    by: str
    at: Instant
    previous: str
    digest: str

    @classmethod
    def of(cls, entry: ManifestEntry) -> ManifestEntryOut:
        """Shape a line for the wire."""
        return cls(
            number=entry.number,
            kind=entry.kind,
            evidence_id=entry.evidence_id,
            sha256=entry.sha256,
            size_bytes=entry.size_bytes,
            by=entry.by,
            at=entry.at,
            previous=entry.previous,
            digest=entry.digest,
        )


class AllEvidenceOut(BaseModel):
    """All evidence, oldest first, and the manifest, in which every line names the one before it.

    is_unbroken: whether we find the manifest whole; whoever wants to know checks it for themselves.
    """

    items: list[EvidenceOut]
    manifest: list[ManifestEntryOut]
    is_unbroken: bool

    @classmethod
    def of(cls, pieces: list[Evidence], manifest: list[ManifestEntry]) -> AllEvidenceOut:
        """Shape evidence and manifest for the wire."""
        last = manifest[-1].digest if manifest else ""
        return cls(
            items=[EvidenceOut.of(piece) for piece in pieces],
            manifest=[ManifestEntryOut.of(entry) for entry in manifest],
            is_unbroken=is_unbroken(manifest, last),
        )


class LinkOut(BaseModel):
    """Where to download a file from, for a few minutes."""

    url: str


class TimelineEntryOut(BaseModel):
    """One thing that happened. about: an evidence id, the number of a split, a desk or an outcome."""

    entry_id: str
    type: Happening
    actor_id: str
    at: Instant
    stage: Stage
    note: str | None
    about: str | None
    to_expert_minor: int | None
    to_client_minor: int | None

    @classmethod
    def of(cls, entry: TimelineEntry) -> TimelineEntryOut:
        """Shape an entry for the wire."""
        return cls(
            entry_id=entry.entry_id,
            type=entry.type,
            actor_id=entry.actor_id,
            at=entry.at,
            stage=entry.stage,
            note=entry.note,
            about=entry.about,
            to_expert_minor=entry.to_expert_minor,
            to_client_minor=entry.to_client_minor,
        )


class TimelineOut(BaseModel):
    """What happened, newest first, and the one countdown."""

    stage: Stage
    countdown: CountdownOut | None
    items: list[TimelineEntryOut]
    next_cursor: str | None


class DisputeCardOut(BaseModel):
    """A dispute as lists show it. trouble: for the staff, why no machine could help it on."""

    dispute_id: str
    contract_id: str
    milestone_id: str
    milestone_title: str
    client_id: str
    expert_id: str
    opened_by: str
    amount_minor: int
    currency: str
    stage: Stage
    created_at: Instant
    submitted_at: Instant | None
    deadline_at: Instant | None
    mediator_id: str | None
    arbitrator_id: str | None
    outcome: str | None
    is_overdue: bool
    trouble: str | None

    @classmethod
    def of(cls, card: Card) -> DisputeCardOut:
        """Shape a dispute for the wire."""
        return cls(
            dispute_id=card.dispute_id,
            contract_id=card.contract_id,
            milestone_id=card.milestone_id,
            milestone_title=card.milestone_title,
            client_id=card.client_id,
            expert_id=card.expert_id,
            opened_by=card.opened_by,
            amount_minor=card.amount_minor,
            currency=card.currency,
            stage=card.stage,
            created_at=card.created_at,
            submitted_at=card.submitted_at,
            deadline_at=card.deadline_at,
            mediator_id=card.mediator_id,
            arbitrator_id=card.arbitrator_id,
            outcome=card.outcome,
            is_overdue=card.is_overdue,
            trouble=card.trouble,
        )


class DisputesOut(BaseModel):
    """A page of disputes."""

    items: list[DisputeCardOut]
    next_cursor: str | None
