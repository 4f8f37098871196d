"""How often who offers, and who chooses, waits for the database, and what is read for it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge.projects.conftest import ADA, CLEO, OFFER, Market
from tests.support.waits import counted

PROJECT, PROPOSAL, STANDING = "GetItem PROJECT", "GetItem PROPOSAL", "GetItem STANDING"


def test_a_draft_is_kept_after_one_answer_and_one_transaction(market: Market) -> None:
    project_id = market.posted()

    with counted(PROJECT, PROPOSAL, STANDING) as first:
        assert market.offer(project_id, ADA).status == 200
    with counted(PROJECT, PROPOSAL, STANDING) as second:
        assert market.offer(project_id, ADA, version=1).status == 200

    assert [(one.round_trips, one.units / one.floor.units) for one in (first, second)] == [(2, 1), (2, 1)]


@pytest.mark.parametrize(
    ("verb", "by", "together"),
    [
        ("submit", ADA, (PROPOSAL, STANDING)),
        ("withdraw", ADA, (PROPOSAL, STANDING)),
        ("shortlist", CLEO, (PROPOSAL, STANDING)),
        ("accept", CLEO, (PROJECT, PROPOSAL, STANDING)),
    ],
)
def test_a_step_waits_for_one_answer_and_one_transaction_besides_its_key(
    market: Market, verb: str, by: Any, together: tuple[str, ...]
) -> None:
    project_id = market.posted()
    if verb == "submit":
        version = int(market.offer(project_id, ADA).body["version"])
    else:
        version = market.submitted(project_id, ADA)

    with counted(*together) as seen:
        done = market.do(verb, project_id, ADA, by, version)

    assert (done.status, done.body["expert"]["display_name"]) == (200, "Ada")
    assert (seen.round_trips, seen.units) == (4, seen.floor.units)


def test_who_looks_waits_once_for_a_proposal_and_twice_for_all_of_a_project(market: Market) -> None:
    project_id = market.posted()
    market.submitted(project_id, ADA)
    path = f"/v1/projects/{project_id}/proposals"

    with counted(PROPOSAL, STANDING) as one:
        assert market.call("GET", f"{path}/acc_ada", by=CLEO).body["cover_text"] == OFFER["cover_text"]
    with counted(PROJECT, "Query table") as all_of_them:
        assert len(market.call("GET", path, by=CLEO).body["items"]) == 1

    assert (one.round_trips, all_of_them.round_trips) == (1, 2)


def test_nobody_learns_from_what_was_asked_together_what_is_not_theirs(market: Market) -> None:
    project_id = market.posted()
    market.offer(project_id, ADA)
    path = f"/v1/projects/{project_id}/proposals/acc_ada"

    hidden = market.call("GET", path, by=CLEO)
    missing = market.call("GET", f"/v1/projects/{project_id}/proposals/acc_nobody", by=CLEO)

    assert (hidden.status, hidden.problem, hidden.body["detail"]) == (404, missing.problem, missing.body["detail"])
