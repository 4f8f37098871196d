"""Shapes of pages and of messages by the contact form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.bookings.models.pages import (
    ContactMessage,
    Item,
    MessageState,
    Page,
    PageContent,
    PageKind,
    Section,
    SectionKind,
    Target,
)
from guildhall.bookings.schemas.images import PublicImageOut
from guildhall.bookings.schemas.menu import DishId, ImageId
from guildhall.bookings.schemas.parts import Language, line
from guildhall.bookings.schemas.venues import Phone
from guildhall.kernel.types import EmailAddress, Instant

OneLine = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f<>]+$")
]
"""Goes into the head of a letter, where a line break would begin another header."""


class ItemIn(BaseModel):
    """A part of a section."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, line(120, 1)]
    text: Annotated[str, line(2_000)] = ""
    note: Annotated[str, line(120)] = ""
    image_id: ImageId | None = None


class SectionIn(BaseModel):
    """A part of a page. Texts are plain; a blank line begins a paragraph."""

    model_config = ConfigDict(extra="forbid")

    kind: SectionKind
    title: Annotated[str, line(120)] = ""
    text: Annotated[str, line(5_000)] = ""
    image_ids: list[ImageId] = Field(default=[], max_length=60)
    dish_ids: list[DishId] = Field(default=[], max_length=12)
    items: list[ItemIn] = Field(default=[], max_length=40)
    target: Target | None = None
    label: Annotated[str, line(60)] = ""

    def section(self) -> Section:
        """Return the model."""
        return Section(
            kind=self.kind,
            title=self.title,
            text=self.text,
            image_ids=tuple(dict.fromkeys(self.image_ids)),
            dish_ids=tuple(dict.fromkeys(self.dish_ids)),
            items=tuple(Item(each.title, each.text, each.note, each.image_id) for each in self.items),
            target=self.target,
            label=self.label,
        )


class PageIn(BaseModel):
    """A page in one language."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, line(120, 1)]
    sections: list[SectionIn] = Field(default=[], max_length=12)

    def content(self) -> PageContent:
        """Return the model."""
        return PageContent(self.title, tuple(each.section() for each in self.sections))


class ItemOut(BaseModel):
    """A part of a section."""

    title: str
    text: str
    note: str
    image_id: str | None


class SectionOut(BaseModel):
    """A part of a page."""

    kind: SectionKind
    title: str
    text: str
    image_ids: list[str]
    dish_ids: list[str]
    items: list[ItemOut]
    target: Target | None
    label: str

    @classmethod
    def of(cls, section: Section) -> SectionOut:
        """Shape a section for the wire."""
        return cls.model_validate(section, from_attributes=True)


class PageOut(BaseModel):
    """A page in one language, as those who run the venue see it."""

    kind: PageKind
    language: str
    title: str
    sections: list[SectionOut]
    updated_at: Instant
    version: int

    @classmethod
    def of(cls, page: Page) -> PageOut:
        """Shape a page for the wire."""
        return cls(
            kind=page.page_kind,
            language=page.language,
            title=page.title,
            sections=[SectionOut.of(each) for each in page.sections],
            updated_at=page.updated_at,
            version=page.version,
        )


class PagesOut(BaseModel):
    """Every page in every language; few enough for one answer."""

    items: list[PageOut]


class PublicPageOut(BaseModel):
    """A page as guests see it. language: the one it came in. images: what its sections name, as far as ready."""

    kind: PageKind
    language: str
    title: str
    sections: list[SectionOut]
    images: list[PublicImageOut]

    @classmethod
    def of(cls, page: Page, images: Mapping[str, PublicImageOut]) -> PublicPageOut:
        """Shape a page for guests."""
        named = dict.fromkeys(image_id for section in page.sections for image_id in sorted(section.all_images))
        return cls(
            kind=page.page_kind,
            language=page.language,
            title=page.title,
            sections=[SectionOut.of(each) for each in page.sections],
            images=[images[image_id] for image_id in named if image_id in images],
        )


class ContactMessageIn(BaseModel):
    """What somebody writes to a venue. language: in which they would like to be answered."""

    model_config = ConfigDict(extra="forbid")

    name: OneLine
    email: EmailAddress
    text: Annotated[str, line(4_000, 10)]
    language: Language
    phone: Phone = ""

    def draft(self, venue_id: str) -> ContactMessage:
        """Return the model, without id and time."""
        never = datetime.fromtimestamp(0, UTC)
        return ContactMessage("", venue_id, self.name, self.email, self.text, self.language, never, self.phone)


class TakenMessageOut(BaseModel):
    """A message that is on its way."""

    message_id: str


class ContactMessageOut(BaseModel):
    """A message as those who run the venue see it."""

    message_id: str
    name: str
    email: str
    phone: str
    text: str
    language: str
    state: MessageState
    written_at: Instant

    @classmethod
    def of(cls, message: ContactMessage) -> ContactMessageOut:
        """Shape a message for the wire."""
        return cls.model_validate(message, from_attributes=True)


class ContactMessagesOut(BaseModel):
    """A page of messages, newest first."""

    items: list[ContactMessageOut]
    next_cursor: str | None
