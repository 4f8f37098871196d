"""One invocation, one line: a log entry for people, a metric for CloudWatch."""

from __future__ import annotations

import json

import pytest

from guildhall.platform.observe import count, logger, record


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    logger.append_keys(correlation_id="cor_1", causation_id="req_1")
    record("GET /v1/projects", 12.3456, failed=True, status=503, account="acc_1")
    written = capsys.readouterr().out.splitlines()

    assert len(written) == 1
    read: dict[str, object] = json.loads(written[0])
    return read


def test_the_line_says_what_happened_in_which_chain_of_causes(line: dict[str, object]) -> None:
    assert line["message"] == "GET /v1/projects"
    assert (line["correlation_id"], line["causation_id"]) == ("cor_1", "req_1")
    assert (line["status"], line["account"], line["duration_ms"], line["failed"]) == (503, "acc_1", 12.35, True)


def test_the_line_describes_its_metrics_in_the_embedded_metric_format(line: dict[str, object]) -> None:
    described = line["_aws"]
    assert isinstance(described, dict)
    (metrics,) = described["CloudWatchMetrics"]

    assert isinstance(described["Timestamp"], int)
    assert [line[metric["Name"]] for metric in metrics["Metrics"]] == [12.3456, 1]
    assert all(name in line for names in metrics["Dimensions"] for name in names)


def test_what_an_alarm_watches_is_an_error_and_a_metric(capsys: pytest.CaptureFixture[str]) -> None:
    count("the provider contradicts the journal", "NeedsAttention", about="pay_1")

    (written,) = map(json.loads, capsys.readouterr().out.splitlines())
    (described,) = written["_aws"]["CloudWatchMetrics"]
    assert (written["level"], written["about"]) == ("ERROR", "pay_1")
    assert {metric["Name"]: written[metric["Name"]] for metric in described["Metrics"]} == {"NeedsAttention": 1}
