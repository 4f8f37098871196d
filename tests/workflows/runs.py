"""Deploys a workflow on tasks that answer as each case needs, runs it case by case, and tells what happened."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from guildhall.kernel import errors
from tests.localcloud.tiny import Tiny, eventually
from tools.localcloud import LocalCloud

Run = Callable[[str], tuple[str, list[str], list[dict[str, Any]]]]
"""From a case to its status, the states it entered, and what its tasks were asked successfully."""
Cases = Mapping[str, Mapping[str, Any]]
"""From a case to what each task answers: an answer, the name of an error, or a list of them for one call after the
other, whose last one stays."""
WORKFLOWS = Path(__file__).parents[2] / "infra/workflows"
TEMPLATE = """
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: {definition}
      DefinitionSubstitutions: {{{substitutions}}}
      Policies: [{{LambdaInvokePolicy: {{FunctionName: !Ref Tasks}}}}]
  Tasks:
    Type: AWS::Serverless::Function
    Properties: {{CodeUri: code/, Handler: app.handler, Runtime: python3.13}}
Outputs:
  Machine: {{Value: !Ref Machine}}
"""
CODE = """
    import json

    SUBJECT, CASES, SEEN = {subject!r}, json.loads({cases!r}), {{}}

    def handler(event, context):
        case, task = event["input"][SUBJECT], event["task"]
        answer = CASES[case].get(task, {{"is_raised": True}})
        if isinstance(answer, list):
            number = SEEN[case, task] = SEEN.get((case, task), -1) + 1
            answer = answer[min(number, len(answer) - 1)]
        if isinstance(answer, str):
            raise type(answer, (Exception,), {{}})(case)
        return {{**answer, "asked": event}}
"""
_numbers = itertools.count(1)


def deployed(tiny: Tiny, definition: Path, functions: Collection[str], subject: str, cases: Cases) -> str:
    """Deploy a workflow and return its ARN.

    functions: what the definition calls its tasks' functions. subject: the field of their input that names the case.
    """
    tiny.file("code/app.py", CODE.format(subject=subject, cases=json.dumps(cases)))
    shutil.copy(definition, tiny.folder)
    substitutions = ", ".join(f"{name}: !GetAtt Tasks.Arn" for name in functions)
    return tiny.deploy(TEMPLATE.format(definition=definition.name, substitutions=substitutions))["Machine"]


def runner(cloud: LocalCloud, machine: str, given: Callable[[str], dict[str, Any]]) -> Run:
    """Return what runs a case to its end. machine: ARN. given: from a case to the execution's input."""
    client = cloud.client("stepfunctions")

    def run_case(case: str) -> tuple[str, list[str], list[dict[str, Any]]]:
        name = f"{case}-{next(_numbers)}"
        started = client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given(case)))
        arn = started["executionArn"]

        def ended() -> dict[str, Any] | None:
            found: dict[str, Any] = client.describe_execution(executionArn=arn)
            return found if found["status"] != "RUNNING" else None

        result = eventually(ended)
        assert result is not None
        pages = client.get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in pages for event in page["events"]]
        entered = [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]
        payloads = [
            json.loads(event["taskSucceededEventDetails"]["output"])["Payload"]["asked"]
            for event in events
            if "taskSucceededEventDetails" in event
        ]
        return result["status"], entered, payloads

    return run_case


def require_bounded(path: Path, days: int) -> None:
    """Require of a definition that its whole and each of its tasks end, and that each failure has a place to go."""
    asl = yaml.safe_load(path.read_text())

    assert asl["TimeoutSeconds"] <= days * 86_400
    for name, state in asl["States"].items():
        assert state["Comment"], name
        if state["Type"] == "Task":
            assert state["TimeoutSeconds"] <= 60, name
            assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


def require_known_errors(path: Path) -> None:
    """Require of a definition that the errors that it names are problems of ours."""
    asl = yaml.safe_load(path.read_text())

    named = {
        error
        for state in asl["States"].values()
        for rule in state.get("Retry", []) + state.get("Catch", [])
        for error in rule["ErrorEquals"]
        if not error.startswith("States.")
    }
    assert all(issubclass(getattr(errors, name), errors.Problem) for name in named)
