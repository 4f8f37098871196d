"""Calendar feeds in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.bookings.models.feed import Feed
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Database


class Keys:
    """calendar feeds in the core table.

    | who asks                            | index | PK               | SK   |
    |-------------------------------------|-------|------------------|------|
    | which address opens a venue's feed  | table | VENUE#{venue_id} | FEED |
    """

    @staticmethod
    def feed(venue_id: str) -> tuple[str, str]:
        """Beside the venue."""
        return f"VENUE#{venue_id}", "FEED"


class FeedRecord(CoreRecord):
    """Which address opens a venue's feed."""

    KIND = "bookings.feed"

    venue_id = UnicodeAttribute()
    number = IntegerAttribute()
    is_open = BooleanAttribute()
    updated_at = UnicodeAttribute(null=True)


class DynamoFeeds:
    """The port `Feeds` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str) -> Feed:
        """Return the feed; closed, number 0, if nobody has opened one."""
        record = FeedRecord.fetch(*Keys.feed(venue_id))
        return record.to(Feed) if record else Feed(venue_id)

    def save(self, action: str, feed: Feed) -> Feed:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(FeedRecord.of(feed, key=Keys.feed(feed.venue_id), version=feed.version))
        transaction.commit(action)
        return replace(feed, version=feed.version + 1)
