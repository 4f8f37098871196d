"""Where a venue's widget may stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guildhall.bookings.models.widget import Widget
from guildhall.bookings.ports.widget import Widgets
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class HandleWidget:
    """Show and write on which sites the widget may stand."""

    widgets: Widgets
    access: AccessVenue
    clock: Clock

    def get(self, actor: Actor, venue_id: str) -> Widget:
        """Return the widget. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.widgets.get(venue_id)

    def write(self, actor: Actor, venue_id: str, origins: Sequence[str], version: int) -> Widget:
        """Return the stored widget. Raises VenueUnknown, Forbidden, StaleVersion."""
        self.access(actor, venue_id, "bookings.write_widget")
        known = self.widgets.get(venue_id)
        if known.version != version:
            raise StaleVersion(f"the widget is at version {known.version}")
        widget = Widget(venue_id, tuple(dict.fromkeys(origins)), self.clock.now(), version)
        return self.widgets.save("bookings.write_widget", widget)
