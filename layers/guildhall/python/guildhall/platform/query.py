"""Pages and batches of items, raw: for lists and feeds, where PynamoDB's decoding would cost more than the read."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import from_item, to_typed, typed_key
from guildhall.platform.table import from_row

T = TypeVar("T")
MOST = 100
SCANNED = 1000
"""Rows that one step through a whole table looks at."""
REMOVED = 25
"""Rows that one request removes (AWS limit)."""
ATTEMPTS = 5
"""Rounds of a batch whose answers leave keys out, as DynamoDB does when a partition is busy."""


@dataclass(frozen=True, slots=True)
class Page:
    """items: plain dicts with the attribute names of the table. position: where the next page starts, or None."""

    items: list[dict[str, Any]]
    position: dict[str, Any] | None


def page(
    table: str,
    pk: str,
    *,
    index: str | None = None,
    prefix: str | None = None,
    between: tuple[str, str] | None = None,
    limit: int = 20,
    position: dict[str, Any] | None = None,
    newest_first: bool = False,
    consistent: bool = False,
) -> Page:
    """Read one page of a partition in sort-key order.

    prefix / between: bounds on the sort key, at most one of them; `between` includes both ends, nothing lies between
    bounds in the wrong order.
    limit: 1 to 100. position: of the page before. consistent: only without index. Raises Unavailable.
    """
    if between is not None and between[0] > between[1]:
        # DynamoDB calls this an error of the program, but the span may be what a caller of ours asked for.
        return Page([], None)
    name = index or ""
    condition, values = f"{name}PK = :pk", {":pk": to_typed(pk)}
    if prefix is not None:
        condition, values = f"{condition} AND begins_with({name}SK, :from)", {**values, ":from": to_typed(prefix)}
    if between is not None:
        condition += f" AND {name}SK BETWEEN :from AND :to"
        values |= {":from": to_typed(between[0]), ":to": to_typed(between[1])}
    request: dict[str, Any] = {
        "TableName": table,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": values,
        "Limit": min(limit, MOST),
        "ScanIndexForward": not newest_first,
    }
    if index:
        request["IndexName"] = index
    elif consistent:
        request["ConsistentRead"] = True
    if position:
        request["ExclusiveStartKey"] = {key: to_typed(value) for key, value in position.items()}
    answer = _call("Query", request)
    last = answer.get("LastEvaluatedKey")
    return Page([from_item(item) for item in answer["Items"]], from_item(last) if last else None)


def everything(
    table: str, pk: str, *, index: str | None = None, prefix: str | None = None, between: tuple[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Read a whole partition, page by page, consistently unless it is an index's. Raises Unavailable."""
    position = None
    while True:
        found = page(
            table, pk, index=index, prefix=prefix, between=between, limit=MOST, position=position,
            consistent=index is None,
        )  # fmt: skip
        yield from found.items
        position = found.position
        if position is None:
            return


def scan(
    table: str, names: Sequence[str], condition: str, values: dict[str, Any], position: dict[str, Any] | None
) -> Page:
    """Read on through a whole table and return what meets a condition: for operators, never while somebody waits.

    names: the attributes to return; the right to scan may be held to them. condition, values: a filter of DynamoDB and
    its plain values by placeholder. position: of the page before. Raises Unavailable.
    """
    request: dict[str, Any] = {
        "TableName": table,
        "Select": "SPECIFIC_ATTRIBUTES",
        "ProjectionExpression": ", ".join(names),
        "FilterExpression": condition,
        "ExpressionAttributeValues": {name: to_typed(value) for name, value in values.items()},
        "Limit": SCANNED,
    }
    if position is not None:
        request["ExclusiveStartKey"] = typed_key(position["PK"], position["SK"])
    answer = _call("Scan", request)
    end = answer.get("LastEvaluatedKey")
    return Page([from_item(item) for item in answer["Items"]], from_item(end) if end else None)


def lookup(table: str, keys: Iterable[tuple[str, str]], *, consistent: bool = False) -> dict[tuple[str, str], Any]:
    """Read any number of items by PK and SK; what is absent is not in the answer. Raises Unavailable."""
    wanted = list(dict.fromkeys(keys))
    found: dict[tuple[str, str], Any] = {}
    for start in range(0, len(wanted), MOST):
        found |= _batch(table, wanted[start : start + MOST], consistent=consistent)
    return found


def batch_get(table: str, keys: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Read any number of items by PK and SK, in the order asked, leaving out the absent ones. Eventually consistent.

    Raises Unavailable.
    """
    found = lookup(table, keys)
    return [found[key] for key in keys if key in found]


def models(table: str, keys: Sequence[tuple[str, str]], model_type: type[T]) -> list[T]:
    """Read any number of items by PK and SK as model dataclasses, in the order asked. Eventually consistent.

    Raises Unavailable.
    """
    return [from_row(model_type, item) for item in batch_get(table, keys)]


def batch_delete(table: str, keys: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Remove any number of different items by PK and SK; return those that a busy table has left standing.

    Raises Unavailable: some may be gone then.
    """
    left: list[dict[str, Any]] = []
    for start in range(0, len(keys), REMOVED):
        requests = [{"DeleteRequest": {"Key": typed_key(pk, sk)}} for pk, sk in keys[start : start + REMOVED]]
        for attempt in range(ATTEMPTS):
            answer = _call("BatchWriteItem", {"RequestItems": {table: requests}})
            requests = answer.get("UnprocessedItems", {}).get(table, [])
            if not requests:
                break
            _wait(attempt)
        left += [from_item(one["DeleteRequest"]["Key"]) for one in requests]
    return [(key["PK"], key["SK"]) for key in left]


def _batch(table: str, keys: Sequence[tuple[str, str]], *, consistent: bool) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    typed = [typed_key(pk, sk) for pk, sk in keys]
    left: dict[str, Any] = {table: {"Keys": typed, "ConsistentRead": consistent}}
    for attempt in range(ATTEMPTS):
        answer = _call("BatchGetItem", {"RequestItems": left})
        items = [from_item(raw) for raw in answer["Responses"].get(table, [])]
        found |= {(item["PK"], item["SK"]): item for item in items}
        left = answer.get("UnprocessedKeys") or {}
        if not left:
            return found
        _wait(attempt)
    raise Unavailable("the database is busy", retry_after_seconds=1)


def _wait(attempt: int) -> None:
    time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311  jitter needs no cryptography


def _call(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return transport().call(operation, request)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationException":
            # Our bug: trying again would hide it behind an outage.
            raise
        raise Unavailable from error
    except BotoCoreError as error:
        raise Unavailable from error
