"""A market in which two experts are known."""

from __future__ import annotations

from typing import Any

import pytest

from functions.projects.api import create_app
from functions.projects.events import subscribe
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.projects import wiring
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.vault import MemoryVault

CLEO = Actor("acc_cleo", frozenset({"client"}))
OTHER_CLIENT = Actor("acc_carl", frozenset({"client"}))
ADA = Actor("acc_ada", frozenset({"expert"}))
BOB = Actor("acc_bob", frozenset({"expert"}))
NEWCOMER = Actor("acc_new", frozenset({"expert"}))
PARTNER = Actor("cli_x", frozenset({"partner"}), frozenset({"projects"}))

BRIEF: dict[str, Any] = {
    "title": "A booking page",
    "description": "For a bakery with two shops.",
    "skills": ["Python", "HTML"],
    "currency": "EUR",
    "budget_minor": 150_000,
    "due_on": "2026-06-01",
}
OFFER: dict[str, Any] = {
    "cover_text": "I have done three of these.",
    "milestones": [
        {"title": "Design", "amount_minor": 40_000, "due_on": "2026-04-01"},
        {"title": "Build", "amount_minor": 60_000, "due_on": "2026-05-01"},
    ],
}


class Market:
    """Calls the edge with the steps that most tests begin with."""

    def __init__(self, call: Client) -> None:
        self.call = call

    def draft(self, by: Actor = CLEO, **changes: Any) -> Answer:
        return self.call("POST", "/v1/projects", by=by, body={**BRIEF, **changes})

    def posted(self, by: Actor = CLEO, **changes: Any) -> str:
        project_id = str(self.draft(by, **changes).body["project_id"])
        assert self.call("POST", f"/v1/projects/{project_id}/post", by=by).status == 200
        return project_id

    def offer(self, project_id: str, by: Actor, version: int = 0, **changes: Any) -> Answer:
        path = f"/v1/projects/{project_id}/proposals/{by.account_id}"
        return self.call("PUT", path, by=by, body={**OFFER, **changes}, headers={"If-Match": f'"{version}"'})

    def do(self, verb: str, project_id: str, expert: Actor, by: Actor, version: int | None = None) -> Answer:
        path = f"/v1/projects/{project_id}/proposals/{expert.account_id}/{verb}"
        return self.call("POST", path, by=by, headers={} if version is None else {"If-Match": f'"{version}"'})

    def submitted(self, project_id: str, by: Actor) -> int:
        self.offer(project_id, by)
        answer = self.do("submit", project_id, by, by)
        assert answer.status == 200, answer.body
        return int(answer.body["version"])


def introduction(account_id: str, **changes: Any) -> ProfilePublishedV1:
    known: dict[str, Any] = {
        "account_id": account_id, "role": "expert", "display_name": account_id[4:].title(), "headline": "Engines",
        "skills": ["python"], "hourly_rate_minor": 9000, "currency": "EUR",
    }  # fmt: skip
    return ProfilePublishedV1(**{**known, **changes})


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def projects(platform: Platform, vault: MemoryVault) -> wiring.Projects:
    return wiring.wire(platform, vault)


@pytest.fixture
def bus(projects: wiring.Projects, platform: Platform) -> Bus:
    return Bus(subscribe(projects), platform.clock)


@pytest.fixture
def call(projects: wiring.Projects, platform: Platform, bus: Bus) -> Client:
    bus.deliver(introduction("acc_ada"), introduction("acc_bob"))
    bus.deliver(ExpertVerifiedV1(account_id="acc_ada", is_verified=True))
    return Client(create_app, projects, platform)


@pytest.fixture
def market(call: Client) -> Market:
    return Market(call)
