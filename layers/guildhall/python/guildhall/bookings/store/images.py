"""Images of venues in the core table; their bytes are in S3."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.bookings.models.images import Picture
from guildhall.bookings.use_cases.images import RENDER
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, from_row

QUEUE = "bookings-images"


class Keys:
    """images of venues in the core table.

    | who asks                | index | PK                | SK         |
    |-------------------------|-------|-------------------|------------|
    | an image of a venue     | table | IMAGES#{venue_id} | {image_id} |
    | all images of a venue   | table | IMAGES#{venue_id} | (all)      |
    """

    @staticmethod
    def image(venue_id: str, image_id: str = "") -> tuple[str, str]:
        """Ids sort by time."""
        return f"IMAGES#{venue_id}", image_id


class PictureRecord(CoreRecord):
    """An image of a venue."""

    KIND = "bookings.image"
    UNAUDITED = frozenset({"placeholder"})

    image_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size_bytes = IntegerAttribute()
    uploaded_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    texts = MapOf()
    status = UnicodeAttribute()
    width = IntegerAttribute(null=True)
    height = IntegerAttribute(null=True)
    placeholder = UnicodeAttribute()
    variants = ListOf()


class DynamoPictures:
    """The port `Pictures` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str, image_id: str) -> Picture | None:
        """Return an image of a venue, or None."""
        record = PictureRecord.fetch(*Keys.image(venue_id, image_id))
        return record.to(Picture) if record else None

    def list_of(self, venue_id: str) -> list[Picture]:
        """Return all images of a venue, oldest first."""
        rows = query.everything(PictureRecord.Meta.table_name, Keys.image(venue_id)[0])
        return [from_row(Picture, row) for row in rows]

    def save(self, action: str, picture: Picture, *, key_to_render: str = "") -> Picture:
        """Store at the version it was read at. key_to_render: of an upload to be rendered. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(picture))
        if key_to_render:
            transaction.enqueue(QUEUE, picture.image_id, {"type": RENDER, "key": key_to_render})
        transaction.commit(action)
        return replace(picture, version=picture.version + 1)

    def delete(self, action: str, picture: Picture) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_record(picture))
        transaction.commit(action)


def _record(picture: Picture) -> PictureRecord:
    return PictureRecord.of(picture, key=Keys.image(picture.venue_id, picture.image_id), version=picture.version)
