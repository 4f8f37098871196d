"""What administration needs."""

from datetime import date, datetime
from typing import Any, Protocol

from guildhall.administration.models.audit import AuditEntry, SealedHour
from guildhall.administration.models.field import Breakage, Breakages, Distribution, FieldReport
from guildhall.administration.models.grants import Grant
from guildhall.administration.models.queues import DeadLetter, QueueState
from guildhall.administration.models.settings import Setting
from guildhall.kernel.events import DomainEvent


class Settings(Protocol):
    """Stored settings."""

    def get(self, name: str) -> Setting | None:
        """Return the stored setting, or None while it stands at its default."""

    def list(self) -> list[Setting]:
        """Return every stored setting, by name."""

    def save(self, setting: Setting, *events: DomainEvent) -> Setting:
        """Store at the version it was read at. Raises StaleVersion."""


class AuditLog(Protocol):
    """The audit log, to read only."""

    def of_entity(
        self, entity: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[AuditEntry], dict[str, Any] | None]:
        """Return a page of one entity's history, newest first, and where the next page starts."""

    def before(
        self, until: datetime, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[AuditEntry], dict[str, Any] | None]:
        """Return a page of everything up to an instant, newest first; may be empty with more to come."""

    def of_hour(self, hour: datetime) -> list[AuditEntry]:
        """Return every entry of one hour, by id."""


class Seals(Protocol):
    """The sealed hours, each chained to the one before."""

    def last(self) -> SealedHour | None:
        """Return the newest, read consistently, or None."""

    def since(self, hour: datetime, limit: int) -> list[SealedHour]:
        """Return the sealed hours from one on, oldest first."""

    def add(self, sealed: SealedHour) -> None:
        """Keep a seal. Raises StaleVersion if the hour has one."""


class Exports(Protocol):
    """Exported hours, which nobody can change or remove before their time."""

    def put(self, sealed: SealedHour, content: bytes) -> None:
        """Keep the entries of an hour; the same content may be put again."""

    def get(self, sealed: SealedHour) -> bytes | None:
        """Return what was kept, or None."""


class SealAlarms(Protocol):
    """Who is told that the audit log is not what it was."""

    def broken(self, detail: str) -> None:
        """Tell it."""


class Queues(Protocol):
    """The queues of this deployment."""

    def states(self) -> list[QueueState]:
        """Return every queue that is not itself for dead letters, by name."""

    def dead_letters(self, name: str) -> list[DeadLetter]:
        """Return up to ten dead letters of a queue without removing them. Raises QueueUnknown."""

    def redrive(self, name: str, most: int) -> int:
        """Send up to `most` dead letters back to their queue; return how many. Raises QueueUnknown."""


class Grants(Protocol):
    """Permissions that single accounts hold."""

    def list(self, permission: str | None = None) -> list[Grant]:
        """Return the grants, of one permission or of all, by permission and account."""

    def get(self, permission: str, account_id: str) -> Grant | None:
        """Return a grant, or None."""

    def save(self, grant: Grant) -> None:
        """Keep a grant. Raises StaleVersion if it stands already."""

    def remove(self, grant: Grant) -> None:
        """Take a grant away, at the version it was read at. Raises StaleVersion."""


class FieldCounters(Protocol):
    """What browsers told, added up."""

    def add(self, day: date, report: FieldReport) -> bool:
        """Add one to each counter; return False if this report came before."""

    def of_day(self, day: date, app_release: str | None) -> tuple[list[Distribution], list[Breakages]]:
        """Return what was counted on a day, of one app release or of all."""


class FieldAlarms(Protocol):
    """Who is told that pages break."""

    def page_broke(self, report: FieldReport, broken: Breakage) -> None:
        """Tell it."""
