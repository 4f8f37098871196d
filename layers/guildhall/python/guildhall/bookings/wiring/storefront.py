"""A venue's site: pages, the contact form, what search engines read, and the widget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.menu import Menus
from guildhall.bookings.ports.widget import Widgets
from guildhall.bookings.store.pages import DynamoContactMessages, DynamoPages
from guildhall.bookings.store.widget import DynamoWidgets
from guildhall.bookings.use_cases.images import ShowImages
from guildhall.bookings.use_cases.opening import FindHours
from guildhall.bookings.use_cases.pages import ShowPage, WriteToVenue
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.bookings.wiring import shown
from guildhall.kernel.clock import Clock
from guildhall.platform.app_page import AppPage, ServedPage
from guildhall.platform.assembly import Platform
from guildhall.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class StorefrontSettings:
    """web_url: origin of the web app, which serves /v1 too; without trailing slash."""

    web_url: str


@dataclass(frozen=True, slots=True)
class Storefront:
    """What guests, search engines and the restaurant's own site ask."""

    access: AccessVenue
    find_hours: FindHours
    menus: Menus
    images: ShowImages
    pages: ShowPage
    write: WriteToVenue
    widgets: Widgets
    clock: Clock
    web_url: str
    app_page: AppPage

    def today(self, venue: Venue) -> date:
        """Return the present day at a venue."""
        return self.clock.now().astimezone(ZoneInfo(venue.details.time_zone)).date()


def wire(platform: Platform, vault: Vault | None = None, app_page: AppPage | None = None) -> Storefront:
    """Build it on DynamoDB and S3. vault, app_page: instead of S3 and the web app's origin, for tests."""
    web_url = platform.settings(StorefrontSettings).web_url
    seen, database = shown.wire(platform, vault), platform.database
    messages = DynamoContactMessages(database, platform.cursors)
    return Storefront(
        access=seen.access,
        find_hours=seen.find_hours,
        menus=seen.menus,
        images=seen.images,
        pages=ShowPage(DynamoPages(database)),
        write=WriteToVenue(messages, platform.limits, platform.clock, platform.ids),
        widgets=DynamoWidgets(database),
        clock=platform.clock,
        web_url=web_url,
        app_page=app_page or ServedPage(web_url, platform.clock),
    )
