"""Asking for a copy of one's data, and fetching it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound, StaleVersion, TooMany
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.models.copies import STALLED, CopyState, DataCopy
from guildhall.messaging.ports.copies import Copies, Shelves
from guildhall.messaging.use_cases.access import inbox


@dataclass(frozen=True, slots=True)
class AskForCopy:
    """Begin a copy of everything that messaging holds about the actor."""

    copies: Copies
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor) -> DataCopy:
        """Return the copy that is being written, this one or the one that was asked for before.

        Raises Forbidden, TooMany within a day of the one before.
        """
        require(self.gate, actor, "messaging.take_copy", inbox(actor.account_id))
        before, now = self.copies.get(actor.account_id), self.clock.now()
        if before is not None and before.state is CopyState.BUILDING and now < before.ends_at:
            # A command may have been buried: what stands still for long is set going again.
            return before if now < before.moved_at + STALLED else self._save(replace(before, moved_at=now))
        if before is not None and now < before.again_at:
            seconds = int((before.again_at - now).total_seconds()) + 1
            raise TooMany("one copy a day", retry_after_seconds=seconds)
        replaces, version = (before.copy_id, before.version) if before else (None, 0)
        return self._save(DataCopy(self.ids.new("cpy"), actor.account_id, now, now, replaces=replaces, version=version))

    def _save(self, copy: DataCopy) -> DataCopy:
        try:
            return self.copies.save(copy)
        except StaleVersion:
            # Another device asked in the same moment, or the part was written after all: theirs is as good.
            found = self.copies.get(copy.account_id)
            if found is None:
                raise
            return found


@dataclass(frozen=True, slots=True)
class SeeCopy:
    """Show how far a copy is, and where its parts can be downloaded."""

    copies: Copies
    shelves: Shelves
    gate: Gate
    clock: Clock

    def latest(self, actor: Actor) -> DataCopy | None:
        """Return the actor's copy, or None if there is none, or none any more. Raises Forbidden."""
        require(self.gate, actor, "messaging.take_copy", inbox(actor.account_id))
        found = self.copies.get(actor.account_id)
        return found if found is not None and self.clock.now() < found.ends_at else None

    def __call__(self, actor: Actor, copy_id: str) -> tuple[DataCopy, list[str]]:
        """Return a copy with the addresses of its parts, none before it is ready. Raises NotFound, Forbidden."""
        found = self.latest(actor)
        if found is None or found.copy_id != copy_id:
            raise NotFound
        if found.state is not CopyState.READY:
            return found, []
        return found, [self.shelves.link(found.stored(number)) for number in range(1, len(found.parts) + 1)]
