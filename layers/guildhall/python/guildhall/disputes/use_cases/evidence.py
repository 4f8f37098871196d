"""Evidence: announced, uploaded by a form, checked, entered into the manifest; taken back before it is sealed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.disputes.errors import EvidenceRefused, EvidenceUnknown, TooMuchSaid
from guildhall.disputes.machine import HEARS_EVIDENCE
from guildhall.disputes.models import (
    Change,
    Dispute,
    Evidence,
    EvidenceState,
    Happening,
    ManifestEntry,
    ManifestKind,
)
from guildhall.disputes.models.evidence import MOST_PIECES
from guildhall.disputes.ports import Disputes, Files
from guildhall.disputes.use_cases.access import AccessDispute
from guildhall.disputes.use_cases.clerk import Clerk
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Forbidden
from guildhall.kernel.files import Attachment, FileStatus, UploadForm


@dataclass(frozen=True, slots=True)
class AnnounceEvidence:
    """Say which file will come, and get the form for its upload."""

    disputes: Disputes
    access: AccessDispute
    files: Files
    clerk: Clerk

    def __call__(
        self, actor: Actor, dispute_id: str, file_name: str, *, content_type: str, size_bytes: int, note: str
    ) -> tuple[Evidence, UploadForm]:
        """Return the piece of evidence that is awaited, and the form.

        note: what it shows. Raises DisputeUnknown, Forbidden, EvidenceRefused, TooMuchSaid, FileRefused, TooManyFiles,
        StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.add_evidence")
        require_open(dispute)
        own = [each for each in self.disputes.evidence(dispute_id) if each.added_by == actor.account_id]
        if len(own) >= MOST_PIECES:
            raise TooMuchSaid(f"a side shows at most {MOST_PIECES} files")
        attachment, form = self.files.attach(actor, dispute_id, file_name, content_type, size_bytes)
        piece = Evidence(
            evidence_id=attachment.file_id,
            dispute_id=dispute_id,
            added_by=actor.account_id,
            file_name=file_name,
            content_type=content_type,
            size_bytes=size_bytes,
            note=note,
            announced_at=self.clerk.clock.now(),
        )
        self.disputes.save(Change("disputes.announce_evidence", dispute, evidence=(piece,)))
        return replace(piece, version=1), form


@dataclass(frozen=True, slots=True)
class ConfirmEvidence:
    """Note that the file was uploaded, and have it checked."""

    disputes: Disputes
    access: AccessDispute
    files: Files

    def __call__(self, actor: Actor, dispute_id: str, evidence_id: str) -> Evidence:
        """Return the piece as it stands.

        Raises DisputeUnknown, EvidenceUnknown, Forbidden, FileNotUploaded, StaleVersion.
        """
        self.access(actor, dispute_id, "disputes.add_evidence")
        piece = own_piece(self.disputes, actor, dispute_id, evidence_id)
        self.files.confirm(dispute_id, evidence_id)
        return piece


@dataclass(frozen=True, slots=True)
class EnterEvidence:
    """Decide about an uploaded file, and enter a good one into the manifest with the digest of its bytes."""

    disputes: Disputes
    files: Files
    clerk: Clerk

    def __call__(self, key: str) -> None:
        """Enter or refuse it; what was decided about stays as it is. key: of the object in quarantine.

        Raises FileUnknown, FileNotUploaded, StaleVersion, Unavailable.
        """
        attachment = self.files.check(key)
        piece = self.disputes.piece(attachment.owner_id, attachment.file_id)
        dispute = self.disputes.get(attachment.owner_id)
        if piece is None or dispute is None or piece.state is not EvidenceState.AWAITED:
            return
        if attachment.status is not FileStatus.AVAILABLE or dispute.stage not in HEARS_EVIDENCE:
            # Not what it said; or it came when the evidence was sealed already.
            refused = replace(piece, state=EvidenceState.REFUSED)
            self.disputes.save(Change("disputes.refuse_evidence", dispute, evidence=(refused,)))
            return
        self.disputes.save(self._entered(dispute, piece, attachment))

    def _entered(self, dispute: Dispute, piece: Evidence, attachment: Attachment) -> Change:
        now = self.clerk.clock.now()
        known = replace(
            piece,
            state=EvidenceState.ENTERED,
            number=dispute.evidence_count + 1,
            sha256=self.files.sha256(attachment.owner_id, attachment.file_id),
            entered_at=now,
        )
        by = Actor(piece.added_by)
        entry = next_entry(dispute, ManifestKind.ADDED, known, self.clerk)
        said = self.clerk.entry(dispute, Happening.EVIDENCE_ADDED, by, note=piece.note or None, about=piece.evidence_id)
        return Change("disputes.enter_evidence", noted(dispute, entry), (said,), (), (known,), (entry,))


