"""The workflow protected-payment itself, run by the local cloud; tasks that answer as each case needs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.tiny import Tiny
from tests.workflows.runs import WORKFLOWS, Cases, Run, deployed, require_bounded, require_known_errors, runner
from tools.localcloud import LocalCloud

ASL = WORKFLOWS / "protected-payment.asl.yaml"
CASES: Cases = {
    "mil_answered_early": {"remind_client": {"is_open": False}},
    "mil_answered_late": {"remind_client": {"is_open": True}, "approve_by_silence": {"is_open": False}},
    "mil_silent": {
        "remind_client": {"is_open": True},
        "approve_by_silence": {"is_open": True},
        "check_released": [{"is_released": False}, {"is_released": False}, {"is_released": True}],
    },
    "mil_never_released": {
        "remind_client": {"is_open": True},
        "approve_by_silence": {"is_open": True},
        "check_released": {"is_released": False},
    },
    "mil_raced": {
        "remind_client": ["Unavailable", "Unavailable", {"is_open": True}],
        "approve_by_silence": ["StaleVersion", {"is_open": True}],
        "check_released": ["Unavailable", {"is_released": True}],
    },
    "mil_reminder_broken": {"remind_client": "Unavailable"},
    "mil_approval_broken": {"remind_client": {"is_open": True}, "approve_by_silence": "StaleVersion"},
    "mil_unknown": {
        "remind_client": {"is_open": True},
        "approve_by_silence": {"is_open": True},
        "check_released": "PaymentUnknown",
    },
    "mil_nobody_hears": {"remind_client": "Unavailable", "raise_attention": "Unavailable"},
}


@pytest.fixture(scope="session")
def machine(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> str:
    tiny = Tiny(cloud, tmp_path_factory.mktemp("workflow"), "workflow-protected-payment")
    return deployed(tiny, ASL, ["ContractsTasks", "PaymentsTasks"], "milestone_id", CASES)


@pytest.fixture
def run(cloud: LocalCloud, machine: str) -> Run:
    """Run a case to its end."""

    def given(case: str) -> dict[str, Any]:
        return {
            "contract_id": "ctr_1", "milestone_id": case, "delivery": 1, "remind_at": "2026-03-01T00:00:00.000Z",
            "release_at": "2026-03-02T00:00:00.000Z", "correlation_id": "cor_1",
        }  # fmt: skip

    return runner(cloud, machine, given)


def test_silence_releases_the_money_after_a_reminder(run: Run) -> None:
    status, entered, payloads = run("mil_silent")

    assert (status, entered[-1]) == ("SUCCEEDED", "Released")
    assert [payload["task"] for payload in payloads] == ["remind_client", "approve_by_silence"] + ["check_released"] * 3
    assert payloads[0]["input"] == {"contract_id": "ctr_1", "milestone_id": "mil_silent", "delivery": 1}
    assert payloads[0]["correlation_id"] == "cor_1"


@pytest.mark.parametrize(
    ("case", "asked"),
    [("mil_answered_early", ["remind_client"]), ("mil_answered_late", ["remind_client", "approve_by_silence"])],
)
def test_an_answer_of_the_client_ends_the_wait(run: Run, case: str, asked: list[str]) -> None:
    status, entered, payloads = run(case)

    assert (status, entered[-1]) == ("SUCCEEDED", "Answered")
    assert [payload["task"] for payload in payloads] == asked


def test_what_passes_is_tried_again(run: Run) -> None:
    status, entered, _ = run("mil_raced")

    assert (status, entered[-1]) == ("SUCCEEDED", "Released")


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("mil_reminder_broken", "reminder_failed"),
        ("mil_approval_broken", "approval_failed"),
        ("mil_unknown", "release_unknown"),
        ("mil_never_released", "release_missing"),
    ],
)
def test_what_does_not_pass_ends_at_a_person(run: Run, case: str, reason: str) -> None:
    status, entered, payloads = run(case)

    assert (status, entered[-2:]) == ("FAILED", ["Call a person", "A person must look"])
    assert payloads[-1]["task"] == "raise_attention"
    assert payloads[-1]["input"]["reason"] == reason
    assert payloads[-1]["input"]["milestone_id"] == case


def test_asking_for_the_release_is_bounded(run: Run) -> None:
    _, _, payloads = run("mil_never_released")

    assert [payload["task"] for payload in payloads].count("check_released") == 40


def test_a_call_that_nobody_hears_fails_the_execution_which_has_an_alarm(run: Run) -> None:
    status, entered, _ = run("mil_nobody_hears")

    assert (status, entered[-1]) == ("FAILED", "A person must look")


def test_each_state_says_its_business_step_and_each_wait_is_bounded() -> None:
    require_bounded(ASL, days=70)


def test_errors_named_by_the_workflow_are_problems_of_ours() -> None:
    require_known_errors(ASL)
