"""From the answer to the resolution, over HTTP: agreement, mediation, arbitration, appeal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.deals import ADA, ADMIN, CLEO, STRANGER
from tests.support.disputes import FILING, IRIS, MAX, OTTO, Hearing
from tests.support.knobs import turn
from tests.support.outbox import published


def resolved(hearing: Hearing) -> dict[str, Any]:
    """Return the one resolution that was announced, as far as these tests look at it."""
    (event,) = published(hearing.platform.tables, "DisputeResolved.v1")
    return {name: event[name] for name in ("outcome", "to_expert_minor", "to_client_minor")}


def test_the_other_side_may_give_what_is_asked(hearing: Hearing) -> None:
    hearing.filed()

    answer = hearing.do("accept", by=ADA)

    assert (answer.status, answer.body["stage"], answer.body["countdown"]) == (200, "resolved", None)
    assert resolved(hearing) == {"outcome": "agreed", "to_expert_minor": 10_000, "to_client_minor": 30_000}


def test_only_the_other_side_answers_and_only_the_opener_withdraws(hearing: Hearing) -> None:
    hearing.filed()

    refusals = [
        hearing.do("accept", by=CLEO),
        hearing.do("answer", by=CLEO, body={"text": "I say yes to myself."}),
        hearing.do("withdraw", by=ADA),
        hearing.do("answer", by=ADMIN, body={"text": "Stop it, both."}),
    ]

    assert {answer.status for answer in refusals} == {403}
    assert hearing.do("accept", by=STRANGER).status == 404


def test_withdrawing_leaves_the_money_as_it_was(hearing: Hearing) -> None:
    hearing.mediated()

    answer = hearing.do("withdraw", by=CLEO)

    assert answer.body["outcome"] == "withdrawn"
    assert resolved(hearing) == {"outcome": "withdrawn", "to_expert_minor": 0, "to_client_minor": 0}


@pytest.mark.feature("DSP-04")
def test_in_mediation_sides_and_mediator_propose_and_both_sides_must_accept(hearing: Hearing) -> None:
    hearing.mediated()

    own = hearing.split(10_000, by=CLEO)
    hers = hearing.split(30_000, by=ADA)
    superseded = hearing.do("splits/1/accept", by=ADA)
    middle = hearing.split(20_000, by=MAX)
    note = hearing.do("notes", by=MAX, body={"text": "Half of it is used already."})
    one = hearing.do("splits/3/accept", by=ADA)
    twice = hearing.do("splits/3/accept", by=ADA)
    both = hearing.do("splits/3/accept", by=CLEO)

    assert own.body["splits"][0]["accepted_by"] == ["acc_cleo"]
    assert hers.body["countdown"]["waits_for"] == ["acc_cleo"]
    assert (superseded.status, superseded.problem) == (409, "disputes/split-superseded")
    assert middle.body["countdown"]["waits_for"] == ["acc_cleo", "acc_ada"]
    assert (note.status, one.body["stage"], twice.body["version"]) == (200, "mediation", one.body["version"])
    assert (both.body["stage"], both.body["outcome"]) == ("resolved", "agreed")
    assert resolved(hearing) == {"outcome": "agreed", "to_expert_minor": 20_000, "to_client_minor": 20_000}
    assert both.body["costs"]["total_minor"] == 0


@pytest.mark.parametrize("parts", [(40_000, 40_000), (10_000, 10_000), (0, 39_999)])
def test_a_split_that_is_not_the_whole_amount_is_refused(hearing: Hearing, parts: tuple[int, int]) -> None:
    hearing.mediated()

    body = {"to_expert_minor": parts[0], "to_client_minor": parts[1]}
    answer = hearing.do("splits", by=CLEO, body=body)

    assert (answer.status, answer.problem) == (422, "disputes/split-not-whole")


def test_the_mediator_neither_accepts_nor_decides(hearing: Hearing) -> None:
    hearing.mediated()
    hearing.split(20_000, by=MAX)

    assert hearing.do("splits/1/accept", by=MAX).status == 403
    assert hearing.decide(MAX, 20_000).status == 403


def test_both_sides_together_end_the_mediation_early_and_one_alone_does_not(hearing: Hearing) -> None:
    hearing.mediated()

    one = hearing.do("want-decision", by=CLEO)
    both = hearing.do("want-decision", by=ADA)

    assert [answer.body["stage"] for answer in (one, both)] == ["mediation", "arbitration"]
    assert both.body["countdown"]["waits_for"] == ["arbitrator"]


@pytest.mark.feature("DSP-05")
def test_an_arbitrator_decides_with_reasons_and_another_one_the_appeal_for_good(hearing: Hearing) -> None:
    hearing.arbitrated()
    decided = hearing.decide(IRIS, 20_000)
    while_sealed = hearing.announce(CLEO)
    appealed = hearing.do("appeal", by=CLEO, body={"text": "The hours were agreed by mail; here is the mail."})
    hearing.show(CLEO)
    again = hearing.desk("take", by=IRIS)
    hearing.desk("take", by=OTTO)
    final = hearing.decide(OTTO, 15_000)
    second = hearing.do("appeal", by=ADA, body={"text": "I appeal as well, since I like it."})

    assert (decided.body["stage"], decided.body["decisions"][0]["is_final"]) == ("appeal_window", False)
    assert decided.body["countdown"]["then"] == "resolved"
    assert while_sealed.problem == "disputes/evidence-refused"
    assert (appealed.body["stage"], appealed.body["arbitrator_id"]) == ("appeal", None)
    assert again.problem == "disputes/not-impartial"
    assert (final.body["stage"], final.body["outcome"]) == ("resolved", "decided")
    assert [decision["arbitrator_id"] for decision in final.body["decisions"]] == ["acc_iris", "acc_otto"]
    assert final.body["decisions"][1]["reasons"]
    assert second.problem == "disputes/dispute-move-refused"
    assert resolved(hearing) == {"outcome": "decided", "to_expert_minor": 15_000, "to_client_minor": 25_000}


@pytest.mark.parametrize("reasons", ["", "   ", "Because I say so."])
def test_a_decision_without_reasons_is_refused(hearing: Hearing, reasons: str) -> None:
    hearing.arbitrated()

    answer = hearing.decide(IRIS, 20_000, reasons=reasons)

    assert answer.status == 422
    assert hearing.shown()["decisions"] == []


def test_the_arbitrator_is_neither_the_mediator_nor_a_side_nor_a_second_one(hearing: Hearing) -> None:
    hearing.mediated()
    hearing.do("want-decision", by=MAX)

    assert hearing.desk("take", by=MAX).status == 403
    assert hearing.decide(IRIS, 20_000).status == 403
    assert hearing.desk("take", by=ADA).status == 403
    assert hearing.desk("take", by=STRANGER).status == 404
    assert hearing.desk("take", by=IRIS).status == 200
    assert hearing.desk("take", by=OTTO).problem == "disputes/dispute-taken"


def test_an_administrator_who_mediated_does_not_decide(hearing: Hearing) -> None:
    hearing.filed()
    hearing.desk("take", by=ADMIN)
    hearing.do("answer", by=ADA, body={"text": "No."})
    hearing.do("want-decision", by=ADMIN)

    assert hearing.desk("take", by=ADMIN).problem == "disputes/not-impartial"


def test_a_dispute_that_somebody_left_can_be_taken_by_another(hearing: Hearing) -> None:
    hearing.arbitrated()

    left = hearing.desk("leave", by=ADMIN)
    taken = hearing.desk("take", by=OTTO)

    assert (left.body["arbitrator_id"], taken.body["arbitrator_id"]) == (None, "acc_otto")


def test_people_who_find_a_way_during_arbitration_may_take_it(hearing: Hearing) -> None:
    hearing.arbitrated()
    hearing.split(25_000, by=CLEO)

    assert hearing.do("splits/1/accept", by=ADA).body["outcome"] == "agreed"


def test_the_cost_of_a_decision_is_itemised_and_follows_it(hearing: Hearing) -> None:
    turn(hearing.platform, "dispute_cost_basis_points", 200)
    before = hearing.drafted().shown()["costs"]
    turn(hearing.platform, "dispute_cost_basis_points", 900)
    hearing.do("submit", by=CLEO)
    hearing.do("answer", by=ADA, body={"text": "No."})
    hearing.do("want-decision", by=ADA)
    hearing.do("want-decision", by=CLEO)
    hearing.desk("take", by=IRIS)
    hearing.decide(IRIS, 30_000)
    hearing.wait(days=5)
    hearing.timer("pass_deadline")

    (event,) = published(hearing.platform.tables, "DisputeResolved.v1")
    assert before == {"basis_points": 200, "total_minor": 800, "from_expert_minor": 0, "from_client_minor": 0}
    assert (event["cost_from_expert_minor"], event["cost_from_client_minor"]) == (200, 600)


@pytest.mark.feature("DSP-06")
def test_both_sides_read_the_same_timeline_with_one_countdown(hearing: Hearing) -> None:
    hearing.arbitrated()
    seen = [hearing.call("GET", f"{hearing.path}/timeline", by=side).body for side in (CLEO, ADA)]
    hearing.decide(IRIS, 20_000)

    assert seen[0] == seen[1]
    assert seen[0]["countdown"]["waits_for"] == ["arbitrator"]
    assert hearing.story() == [
        "filed", "stage_entered", "answered", "stage_entered", "taken", "decision_wanted", "stage_entered", "taken",
        "decided", "stage_entered",
    ]  # fmt: skip
    assert hearing.call("GET", f"{hearing.path}/timeline", by=STRANGER).status == 404


def test_the_timeline_comes_page_by_page(hearing: Hearing) -> None:
    hearing.arbitrated()
    seen, cursor = list[str](), ""
    while cursor is not None:
        query = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = hearing.call("GET", f"{hearing.path}/timeline", by=ADA, query=query).body
        seen, cursor = seen + [item["entry_id"] for item in page["items"]], page["next_cursor"]

    assert len(seen) == len(set(seen)) == 8


def test_staff_find_disputes_by_stage_and_by_who_has_them(hearing: Hearing) -> None:
    hearing.mediated()
    hearing.hold("mil_2", 40_000)
    hearing.milestone_id = "mil_2"
    hearing.filed()

    def found(**query: str) -> list[str]:
        items = hearing.call("GET", "/v1/dispute-queue", by=IRIS, query=query).body["items"]
        return [item["milestone_id"] for item in items]

    assert found() == ["mil_2", "mil_1"]  # the next deadline first
    assert found(stage="mediation") == ["mil_1"]
    assert found(assignee="acc_max") == ["mil_1"]
    assert found(assignee="") == ["mil_2"]
    assert hearing.call("GET", "/v1/dispute-queue", by=CLEO).status == 403


def test_what_is_over_leaves_the_queue(hearing: Hearing) -> None:
    hearing.filed()
    hearing.do("withdraw", by=CLEO)

    assert hearing.call("GET", "/v1/dispute-queue", by=IRIS).body["items"] == []


def test_a_filing_of_more_than_is_held_is_refused(hearing: Hearing) -> None:
    hearing.drafted(**{**FILING, "to_expert_minor": 40_001})

    assert hearing.do("submit", by=CLEO).problem == "disputes/filing-incomplete"
