"""What contracts needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from guildhall.contracts.models import (
    Activity,
    Card,
    Contract,
    Delivery,
    Milestone,
    OpenReview,
    Side,
    Windows,
)
from guildhall.kernel.events import DomainEvent


class Contracts(Protocol):
    """Stored contracts with their milestones, deliveries and activity."""

    def get(self, contract_id: str) -> Contract | None:
        """Return the contract, or None."""

    def read(self, contract_id: str) -> tuple[Contract, list[Milestone]] | None:
        """Return the contract with its milestones by number, or None."""

    def get_milestone(self, contract_id: str, milestone_id: str) -> Milestone | None:
        """Return one milestone, or None."""

    def open(self, contract: Contract, milestones: Sequence[Milestone], activity: Activity, event: DomainEvent) -> bool:
        """Store a new contract; False if the proposal has one already, which is left alone."""

    def save(self, action: str, contract: Contract, activities: Sequence[Activity], *events: DomainEvent) -> Contract:
        """Store at the version it was read at. action: `contracts.<verb>`. Raises StaleVersion."""

    def save_milestone(
        self,
        action: str,
        milestone: Milestone,
        activity: Activity,
        *events: DomainEvent,
        delivery: Delivery | None = None,
    ) -> Milestone:
        """Store at the version it was read at, with a new delivery where there is one. Raises StaleVersion."""

    def announce(self, action: str, *events: DomainEvent) -> None:
        """Publish facts without changing anything."""

    def list_of(self, account_id: str, side: Side, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page of an account's contracts on one side, newest first, and the next cursor."""

    def list_activity(self, contract_id: str, *, limit: int, cursor: str | None) -> tuple[list[Activity], str | None]:
        """Return a page of what happened, newest first, and the next cursor. Raises CursorForged."""

    def list_deliveries(self, contract_id: str, milestone_id: str) -> list[Delivery]:
        """Return what was handed in for a milestone, the last 100, newest first."""

    def list_silent(self, now: datetime) -> list[OpenReview]:
        """Return open reviews whose time has passed; what one call leaves out, later calls find."""


class Files(Protocol):
    """What belongs to contracts and was handed in as files."""

    def require_available(self, owner_id: str, file_ids: tuple[str, ...]) -> None:
        """Refuse files that are not the contract's or not checked. Raises FileUnknown, FileNotAvailable."""


class Settings(Protocol):
    """The platform's settings, asked when work is delivered."""

    def windows(self) -> Windows:
        """Return the present windows; an open review keeps those it began with."""
