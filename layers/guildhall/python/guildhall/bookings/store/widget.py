"""Widgets in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.bookings.models.widget import Widget
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database


class Keys:
    """widgets in the core table.

    | who asks                             | index | PK               | SK     |
    |--------------------------------------|-------|------------------|--------|
    | where a venue's widget may stand     | table | VENUE#{venue_id} | WIDGET |
    """

    @staticmethod
    def widget(venue_id: str) -> tuple[str, str]:
        """Beside the venue."""
        return f"VENUE#{venue_id}", "WIDGET"


class WidgetRecord(CoreRecord):
    """Where a venue's widget may stand."""

    KIND = "bookings.widget"

    venue_id = UnicodeAttribute()
    origins = ListOf()
    updated_at = UnicodeAttribute(null=True)


class DynamoWidgets:
    """The port `Widgets` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str, *, consistent: bool = True) -> Widget:
        """Return the widget; on no site, version 0, if nobody has written any."""
        record = WidgetRecord.fetch(*Keys.widget(venue_id), consistent=consistent)
        return record.to(Widget) if record else Widget(venue_id)

    def save(self, action: str, widget: Widget) -> Widget:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(WidgetRecord.of(widget, key=Keys.widget(widget.venue_id), version=widget.version))
        transaction.commit(action)
        return replace(widget, version=widget.version + 1)
