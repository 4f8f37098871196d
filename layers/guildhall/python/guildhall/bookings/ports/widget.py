"""What the widget needs."""

from typing import Protocol

from guildhall.bookings.models.widget import Widget


class Widgets(Protocol):
    """Stored widgets."""

    def get(self, venue_id: str, *, consistent: bool = True) -> Widget:
        """Return the widget; on no site, version 0, if nobody has written any."""

    def save(self, action: str, widget: Widget) -> Widget:
        """Store at the version it was read at. Raises StaleVersion."""
