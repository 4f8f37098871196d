"""Check a request's parameters against the SDK's TypedDicts, and give the values their types.

A form carries only text, so the same walk that finds unknown and missing names also turns "100" into 100.
"""

import functools
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from stripe._request_options import RequestOptions
from stripe._stripe_context import StripeContext
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import get_type_hints, is_typeddict

# The SDK puts its call options (idempotency_key and friends) into the same TypedDicts; they are headers, not data.
OPTIONS = frozenset(RequestOptions.__annotations__)
# Names that the SDK imports only for type checkers.
NAMES = {
    "StripeContext": StripeContext, "UntypedStripeObject": UntypedStripeObject, "Mapping": typing.Mapping,
    "Decimal": Decimal,
}  # fmt: skip
Fault = Literal["unknown", "missing", "invalid"]
NOT_REQUIRED: Any = typing.NotRequired


@dataclass(frozen=True, slots=True)
class Problem:
    """One parameter that Stripe would refuse. param: in Stripe's notation, such as metadata[order]."""

    fault: Fault
    param: str
    detail: str

    def __str__(self) -> str:
        return f"{self.param}: {self.detail}"


@dataclass(slots=True)
class Reading:
    """The typed values of a request and what is wrong with them."""

    values: Any
    problems: list[Problem] = field(default_factory=list)


def nothing_expected(data: Mapping[str, Any]) -> Reading:
    """Read a request that takes no parameters at all."""
    return Reading(dict(data), [Problem("unknown", name, "unknown parameter") for name in data])


def read(expected: type, data: Mapping[str, Any]) -> Reading:
    """Walk the data along a TypedDict of the SDK. Lists may be lists or form maps with numeric keys."""
    return _object(expected, data, "")


def _inside(where: str, key: object) -> str:
    return f"{where}[{key}]" if where else str(key)


def _value(expected: Any, value: Any, where: str) -> Reading:
    if is_typeddict(expected):
        return _object(expected, value, where)
    origin = typing.get_origin(expected)
    if origin in {typing.Union, types.UnionType}:
        return _any_of(typing.get_args(expected), value, where)
    if origin is list:
        return _list(typing.get_args(expected)[0], value, where)
    if origin in {dict, UntypedStripeObject}:
        return _map(typing.get_args(expected)[-1], value, where)
    if origin is Literal:
        return _literal(typing.get_args(expected), value, where)
    return _plain(expected, value, where)


def _object(expected: type, value: Any, where: str) -> Reading:
    if not isinstance(value, Mapping):
        return Reading(value, [Problem("invalid", where, "expected an object")])
    hints, required = _fields(expected)
    problems = [Problem("unknown", _inside(where, key), "unknown parameter") for key in value if key not in hints]
    problems += [
        Problem("missing", _inside(where, key), "missing required parameter") for key in required if key not in value
    ]
    readings = {key: _value(hints[key], value[key], _inside(where, key)) for key in value if key in hints}
    return _joined({key: reading.values for key, reading in readings.items()}, readings.values(), problems)


def _list(expected: Any, value: Any, where: str) -> Reading:
    if isinstance(value, Mapping) and all(str(key).isdigit() for key in value):
        value = [value[key] for key in sorted(value, key=int)]
    if not isinstance(value, list):
        return Reading(value, [Problem("invalid", where, "invalid array")])
    readings = [_value(expected, item, _inside(where, index)) for index, item in enumerate(value)]
    return _joined([reading.values for reading in readings], readings)


def _map(expected: Any, value: Any, where: str) -> Reading:
    if not isinstance(value, Mapping):
        return Reading(value, [Problem("invalid", where, "expected an object")])
    readings = {str(key): _value(expected, item, _inside(where, key)) for key, item in value.items()}
    return _joined({key: reading.values for key, reading in readings.items()}, readings.values())


def _any_of(arms: tuple[Any, ...], value: Any, where: str) -> Reading:
    """Keep the alternative with the fewest problems; the first wins a tie, so a typed arm goes before `str`."""
    ordered = sorted(arms, key=lambda arm: arm is str)
    return min((_value(arm, value, where) for arm in ordered), key=lambda reading: len(reading.problems))


def _literal(allowed: tuple[Any, ...], value: Any, where: str) -> Reading:
    if value in allowed:
        return Reading(value)
    return Reading(value, [Problem("invalid", where, f"must be one of {', '.join(map(str, allowed))}")])


def _plain(expected: Any, value: Any, where: str) -> Reading:
    if expected is bool:
        truth = {"true": True, "false": False, True: True, False: False}.get(value) if _hashable(value) else None
        return Reading(value, [Problem("invalid", where, "invalid boolean")]) if truth is None else Reading(truth)
    if expected is int:
        return _integer(value, where)
    if expected is str and not isinstance(value, (str, int, float)):
        return Reading(value, [Problem("invalid", where, "invalid string")])
    return Reading(value)


def _integer(value: Any, where: str) -> Reading:
    if isinstance(value, int) and not isinstance(value, bool):
        return Reading(value)
    text = value if isinstance(value, str) else ""
    if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():
        return Reading(int(text))
    return Reading(value, [Problem("invalid", where, "invalid integer")])


def _hashable(value: object) -> bool:
    return not isinstance(value, (dict, list))


def _joined(values: Any, readings: Iterable[Reading], problems: Iterable[Problem] = ()) -> Reading:
    return Reading(values, [*problems, *(problem for reading in readings for problem in reading.problems)])


@functools.cache
def _fields(expected: type) -> tuple[dict[str, Any], frozenset[str]]:
    """List a TypedDict's fields with their types, and which of them are required.

    The SDK writes many annotations as text, which hides NotRequired from `__required_keys__`: they are resolved first.
    """
    raw = get_type_hints(expected, localns=NAMES, include_extras=True)
    hints = get_type_hints(expected, localns=NAMES)
    fields = {name: hint for name, hint in hints.items() if name not in OPTIONS}
    return fields, frozenset(name for name in fields if typing.get_origin(raw[name]) is not NOT_REQUIRED)
