"""What one use case changes, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.disputes.models.dispute import Dispute
from guildhall.disputes.models.evidence import Evidence, ManifestEntry
from guildhall.disputes.models.timeline import TimelineEntry
from guildhall.kernel.events import DomainEvent


@dataclass(frozen=True, slots=True)
class Change:
    """action: `disputes.<verb>`. is_opening, is_closing: whether the milestone's only place is taken or given back."""

    action: str
    dispute: Dispute
    timeline: tuple[TimelineEntry, ...] = ()
    events: tuple[DomainEvent, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    manifest: tuple[ManifestEntry, ...] = ()
    is_opening: bool = False
    is_closing: bool = False
