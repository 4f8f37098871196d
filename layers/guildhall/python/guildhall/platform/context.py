"""What belongs to one invocation: its origin, and what it has read so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from guildhall.kernel.actor import Actor, Origin

ItemKey = tuple[str, str, str]
"""Table name, PK, SK."""


@dataclass(slots=True)
class Scope:
    """One request, one message, one workflow task.

    origin: who set it in motion; written into events and the audit log.
    images: attributes of each item as it was read, so that the audit log can say what a write changed.
    allowances: what is left of the rate limits that this work counted against, by name; the HTTP edge tells the caller.
    """

    origin: Origin
    images: dict[ItemKey, dict[str, Any]] = field(default_factory=dict)
    allowances: dict[str, Any] = field(default_factory=dict)


_SCOPE: ContextVar[Scope] = ContextVar("guildhall_scope")


@contextmanager
def scope(origin: Origin) -> Iterator[Scope]:
    """Run one piece of work; scopes nest, and each forgets what it read when it ends."""
    token = _SCOPE.set(Scope(origin))
    try:
        yield _SCOPE.get()
    finally:
        _SCOPE.reset(token)


def current() -> Scope:
    """Return the running scope. Raises LookupError outside of one: our bug."""
    return _SCOPE.get()


def actor() -> Actor:
    """Return who is asking in the running scope."""
    return _SCOPE.get().origin.actor
