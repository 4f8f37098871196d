"""What images need."""

from __future__ import annotations

from typing import Protocol

from guildhall.bookings.models.images import Picture
from guildhall.kernel.files import Attachment
from guildhall.kernel.images import Rendered


class Stored(Protocol):
    """An object in quarantine as it is described. tag: changes with its content."""

    @property
    def size_bytes(self) -> int:
        """How large it is."""

    @property
    def content_type(self) -> str:
        """What it was posted as."""

    @property
    def tag(self) -> str:
        """Changes with its content."""


class Pictures(Protocol):
    """Stored records of images."""

    def get(self, venue_id: str, image_id: str) -> Picture | None:
        """Return an image of a venue, or None."""

    def list_of(self, venue_id: str) -> list[Picture]:
        """Return all images of a venue, oldest first."""

    def save(self, action: str, picture: Picture, *, key_to_render: str = "") -> Picture:
        """Store at the version it was read at. key_to_render: of an upload to be rendered. Raises StaleVersion."""

    def delete(self, action: str, picture: Picture) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""


class Bytes(Protocol):
    """Where uploads land and where variants stay."""

    def form(self, attachment: Attachment) -> tuple[str, dict[str, str]]:
        """Return the address and the fields with which exactly this file may be posted into quarantine."""

    def look(self, key: str) -> Stored | None:
        """Describe an object in quarantine, or None."""

    def read(self, key: str, tag: str) -> bytes:
        """Read an object in quarantine, of just this content."""

    def drop(self, key: str) -> None:
        """Remove an object from quarantine."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store a file where files stay."""

    def get(self, key: str) -> bytes | None:
        """Read a file that stays, or None."""


class Studio(Protocol):
    """Makes variants."""

    def render(self, content: bytes, content_type: str) -> Rendered:
        """Return the variants of an upload, without anything that the camera wrote. Raises ImageUnreadable."""
