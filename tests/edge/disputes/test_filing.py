"""Filing in steps, over HTTP: who may, when, and what it sets in motion."""

from __future__ import annotations

import pytest

from guildhall.kernel.actor import Actor
from tests.support.deals import ADA, ADMIN, CLEO, PARTNER, STRANGER
from tests.support.disputes import FILING, MAX, Hearing
from tests.support.outbox import published


@pytest.mark.feature("DSP-02")
def test_a_side_files_in_steps_that_save_themselves_and_submits(hearing: Hearing) -> None:
    begun = hearing.call("POST", "/v1/disputes", by=CLEO, body={"milestone_id": "mil_1"})
    path, tag = begun.headers["Location"], begun.headers["ETag"]
    chosen = hearing.call("PUT", path, by=CLEO, body={"reason": "late"}, headers={"If-Match": tag})
    early = hearing.call("POST", f"{path}/submit", by=CLEO)
    whole = hearing.call("PUT", path, by=CLEO, body=FILING, headers={"If-Match": chosen.headers["ETag"]})
    submitted = hearing.call("POST", f"{path}/submit", by=CLEO)

    assert (begun.status, begun.body["stage"], begun.body["amount_minor"]) == (201, "draft", 40_000)
    assert chosen.body["filing"] == {"reason": "late", "account": "", "to_expert_minor": None}
    assert early.problem == "disputes/filing-incomplete"
    assert [error["pointer"] for error in early.body["errors"]] == ["/account", "/to_expert_minor"]
    assert whole.body["filing"] == FILING
    assert (submitted.status, submitted.body["stage"]) == (200, "response")
    assert submitted.body["countdown"] == {
        "deadline_at": "2026-03-07T12:00:00.000Z", "waits_for": ["acc_ada"], "then": "mediation",
    }  # fmt: skip
    (opened,) = published(hearing.platform.tables, "DisputeOpened.v1")
    (entered,) = published(hearing.platform.tables, "DisputeStageEntered.v1")
    assert (opened["milestone_id"], opened["opened_by"], opened["amount_minor"]) == ("mil_1", "acc_cleo", 40_000)
    assert (entered["stage"], entered["is_by_silence"]) == ("response", False)


def test_the_cost_of_a_decision_is_shown_before_anybody_files(hearing: Hearing) -> None:
    body = hearing.drafted().shown()

    assert body["costs"] == {"basis_points": 0, "total_minor": 0, "from_expert_minor": 0, "from_client_minor": 0}


def test_a_stale_draft_is_not_overwritten(hearing: Hearing) -> None:
    hearing.drafted()

    first = hearing.call("PUT", hearing.path, by=CLEO, body=FILING, headers={"If-Match": '"1"'})
    second = hearing.call("PUT", hearing.path, by=CLEO, body=FILING, headers={"If-Match": '"1"'})

    assert (first.status, second.status) == (200, 412)


@pytest.mark.parametrize("who", [STRANGER, ADMIN, MAX, PARTNER])
def test_only_a_side_of_the_contract_files_and_others_learn_nothing(hearing: Hearing, who: Actor) -> None:
    refused = hearing.call("POST", "/v1/disputes", by=who, body={"milestone_id": "mil_1"})
    absent = hearing.call("POST", "/v1/disputes", by=who, body={"milestone_id": "mil_none"})

    assert (refused.status, refused.problem) == (404, "disputes/money-unknown")
    assert refused.body["detail"] == absent.body["detail"]


@pytest.mark.parametrize("who", [ADA, STRANGER, ADMIN, MAX])
def test_a_draft_is_its_writers_alone(hearing: Hearing, who: Actor) -> None:
    hearing.drafted()

    answers = [
        hearing.call("GET", hearing.path, by=who),
        hearing.do("submit", by=who),
        hearing.do("notes", by=who, body={"text": "Hm."}),
    ]

    assert {answer.problem for answer in answers} == {"disputes/dispute-unknown"}


def test_either_side_may_file(hearing: Hearing) -> None:
    hearing.filed(by=ADA, reason="approval_refused", to_expert_minor=40_000)

    assert hearing.shown(ADA)["countdown"]["waits_for"] == ["acc_cleo"]


def test_nobody_disputes_money_that_is_not_there(hearing: Hearing) -> None:
    hearing.hold("mil_2", 100)
    hearing.milestone_id = "mil_2"
    hearing.drafted(to_expert_minor=0)
    hearing.take_away(100)

    late = hearing.do("submit", by=CLEO)
    new = hearing.call("POST", "/v1/disputes", by=CLEO, body={"milestone_id": "mil_2"})

    assert (late.problem, new.problem) == ("disputes/nothing-held", "disputes/nothing-held")


def test_a_milestone_has_one_open_dispute_and_may_have_another_afterwards(hearing: Hearing) -> None:
    hearing.filed()
    second = hearing.call("POST", "/v1/disputes", by=ADA, body={"milestone_id": "mil_1", **FILING})
    path = second.headers["Location"]
    while_open = hearing.call("POST", f"{path}/submit", by=ADA)
    hearing.do("withdraw", by=CLEO)
    afterwards = hearing.call("POST", f"{path}/submit", by=ADA)

    assert (while_open.status, while_open.problem) == (409, "disputes/dispute-open-already")
    assert afterwards.status == 200


def test_what_is_filed_cannot_be_written_over(hearing: Hearing) -> None:
    hearing.filed()

    refused = hearing.call("PUT", hearing.path, by=CLEO, body=FILING, headers={"If-Match": '"2"'})

    assert (refused.status, refused.problem) == (409, "disputes/dispute-move-refused")


def test_each_side_has_a_list_of_its_disputes(hearing: Hearing) -> None:
    hearing.drafted()
    drafts = [hearing.call("GET", "/v1/disputes", by=side).body["items"] for side in (CLEO, ADA)]
    hearing.do("submit", by=CLEO)
    filed = [hearing.call("GET", "/v1/disputes", by=side).body["items"] for side in (CLEO, ADA, STRANGER)]

    assert [len(items) for items in drafts] == [1, 0]
    assert [[item["stage"] for item in items] for items in filed] == [["response"], ["response"], []]
