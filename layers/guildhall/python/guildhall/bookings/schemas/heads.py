"""What previews of links and search engines read of each page of a venue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from guildhall.bookings.models.menu import Menu
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.images import PublicImageOut
from guildhall.bookings.schemas.linked_data import menu_data
from guildhall.bookings.schemas.parts import in_language
from guildhall.platform.heads import Head, Illustration

WIDEST = 1_280
"""Previews are no wider, and give up on large files."""


class HeadedPage(StrEnum):
    """Which page of a venue, as its address names it; that of the venue itself is `home`."""

    HOME = "home"
    MENU = "menu"
    ABOUT = "about"
    GALLERY = "gallery"
    CONTACT = "contact"
    BOOK = "book"

    def path(self, slug: str) -> str:
        """Return its address without origin."""
        return f"/venues/{slug}" if self is HeadedPage.HOME else f"/venues/{slug}/{self}"


NAMES: Mapping[str, Mapping[HeadedPage, str]] = {
    "en": {
        HeadedPage.MENU: "Menu",
        HeadedPage.ABOUT: "About",
        HeadedPage.GALLERY: "Gallery",
        HeadedPage.CONTACT: "Contact",
        HeadedPage.BOOK: "Book a table",
    },
    "fr": {
        HeadedPage.MENU: "Carte",
        HeadedPage.ABOUT: "La maison",
        HeadedPage.GALLERY: "Galerie",
        HeadedPage.CONTACT: "Contact",
        HeadedPage.BOOK: "Réserver une table",
    },
    "ur": {
        HeadedPage.MENU: "مینو",
        HeadedPage.ABOUT: "تعارف",
        HeadedPage.GALLERY: "گیلری",
        HeadedPage.CONTACT: "رابطہ",
        HeadedPage.BOOK: "میز محفوظ کریں",
    },
}
"""As the web app calls the pages."""
_PAGE = {"content": {"text/html": {"schema": {"type": "string"}}}}
IS_PAGE: dict[int, Any] = {200: {"description": "A page.", **_PAGE}}
IS_HEADED: dict[int, Any] = {
    200: {"description": "The web app's page with the head of this one.", **_PAGE},
    404: {
        "description": "The web app's page, which says so; a problem where nothing could be called that.",
        "content": _PAGE["content"]
        | {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}
IS_LINKED_DATA: dict[int, Any] = {
    200: {"description": "JSON-LD.", "content": {"application/ld+json": {"schema": {"type": "string"}}}}
}
"""What routes that answer with something else than JSON declare as their `responses`."""
NOT_FOUND: Mapping[str, str] = {"en": "Page not found", "fr": "Page introuvable", "ur": "صفحہ نہیں ملا"}


def head_of(
    venue: Venue,
    kind: HeadedPage,
    restaurant: Mapping[str, Any],
    menu: Menu,
    images: Sequence[PublicImageOut],
    *,
    language: str,
    languages: Sequence[str],
    web_url: str,
) -> Head:
    """Return the head of a page.

    restaurant: the venue in the words of schema.org. language: of the web app. languages: of the venue's texts, the
    best first.
    """
    name, city = venue.details.name, venue.details.address.city
    title = f"{name} · {city}" if kind is HeadedPage.HOME else f"{NAMES[language][kind]} · {name}"
    return Head(
        title=title,
        description=_description(venue, kind, menu, languages),
        language=language,
        illustration=_illustration(images, web_url),
        linked_data=_linked_data(kind, restaurant, menu, languages),
    )


def _description(venue: Venue, kind: HeadedPage, menu: Menu, languages: Sequence[str]) -> str:
    details, address = venue.details, venue.details.address
    if kind is HeadedPage.MENU and menu.dishes:
        return " · ".join(in_language(each.names, languages).text for each in menu.categories)
    if kind is HeadedPage.CONTACT or not details.descriptions:
        return " · ".join(filter(None, [address.street, f"{address.postcode} {address.city}".strip(), details.phone]))
    return in_language(details.descriptions, languages).text


def _illustration(images: Sequence[PublicImageOut], web_url: str) -> Illustration | None:
    for image in images:
        # The last that is not too wide: the format that every program knows comes last, and wide after narrow.
        fitting = [source for source in image.sources if source.width <= WIDEST]
        if fitting:
            best = fitting[-1]
            return Illustration(web_url + best.url, best.width, best.height, image.text.text if image.text else "")
    return None


def _linked_data(
    kind: HeadedPage, restaurant: Mapping[str, Any], menu: Menu, languages: Sequence[str]
) -> Mapping[str, Any] | None:
    if kind is HeadedPage.MENU:
        return menu_data(restaurant, menu, languages) if menu.dishes else None
    # The dishes stand on the page of the menu.
    return {**restaurant, "hasMenu": f"{restaurant['url']}/menu"} if menu.dishes else restaurant
