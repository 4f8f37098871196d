"""template.yaml and the code say the same."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.support.template import APP, resources, template
from tools.generate import template as view
from tools.generate.events import event_classes
from tools.generate.openapi import METHODS, document

ROOT = Path(__file__).parents[2]
MOST_RESOURCES = 420
"""CloudFormation stops at 500, and SAM adds some; here a capability moves to a second stack (style.md 11)."""

PROPERTIES = (
    "CodeUri", "Handler", "Description", "Timeout", "MemorySize", "ReservedConcurrentExecutions", "Layers",
    "LoggingConfig", "Environment", "Policies", "Events", "EventInvokeConfig",
)  # fmt: skip
"""What a function states, in the order in which a reader looks for it (style.md section 11.3)."""
BANNER = re.compile(r"^  # ── (\w+) ─ ", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(view.functions()))
def test_a_function_names_a_handler_that_exists_and_its_docstring(name: str) -> None:
    properties = view.functions()[name]
    module_name, _, attribute = properties["Handler"].rpartition(".")
    module = importlib.import_module(properties["CodeUri"].strip("/").replace("/", ".") + "." + module_name)

    assert hasattr(module, attribute)
    first_line = (module.__doc__ or "").splitlines()[0]
    assert properties["Description"].rstrip(".") in first_line


def test_every_module_with_a_handler_is_deployed() -> None:
    deployed = {
        properties["CodeUri"] + properties["Handler"].rpartition(".")[0] for properties in view.functions().values()
    }
    written = {
        f"{path.parent.relative_to(ROOT)}/{path.stem}"
        for path in (ROOT / "functions").rglob("*.py")
        if path.name != "__init__.py"
    }

    assert written == deployed


def test_every_route_of_the_code_is_covered_by_the_template_and_back() -> None:
    operations = {
        (method.upper(), path, operation.get("security") == [])
        for path, item in document()["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    routes = [(m, p, public) for _, m, p, public in view.http_routes() if p != "/{proxy+}"]

    uncovered = [op for op in operations if not any(_covers(route, op) for route in routes)]
    unused = [
        route
        for route in routes
        if not any(_covers(route, op) for op in operations) and not _is_served_without_resolver(route[1])
    ]
    assert (uncovered, unused) == ([], [])


def _covers(route: tuple[str, str, bool], operation: tuple[str, str, bool]) -> bool:
    method, path, public = route
    pattern = re.escape(path).replace(re.escape("{proxy+}"), ".+")
    pattern = re.sub(r"\\\{\w+\\\}", r"[^/]+", pattern)
    return (
        method in {"ANY", operation[0]} and public == operation[2] and re.fullmatch(pattern, operation[1]) is not None
    )


def _is_served_without_resolver(path: str) -> bool:
    # Webhooks verify a signature over raw bytes and need no schema.
    return path.startswith(("/v1/webhooks/", "/v1/payments/callbacks/"))


def test_a_function_that_the_api_leads_to_does_not_name_the_api() -> None:
    # The API names its functions: one that names the API's id too can be made neither before it nor after it.
    circles = [
        name
        for name, properties in view.functions().items()
        if any(event["Type"] == "HttpApi" for event in properties.get("Events", {}).values())
        and "HttpApi" in str({key: value for key, value in properties.items() if key != "Events"})
    ]

    assert circles == []


def test_every_event_pattern_names_a_catalogued_event() -> None:
    known = {event.detail_type: event.source for event in event_classes()}
    for name, resource in resources().items():
        # A rule without a bus of ours listens to AWS itself.
        if resource["Type"] == "AWS::Events::Rule" and "EventBusName" in resource["Properties"]:
            pattern = resource["Properties"]["EventPattern"]
            for detail_type in pattern.get("detail-type", []):
                assert detail_type in known, f"{name} waits for {detail_type}, which nobody sends"


@pytest.mark.parametrize("name", sorted(n for n, r in resources().items() if r["Type"] == "AWS::SQS::Queue"))
def test_a_queue_is_a_dead_letter_queue_or_has_one(name: str) -> None:
    properties = resources()[name].get("Properties", {})

    assert name.endswith(("DeadLetters", "DeadLettersFifo")) or "RedrivePolicy" in properties
    assert properties.get("SqsManagedSseEnabled") is True or "KmsMasterKeyId" in properties


@pytest.mark.parametrize("name", sorted(view.functions()))
def test_asynchronous_work_that_fails_goes_somewhere(name: str) -> None:
    for event_name, event in view.functions()[name].get("Events", {}).items():
        own = event["Properties"]
        where = f"{name}.{event_name}"
        if event["Type"] == "DynamoDB":
            assert "OnFailure" in own["DestinationConfig"], where
            assert own["FunctionResponseTypes"] == ["ReportBatchItemFailures"], where
            assert "FilterCriteria" in own, where
        if event["Type"] == "SQS":
            assert own["FunctionResponseTypes"] == ["ReportBatchItemFailures"], where
        if event["Type"] in {"Schedule", "ScheduleV2"}:
            assert "DeadLetterConfig" in own, where
            assert "RetryPolicy" in own, where


@pytest.mark.parametrize("name", [n for n, r in resources().items() if r["Type"] == "AWS::Logs::SubscriptionFilter"])
def test_who_hears_of_log_lines_writes_its_own_elsewhere_and_loses_none(name: str) -> None:
    resource = resources()[name]
    group = resource["Properties"]["LogGroupName"]["Ref"]
    reader = resource["Properties"]["DestinationArn"]["Fn::GetAtt"].removesuffix(".Arn")
    function = view.functions()[reader]
    rights = resources()[resource["DependsOn"]]

    # A line about a line that could not be passed on would be passed on, and so on for ever.
    assert function["LoggingConfig"]["LogGroup"]["Ref"] != group
    assert "OnFailure" in function["EventInvokeConfig"]["DestinationConfig"]
    assert rights["Properties"]["FunctionName"] == {"Ref": reader}
    assert rights["Properties"]["SourceArn"] == {"Fn::GetAtt": f"{group}.Arn"}
    assert rights["Condition"] == resource["Condition"]


def test_rules_lead_to_queues_and_never_to_functions() -> None:
    for name, resource in resources().items():
        # A rule without a bus of ours listens to AWS itself.
        if resource["Type"] == "AWS::Events::Rule" and "EventBusName" in resource["Properties"]:
            for target in resource["Properties"]["Targets"]:
                assert "Queue" in str(target["Arn"]), name
                assert "DeadLetterConfig" in target or "RetryPolicy" in target or "Queue" in str(target["Arn"])


def test_the_stack_is_far_from_its_limit() -> None:
    permissions = sum(len(p.get("Events", {})) for p in view.functions().values())
    roles = len(view.functions())

    assert len(resources(APP)) + permissions + roles < MOST_RESOURCES


def test_no_log_is_kept_for_ever() -> None:
    shared = template(APP)["Globals"]["Function"]["LoggingConfig"]["LogGroup"]["Ref"]
    own = [p["LoggingConfig"]["LogGroup"]["Ref"] for p in view.functions().values() if "LoggingConfig" in p]

    for group in {shared, *own}:
        assert "RetentionInDays" in resources()[group]["Properties"], group


def test_no_statement_allows_everything() -> None:
    for name, resource in resources().items():
        text = str(resource.get("Properties", {}).get("Policies", "")) + str(
            resource.get("Properties", {}).get("PolicyDocument", "")
        )
        assert "FullAccess" not in text, name
        assert "'Action': '*'" not in text, name
        assert ":*'" not in re.sub(r"log-group:[^']*", "", text), name


@pytest.mark.parametrize("name", sorted(view.functions()))
def test_the_properties_of_a_function_stand_in_the_order_of_the_house(name: str) -> None:
    stated = list(view.functions()[name])

    assert stated == [known for known in PROPERTIES if known in stated], "style.md section 11.3"


def test_capabilities_stand_in_alphabetical_order_under_a_banner_of_their_own() -> None:
    banners = BANNER.findall((ROOT / APP).read_text(encoding="utf-8"))
    folders = sorted(path.name for path in (ROOT / "functions").iterdir() if path.is_dir() and path.name[0] != "_")

    assert banners == folders
