"""Shapes of the widget: its settings, its card, and the small page for a frame."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.models.venue import Venue
from guildhall.bookings.models.widget import Widget
from guildhall.bookings.opening import Service
from guildhall.bookings.schemas.opening import ServiceOut
from guildhall.kernel.types import Instant

Origin = Annotated[
    str,
    Field(
        pattern=r"^https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[1-9]\d{1,4})?$",
        max_length=200,
        description="As browsers send it: scheme, host and port, without a path.",
        examples=["https://chez-nour.example"],
    ),
]
WORDS = {
    "en": ("Book a table", "Open today", "Closed today"),
    "fr": ("Réserver une table", "Ouvert ce jour", "Fermé ce jour"),
    "ur": ("میز محفوظ کریں", "آج کھلا ہے", "آج بند ہے"),
}
FROM_RIGHT = frozenset({"ur", "ar", "fa", "he"})
STYLE = (
    "body{margin:0;font:16px/1.4 system-ui,sans-serif;color:#1c1b1a;background:#fff}"
    "main{padding:16px}h1{font-size:1.1rem;margin:0 0 4px}p{margin:0 0 12px}"
    "a{display:inline-block;padding:10px 16px;border-radius:6px;background:#1d4d4f;color:#fff;text-decoration:none}"
    "a:focus-visible{outline:3px solid #b4580a;outline-offset:2px}"
)
STYLE_SOURCE = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
"""Lets exactly this style through a Content-Security-Policy, and no other."""


class WidgetIn(BaseModel):
    """On which sites the widget may stand."""

    model_config = ConfigDict(extra="forbid")

    origins: list[Origin] = Field(default=[], max_length=20)


class WidgetOut(BaseModel):
    """On which sites the widget may stand."""

    origins: list[str]
    updated_at: Instant | None
    version: int

    @classmethod
    def of(cls, widget: Widget) -> WidgetOut:
        """Shape the settings for the wire."""
        return cls(origins=list(widget.origins), updated_at=widget.updated_at, version=widget.version)


class WidgetCardOut(BaseModel):
    """What a site of the restaurant needs to show a button that books. today: its services, none if it is closed."""

    slug: str
    name: str
    city: str
    time_zone: str
    languages: list[str]
    book_url: str
    page_url: str
    frame_url: str
    today: list[ServiceOut]

    @classmethod
    def of(cls, venue: Venue, today: list[Service], web_url: str) -> WidgetCardOut:
        """Shape the card for the wire."""
        page_url = f"{web_url}/venues/{venue.slug}"
        return cls(
            slug=venue.slug,
            name=venue.details.name,
            city=venue.details.address.city,
            time_zone=venue.details.time_zone,
            languages=list(venue.details.languages),
            book_url=f"{page_url}/book",
            page_url=page_url,
            frame_url=f"{web_url}/v1/public/venues/{venue.slug}/site/widget/frame",
            today=[ServiceOut.model_validate(each, from_attributes=True) for each in today],
        )


def frame(card: WidgetCardOut, language: str) -> str:
    """Return the page for a frame: no script, one link, which opens the whole window."""
    known = language[:2] if language[:2] in WORDS else "en"
    book, is_open, is_closed = WORDS[known]
    direction = "rtl" if known in FROM_RIGHT else "ltr"
    return (
        f'<!doctype html><html lang="{known}" dir="{direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(card.name)}</title>'
        f"<style>{STYLE}</style></head><body><main><h1><bdi>{escape(card.name)}</bdi></h1>"
        f"<p>{is_open if card.today else is_closed}</p>"
        f'<a href="{escape(card.book_url)}" target="_top" rel="noopener">{book}</a></main></body></html>'
    )
