"""What erasing needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from guildhall.kernel.files import Attachment


class Remains(Protocol):
    """What is left of erased conversations."""

    def due(self, until: datetime) -> Sequence[str]:
        """Return some conversations that were erased before an instant and of which something may be left."""

    def remove(self, conversation_id: str) -> bool:
        """Remove messages, changes, versions and calls, a bounded number at once; True if none is left."""

    def settle(self, conversation_id: str) -> None:
        """Note that nothing is left."""


class Files(Protocol):
    """The files of conversations."""

    def list(self, owner_id: str) -> Sequence[Attachment]:
        """Return files of a conversation, oldest first, not necessarily all."""

    def waiting(self, until: datetime) -> Sequence[Attachment]:
        """Return some files that were announced before an instant and are not known to be sent, oldest first."""

    def note(self, attachment: Attachment, about: Mapping[str, Any]) -> Attachment:
        """Keep something about a file beside what is known of it. Raises StaleVersion."""

    def erase(self, key: str) -> None:
        """Remove a file and its record for good; an absent one is no error. Raises Unavailable."""
