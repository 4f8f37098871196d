"""Calls become parts of the trace where that is asked for, and cost nothing elsewhere."""

from __future__ import annotations

import pytest

from guildhall.platform import tracing
from tests.support.xray import HEADER, TRACE_ID, Daemon


def test_the_trace_of_an_invocation_is_the_root_of_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", HEADER)
    assert tracing.trace_id() == TRACE_ID

    monkeypatch.delenv("_X_AMZN_TRACE_ID")
    assert tracing.trace_id() == ""


def test_a_traced_call_is_a_part_of_the_segment_of_the_invocation(xray: Daemon) -> None:
    query = tracing.traced("dynamodb", lambda operation, arguments: {"asked": operation, **arguments})

    answer = query("Query", {"TableName": "core"})

    said = xray.heard()
    assert answer == {"asked": "Query", "TableName": "core"}
    assert (said["trace_id"], said["parent_id"]) == (TRACE_ID, "53995c3f42cd8ad8")
    assert (said["type"], said["name"], said["namespace"]) == ("subsegment", "dynamodb", "aws")
    assert said["aws"] == {"operation": "Query", "table_name": "core"}
    assert said["start_time"] <= said["end_time"]
    assert "fault" not in said


def test_a_call_that_raises_is_a_fault_and_raises_on(xray: Daemon) -> None:
    with pytest.raises(ConnectionError), tracing.call("stripe", "POST /v1/transfers", is_aws=False):
        raise ConnectionError

    said = xray.heard()
    assert (said["name"], said["namespace"], said["fault"]) == ("stripe", "remote", True)


@pytest.mark.parametrize(
    ("variable", "value"), [("GUILDHALL_TRACE_CALLS", "false"), ("_X_AMZN_TRACE_ID", HEADER.replace("=1", "=0"))]
)
def test_nothing_is_sent_that_nobody_asked_for(
    xray: Daemon, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with tracing.call("dynamodb", "Query"):
        pass

    assert xray.has_heard_nothing()


def test_a_call_does_not_suffer_from_a_daemon_that_is_away(xray: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", "not-an-address:1")

    with tracing.call("dynamodb", "Query"):
        done = True

    assert done
