"""The port `Rails`: each rail is built on first use, from its own keys; one without keys does not exist here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guildhall.payments.ports import LocalRail

Keys = Mapping[str, Any]


class KeyedRails:
    """keys: of all rails, by name, read once. makers: how each rail is built from its keys."""

    def __init__(
        self, keys: Callable[[], Mapping[str, Keys]], makers: Mapping[str, Callable[[Keys], LocalRail]]
    ) -> None:
        self._keys = keys
        self._makers = makers
        self._made: dict[str, LocalRail] = {}

    def get(self, name: str) -> LocalRail | None:
        """Return a rail whose keys we have, or None."""
        if name in self._made:
            return self._made[name]
        if name not in self._makers:
            return None
        own = self._keys().get(name)
        if own is None:
            return None
        return self._made.setdefault(name, self._makers[name](own))
