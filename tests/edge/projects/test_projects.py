"""Projects over HTTP: what clients and experts are promised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.edge.projects.conftest import ADA, BRIEF, CLEO, OTHER_CLIENT, PARTNER, Market
from tests.support.outbox import published


def listed(market: Market, **query: str) -> list[str]:
    return [item["project_id"] for item in market.call("GET", "/v1/projects", by=ADA, query=query).body["items"]]


@pytest.mark.feature("PRJ-01", "PRJ-02")
def test_a_draft_is_saved_step_by_step_and_posted(market: Market, platform: Platform) -> None:
    draft = market.call("POST", "/v1/projects", by=CLEO, body={"title": "A booking"})
    path = draft.headers["Location"]
    saved = market.call("PUT", path, by=CLEO, body=BRIEF, headers={"If-Match": draft.headers["ETag"]})
    posted = market.call("POST", f"{path}/post", by=CLEO)

    assert (draft.status, draft.body["state"], draft.body["skills"]) == (201, "draft", [])
    assert (saved.status, saved.body["skills"], saved.body["client_id"]) == (200, ["python", "html"], "acc_cleo")
    assert (posted.body["state"], posted.body["posted_at"]) == ("open", "2026-03-02T12:00:00.000Z")
    assert published(platform.tables, "ProjectPosted.v1") == [
        {
            "project_id": draft.body["project_id"],
            "client_id": "acc_cleo",
            "title": "A booking page",
            "skills": ["python", "html"],
        }
    ]


def test_posting_names_each_missing_part_and_posts_nothing(market: Market, platform: Platform) -> None:
    draft = market.call("POST", "/v1/projects", by=CLEO, body={"title": "  ", "due_on": "2026-03-01"})

    answer = market.call("POST", f"{draft.headers['Location']}/post", by=CLEO)

    assert (answer.status, answer.problem) == (422, "projects/project-incomplete")
    assert [error["pointer"] for error in answer.body["errors"]] == [
        "/title", "/description", "/skills", "/currency", "/due_on",
    ]  # fmt: skip
    assert published(platform.tables, "ProjectPosted.v1") == []


def test_what_was_posted_stays(market: Market) -> None:
    project_id = market.posted()

    changed = market.call("PUT", f"/v1/projects/{project_id}", by=CLEO, body={}, headers={"If-Match": '"2"'})
    again = market.call("POST", f"/v1/projects/{project_id}/post", by=CLEO)

    assert (changed.status, changed.problem) == (409, "projects/project-not-draft")
    assert (again.status, again.problem) == (409, "projects/project-not-draft")


def test_experts_find_open_projects_by_skill_and_drafts_never(market: Market, clock: SettableClock) -> None:
    first = market.posted()
    clock.advance(timedelta(days=40))
    second = market.posted(skills=["Cobol"])
    market.draft()

    assert listed(market) == [second, first]
    assert listed(market, skill="PYTHON") == [first]
    assert listed(market, skill="fortran") == []


def test_a_client_pages_through_their_own_projects_in_every_state(market: Market, clock: SettableClock) -> None:
    made = []
    for number in range(5):
        clock.advance(timedelta(seconds=1))
        made.append(market.posted() if number % 2 else market.draft().body["project_id"])
    market.draft(OTHER_CLIENT)

    first = market.call("GET", "/v1/projects", by=CLEO, query={"is_mine": "true", "limit": "3"}).body
    query = {"is_mine": "true", "limit": "3", "cursor": first["next_cursor"]}
    rest = market.call("GET", "/v1/projects", by=CLEO, query=query).body

    assert [item["project_id"] for item in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    assert market.call("GET", "/v1/projects", by=OTHER_CLIENT, query=query).problem == "cursor-invalid"


def test_a_draft_is_its_clients_alone(market: Market) -> None:
    path = market.draft().headers["Location"]

    for stranger in (ADA, OTHER_CLIENT, PARTNER):
        assert market.call("GET", path, by=stranger).problem == "projects/project-unknown"
        assert market.call("PUT", path, by=stranger, body={}, headers={"If-Match": '"1"'}).status == 404
        assert market.call("POST", f"{path}/post", by=stranger).status == 404
    assert market.call("GET", path, by=CLEO).body["version"] == 1


def test_an_expert_sees_a_posted_project_and_does_not_touch_it(market: Market) -> None:
    path = f"/v1/projects/{market.posted()}"

    assert market.call("GET", path, by=ADA).status == 200
    assert market.call("PUT", path, by=ADA, body={}, headers={"If-Match": '"2"'}).status == 403
    assert market.call("POST", f"{path}/post", by=ADA).status == 403
    assert market.call("GET", path, by=OTHER_CLIENT).status == 404


def test_only_clients_make_projects_and_only_experts_browse_them(market: Market) -> None:
    assert market.draft(ADA).status == 403
    assert market.draft(PARTNER).status == 403
    assert market.call("GET", "/v1/projects", by=CLEO).status == 403
    assert market.call("GET", "/v1/projects", by=ADA, query={"is_mine": "true"}).status == 403


def test_two_windows_of_one_client_do_not_overwrite_each_other(market: Market) -> None:
    path = market.draft().headers["Location"]
    market.call("PUT", path, by=CLEO, body={**BRIEF, "title": "First"}, headers={"If-Match": '"1"'})

    late = market.call("PUT", path, by=CLEO, body={**BRIEF, "title": "Second"}, headers={"If-Match": '"1"'})
    blind = market.call("PUT", path, by=CLEO, body=BRIEF)

    assert (late.status, late.problem) == (412, "stale-version")
    assert (blind.status, blind.problem) == (428, "precondition-required")
    assert market.call("GET", path, by=CLEO).body["title"] == "First"


def test_a_repeated_request_makes_one_project(market: Market) -> None:
    headers = {"Idempotency-Key": "the-same-key"}
    first = market.call("POST", "/v1/projects", by=CLEO, body=BRIEF, headers=headers)
    again = market.call("POST", "/v1/projects", by=CLEO, body=BRIEF, headers=headers)
    reused = market.call("POST", "/v1/projects", by=CLEO, body={}, headers=headers)

    assert again.body["project_id"] == first.body["project_id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (reused.status, reused.problem) == (422, "idempotency/key-reused")


@pytest.mark.parametrize(
    ("change", "slug", "pointer"),
    [
        ({"currency": "EURO"}, "invalid", "/currency"),
        ({"currency": "ABC"}, "money/currency-unknown", "/currency"),
        ({"budget_minor": 12.5}, "money/too-many-decimals", "/budget_minor"),
        ({"budget_minor": -5}, "invalid", "/budget_minor"),
        ({"due_on": "tomorrow"}, "invalid", "/due_on"),
        ({"due_on": 20260401}, "invalid", "/due_on"),
        ({"due_on": "2026-02-30"}, "invalid", "/due_on"),
        ({"title": "x" * 121}, "invalid", "/title"),
        ({"skills": [1]}, "invalid", "/skills/0"),
        ({"client_id": "acc_ada"}, "invalid", "/client_id"),
    ],
)
def test_bad_input_is_named_with_its_place(market: Market, change: dict[str, Any], slug: str, pointer: str) -> None:
    answer = market.draft(**change)

    assert (answer.status, answer.problem) == (422, slug)
    assert answer.body["errors"][0]["pointer"] == pointer
