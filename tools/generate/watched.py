"""Keeps the lists of what is watched: the loops of infra/observability.yaml, and the exports that they import.

Both stand inside files that people write; only these lines are ours.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.template import ROOT, template
from tools.generate import template as view

OBSERVABILITY = "infra/observability.yaml"
EXPORTED = {
    "AWS::SQS::Queue": "!GetAtt {}.QueueName",
    "AWS::Serverless::Function": "!Ref {}",
    "AWS::Serverless::HttpApi": "!Ref {}",
    "AWS::Serverless::StateMachine": "!Ref {}",
    "AWS::Serverless::WebSocketApi": "!Ref {}",
}
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


def exports() -> str:
    """Return the lines of template.yaml's Outputs that the alarms import, sorted by logical id."""
    types = {name: resource["Type"] for name, resource in template("template.yaml")["Resources"].items()}
    return "".join(
        f'  {name}: {{Value: {EXPORTED[kind].format(name)}, Export: {{Name: !Sub "guildhall-${{Stage}}-{name}"}}}}\n'
        for name, kind in sorted(types.items())
        if kind in EXPORTED
    )


def files(root: Path = ROOT) -> dict[Path, str]:
    """Return what the two files should say."""
    watched = (root / OBSERVABILITY).read_text(encoding="utf-8")
    for loop, names in lists().items():
        watched = _with_list(watched, loop, names)
    exporting = EXPORT.sub("", (root / "template.yaml").read_text(encoding="utf-8")).rstrip("\n")
    return {root / OBSERVABILITY: watched, root / "template.yaml": f"{exporting}\n{exports()}"}


def _with_list(text: str, loop: str, names: list[str]) -> str:
    items = "\n".join(f"    {'- ' if number == 0 else '  '}- {name}" for number, name in enumerate(names))
    return re.sub(rf"(  Fn::ForEach::{loop}:\n    - \w+\n)(?:    (?:- |  )- \w+\n)+", rf"\g<1>{items}\n", text)


def _of_type(kind: str) -> list[str]:
    return sorted(n for n, resource in template("template.yaml")["Resources"].items() if resource["Type"] == kind)
