"""What helping people to write needs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from guildhall.messaging.models.templates import Template


class People(Protocol):
    """What people are called."""

    def call(self, account_id: str, name: str, event_id: str) -> None:
        """Remember a name, unless a later event gave another. event_id: its time orders them."""

    def names(self, account_ids: Collection[str]) -> dict[str, str]:
        """Return the names that are known, by account."""


class Templates(Protocol):
    """The templates of people."""

    def of(self, account_id: str) -> list[Template]:
        """Return all of a person's templates, oldest first."""

    def get(self, account_id: str, template_id: str) -> Template | None:
        """Return one, or None."""

    def save(self, template: Template) -> Template:
        """Store it at the version that was read. Raises StaleVersion."""

    def remove(self, template: Template) -> None:
        """Forget it, at the version that was read. Raises StaleVersion."""
