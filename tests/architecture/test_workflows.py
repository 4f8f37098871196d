"""Workflows end, name only errors that exist, and have a place to go from each failure (style.md sections 5 and 9)."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import guildhall
from guildhall.kernel.errors import Problem
from tests.support.template import template
from tools.generate import template as view

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / "infra/workflows").glob("*.asl.yaml"))
CAUGHT_BY_NATURE = {"Pass", "Wait", "Choice", "Succeed", "Fail"}
"""States that cannot fail by what happens elsewhere."""


@cache
def machine(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def scopes(definition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a machine, then the machines inside its Parallel and Map states."""
    yield definition
    for state in definition["States"].values():
        for inner in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]:
            yield from scopes(inner)


def states(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for scope in scopes(definition):
        yield from scope["States"].items()


@cache
def error_names() -> frozenset[str]:
    for module in pkgutil.walk_packages(guildhall.__path__, "guildhall."):
        importlib.import_module(module.name)
    found, waiting = set(), [Problem]
    while waiting:
        cls = waiting.pop()
        found.add(cls.__name__)
        waiting += cls.__subclasses__()
    return frozenset(found)


def faults(definition: dict[str, Any]) -> list[str]:
    """List what a machine does not keep of the rules, in words."""
    found = [] if definition.get("TimeoutSeconds") else ["the whole has no TimeoutSeconds: it may wait for ever"]
    for name, state in states(definition):
        if not state.get("Comment"):
            found.append(f"{name}: no Comment says which business step it is")
        if state["Type"] not in CAUGHT_BY_NATURE:
            found += _faults_of_work(name, state)
    for scope in scopes(definition):
        found += [f"{name}: nothing leads there" for name in sorted(set(scope["States"]) - _reached(scope))]
        found += [f"{name}: leads nowhere" for name in sorted(_reached(scope) - set(scope["States"]))]
    return found


def _faults_of_work(name: str, state: dict[str, Any]) -> Iterator[str]:
    if state["Type"] == "Task" and not state.get("TimeoutSeconds"):
        yield f"{name}: a task without TimeoutSeconds waits for ever"
    catches = state.get("Catch", [])
    if not catches or "States.ALL" not in catches[-1]["ErrorEquals"]:
        yield f"{name}: no last Catch of States.ALL, so that a failure has no place to go"
    for handler in [*state.get("Retry", []), *catches[:-1]]:
        if "States.ALL" in handler["ErrorEquals"]:
            yield f"{name}: States.ALL stands only in the last Catch"
    for handler in [*state.get("Retry", []), *catches]:
        for error in handler["ErrorEquals"]:
            if not error.startswith("States.") and error not in error_names():
                yield f"{name}: nobody raises {error}"


def _reached(scope: dict[str, Any]) -> set[str]:
    reached = {scope["StartAt"]}
    for state in scope["States"].values():
        exits = [state, *state.get("Choices", []), *state.get("Catch", [])]
        reached |= {way["Next"] for way in exits if "Next" in way} | {state[k] for k in ("Default",) if k in state}
    return reached


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_keeps_the_rules(path: Path) -> None:
    assert faults(machine(path)) == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_written_in_jsonata_and_asks_only_for_tasks_that_exist(path: Path) -> None:
    (given,) = (
        resource["Properties"]["DefinitionSubstitutions"]
        for resource in template("template.yaml")["Resources"].values()
        if resource.get("Properties", {}).get("DefinitionUri") == path.relative_to(ROOT).as_posix()
    )
    used = set()

    assert machine(path)["QueryLanguage"] == "JSONata"
    for name, state in states(machine(path)):
        if state["Type"] == "Task" and "lambda:invoke" in state["Resource"]:
            key = re.sub(r"[${}]", "", state["Arguments"]["FunctionName"])
            used.add(key)
            function = view.functions()[given[key]["Fn::GetAtt"].split(".")[0]]
            module, _, _ = function["Handler"].rpartition(".")
            source = (ROOT / function["CodeUri"] / f"{module}.py").read_text(encoding="utf-8")
            assert f'"{state["Arguments"]["Payload"]["task"]}"' in source, name
    assert used == set(given)


def test_the_rules_find_what_they_are_for() -> None:
    careless = yaml.safe_load("""
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Retry: [{ErrorEquals: [States.ALL]}]
            Catch: [{ErrorEquals: [NobodyRaisesThis], Next: Gone}]
            Next: Both
          Both:
            Type: Parallel
            Comment: Two things at once.
            Branches: [{StartAt: In, States: {In: {Type: Task, Comment: Inside, End: true}}}]
            End: true
          Lonely: {Type: Succeed, Comment: Nobody comes here.}
    """)

    assert sorted(faults(careless)) == [
        "Ask: States.ALL stands only in the last Catch",
        "Ask: a task without TimeoutSeconds waits for ever",
        "Ask: no Comment says which business step it is",
        "Ask: no last Catch of States.ALL, so that a failure has no place to go",
        "Ask: nobody raises NobodyRaisesThis",
        "Both: no last Catch of States.ALL, so that a failure has no place to go",
        "Gone: leads nowhere",
        "In: a task without TimeoutSeconds waits for ever",
        "In: no last Catch of States.ALL, so that a failure has no place to go",
        "Lonely: nothing leads there",
        "the whole has no TimeoutSeconds: it may wait for ever",
    ]
