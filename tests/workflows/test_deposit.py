"""The workflow deposit itself, run by the local cloud; tasks that answer as each case needs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.localcloud.tiny import Tiny
from tests.workflows.runs import WORKFLOWS, Cases, Run, deployed, require_bounded, require_known_errors, runner
from tools.localcloud import LocalCloud

ASL = WORKFLOWS / "deposit.asl.yaml"
PAYMENT = {"stage": "payment", "at": "2026-03-01T00:03:00.000Z"}
VISIT = {"stage": "visit", "at": "2026-03-04T00:00:00.000Z"}
MOVED = {"stage": "visit", "at": "2026-03-08T00:00:00.000Z"}
SETTLEMENT: dict[str, Any] = {"stage": "settlement", "at": None}
NOTHING: dict[str, Any] = {"stage": "nothing", "at": None}
CASES: Cases = {
    "rsv_unpaid": {"end_waiting": SETTLEMENT, "check_settled": NOTHING},
    "rsv_came": {"end_waiting": VISIT, "end_visit": SETTLEMENT, "check_settled": [SETTLEMENT, SETTLEMENT, NOTHING]},
    "rsv_early": {"end_waiting": [PAYMENT, VISIT], "end_visit": NOTHING},
    "rsv_moved": {"end_waiting": VISIT, "end_visit": [MOVED, MOVED, NOTHING]},
    "rsv_raced": {"end_waiting": ["StaleVersion", "Unavailable", NOTHING]},
    "rsv_never_paid": {"end_waiting": PAYMENT},
    "rsv_always_moved": {"end_waiting": VISIT, "end_visit": MOVED},
    "rsv_never_settled": {"end_waiting": SETTLEMENT, "check_settled": SETTLEMENT},
    "rsv_waiting_broken": {"end_waiting": "ReservationUnknown"},
    "rsv_visit_broken": {"end_waiting": VISIT, "end_visit": "ReservationUnknown"},
    "rsv_settlement_broken": {"end_waiting": SETTLEMENT, "check_settled": "ReservationUnknown"},
}


@pytest.fixture(scope="session")
def machine(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> str:
    tiny = Tiny(cloud, tmp_path_factory.mktemp("workflow"), "workflow-deposit")
    # What calls a person names its subject as payments does, so both names lead to the case.
    return deployed(tiny, ASL, ["BookingsTasks", "PaymentsTasks"], "reservation_id", CASES)


@pytest.fixture
def run(cloud: LocalCloud, machine: str) -> Run:
    """Run a case to its end."""

    def given(case: str) -> dict[str, Any]:
        return {"reservation_id": case, "number": 1, "at": "2026-03-01T00:00:00.000Z", "correlation_id": "cor_1"}

    return runner(cloud, machine, given)


def tasks_of(payloads: list[dict[str, Any]]) -> list[str]:
    return [payload["task"] for payload in payloads]


def test_a_deposit_that_nobody_pays_ends_the_wait_for_the_table(run: Run) -> None:
    status, entered, payloads = run("rsv_unpaid")

    assert (status, entered[-1], tasks_of(payloads)) == ("SUCCEEDED", "Over", ["end_waiting", "check_settled"])
    assert payloads[0]["input"] == {"reservation_id": "rsv_unpaid", "number": 1}
    assert payloads[0]["correlation_id"] == "cor_1"


def test_a_paid_deposit_is_watched_until_the_visit_is_over_and_the_money_is_where_it_belongs(run: Run) -> None:
    status, entered, payloads = run("rsv_came")

    assert (status, entered[-1]) == ("SUCCEEDED", "Over")
    assert tasks_of(payloads) == ["end_waiting", "end_visit", *["check_settled"] * 3]


def test_a_timer_that_fires_early_waits_again(run: Run) -> None:
    status, entered, _ = run("rsv_early")

    assert (status, entered.count("Wait for the guest to pay")) == ("SUCCEEDED", 2)


def test_a_visit_that_is_moved_moves_the_wait(run: Run) -> None:
    status, entered, _ = run("rsv_moved")

    assert (status, entered.count("Wait for the visit")) == ("SUCCEEDED", 3)


def test_what_passes_is_tried_again(run: Run) -> None:
    status, entered, _ = run("rsv_raced")

    assert (status, entered[-1]) == ("SUCCEEDED", "Over")


@pytest.mark.parametrize(
    ("case", "task", "times"),
    [
        ("rsv_never_paid", "end_waiting", 10),
        ("rsv_always_moved", "end_visit", 50),
        ("rsv_never_settled", "check_settled", 48),
    ],
)
def test_every_wait_is_bounded_and_ends_at_a_person(run: Run, case: str, task: str, times: int) -> None:
    status, entered, payloads = run(case)

    assert (status, entered[-2:]) == ("FAILED", ["Call a person", "A person must look"])
    assert tasks_of(payloads).count(task) == times
    assert payloads[-1]["input"]["reason"] == "deposit_unsettled"


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("rsv_waiting_broken", "deposit_wait_failed"),
        ("rsv_visit_broken", "deposit_visit_failed"),
        ("rsv_settlement_broken", "deposit_settlement_unknown"),
    ],
)
def test_what_does_not_pass_ends_at_a_person(run: Run, case: str, reason: str) -> None:
    status, entered, payloads = run(case)

    assert (status, entered[-2:]) == ("FAILED", ["Call a person", "A person must look"])
    assert payloads[-1]["task"] == "raise_attention"
    assert (payloads[-1]["input"]["reason"], payloads[-1]["input"]["milestone_id"]) == (reason, case)


def test_each_wait_of_the_workflow_is_bounded() -> None:
    require_bounded(ASL, days=200)


def test_errors_named_by_the_workflow_are_problems_of_ours() -> None:
    require_known_errors(ASL)
