"""Pages and messages: what their edges call."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.store.images import DynamoPictures
from guildhall.bookings.store.menu import DynamoMenus
from guildhall.bookings.store.pages import DynamoContactMessages, DynamoPages
from guildhall.bookings.store.widget import DynamoWidgets
from guildhall.bookings.use_cases.images import HandleImages
from guildhall.bookings.use_cases.pages import HandlePages, ReadMessages
from guildhall.bookings.use_cases.widget import HandleWidget
from guildhall.bookings.wiring import images
from guildhall.platform.assembly import Platform
from guildhall.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class Pages:
    """What those who run a venue do with what it shows and hears."""

    images: HandleImages
    pages: HandlePages
    messages: ReadMessages
    widget: HandleWidget


def wire(platform: Platform, vault: Vault | None = None) -> Pages:
    """Build the use cases. vault: instead of S3, for tests."""
    database, handling = platform.database, images.wire(platform, vault)
    stored = DynamoPages(database)
    return Pages(
        images=handling,
        pages=HandlePages(stored, DynamoPictures(database), DynamoMenus(database), handling.access, platform.clock),
        messages=ReadMessages(DynamoContactMessages(database, platform.cursors), handling.access),
        widget=HandleWidget(DynamoWidgets(database), handling.access, platform.clock),
    )
