"""What copies of somebody's data need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from guildhall.kernel.actor import Actor
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.files import Attachment
from guildhall.messaging.models import Membership
from guildhall.messaging.models.copies import DataCopy, SealedPage


class Copies(Protocol):
    """Copies on their way, and until they are gone."""

    def get(self, account_id: str) -> DataCopy | None:
        """Return a person's latest copy as it is at this moment, or None."""

    def save(self, copy: DataCopy, *events: DomainEvent) -> DataCopy:
        """Store it at the version that was read; while it is building, have the next part written.

        Raises StaleVersion.
        """


class Sides(Protocol):
    """The conversations of a person, in an order that nothing changes."""

    def sides(self, account_id: str, start: str, limit: int) -> Sequence[Membership]:
        """Return a person's memberships in the order of their ids, from the id `start` on."""


class SealedPages(Protocol):
    """A conversation's export, page by page."""

    def __call__(self, actor: Actor, conversation_id: str, after: str | None, seal: str | None) -> SealedPage:
        """Return the messages behind the id `after`, whose digest was `seal`. Raises NotFound."""


class Holding(Protocol):
    """What one part of the platform holds about a person. Whoever holds more says so by another one of these."""

    def __call__(self, actor: Actor) -> Any:
        """Return it as JSON has it."""


class Shelves(Protocol):
    """Where files and copies lie."""

    def get(self, key: str) -> bytes | None:
        """Read a file, or None."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep a part; the same may be put again."""

    def erase(self, key: str) -> None:
        """Remove whatever lies under a key; nothing is no error."""

    def link(self, attachment: Attachment) -> str:
        """Return an address from which a part can be downloaded for some minutes."""
