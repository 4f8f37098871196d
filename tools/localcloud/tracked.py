"""MiniStack's state, watched for changes: which entry of which store is no longer what was last written down."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Store:
    """A module's dictionary, or another container as one entry.

    module, name: where it is found, for example `ministack.services.sqs` and `_queues`.
    """

    module: Any
    name: str
    _known: dict[Any, bytes] = field(default_factory=dict)

    @property
    def label(self) -> tuple[str, str]:
        """The name under which changes are written down."""
        return self.module.__name__, self.name

    def changes(self) -> Iterator[tuple[Any, bytes | None]]:
        """List the entries that changed since the last call: key and pickled value, None for a removed one.

        Raises RuntimeError when another thread changes the store meanwhile; the next call sees the rest.
        """
        entries = self.entries()
        for key, value in list(entries.items()):
            content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            mark = hashlib.blake2b(content, digest_size=16).digest()
            if self._known.get(key) != mark:
                self._known[key] = mark
                yield key, content
        for key in [key for key in self._known if key not in entries]:
            del self._known[key]
            yield key, None

    def restore(self, key: Any, content: bytes | None) -> None:
        """Put an entry back as it was written down; None removes it."""
        container = getattr(self.module, self.name)
        value = None if content is None else pickle.loads(content)  # noqa: S301  # our own journal
        if isinstance(container, set):
            container.clear()
            container.update(value or ())
            return
        entries = self.entries()
        if content is None:
            entries.pop(key, None)
        else:
            entries[key] = value

    def entries(self) -> dict[Any, Any]:
        """Return the store's dictionary itself; a set is the value of its only key."""
        container = getattr(self.module, self.name)
        if isinstance(container, set):
            return {None: container}
        entries: dict[Any, Any] = getattr(container, "_data", container)
        return entries


@dataclass
class Lists(Store):
    """A module's dictionary of lists to which it only adds: what was added is written down, not the whole again."""

    _lengths: dict[Any, int] = field(default_factory=dict)

    def changes(self) -> Iterator[tuple[Any, bytes | None]]:
        """List what was added since the last call: key, and pickled the place where it begins with the items."""
        entries = self.entries()
        for key, items in list(entries.items()):
            known = self._lengths.get(key, 0)
            # Who has fewer than were known was emptied meanwhile.
            start = known if known <= len(items) else 0
            if len(items) != known:
                self._lengths[key] = len(items)
                yield key, pickle.dumps((start, items[start:]), pickle.HIGHEST_PROTOCOL)
        for key in [key for key in self._lengths if key not in entries]:
            del self._lengths[key]
            yield key, None

    def restore(self, key: Any, content: bytes | None) -> None:
        """Put items back into the place where they stood; None removes the list."""
        if content is None:
            self.entries().pop(key, None)
            return
        start, items = pickle.loads(content)  # noqa: S301  # our own journal
        self.entries().setdefault(key, [])[start:] = items