@dataclass(frozen=True, slots=True)
class WithdrawEvidence:
    """Take one's own evidence back before it is sealed; the manifest keeps that it was there."""

    disputes: Disputes
    access: AccessDispute
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str, evidence_id: str) -> Evidence:
        """Return the withdrawn piece.

        Raises DisputeUnknown, EvidenceUnknown, Forbidden, EvidenceRefused, StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.add_evidence")
        piece = own_piece(self.disputes, actor, dispute_id, evidence_id)
        if piece.state is not EvidenceState.ENTERED:
            raise EvidenceRefused(f"it is {piece.state}")
        require_open(dispute)
        if piece.number is not None and piece.number <= sealed_up_to(self.disputes.manifest(dispute_id), dispute):
            raise EvidenceRefused("a decision was made on it")
        gone = replace(piece, state=EvidenceState.WITHDRAWN, withdrawn_at=self.clerk.clock.now())
        entry = next_entry(dispute, ManifestKind.WITHDRAWN, gone, self.clerk)
        said = self.clerk.entry(dispute, Happening.EVIDENCE_WITHDRAWN, actor, about=evidence_id)
        self.disputes.save(Change("disputes.withdraw_evidence", noted(dispute, entry), (said,), (), (gone,), (entry,)))
        return replace(gone, version=gone.version + 1)


@dataclass(frozen=True, slots=True)
class ListEvidence:
    """Show everybody in the dispute what was shown, and the manifest that proves it."""

    disputes: Disputes
    access: AccessDispute

    def __call__(self, actor: Actor, dispute_id: str) -> tuple[list[Evidence], list[ManifestEntry]]:
        """Return the evidence, oldest first, and the manifest by number. Raises DisputeUnknown.

        What is not entered, or was withdrawn, only its own side sees.
        """
        self.access(actor, dispute_id)
        found = self.disputes.evidence(dispute_id)
        return [each for each in found if may_see(actor, each)], self.disputes.manifest(dispute_id)


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """Hand out an address that works for a few minutes."""

    disputes: Disputes
    access: AccessDispute
    files: Files

    def __call__(self, actor: Actor, dispute_id: str, evidence_id: str) -> str:
        """Return the address. Raises DisputeUnknown, EvidenceUnknown, FileNotAvailable."""
        self.access(actor, dispute_id)
        piece = self.disputes.piece(dispute_id, evidence_id)
        if piece is None or not may_see(actor, piece):
            raise EvidenceUnknown
        return self.files.link(dispute_id, evidence_id)


def require_open(dispute: Dispute) -> None:
    """Refuse a change of evidence that is sealed, or that nobody will look at. Raises EvidenceRefused."""
    if dispute.stage not in HEARS_EVIDENCE:
        raise EvidenceRefused(f"a dispute at the stage {dispute.stage} takes no evidence")


def own_piece(disputes: Disputes, actor: Actor, dispute_id: str, evidence_id: str) -> Evidence:
    """Return a piece of the actor's own evidence. Raises EvidenceUnknown, Forbidden."""
    piece = disputes.piece(dispute_id, evidence_id)
    if piece is None or not may_see(actor, piece):
        raise EvidenceUnknown
    if piece.added_by != actor.account_id:
        raise Forbidden
    return piece


def may_see(actor: Actor, piece: Evidence) -> bool:
    """Tell whether somebody in the dispute sees this piece."""
    return piece.state is EvidenceState.ENTERED or piece.added_by == actor.account_id


def next_entry(dispute: Dispute, kind: ManifestKind, piece: Evidence, clerk: Clerk) -> ManifestEntry:
    """Return the manifest's next entry."""
    return ManifestEntry(
        number=dispute.evidence_count + 1,
        kind=kind,
        evidence_id=piece.evidence_id,
        sha256=piece.sha256 or "",
        size_bytes=piece.size_bytes,
        by=piece.added_by,
        at=clerk.clock.now(),
        previous=dispute.evidence_digest,
    ).sealed()


def noted(dispute: Dispute, entry: ManifestEntry) -> Dispute:
    """Return the dispute whose manifest ends with this entry."""
    return replace(dispute, evidence_count=entry.number, evidence_digest=entry.digest)


def sealed_up_to(manifest: list[ManifestEntry], dispute: Dispute) -> int:
    """Return the number of the last entry that a decision was made on, 0 if there is none."""
    sealing = {decision.evidence_digest for decision in dispute.decisions}
    return max((entry.number for entry in manifest if entry.digest in sealing), default=0)
