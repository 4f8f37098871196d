"""How the catalogue says what an event means to people: whom to tell what, or why nobody is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Notice, Type

E = TypeVar("E", bound=DomainEvent)


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody is told."""

    because: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Told to people whom the event does not name. because: by what they are chosen."""

    because: str


Decision = Callable[[Any], list[Notice]] | Silent | Chosen


def notice_of(account_id: str, kind: Type, event: DomainEvent, *names: str) -> Notice:
    """Build a notice whose text is filled with the named fields of the event."""
    return Notice(account_id, kind, event.model_dump(mode="json", include=set(names)))


def tells(event: type[E], decide: Callable[[E], list[Notice]]) -> tuple[type[DomainEvent], Decision]:
    """Pair an event with its decision, checked against each other's types."""
    return event, decide


def to_owner(event: type[DomainEvent], kind: Type, *names: str) -> tuple[type[DomainEvent], Decision]:
    """Pair an event of one account with its notice to that account."""
    return event, lambda told: [notice_of(told.account_id, kind, told, *names)]
