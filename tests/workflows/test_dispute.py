"""The workflow dispute itself, run by the local cloud; tasks that answer as each case needs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.tiny import Tiny
from tests.workflows.runs import WORKFLOWS, Cases, Run, deployed, require_bounded, require_known_errors, runner
from tools.localcloud import LocalCloud

ASL = WORKFLOWS / "dispute.asl.yaml"
OPEN = {"is_open": True}
MOVED = {"is_open": False, "deadline_at": "2026-03-09T00:00:00.000Z"}
LATE = {"is_open": True, "deadline_at": "2026-03-04T00:00:00.000Z"}
CASES: Cases = {
    "dsp_answered": {"remind": {"is_open": False}},
    "dsp_silent": {"remind": OPEN, "pass_deadline": MOVED},
    "dsp_over": {"remind": OPEN, "pass_deadline": {"is_open": False, "deadline_at": None}},
    "dsp_late": {"remind": OPEN, "pass_deadline": [LATE, LATE, MOVED]},
    "dsp_never_decided": {"remind": OPEN, "pass_deadline": LATE},
    "dsp_raced": {"remind": ["Unavailable", "StaleVersion", OPEN], "pass_deadline": ["StaleVersion", MOVED]},
    "dsp_reminder_broken": {"remind": "Unavailable"},
    "dsp_deadline_broken": {"remind": OPEN, "pass_deadline": "DisputeUnknown"},
    "dsp_settled": {"check_settled": [{"is_settled": False}, "Unavailable", {"is_settled": True}]},
    "dsp_never_settled": {"check_settled": {"is_settled": False}},
    "dsp_settlement_unknown": {"check_settled": "DisputeUnknown"},
    "dsp_nobody_hears": {"remind": "Unavailable", "raise_trouble": "Unavailable"},
}
SETTLING = {"dsp_settled", "dsp_never_settled", "dsp_settlement_unknown"}


@pytest.fixture(scope="session")
def machine(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> str:
    tiny = Tiny(cloud, tmp_path_factory.mktemp("workflow"), "workflow-dispute")
    return deployed(tiny, ASL, ["DisputesTasks"], "dispute_id", CASES)


@pytest.fixture
def run(cloud: LocalCloud, machine: str) -> Run:
    """Run a case to its end."""

    def given(case: str) -> dict[str, Any]:
        return {
            "dispute_id": case, "turn": 2, "is_settling": case in SETTLING, "remind_at": "2026-03-01T00:00:00.000Z",
            "deadline_at": "2026-03-02T00:00:00.000Z", "correlation_id": "cor_1",
        }  # fmt: skip

    return runner(cloud, machine, given)


def tasks_of(payloads: list[dict[str, Any]]) -> list[str]:
    return [payload["task"] for payload in payloads]


@pytest.mark.parametrize("case", ["dsp_silent", "dsp_over"])
def test_silence_reminds_and_then_lets_the_dispute_move_on(run: Run, case: str) -> None:
    status, entered, payloads = run(case)

    assert (status, entered[-1]) == ("SUCCEEDED", "Answered")
    assert tasks_of(payloads) == ["remind", "pass_deadline"]
    assert payloads[0]["input"] == {"dispute_id": case, "turn": 2}
    assert payloads[0]["correlation_id"] == "cor_1"


def test_an_answer_before_the_reminder_ends_the_wait(run: Run) -> None:
    status, entered, payloads = run("dsp_answered")

    assert (status, entered[-1], tasks_of(payloads)) == ("SUCCEEDED", "Answered", ["remind"])


def test_a_late_arbitrator_is_waited_for_again(run: Run) -> None:
    status, entered, payloads = run("dsp_late")

    assert (status, entered[-1]) == ("SUCCEEDED", "Answered")
    assert tasks_of(payloads).count("pass_deadline") == 3
    assert entered.count("Wait for the deadline") == 3


def test_waiting_for_a_decision_is_bounded_and_ends_at_a_person(run: Run) -> None:
    status, entered, payloads = run("dsp_never_decided")

    assert (status, entered[-2:]) == ("FAILED", ["Call a person", "A person must look"])
    assert tasks_of(payloads).count("pass_deadline") == 10
    assert payloads[-1]["input"]["reason"] == "nobody_decides"


def test_what_passes_is_tried_again(run: Run) -> None:
    status, entered, _ = run("dsp_raced")

    assert (status, entered[-1]) == ("SUCCEEDED", "Answered")


def test_a_resolved_dispute_is_watched_until_its_money_has_moved(run: Run) -> None:
    status, entered, payloads = run("dsp_settled")

    assert (status, entered[-1]) == ("SUCCEEDED", "Settled")
    assert tasks_of(payloads) == ["check_settled"] * 2
    assert "Remind the sides" not in entered


def test_asking_for_the_settlement_is_bounded(run: Run) -> None:
    status, _, payloads = run("dsp_never_settled")

    assert status == "FAILED"
    assert tasks_of(payloads).count("check_settled") == 60
    assert payloads[-1]["input"]["reason"] == "settlement_missing"


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("dsp_reminder_broken", "reminder_failed"),
        ("dsp_deadline_broken", "deadline_failed"),
        ("dsp_settlement_unknown", "settlement_unknown"),
    ],
)
def test_what_does_not_pass_ends_at_a_person(run: Run, case: str, reason: str) -> None:
    status, entered, payloads = run(case)

    assert (status, entered[-2:]) == ("FAILED", ["Call a person", "A person must look"])
    assert payloads[-1]["task"] == "raise_trouble"
    assert (payloads[-1]["input"]["reason"], payloads[-1]["input"]["dispute_id"]) == (reason, case)


def test_a_call_that_nobody_hears_fails_the_execution_which_has_an_alarm(run: Run) -> None:
    status, entered, _ = run("dsp_nobody_hears")

    assert (status, entered[-1]) == ("FAILED", "A person must look")


def test_each_wait_of_the_workflow_is_bounded() -> None:
    require_bounded(ASL, days=100)


def test_errors_named_by_the_workflow_are_problems_of_ours() -> None:
    require_known_errors(ASL)
