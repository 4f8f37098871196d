"""Nothing that can go wrong goes unseen: every queue, function and workflow has its alarms, every alarm a runbook."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guildhall.platform import observe
from tests.support.template import APP, BUS, resources, template
from tools.generate import template as view

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/guildhall/python/guildhall"
RUNBOOK = re.compile(r"\$\{Runbooks\}/([a-z0-9-]+)\.md$")
LOOP = "Fn::ForEach::"
WATCHED = {
    "AWS::SQS::Queue",
    "AWS::Serverless::Function",
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::StateMachine",
    "AWS::Serverless::WebSocketApi",
}


def of_type(*types: str) -> set[str]:
    return {name for name, resource in resources().items() if resource["Type"] in types}


def queues(*, dead: bool) -> set[str]:
    return {name for name in of_type("AWS::SQS::Queue") if ("DeadLetters" in name) == dead}


def stream_readers() -> set[str]:
    return {
        name
        for name, properties in view.functions().items()
        if any(event["Type"] == "DynamoDB" for event in properties.get("Events", {}).values())
    }


def observed(section: str) -> dict[str, Any]:
    found: dict[str, Any] = template("infra/observability.yaml")[section]
    return found


@cache
def listed(metric: str) -> tuple[str, ...]:
    """Return what the loop over alarms on a metric goes through."""
    for name, loop in observed("Resources").items():
        if name.startswith(LOOP):
            _, members, body = loop
            if next(iter(body.values()))["Properties"]["MetricName"] == metric:
                return tuple(members)
    return ()


def alarms() -> dict[str, dict[str, Any]]:
    bodies = [loop[2] for name, loop in observed("Resources").items() if name.startswith(LOOP)]
    alone = {name: resource for name, resource in observed("Resources").items() if not name.startswith(LOOP)}
    every = {name: resource for body in [*bodies, alone] for name, resource in body.items()}
    return {name: r["Properties"] for name, r in every.items() if r["Type"] == "AWS::CloudWatch::Alarm"}


def runbooks_of(alarm: dict[str, Any]) -> list[str]:
    return RUNBOOK.findall(alarm["AlarmDescription"]["Fn::Sub"])


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("ApproximateNumberOfMessagesVisible", queues(dead=True)),
        ("ApproximateAgeOfOldestMessage", queues(dead=False)),
        ("Errors", set(view.functions())),
        ("IteratorAge", stream_readers()),
        ("ExecutionsFailed", of_type("AWS::Serverless::StateMachine")),
        ("ExecutionsTimedOut", of_type("AWS::Serverless::StateMachine")),
    ],
)
def test_each_has_its_alarm(metric: str, expected: set[str]) -> None:
    found = set(listed(metric))

    assert (expected - found, found - expected) == (set(), set()), "run `make generate`"


def test_a_list_is_sorted_so_that_two_additions_seldom_meet() -> None:
    lists = [loop[1] for name, loop in observed("Resources").items() if name.startswith(LOOP)]

    assert lists == [sorted(members) for members in lists]


def test_what_is_watched_is_exported_under_its_logical_id() -> None:
    outputs = {**template(BUS)["Outputs"], **template(APP)["Outputs"]}

    for name in of_type(*WATCHED):
        assert name in outputs, "run `make generate`"
        assert outputs[name]["Export"]["Name"] == {"Fn::Sub": f"guildhall-${{Stage}}-{name}"}


@pytest.mark.parametrize("name", sorted(alarms()))
def test_an_alarm_tells_the_operators_and_links_to_a_runbook_that_exists(name: str) -> None:
    alarm = alarms()[name]

    assert [(ROOT / "docs/runbooks" / f"{link}.md").is_file() for link in runbooks_of(alarm)] == [True]
    assert alarm["AlarmActions"] == [{"Ref": "Operators"}]
    assert alarm["TreatMissingData"] == "notBreaching"


def test_the_metrics_of_our_own_are_those_that_the_code_writes() -> None:
    sources = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    counted = {metric for source in sources for metric in re.findall(r'observe\.count\([^,]+, "(\w+)"', source)}
    written = counted | {metric["Name"] for described in observe.METRICS for metric in described["Metrics"]}
    watched = {alarm["MetricName"] for alarm in alarms().values() if alarm.get("Namespace") == "Guildhall"}

    assert written == watched


@pytest.mark.parametrize("page", sorted({link for alarm in alarms().values() for link in runbooks_of(alarm)}))
def test_a_runbook_of_an_alarm_answers_the_four_questions_of_the_night(page: str) -> None:
    text = (ROOT / "docs/runbooks" / f"{page}.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["What it means", "Look", "Mend", "Call somebody"]


def test_links_between_runbooks_lead_somewhere() -> None:
    folder = ROOT / "docs/runbooks"
    links = {
        (page.name, link)
        for page in folder.glob("*.md")
        for link in re.findall(r"\]\(([\w-]+\.md)\)", page.read_text(encoding="utf-8"))
    }

    assert {(page, link) for page, link in links if not (folder / link).is_file()} == set()
