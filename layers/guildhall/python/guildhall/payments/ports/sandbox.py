"""What the embedded sandbox needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol


class SandboxWorld(Protocol):
    """What the embedded sandbox remembers of money that does not exist."""

    def get(self, our_id: str) -> dict[str, Any] | None:
        """Return an operation as it was put, or None."""

    def put(self, our_id: str, seen: dict[str, Any], moves: Mapping[str, int]) -> None:
        """Store an operation and what it moves, in minor units by currency, in one transaction."""

    def balance(self) -> Mapping[str, int]:
        """Return the float, minor units by currency."""

    def settled(self, since: datetime) -> list[dict[str, Any]]:
        """Return the operations that moved something since then, oldest first."""
