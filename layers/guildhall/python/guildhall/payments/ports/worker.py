"""What the command worker and the door for notices need of work that is not about a milestone's money."""

from __future__ import annotations

from typing import Protocol

from guildhall.payments.models import Change, Command, Notice
from guildhall.payments.models.facts import Fact


class Errand(Protocol):
    """Commands of one verb that are not about a milestone's money; the worker keeps the rules of keys and searches."""

    def search(self, order: Command) -> Fact | None:
        """Return what an earlier try made, or None. Raises ProviderTrouble."""

    def is_overtaken(self, order: Command) -> bool:
        """Tell whether the command outlived what it was about."""

    def hindrance(self, order: Command) -> str | None:
        """Return why the provider must not be asked now, or None."""

    def ask(self, order: Command) -> Fact | None:
        """Ask the provider under the command's key; None when nothing is left to apply. Raises ProviderTrouble."""

    def refused(self, order: Command, code: str) -> Change | None:
        """Return the change that gives the command up after a definite no, or None to go on waiting."""


class BusReader(Protocol):
    """Reads events from the provider's own bus."""

    def __call__(self, message: str) -> tuple[Notice, str]:
        """Return the notice, and the provider's event as text.

        Raises SignatureWrong, NoticeMisdirected, ValueError (not an envelope).
        """
