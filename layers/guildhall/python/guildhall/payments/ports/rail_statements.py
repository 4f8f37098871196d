"""What comparing the statements of local rails needs."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from guildhall.payments.models.rail_statements import FiledStatement


class FiledStatements(Protocol):
    """Files of local rails, kept for the auditors, and the queue in which they are compared."""

    def get(self, rail: str, day: date) -> FiledStatement | None:
        """Return what is known of a day's file, read consistently, or None."""

    def text(self, rail: str, day: date) -> str | None:
        """Return the file, read consistently, or None."""

    def file(self, statement: FiledStatement, text: str) -> None:
        """Keep a file in the place of an earlier one of the day, and let the worker compare it.

        Raises StaleVersion.
        """

    def save(self, statement: FiledStatement) -> None:
        """Store what comparing brought, at the version it was read at. Raises StaleVersion."""

    def ask(self, rail: str, day: date) -> None:
        """Let the worker compare a day of which the rail itself can tell."""

    def list(
        self, rail: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[FiledStatement], dict[str, Any] | None]:
        """Return one page of a rail's filed days, the latest first."""
