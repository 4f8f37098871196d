"""What showing links needs."""

from __future__ import annotations

from typing import Protocol

from guildhall.messaging.models import LinkPreview, Message


class Errands(Protocol):
    """Work that is done when nobody waits."""

    def preview(self, message: Message) -> None:
        """Have a message's link looked up."""


class Pages(Protocol):
    """Pages of other people."""

    def __call__(self, url: str) -> LinkPreview | None:
        """Return what a page says of itself; None if it says nothing, or may not be read. Raises nothing."""
