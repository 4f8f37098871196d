"""The widget: a venue's card on the restaurant's own site, and only there."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class Widget:
    """On which sites it may stand. origins: as browsers send them, such as `https://chez-nour.example`."""

    venue_id: str
    origins: tuple[str, ...] = ()
    updated_at: Instant | None = None
    version: int = 0

    @property
    def frame_ancestors(self) -> str:
        """The directive of a Content-Security-Policy that lets these sites show it in a frame, and ours preview it."""
        return " ".join(("frame-ancestors 'self'", *self.origins))

    def allows(self, origin: str) -> bool:
        """Tell whether a page of this origin may read it."""
        return origin in self.origins
