"""A whole request, warm: the deployed handler against a bare one that makes the very same DynamoDB calls with boto3.

"Bare" parses JSON, calls boto3, unwraps the items with boto3's own deserializer and writes JSON: no authorisation,
no validation, no audit entry, no log, no metrics. The calls are recorded from our handler, so both move the same data.
"""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from bench.measure import ROOT, Case, Sample, interleave, reports
from bench.recorder import Call
from bench.report import Result
from bench.scenarios import WARM, Request
from bench.world import World, world
from tests.support.dynoxide import ENVIRONMENT

ROUNDS = 7
TARGETS = {"get": 0.75, "post": 0.80, "list20": 0.80}
MOST_CALLS = 1_200

OURS = """
import itertools, json, os, sys
sys.path.append({root!r})
from {module} import handler
from bench.warm import report
from tests.support.http import LambdaContext
event, context, keys = json.loads({event!r}), LambdaContext(), itertools.count()
headers = event["headers"]

def call():
    if "idempotency-key" in headers:
        headers["idempotency-key"] = f"bench-{{os.getpid()}}-{{next(keys)}}"
    answer = handler(event, context)
    assert answer["statusCode"] < 300, answer

report(call)
"""

BARE = """
import json
import boto3
from boto3.dynamodb.types import TypeDeserializer
from bench.warm import report
client, plain = boto3.client("dynamodb"), TypeDeserializer().deserialize
calls = [(getattr(client, name), arguments) for name, arguments in json.loads({calls!r})]
event = json.loads({event!r})

def call():
    json.loads(event.get("body") or "null")
    items = []
    for method, arguments in calls:
        answer = method(**arguments)
        found = answer.get("Items") or ([answer["Item"]] if "Item" in answer else [])
        items += [{{name: plain(value) for name, value in item.items()}} for item in found]
    body = json.dumps(items, default=str)
    return {{"statusCode": 200, "headers": {{"Content-Type": "application/json"}}, "body": body}}

report(call)
"""


def measure() -> list[Result]:
    """Measure the three requests, and count the Python calls of a GET."""
    with world() as made:
        present = {name: request for name, request in WARM.items() if made.has(request.capability)}
        cases = [case for name, request in present.items() for case in _cases(made, name, request)]
        samples = interleave(cases, ROUNDS)
    results = []
    for name, target in TARGETS.items():
        if name not in present:
            results.append(Result(f"cpu_{name}_ratio", None, target))
            continue
        ours, bare = _median(samples[f"ours {name}"]), _median(samples[f"bare {name}"])
        note = f"{ours:.0f} against {bare:.0f} us"
        results.append(Result(f"cpu_{name}_ratio", ours / bare, target, note=note))
    calls = reports(samples["ours get"])[0]["calls"] if "get" in present else None
    results.append(Result("calls_get", calls, MOST_CALLS, "Python calls"))
    return results


def _cases(made: World, name: str, request: Request) -> list[Case]:
    """Return our handler and the bare one for a request."""
    event = request.prepare(made)
    with made.recorder.recording() as recording:
        made.call(request.capability, event)
    function = made.function(request.capability)
    ours = OURS.format(root=str(ROOT), module=function.module, event=json.dumps(event))
    bare = BARE.format(event=json.dumps(event), calls=json.dumps([_replayed(call) for call in recording.calls]))
    bare_environ = {**ENVIRONMENT, **made.environ}
    return [
        Case(f"ours {name}", ours, function.path, function.environ),
        Case(f"bare {name}", bare, [ROOT], bare_environ),
    ]


def _replayed(call: Call) -> tuple[str, dict[str, Any]]:
    """Return a recorded call as a boto3 method and arguments that succeed however often they are repeated."""
    method = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", call.operation).lower()
    arguments: dict[str, Any] = {name: value for name, value in call.arguments.items() if name != "ClientRequestToken"}
    return method, _unconditional(arguments)


def _unconditional(value: Any) -> Any:
    """Let every condition hold, and keep it: it is parsed and sent all the same."""
    if isinstance(value, Mapping):
        kept = {name: _unconditional(inner) for name, inner in value.items()}
        if "ConditionExpression" in kept:
            kept["ConditionExpression"] = f"({kept['ConditionExpression']}) OR attribute_not_exists(never_there)"
        return kept
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_unconditional(inner) for inner in value]
    return value


def _median(samples: Sequence[Sample]) -> float:
    """Return the median CPU of a request, microseconds."""
    return float(statistics.median(report["cpu_us"] for report in reports(samples)))
