"""MiniStack's state, watched for changes: which entry of which store is no longer what was last written down."""

from __future__ import annotations

import copy
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


@dataclass
class Queues(Store):
    """A module's dictionary of queues: what came, moved and went is written down, not every message that waits.

    A message is told from what it was by its fields; what a field holds is never changed in its place.
    """

    _seen: dict[Any, tuple[Any, dict[str, tuple[Any, ...]]]] = field(default_factory=dict)
    """By queue: a copy of all but its messages, and the fields of each message by its id."""

    def changes(self) -> Iterator[tuple[Any, bytes | None]]:
        """List the queues that changed: key, and pickled the rest if it is another, messages, and ids that are gone."""
        entries = self.entries()
        for key, queue in list(entries.items()):
            waiting = list(queue["messages"])
            messages = {one["id"]: tuple(one.values()) for one in waiting}
            rest = {name: value for name, value in queue.items() if name != "messages"}
            known_rest, known = self._seen.get(key, (None, {}))
            if rest == known_rest and messages == known:
                continue
            changed = [one for one in waiting if known.get(one["id"]) != messages[one["id"]]]
            gone = [one for one in known if one not in messages]
            self._seen[key] = known_rest if rest == known_rest else copy.deepcopy(rest), messages
            news = None if rest == known_rest else rest
            yield key, pickle.dumps((news, changed, gone), pickle.HIGHEST_PROTOCOL)
        for key in [key for key in self._seen if key not in entries]:
            del self._seen[key]
            yield key, None

    def restore(self, key: Any, content: bytes | None) -> None:
        """Bring a queue to what it was after a change; None removes it."""
        entries = self.entries()
        if content is None:
            entries.pop(key, None)
            return
        rest, changed, gone = pickle.loads(content)  # noqa: S301  # our own journal
        queue = entries.setdefault(key, {"messages": []})
        queue.update(rest or {})
        # Whoever waits keeps their place; whoever is new stands behind them.
        waiting = {one["id"]: one for one in queue["messages"] if one["id"] not in gone}
        waiting.update({one["id"]: one for one in changed})
        queue["messages"] = list(waiting.values())
