"""Evidence, and the manifest that proves later what was there when somebody decided.

Each entry of the manifest carries the SHA-256 of what it adds and of the entry before it, so that nothing can be left
out, put in or exchanged without the last digest changing; a decision names the last digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from guildhall.kernel.clock import to_text
from guildhall.kernel.types import Instant

MOST_PIECES = 25
"""Of one side: more would bury what matters, and the other side has to read it."""


class EvidenceState(StrEnum):
    """Where a piece of evidence stands: being uploaded or checked, part of the manifest, taken back, not taken."""

    AWAITED = "awaited"
    ENTERED = "entered"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that one side shows. evidence_id: of the file as well. sha256: of its bytes, hexadecimal, once checked."""

    evidence_id: str
    dispute_id: str
    added_by: str
    file_name: str
    content_type: str
    size_bytes: int
    note: str
    announced_at: Instant
    state: EvidenceState = EvidenceState.AWAITED
    number: int | None = None
    sha256: str | None = None
    entered_at: Instant | None = None
    withdrawn_at: Instant | None = None
    version: int = 0


class ManifestKind(StrEnum):
    """What an entry says."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One line of the manifest. number: from 1. previous, digest: hexadecimal; the first one's previous is empty."""

    number: int
    kind: ManifestKind
    evidence_id: str
    sha256: str
    size_bytes: int
    by: str
    at: Instant
    previous: str
    digest: str = ""

    def sealed(self) -> ManifestEntry:
        """Return the entry with the digest of everything that it says and of the entry before it."""
        said = {
            "number": self.number,
            "kind": self.kind,
            "evidence_id": self.evidence_id,
            "sha256": self.sha256,
            "size_bytes": self.size_bytes,
            "by": self.by,
            "at": to_text(self.at),
            "previous": self.previous,
        }
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        return replace(self, digest=hashlib.sha256(text.encode()).hexdigest())


def is_unbroken(entries: Sequence[ManifestEntry], digest: str) -> bool:
    """Tell whether a manifest is whole and ends in this digest. entries: by number."""
    previous = ""
    for number, entry in enumerate(entries, start=1):
        if (entry.number, entry.previous) != (number, previous) or entry != entry.sealed():
            return False
        previous = entry.digest
    return previous == digest
