"""Plain values to DynamoDB's typed values and back, and the PynamoDB attributes that carry them."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import Attribute


def to_typed(value: Any) -> dict[str, Any]:  # noqa: PLR0911  one return a type reads best
    """Wrap a JSON value (str, int, bool, None, list, dict with text keys) or bytes as a DynamoDB value.

    Raises TypeError on anything else; floats are refused because they lose digits.
    """
    if isinstance(value, str):
        return {"S": value}
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": {key: to_typed(inner) for key, inner in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [to_typed(inner) for inner in value]}
    if isinstance(value, bytes):
        return {"B": value}
    raise TypeError(f"{type(value).__name__} has no place in a table")


def from_typed(typed: dict[str, Any]) -> Any:
    """Unwrap a DynamoDB value; numbers come back as int, sets as sorted lists."""
    ((tag, value),) = typed.items()
    if tag in {"S", "BOOL", "B"}:
        return value
    if tag == "N":
        return int(value)
    if tag == "M":
        return {key: from_typed(inner) for key, inner in value.items()}
    if tag == "L":
        return [from_typed(inner) for inner in value]
    if tag == "NULL":
        return None
    return sorted(value)


def typed_key(pk: str, sk: str) -> dict[str, Any]:
    """Wrap the primary key that every table has."""
    return {"PK": to_typed(pk), "SK": to_typed(sk)}


def from_item(item: dict[str, Any]) -> dict[str, Any]:
    """Unwrap a whole item as a raw read returns it."""
    return {name: from_typed(typed) for name, typed in item.items()}


class IntegerAttribute(Attribute[int]):
    """A number that must be an int: PynamoDB's own attribute lets floats through, and money must not."""

    attr_type = "N"

    def serialize(self, value: Any) -> str:
        """Write an int. Raises TypeError on any other type, bool included."""
        if type(value) is not int:
            raise TypeError(f"{value!r} is not an int")
        return str(value)

    def deserialize(self, value: str) -> int:
        """Read an int."""
        return int(value)


class MapOf(Attribute[dict[str, Any]]):
    """A plain dict stored as a DynamoDB map."""

    attr_type = "M"

    def serialize(self, value: Any) -> Any:
        """Wrap the dict's values."""
        return to_typed(value)["M"]

    def deserialize(self, value: Any) -> dict[str, Any]:
        """Unwrap the map's values."""
        return {key: from_typed(inner) for key, inner in value.items()}


class ListOf(Attribute[list[Any]]):
    """A plain list stored as a DynamoDB list."""

    attr_type = "L"

    def serialize(self, value: Any) -> Any:
        """Wrap the elements."""
        return to_typed(value)["L"]

    def deserialize(self, value: Any) -> list[Any]:
        """Unwrap the elements."""
        return [from_typed(inner) for inner in value]
