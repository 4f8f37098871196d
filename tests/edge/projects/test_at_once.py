"""Two who offer or choose in the same moment, and answers that were asked for together but belong to one of them."""

from __future__ import annotations

import pytest

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.edge.projects.conftest import ADA, BOB, CLEO, NEWCOMER, OTHER_CLIENT, PARTNER, Market
from tests.support.http import Answer
from tests.support.meanwhile import behind, just_before
from tests.support.outbox import published

WRITES = "TransactWriteItems"


def test_of_two_windows_that_keep_a_draft_at_once_the_later_hears_that_the_text_is_newer(market: Market) -> None:
    project_id = market.posted()
    for version in (0, 1):
        text = f"From the first window, {version}"

        def other_window(version: int = version, text: str = text) -> Answer:
            return market.offer(project_id, ADA, version, cover_text=text)

        with just_before(WRITES, other_window):
            late = market.offer(project_id, ADA, version, cover_text="From the second")

        kept = market.call("GET", f"/v1/projects/{project_id}/proposals/acc_ada", by=ADA).body
        assert (late.status, kept["cover_text"], kept["version"]) == (412, text, version + 1)


def test_of_two_proposals_that_are_accepted_at_once_one_is(market: Market, platform: Platform) -> None:
    project_id = market.posted()
    versions = {one: market.submitted(project_id, one) for one in (ADA, BOB)}

    with just_before(WRITES, lambda: market.do("accept", project_id, ADA, CLEO, versions[ADA])):
        late = market.do("accept", project_id, BOB, CLEO, versions[BOB])

    assert (late.status, late.problem) == (409, "projects/project-not-open")
    assert [event["expert_id"] for event in published(platform.tables, "ProposalAccepted.v1")] == ["acc_ada"]
    assert market.call("GET", f"/v1/projects/{project_id}/proposals/acc_bob", by=BOB).body["state"] == "submitted"


def test_a_proposal_that_is_withdrawn_while_it_is_accepted_awards_nothing(market: Market, platform: Platform) -> None:
    project_id = market.posted()
    version = market.submitted(project_id, ADA)

    with just_before(WRITES, lambda: market.do("withdraw", project_id, ADA, ADA)):
        late = market.do("accept", project_id, ADA, CLEO, version)

    assert late.problem == "stale-version"
    assert market.call("GET", f"/v1/projects/{project_id}", by=CLEO).body["state"] == "open"
    assert published(platform.tables, "ProposalAccepted.v1") == []


@pytest.mark.parametrize("verb", ["submit", "withdraw", "shortlist"])
def test_what_is_done_twice_at_once_is_done_once(market: Market, platform: Platform, verb: str) -> None:
    project_id, by = market.posted(), CLEO if verb == "shortlist" else ADA
    if verb == "submit":
        market.offer(project_id, ADA)
    else:
        market.submitted(project_id, ADA)

    def again() -> Answer:
        return market.do(verb, project_id, ADA, by)

    first: list[Answer] = []
    with just_before(WRITES, lambda: first.append(again())):
        late = again()

    assert (first[0].status, late.status, late.problem) == (200, 409, "projects/proposal-move-refused")
    told = {"submit": "Submitted", "withdraw": "Withdrawn", "shortlist": "Shortlisted"}[verb]
    assert len(published(platform.tables, f"Proposal{told}.v1")) == 1


def test_a_proposal_goes_its_way_whatever_replicas_know(market: Market) -> None:
    with behind():
        project_id = market.posted()
        version = market.submitted(project_id, ADA)
        shortlisted = market.do("shortlist", project_id, ADA, CLEO, version)
        listed = market.call("GET", f"/v1/projects/{project_id}/proposals", by=CLEO).body["items"]
        accepted = market.do("accept", project_id, ADA, CLEO, shortlisted.body["version"])

    assert (shortlisted.status, len(listed), accepted.body["state"]) == (200, 1, "accepted")


@pytest.mark.parametrize("stranger", [BOB, NEWCOMER, OTHER_CLIENT, PARTNER], ids=lambda it: it.account_id)
@pytest.mark.parametrize("ask", ["list", "write", "accept"])
def test_who_may_not_ask_hears_that_first_whatever_else_was_wrong(market: Market, stranger: Actor, ask: str) -> None:
    project_id = market.posted()
    market.offer(project_id, ADA)
    path = f"/v1/projects/{project_id}/proposals"

    def answer(*, version: str, **query: str) -> tuple[int, str]:
        match = {"If-Match": f'"{version}"'}
        if ask == "list":
            told = market.call("GET", path, by=stranger, query=query)
        elif ask == "write":
            told = market.call("PUT", f"{path}/acc_ada", by=stranger, body={}, headers=match)
        else:
            told = market.call("POST", f"{path}/acc_ada/accept", by=stranger, headers=match)
        return told.status, told.problem

    refused = answer(version="1")
    assert refused[0] in {403, 404}
    assert answer(version="7", cursor="forged") == refused
