"""Images of a venue: handed in once, shown in the widths and formats that browsers ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from guildhall.bookings.errors.images import ImageRefused
from guildhall.kernel.errors import Fault
from guildhall.kernel.images import DECODERS, Variant
from guildhall.kernel.types import Instant

MOST_BYTES = 15 * 1024 * 1024
MOST_IMAGES = 300
"""Of one venue."""
WIDTHS = (320, 640, 1_280, 1_920)
"""Of the variants; never wider than what was handed in."""


class ImageStatus(StrEnum):
    """Where an image stands."""

    AWAITED = "awaited"
    QUARANTINED = "quarantined"
    READY = "ready"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image. width, height: upright, as shown. texts: what it shows, by language, for those who do not see it."""

    image_id: str
    venue_id: str
    content_type: str
    size_bytes: int
    uploaded_by: str
    created_at: Instant
    texts: Mapping[str, str] = field(default_factory=dict)
    status: ImageStatus = ImageStatus.AWAITED
    width: int | None = None
    height: int | None = None
    placeholder: str = ""
    variants: tuple[Variant, ...] = ()
    version: int = 0

    @property
    def key(self) -> str:
        """Where it lies in quarantine; before each of its variants in the files bucket."""
        return f"bookings/{self.venue_id}/{self.image_id}"

    def key_of(self, variant: Variant) -> str:
        """Return where a variant lies."""
        return f"{self.key}/{variant.name}"


def check_declared(content_type: str, size_bytes: int) -> None:
    """Refuse what is not taken. Raises ImageRefused."""
    faults = []
    if content_type not in DECODERS:
        faults.append(Fault("/content_type", f"one of {', '.join(sorted(DECODERS))}", "type"))
    if not 0 < size_bytes <= MOST_BYTES:
        faults.append(Fault("/size_bytes", f"1 to {MOST_BYTES}", "size"))
    if faults:
        raise ImageRefused("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults), faults=tuple(faults))
