"""Pages of a venue: sections of a closed list of kinds, in one language each, so that any screen can show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guildhall.bookings.errors.pages import PageContradictory
from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant


class PageKind(StrEnum):
    """Which page it is."""

    HOME = "home"
    ABOUT = "about"
    CONTACT = "contact"
    GALLERY = "gallery"


class SectionKind(StrEnum):
    """What a section is for. DETAILS, HOURS, LOCATION, FORM: where what is known already is to stand."""

    HERO = "hero"
    SERVICES = "services"
    MENU_PREVIEW = "menu_preview"
    CALL_TO_ACTION = "call_to_action"
    HISTORY = "history"
    TEAM = "team"
    VALUES = "values"
    GALLERY = "gallery"
    DETAILS = "details"
    HOURS = "hours"
    LOCATION = "location"
    FORM = "form"


class Target(StrEnum):
    """Where a call to action leads."""

    BOOK = "book"
    MENU = "menu"
    CONTACT = "contact"
    ABOUT = "about"


KINDS: Mapping[PageKind, frozenset[SectionKind]] = {
    PageKind.HOME: frozenset(
        {SectionKind.HERO, SectionKind.SERVICES, SectionKind.MENU_PREVIEW, SectionKind.CALL_TO_ACTION}
    ),
    PageKind.ABOUT: frozenset({SectionKind.HISTORY, SectionKind.TEAM, SectionKind.VALUES, SectionKind.GALLERY}),
    PageKind.CONTACT: frozenset({SectionKind.DETAILS, SectionKind.HOURS, SectionKind.LOCATION, SectionKind.FORM}),
    PageKind.GALLERY: frozenset({SectionKind.GALLERY}),
}
"""Which sections a page may have."""
WITH_DISHES = frozenset({SectionKind.MENU_PREVIEW})
WITH_TARGET = frozenset({SectionKind.HERO, SectionKind.CALL_TO_ACTION})


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a section: a service, a person, a value, a year. note: such as a person's role."""

    title: str
    text: str = ""
    note: str = ""
    image_id: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. Texts are plain; a blank line begins a paragraph."""

    kind: SectionKind
    title: str = ""
    text: str = ""
    image_ids: tuple[str, ...] = ()
    dish_ids: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    target: Target | None = None
    label: str = ""

    @property
    def all_images(self) -> set[str]:
        """Every image that it shows."""
        return {*self.image_ids, *(item.image_id for item in self.items if item.image_id)}


@dataclass(frozen=True, slots=True)
class PageContent:
    """What an owner writes on a page."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language."""

    venue_id: str
    page_kind: PageKind
    language: str
    sections: tuple[Section, ...]
    title: str
    updated_at: Instant
    version: int = 0


def check_page(page: Page, images: Collection[str], dishes: Collection[str]) -> None:
    """Refuse sections that do not fit. images, dishes: ids that the venue has. Raises PageContradictory."""
    faults = []
    seen: set[SectionKind] = set()
    for number, section in enumerate(page.sections):
        at = f"/sections/{number}"
        if section.kind not in KINDS[page.page_kind]:
            faults.append(Fault(f"{at}/kind", f"not on the page {page.page_kind}", "kind"))
        if section.kind in seen:
            faults.append(Fault(f"{at}/kind", "once a page", "twice"))
        if not section.all_images <= set(images):
            faults.append(Fault(f"{at}/image_ids", "the venue has no such image", "unknown"))
        if not set(section.dish_ids) <= set(dishes):
            faults.append(Fault(f"{at}/dish_ids", "the menu has no such dish", "unknown"))
        if section.dish_ids and section.kind not in WITH_DISHES:
            faults.append(Fault(f"{at}/dish_ids", f"not in a section {section.kind}", "kind"))
        if section.target and section.kind not in WITH_TARGET:
            faults.append(Fault(f"{at}/target", f"not in a section {section.kind}", "kind"))
        seen.add(section.kind)
    if faults:
        raise PageContradictory("; ".join(f"{f.pointer}: {f.detail}" for f in faults[:3]), faults=tuple(faults))


def best_of(pages: Sequence[Page], languages: Sequence[str]) -> Page | None:
    """Return the page in the first of these languages that it is in, else in any; None if there is none."""
    by_language = {page.language: page for page in pages}
    wanted = (by_language[language] for language in languages if language in by_language)
    return next(wanted, next(iter(pages), None))


class MessageState(StrEnum):
    """Whether the venue's mail has it. KEPT: its mailbox takes no letters; the message stands here only."""

    QUEUED = "queued"
    SENT = "sent"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class ContactMessage:
    """What somebody wrote to a venue by its contact form."""

    message_id: str
    venue_id: str
    name: str
    email: str
    text: str
    language: str
    written_at: Instant
    phone: str = ""
    state: MessageState = MessageState.QUEUED
    version: int = 0
