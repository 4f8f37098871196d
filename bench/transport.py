"""One DynamoDB call, warm: our transport against stock boto3, on the same engine (performance.md section 2.3)."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.session

from bench.measure import ROOT, Case, Sample, interleave, reports
from bench.report import Result
from tests.support.dynoxide import Engine, dynoxide
from tools.layers.build import BUILT, build_here

ROUNDS = 7
TABLE = "bench"
TEXTS = {f"text_{number}": {"S": "x" * 60} for number in range(8)}
ITEM = {"PK": {"S": "P"}, "SK": {"S": "I#00"}, "count": {"N": "12"}, "open": {"BOOL": True}, **TEXTS}
"""About 700 bytes, twelve attributes: an ordinary aggregate root."""

OPERATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "get": ("GetItem", {"TableName": TABLE, "Key": {"PK": {"S": "P"}, "SK": {"S": "I#00"}}}),
    "put": ("PutItem", {"TableName": TABLE, "Item": ITEM | {"SK": {"S": "W"}}}),
    "query20": (
        "Query",
        {
            "TableName": TABLE,
            "KeyConditionExpression": "PK = :pk AND begins_with(SK, :i)",
            "ExpressionAttributeValues": {":pk": {"S": "P"}, ":i": {"S": "I#"}},
            "Limit": 20,
        },
    ),
    "transact4": (
        "TransactWriteItems",
        {"TransactItems": [{"Put": {"TableName": TABLE, "Item": ITEM | {"SK": {"S": f"T#{n}"}}}} for n in range(4)]},
    ),
}
TARGETS = {"get": 0.60, "put": 0.60, "query20": 0.45, "transact4": 0.60}
"""What section 2.3 measured (0.32, 0.29, 0.21, 0.25 without PynamoDB), with room for a noisy machine."""

STOCK = """
import boto3, json
from bench.warm import report
client = boto3.client("dynamodb")
names = {"GetItem": "get_item", "PutItem": "put_item", "Query": "query", "TransactWriteItems": "transact_write_items"}
"""
OURS = """
import json
from bench.warm import report
from guildhall.platform.dynamo_transport import transport
"""


def measure() -> list[Result]:
    """Measure four operations on both roads."""
    for layer in ("dependencies", "guildhall"):
        build_here(layer)
    with filled_engine() as engine:
        samples = interleave(_cases(engine), ROUNDS)
    results = []
    for name, target in TARGETS.items():
        ours, stock = _median(samples[f"ours {name}"]), _median(samples[f"stock {name}"])
        calls = reports(samples[f"ours {name}"])[0]["calls"]
        note = f"{ours:.0f} against {stock:.0f} us; {calls} Python calls"
        results.append(Result(f"transport_{name}_ratio", ours / stock, target, note=note))
    return results


def _cases(engine: Engine) -> list[Case]:
    """Return one case an operation and road."""
    cases = []
    layers = [BUILT / "guildhall/python", BUILT / "dependencies/python"]
    for name, (operation, arguments) in OPERATIONS.items():
        given = f"arguments = json.loads({json.dumps(arguments)!r})\n"
        ours = f"{OURS}{given}way = transport()\nreport(lambda: way.call({operation!r}, arguments))"
        stock = f"{STOCK}{given}call = getattr(client, names[{operation!r}])\nreport(lambda: call(**arguments))"
        cases.append(Case(f"ours {name}", ours, [ROOT, *layers], engine.environment))
        cases.append(Case(f"stock {name}", stock, [ROOT], engine.environment))
    return cases


@contextmanager
def filled_engine() -> Iterator[Engine]:
    """Run an engine that holds twenty items of one collection."""
    with dynoxide() as engine:
        make: Any = botocore.session.get_session().create_client
        client = make(
            "dynamodb",
            endpoint_url=engine.endpoint_url,
            region_name="eu-west-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",  # noqa: S106 - a made-up key of a local server
        )
        client.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")],
            BillingMode="PAY_PER_REQUEST",
        )
        for number in range(20):
            client.put_item(TableName=TABLE, Item=ITEM | {"SK": {"S": f"I#{number:02d}"}})
        yield engine


def _median(samples: list[Sample]) -> float:
    """Return the median CPU of a call, microseconds."""
    return float(statistics.median(report["cpu_us"] for report in reports(samples)))
