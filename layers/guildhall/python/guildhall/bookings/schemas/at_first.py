"""What the web app asks first for a page of a venue, and the picture that it shows first: both go with the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guildhall.bookings.models.images import Picture as Image
from guildhall.bookings.models.menu import Menu
from guildhall.bookings.models.pages import Page, SectionKind
from guildhall.bookings.models.search import DishFilter
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.heads import HeadedPage
from guildhall.bookings.schemas.images import PublicImageOut, public_images
from guildhall.bookings.schemas.menu import PublicMenuOut
from guildhall.bookings.schemas.pages import PublicPageOut
from guildhall.bookings.schemas.venues import PublicVenueOut
from guildhall.platform.heads import Head, Picture

HERO_SIZES = "(min-width: 1024px) 600px, 92vw"
"""How wide the app shows it (VenueHomePage.vue): said otherwise there, browsers would fetch it in two widths."""
HERO_TYPE = "image/avif"
"""What the app offers first; a browser that does not know it fetches nothing ahead."""


@dataclass(frozen=True, slots=True)
class AtFirst:
    """slug: as the page's address has it. spoken: the app's language. page: what the venue wrote for it."""

    slug: str
    venue: Venue
    kind: HeadedPage
    spoken: str
    page: Page | None
    menu: Menu

    def added_to(self, head: Head, pictures: Sequence[Image]) -> Head:
        """Return the head with both. pictures: of the venue, all that are ready."""
        images = public_images(pictures, self.venue.slug, self._languages)
        return replace(head, answers=self._answers(images), picture=self._hero(images))

    @property
    def _languages(self) -> list[str]:
        return self.venue.details.languages_for(self.spoken)

    def _answers(self, images: Sequence[PublicImageOut]) -> dict[str, Mapping[str, Any]]:
        """Return them as the routes of public venues give them, by path with query."""
        base = f"/v1/public/venues/{self.slug}"
        found: dict[str, Mapping[str, Any]] = {base: PublicVenueOut.of(self.venue).model_dump(mode="json")}
        if self.page:
            page = PublicPageOut.of(self.page, {image.image_id: image for image in images})
            found[f"{base}/site/pages/{self.kind}?language={self.spoken}"] = page.model_dump(mode="json")
        if self.kind is HeadedPage.MENU:
            menu = PublicMenuOut.of(self.menu, DishFilter(), self._languages, images)
            found[f"{base}/menu?language={self.spoken}"] = menu.model_dump(mode="json")
        return found

    def _hero(self, images: Sequence[PublicImageOut]) -> Picture | None:
        """Return the picture that a page begins with, if it has one in files of that type."""
        sections = self.page.sections if self.page else ()
        first = next((each.image_ids[:1] for each in sections if each.kind is SectionKind.HERO), ())
        sources = [source for image in images if image.image_id in first for source in image.sources]
        files = [f"{each.url} {each.width}w" for each in sources if each.type == HERO_TYPE]
        return Picture(HERO_TYPE, ", ".join(files), HERO_SIZES) if files else None
