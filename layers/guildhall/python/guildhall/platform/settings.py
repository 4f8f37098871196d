"""Settings: frozen dataclasses read from the environment once, in the init phase."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")
PREFIX = "GUILDHALL_"


class SettingsIncomplete(RuntimeError):
    """The function is deployed wrongly; the message names every variable that is missing or malformed."""


def load(cls: type[T], environ: Mapping[str, str]) -> T:
    """Read a settings dataclass: field `core_table` comes from `GUILDHALL_CORE_TABLE`.

    cls: a dataclass whose fields are str, int or bool ("true"/"false"); a field with a default may be absent.
    Raises SettingsIncomplete.
    """
    values: dict[str, Any] = {}
    wrong: list[str] = []
    hints = typing.get_type_hints(cls)
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # T is a dataclass by contract
        name = PREFIX + field.name.upper()
        text = environ.get(name)
        if text is None:
            if field.default is dataclasses.MISSING:
                wrong.append(f"{name} is not set")
            continue
        try:
            values[field.name] = _convert(text, hints[field.name])
        except ValueError as error:
            wrong.append(f"{name}={text!r}: {error}")
    if wrong:
        raise SettingsIncomplete("; ".join(wrong))
    return cls(**values)


def _convert(text: str, kind: type) -> Any:
    if kind is bool:
        if text not in {"true", "false"}:
            raise ValueError("must be true or false")
        return text == "true"
    return kind(text)
