"""Keeps the lists of what is watched: the loops of infra/observability.yaml, and the exports that they import.

Both stand inside files that people write; only these lines are ours.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.template import APP, BUS, ROOT, resources
from tools.generate import template as view

OBSERVABILITY = "infra/observability.yaml"
REFERENCE = {"": "!Ref {}"}
EXPORTED = {
    "AWS::SQS::Queue": {"": "!GetAtt {}.QueueName", "Arn": "!GetAtt {}.Arn", "Url": "!Ref {}"},
    "AWS::Serverless::Function": REFERENCE,
    "AWS::Serverless::HttpApi": REFERENCE,
    "AWS::Serverless::StateMachine": REFERENCE,
    "AWS::Serverless::WebSocketApi": REFERENCE,
}
"""By type of resource: what is exported of it, under its logical id and this ending."""
EXPORT = re.compile(
    r'^  (\w+): \{Value: (?:!Ref|!GetAtt) .*Export: \{Name: !Sub "guildhall-\$\{Stage\}-\1"\}\}\n', re.MULTILINE
)


def lists() -> dict[str, list[str]]:
    """Return, for each loop of the alarms, the logical ids it goes through, sorted."""
    functions = view.functions()
    readers = [
        name
        for name, properties in functions.items()
        if any(event["Type"] == "DynamoDB" for event in properties.get("Events", {}).values())
    ]
    return {
        "DeadLetters": [name for name in _of_type("AWS::SQS::Queue") if "DeadLetters" in name],
        "Queues": [name for name in _of_type("AWS::SQS::Queue") if "DeadLetters" not in name],
        "Functions": sorted(functions),
        "Streams": sorted(readers),
        "FailedWorkflows": _of_type("AWS::Serverless::StateMachine"),
        "LateWorkflows": _of_type("AWS::Serverless::StateMachine"),
    }


def exports(name: str) -> str:
    """Return the lines of a template's Outputs that other stacks import, sorted by logical id."""
    return "".join(
        f'  {one}{end}: {{Value: {value.format(one)}, Export: {{Name: !Sub "guildhall-${{Stage}}-{one}{end}"}}}}\n'
        for one, resource in sorted(resources(name).items())
        for end, value in EXPORTED.get(resource["Type"], {}).items()
    )


def files(root: Path = ROOT) -> dict[Path, str]:
    """Return what the three files should say."""
    watched = (root / OBSERVABILITY).read_text(encoding="utf-8")
    for loop, names in lists().items():
        watched = _with_list(watched, loop, names)
    exporting = {
        root / name: EXPORT.sub("", (root / name).read_text(encoding="utf-8")).rstrip("\n") + f"\n{exports(name)}"
        for name in (APP, BUS)
    }
    return {root / OBSERVABILITY: watched, **exporting}


def _with_list(text: str, loop: str, names: list[str]) -> str:
    items = "\n".join(f"    {'- ' if number == 0 else '  '}- {name}" for number, name in enumerate(names))
    return re.sub(rf"(  Fn::ForEach::{loop}:\n    - \w+\n)(?:    (?:- |  )- \w+\n)+", rf"\g<1>{items}\n", text)


def _of_type(kind: str) -> list[str]:
    return sorted(n for n, resource in resources().items() if resource["Type"] == kind)
