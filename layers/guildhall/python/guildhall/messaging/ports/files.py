"""What files in conversations need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from guildhall.kernel.actor import Actor
from guildhall.kernel.files import Attachment, UploadForm
from guildhall.kernel.images import Rendered


class Shelf(Protocol):
    """The files of conversations; it authorises nothing."""

    def attach(
        self,
        actor: Actor,
        owner_id: str,
        file_name: str,
        content_type: str,
        size_bytes: int,
        *,
        about: Mapping[str, Any] | None = None,
    ) -> tuple[Attachment, UploadForm]:
        """Record a file to come, and return the form for its upload. Raises FileRefused."""

    def get(self, owner_id: str, file_id: str) -> Attachment:
        """Return a file of a conversation. Raises FileUnknown."""

    def confirm(self, owner_id: str, file_id: str) -> Attachment:
        """Note that a file was uploaded, and have it checked. Raises FileUnknown, FileNotUploaded, StaleVersion."""

    def check(self, key: str) -> Attachment:
        """Look at an upload and decide. Raises FileUnknown, FileNotUploaded, StaleVersion, Unavailable."""

    def note(self, attachment: Attachment, about: Mapping[str, Any]) -> Attachment:
        """Keep something about a file beside what is known of it. Raises StaleVersion."""

    def erase(self, key: str) -> None:
        """Remove a file and its record for good; an absent one is no error. Raises Unavailable."""


class Shown(Protocol):
    """Where files and their sizes stay."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store what we made ourselves."""

    def link(self, attachment: Attachment) -> str:
        """Return an address from which a kept file can be downloaded for some minutes."""


class Studio(Protocol):
    """Makes sizes."""

    def render(self, content: bytes, content_type: str) -> Rendered:
        """Return an image in several widths, without anything that the camera wrote. Raises ImageUnreadable."""


class Pages(Protocol):
    """Draws documents."""

    def first(self, content: bytes) -> bytes | None:
        """Return the first page of a PDF as a PNG, or None for what cannot be drawn."""
