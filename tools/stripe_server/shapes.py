"""Compare an answer with the SDK's class for it: no field that the class lacks, none missing that it promises."""

import inspect
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import stripe
import stripe.v2.core
from stripe._stripe_object import StripeObject
from stripe.events._event_classes import get_v2_event_class

RENAMED: dict[str, type] = {"fee_refund": stripe.ApplicationFeeRefund, "line_item": stripe.InvoiceLineItem}
"""Classes that the SDK calls by another name than their objects' own."""


def problems(expected: type, body: Mapping[str, Any], where: str = "") -> list[str]:
    """Name the fields of the body that the class does not know, and the promised ones that the body lacks.

    A field is promised when its annotation is not Optional. Nested objects are compared with the nested classes.
    """
    fields = _annotations(expected)
    path = where or expected.__name__
    unknown = [f"{path}.{name}: unknown to the SDK" for name in body if name not in fields]
    absent = [
        f"{path}.{name}: promised by the SDK, absent" for name in fields if name not in body and _promised(fields[name])
    ]
    nested = [problem for name in body if name in fields for problem in _nested(expected, name, body[name], path)]
    return unknown + absent + nested


def _annotations(expected: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in reversed(expected.__mro__):
        if issubclass(base, StripeObject) and base is not StripeObject:
            found |= inspect.get_annotations(base)
    return {name: hint for name, hint in found.items() if not name.startswith("_") and name != "OBJECT_NAME"}


def _promised(hint: Any) -> bool:
    return type(None) not in typing.get_args(hint)


def _nested(expected: type, name: str, value: Any, path: str) -> Iterator[str]:
    inner = getattr(expected, "_inner_class_types", {}).get(name)
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        if not isinstance(item, Mapping):
            continue
        where = f"{path}.{name}[{index}]" if isinstance(value, list) else f"{path}.{name}"
        kind = item.get("object")
        if inner is not None:
            yield from problems(inner, item, where)
        elif kind == "list":
            yield from (problem for each in item["data"] for problem in problems(class_of(each), each, where))
        elif kind is not None:
            yield from problems(class_of(item), item, where)


def class_of(body: Mapping[str, Any]) -> type:
    """Find the SDK's class for an object by its `object` field; a thin event has a class per type."""
    if body["object"] == "v2.core.event":
        event: type = get_v2_event_class(body["type"])
        return event
    if str(body["object"]).startswith("v2.core."):
        core: type = getattr(stripe.v2.core, _class_name(body["object"].rpartition(".")[2]))
        return core
    *folders, name = str(body["object"]).split(".")
    place: Any = stripe
    for folder in folders:
        place = getattr(place, folder)
    found: type = RENAMED.get(name) or getattr(place, _class_name(name))
    return found


def _class_name(object_name: str) -> str:
    return "".join(part.capitalize() for part in object_name.split("_"))
