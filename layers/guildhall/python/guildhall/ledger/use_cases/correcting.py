"""Corrections by four eyes: one of the finance staff proposes to take an entry back, another one approves."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.errors import (
    AlreadyReversed,
    CorrectionDecided,
    Duplicate,
    EntryIdReused,
    EntryUnknown,
    NotReversible,
    SecondPersonNeeded,
)
from guildhall.ledger.models import Correction, CorrectionStatus, Entry, why_irreversible
from guildhall.ledger.ports import Books, Corrections
from guildhall.ledger.use_cases.finance import VIEW_BOOKS, books_of_all

PROPOSE, DECIDE = "ledger.propose_correction", "ledger.decide_correction"


@dataclass(frozen=True, slots=True)
class ListEntries:
    """Show what is filed under something, such as a milestone."""

    books: Books
    gate: Gate

    def __call__(self, actor: Actor, about: str) -> list[Entry]:
        """Return the entries, oldest first. Raises Forbidden."""
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        return self.books.entries_about(about)


@dataclass(frozen=True, slots=True)
class ProposeCorrection:
    """Ask for an entry to be taken back."""

    books: Books
    corrections: Corrections
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, entry_id: str, reason: str) -> Correction:
        """Return the proposal; nothing is posted yet.

        Raises Forbidden, EntryUnknown, NotReversible, AlreadyReversed.
        """
        require(self.gate, actor, PROPOSE, books_of_all())
        entry = self.books.entry(entry_id)
        if entry is None:
            raise EntryUnknown
        if refusal := why_irreversible(entry):
            raise NotReversible(refusal)
        proposed = Correction(self.ids.new("crr"), entry_id, reason, actor.account_id, self.clock.now())
        if self.books.entry(proposed.reversal_id) is not None:
            raise AlreadyReversed
        self.corrections.save(proposed)
        return replace(proposed, version=1)


@dataclass(frozen=True, slots=True)
class DecideCorrection:
    """Approve a proposal of somebody else, which posts the reversal; or refuse it."""

    books: Books
    corrections: Corrections
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, correction_id: str, note: str, *, is_approved: bool) -> Correction:
        """Return the decided proposal.

        Raises Forbidden, NotFound, SecondPersonNeeded, CorrectionDecided, AlreadyReversed, Overdrawn, StaleVersion.
        """
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        proposed = self.corrections.get(correction_id)
        if proposed is None:
            raise NotFound
        if proposed.proposed_by == actor.account_id:
            raise SecondPersonNeeded
        resource = Resource("Correction", correction_id, {"proposed_by": proposed.proposed_by})
        require(self.gate, actor, DECIDE, resource)
        if proposed.status is not CorrectionStatus.PROPOSED:
            raise CorrectionDecided(f"it was {proposed.status}")
        decided = replace(
            proposed,
            status=CorrectionStatus.APPROVED if is_approved else CorrectionStatus.REFUSED,
            decided_by=actor.account_id,
            decided_at=self.clock.now(),
            note=note,
        )
        try:
            self.corrections.save(decided, self._reversal(decided) if is_approved else None)
        except (Duplicate, EntryIdReused) as twice:
            raise AlreadyReversed from twice
        return replace(decided, version=decided.version + 1)

    def _reversal(self, decided: Correction) -> Entry:
        entry = self.books.entry(decided.entry_id)
        assert entry is not None  # noqa: S101  entries are never removed
        return entry.reversal(decided.reversal_id, f"{decided.correction_id}: {decided.reason}")


@dataclass(frozen=True, slots=True)
class ShowCorrection:
    """Show one proposal."""

    corrections: Corrections
    gate: Gate

    def __call__(self, actor: Actor, correction_id: str) -> Correction:
        """Return it. Raises Forbidden, NotFound."""
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        found = self.corrections.get(correction_id)
        if found is None:
            raise NotFound
        return found


@dataclass(frozen=True, slots=True)
class ListCorrections:
    """Show what was proposed, and what became of it."""

    corrections: Corrections
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, str] | None
    ) -> tuple[list[Correction], dict[str, str] | None]:
        """Return one page, newest first. Raises Forbidden."""
        require(self.gate, actor, VIEW_BOOKS, books_of_all())
        return self.corrections.list(limit, position)
