"""What profiles needs."""

from typing import Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.profiles.models import Card, Filter, Profile, ResponseTime, Role


class Profiles(Protocol):
    """Stored profiles."""

    def get(self, account_id: str, role: Role) -> Profile | None:
        """Return the profile of an account in a role, or None."""

    def list_of(self, account_id: str) -> list[Profile]:
        """Return all profiles of an account, at most one a role."""

    def save(self, action: str, profile: Profile, *events: DomainEvent) -> Profile:
        """Store at the version it was read at. action: `profiles.<verb>` for the audit log. Raises StaleVersion."""

    def keep_response_time(self, account_id: str, response_time: ResponseTime) -> None:
        """Store it, unless what is stored was measured as late or later; the version of profiles does not move."""

    def list_experts(self, wanted: Filter, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page of public experts, newest first, and the cursor of the next. Raises CursorForged."""
