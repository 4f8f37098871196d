"""Replacing a piece of MiniStack, and noticing when the piece is no longer the one that was read."""

from __future__ import annotations

import hashlib
import inspect
import sys
from typing import Any


class TargetMoved(Exception):
    """The source of something that a fix replaces is not the source the fix was written against."""


_replaced: dict[int, tuple[Any, str]] = {}
"""What stands in for an original, by identity, with the original's fingerprint: two fixes may wrap one function."""


def fingerprint(target: Any) -> str:
    """Return the first 12 hex digits of the SHA-256 of a callable's source, or of a text.

    A replacement has the fingerprint of what it replaced.
    """
    if id(target) in _replaced:
        return _replaced[id(target)][1]
    source = target if isinstance(target, str) else inspect.getsource(target)
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def expect(target: Any, known: str, name: str) -> None:
    """Check that a piece of MiniStack is the one a fix was written against. Raises TargetMoved."""
    found = fingerprint(target)
    if found != known:
        raise TargetMoved(f"{name} has the fingerprint {found}, the fix was written against {known}: read it again")


def replace(owner: Any, name: str, known: str, new: Any) -> Any:
    """Put `new` in the place of an attribute, wherever MiniStack's modules hold it under that name; return the old.

    owner: the module that defines it.
    known: the fingerprint of the source that the fix was written against.
    Raises TargetMoved.
    """
    old = getattr(owner, name)
    expect(old, known, f"{owner.__name__}.{name}")
    _replaced[id(new)] = new, known
    setattr(owner, name, new)
    # `from x import name` made copies: all of them have to change, or half of MiniStack would keep the old behaviour.
    for module in [m for n, m in sys.modules.items() if n.startswith("ministack.")]:
        if getattr(module, name, None) is old:
            setattr(module, name, new)
    return old
