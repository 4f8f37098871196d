"""What a vendor documents, read from `rails.toml` and from the rail's own keys, which win."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from guildhall.payments.models.rails import OutcomeStatus

Words = tuple[OutcomeStatus, str | None]
NOBODY_KNOWS: Words = (OutcomeStatus.UNKNOWN, None)


@cache
def _documented() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("rails.toml").read_text(encoding="utf-8"))


def book(rail: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return paths, codes, times and keys of a rail in one mapping; tables are merged member by member."""
    return _merged(_documented()[rail], keys)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in over.items():
        is_table = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _merged(merged[name], value) if is_table else value
    return merged


def meaning(codes: Mapping[str, Any], code: object) -> Words:
    """Return what a code means; one that is not listed means that nobody knows."""
    found = codes.get(str(code))
    return (OutcomeStatus(found[0]), found[1] or None) if found else NOBODY_KNOWS
