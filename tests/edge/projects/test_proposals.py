"""Proposals over HTTP: drafts, submission, choice."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.edge.projects.conftest import ADA, BOB, CLEO, NEWCOMER, OFFER, OTHER_CLIENT, PARTNER, Market
from tests.support.outbox import published


@pytest.mark.feature("PRJ-07", "PRJ-09")
def test_a_draft_is_saved_as_it_grows_and_seen_by_the_client_only_once_submitted(
    market: Market, platform: Platform
) -> None:
    project_id = market.posted()
    path = f"/v1/projects/{project_id}/proposals"

    first = market.offer(project_id, ADA, milestones=[{"title": "Des"}])
    second = market.offer(project_id, ADA, version=1)
    hidden = market.call("GET", path, by=CLEO).body["items"]
    market.do("submit", project_id, ADA, ADA)

    assert (first.status, second.status) == (200, 200)
    assert (second.body["total_minor"], second.body["currency"], second.body["state"]) == (100_000, "EUR", "draft")
    assert hidden == []
    (seen,) = market.call("GET", path, by=CLEO).body["items"]
    assert (seen["state"], seen["cover_text"]) == ("submitted", OFFER["cover_text"])
    assert seen["expert"] == {
        "expert_id": "acc_ada", "display_name": "Ada", "headline": "Engines", "is_verified": True,
    }  # fmt: skip
    assert [event["expert_id"] for event in published(platform.tables, "ProposalSubmitted.v1")] == ["acc_ada"]


def test_autosave_of_a_window_left_open_does_not_overwrite_the_newer_text(market: Market) -> None:
    project_id = market.posted()
    market.offer(project_id, ADA)
    market.offer(project_id, ADA, version=1, cover_text="newer")

    late = market.offer(project_id, ADA, version=1, cover_text="older")
    another = market.offer(project_id, ADA, version=0, cover_text="a second draft")

    assert (late.status, late.problem) == (412, "stale-version")
    assert (another.status, another.problem) == (412, "stale-version")
    own = market.call("GET", f"/v1/projects/{project_id}/proposals/acc_ada", by=ADA).body
    assert own["cover_text"] == "newer"


def test_submission_names_every_gap_of_the_draft(market: Market) -> None:
    project_id = market.posted()
    gaps = [{"amount_minor": 5, "due_on": "2026-03-01"}, {"title": "Build"}]
    market.offer(project_id, ADA, cover_text="", milestones=gaps)

    answer = market.do("submit", project_id, ADA, ADA)

    assert (answer.status, answer.problem) == (422, "projects/proposal-incomplete")
    assert [error["pointer"] for error in answer.body["errors"]] == [
        "/cover_text",
        "/milestones/0/title",
        "/milestones/0/due_on",
        "/milestones/1/amount_minor",
        "/milestones/1/due_on",
    ]


def test_an_expert_without_a_public_profile_cannot_submit(market: Market) -> None:
    project_id = market.posted()
    market.offer(project_id, NEWCOMER)

    answer = market.do("submit", project_id, NEWCOMER, NEWCOMER)

    assert (answer.status, answer.problem) == (409, "projects/profile-not-published")


@pytest.mark.parametrize(
    ("change", "slug", "pointer"),
    [
        ({"milestones": [{"amount_minor": 10.25}]}, "money/too-many-decimals", "/milestones/0/amount_minor"),
        ({"milestones": [{"amount_minor": -1}]}, "invalid", "/milestones/0/amount_minor"),
        ({"milestones": [{"amount_minor": 0}]}, "invalid", "/milestones/0/amount_minor"),
        ({"milestones": [{"currency": "USD"}]}, "invalid", "/milestones/0/currency"),
        ({"milestones": [{"due_on": "2026-13-01"}]}, "invalid", "/milestones/0/due_on"),
        ({"milestones": [{}] * 21}, "invalid", "/milestones"),
        ({"cover_text": ["x"]}, "invalid", "/cover_text"),
        ({"state": "accepted"}, "invalid", "/state"),
    ],
)
def test_bad_input_is_named_with_its_place(market: Market, change: dict[str, Any], slug: str, pointer: str) -> None:
    answer = market.offer(market.posted(), ADA, **change)

    assert (answer.status, answer.problem) == (422, slug)
    assert answer.body["errors"][0]["pointer"] == pointer


@pytest.mark.feature("PRJ-07")
def test_the_client_shortlists_and_accepts_one_and_the_project_closes(market: Market, platform: Platform) -> None:
    project_id = market.posted()
    market.submitted(project_id, ADA)
    bobs = market.submitted(project_id, BOB)

    listed = market.do("shortlist", project_id, ADA, CLEO)
    accepted = market.do("accept", project_id, ADA, CLEO, listed.body["version"])
    second = market.do("accept", project_id, BOB, CLEO, bobs)
    late = market.offer(project_id, NEWCOMER)
    withdrawn = market.do("withdraw", project_id, BOB, BOB)

    assert (listed.body["state"], accepted.body["state"]) == ("shortlisted", "accepted")
    for refused in (second, late, withdrawn):
        assert (refused.status, refused.problem) == (409, "projects/project-not-open")
    project = market.call("GET", f"/v1/projects/{project_id}", by=CLEO).body
    assert (project["state"], project["expert_id"]) == ("awarded", "acc_ada")
    assert market.call("GET", "/v1/projects", by=BOB).body["items"] == []
    (event,) = published(platform.tables, "ProposalAccepted.v1")
    assert (event["project_id"], event["expert_id"], event["currency"]) == (project_id, "acc_ada", "EUR")
    assert event["milestones"] == OFFER["milestones"]


def test_what_kind_of_work_it_is_goes_along_with_the_accepted_proposal(market: Market, platform: Platform) -> None:
    project_id = market.posted(category="web-development")
    market.submitted(project_id, ADA)
    listed = market.do("shortlist", project_id, ADA, CLEO)

    assert market.do("accept", project_id, ADA, CLEO, listed.body["version"]).status == 200

    (event,) = published(platform.tables, "ProposalAccepted.v1")
    assert event["category"] == "web-development"
    assert market.draft(CLEO, category="Web development").status == 422


def test_nobody_accepts_terms_unseen(market: Market) -> None:
    project_id = market.posted()
    read = market.submitted(project_id, ADA)
    market.do("withdraw", project_id, ADA, ADA)
    market.offer(project_id, ADA, version=read + 1, milestones=[{**OFFER["milestones"][0], "amount_minor": 999_999}])
    market.do("submit", project_id, ADA, ADA)

    stale = market.do("accept", project_id, ADA, CLEO, read)
    blind = market.do("accept", project_id, ADA, CLEO)

    assert (stale.status, stale.problem) == (412, "stale-version")
    assert (blind.status, blind.problem) == (428, "precondition-required")
    assert market.call("GET", f"/v1/projects/{project_id}", by=CLEO).body["state"] == "open"


def test_a_withdrawn_proposal_disappears_and_may_come_again(market: Market, platform: Platform) -> None:
    project_id = market.posted()
    version = market.submitted(project_id, ADA)

    market.do("withdraw", project_id, ADA, ADA)

    path = f"/v1/projects/{project_id}/proposals/acc_ada"
    assert market.call("GET", path, by=CLEO).problem == "projects/proposal-unknown"
    assert market.do("accept", project_id, ADA, CLEO, version + 1).status == 404
    assert len(published(platform.tables, "ProposalWithdrawn.v1")) == 1
    assert market.do("submit", project_id, ADA, ADA).status == 200
    assert market.call("GET", path, by=CLEO).status == 200


def test_a_submitted_proposal_stays_as_it_is(market: Market) -> None:
    project_id = market.posted()
    version = market.submitted(project_id, ADA)

    answer = market.offer(project_id, ADA, version=version, cover_text="other")

    assert (answer.status, answer.problem) == (409, "projects/proposal-move-refused")


def test_a_draft_takes_no_proposals(market: Market) -> None:
    project_id = market.draft().body["project_id"]

    assert market.offer(project_id, ADA).problem == "projects/project-unknown"


@pytest.mark.parametrize("stranger", [BOB, NEWCOMER, OTHER_CLIENT, PARTNER], ids=lambda it: it.account_id)
def test_strangers_learn_nothing_of_a_proposal_and_do_nothing_to_it(market: Market, stranger: Actor) -> None:
    project_id = market.posted()
    version = market.submitted(project_id, ADA)
    path = f"/v1/projects/{project_id}/proposals/acc_ada"
    match = {"If-Match": f'"{version}"'}

    assert market.call("GET", path, by=stranger).status == 404
    assert market.call("PUT", path, by=stranger, body=OFFER, headers=match).status == 404
    for verb in ("submit", "withdraw", "shortlist", "accept"):
        assert market.call("POST", f"{path}/{verb}", by=stranger, headers=match).status in {403, 404}
    assert market.call("GET", f"/v1/projects/{project_id}/proposals", by=stranger).status in {403, 404}
    assert market.call("GET", path, by=ADA).body["version"] == version


def test_each_side_does_only_its_own_part(market: Market) -> None:
    project_id = market.posted()
    version = market.submitted(project_id, ADA)

    for verb in ("shortlist", "accept"):
        assert market.do(verb, project_id, ADA, ADA, version).status == 403
    assert market.do("withdraw", project_id, ADA, CLEO).status == 403
    assert market.do("submit", project_id, ADA, CLEO).status == 403


def test_nobody_proposes_for_their_own_project(market: Market) -> None:
    both = Actor("acc_cleo", frozenset({"client", "expert"}))
    project_id = market.posted(both)

    assert market.offer(project_id, both).status == 403


def test_an_expert_pages_through_their_own_proposals(market: Market) -> None:
    first, second = market.posted(), market.posted()
    market.submitted(first, ADA)
    market.offer(second, ADA)
    market.offer(second, BOB)

    found = market.call("GET", "/v1/proposals", by=ADA).body["items"]

    assert {(item["project_id"], item["state"]) for item in found} == {(first, "submitted"), (second, "draft")}
    assert market.call("GET", "/v1/proposals", by=CLEO).status == 403
