"""What administration needs."""

from typing import Protocol

from guildhall.administration.models import Setting
from guildhall.kernel.events import DomainEvent


class Settings(Protocol):
    """Stored settings."""

    def get(self, name: str) -> Setting | None:
        """Return the stored setting, or None while it stands at its default."""

    def list(self) -> list[Setting]:
        """Return every stored setting, by name."""

    def save(self, setting: Setting, *events: DomainEvent) -> Setting:
        """Store at the version it was read at. Raises StaleVersion."""
