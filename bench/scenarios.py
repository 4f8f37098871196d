"""The requests that benches repeat, on data made through the public interfaces, in an order that builds it up.

A capability joins by adding its requests here; until it exists its lines read "not built yet".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.world import World
from guildhall.contracts.events import AgreedMilestone, ContractSignedV1
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SystemClock
from guildhall.kernel.ids import UlidIds
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1

ADMIN = Actor("acc_admin", frozenset({"administrator"}))
CLEO = Actor("acc_cleo", frozenset({"client"}))
ADA = Actor("acc_ada", frozenset({"expert"}))
COMMISSION = "/v1/settings/commission_basis_points"
MINE = "/v1/profiles/acc_ada/expert"
CONTRACT = "ctr_01M7YYJKFSMZMMC4YNSNQM3TFH"
CONVERSATION_PATH = "/v1/conversations/{conversation}/messages"
NEXT_YEAR = (dt.datetime.now(dt.UTC) + dt.timedelta(days=365)).date()
_ids = UlidIds(SystemClock())

PROFILE = {
    "display_name": "Ada",
    "headline": "Compilers and engines",
    "about": "Twenty years of numerical work, from punched cards to clusters. " * 5,
    "skills": ["python", "numerical analysis"],
    "languages": ["en", "fr-FR"],
    "hourly_rate": {"amount_minor": 9000, "currency": "EUR"},
}
BRIEF = {
    "title": "A booking page",
    "description": "For a bakery with two shops: opening hours, orders for the weekend, a list for the oven. " * 4,
    "skills": ["python", "html"],
    "currency": "EUR",
    "budget_minor": 150_000,
    "due_on": NEXT_YEAR.isoformat(),
}
OFFER = {
    "cover_text": "I have done three of these, one of them for a bakery. " * 4,
    "milestones": [
        {"title": "Design", "amount_minor": 40_000, "due_on": NEXT_YEAR.isoformat()},
        {"title": "Build", "amount_minor": 60_000, "due_on": NEXT_YEAR.isoformat()},
    ],
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request. capability: whose HTTP function answers it. prepare: makes what it needs, returns the event."""

    name: str
    capability: str
    prepare: Callable[[World], dict[str, Any]]


def _version(world: World, capability: str, path: str, by: Actor) -> str:
    return f'"{world.send(capability, "GET", path, by)["version"]}"'


def _change_setting(world: World) -> dict[str, Any]:
    listed = world.send("administration", "GET", "/v1/settings", ADMIN)["items"]
    version = next(setting["version"] for setting in listed if setting["name"] == "commission_basis_points")
    return world.event("PUT", COMMISSION, ADMIN, {"value": 1100}, if_match=f'"{version}"')


def _list_experts(world: World) -> dict[str, Any]:
    for number in range(25):
        by = Actor(f"acc_expert{number:02d}", frozenset({"expert"}))
        path = f"/v1/profiles/{by.account_id}/expert"
        world.send("profiles", "PUT", path, by, PROFILE, if_match='"0"')
        world.send("profiles", "POST", f"{path}/publish", by)
    return world.event("GET", "/v1/profiles", CLEO, query={"limit": "20"})


def _post_project(world: World) -> dict[str, Any]:
    world.ids["project"] = _draft(world)
    return world.event("POST", f"/v1/projects/{world.ids['project']}/post", CLEO)


def _draft(world: World) -> str:
    return str(world.send("projects", "POST", "/v1/projects", CLEO, BRIEF)["project_id"])


def open_project(world: World) -> str:
    """Make one more project that is open for proposals; return its id."""
    project_id = _draft(world)
    world.send("projects", "POST", f"/v1/projects/{project_id}/post", CLEO)
    return project_id


def _list_open(world: World) -> dict[str, Any]:
    for _ in range(25):
        open_project(world)
    return world.event("GET", "/v1/projects", ADA, query={"limit": "20"})


def _proposal(world: World) -> str:
    return f"/v1/projects/{world.ids['project']}/proposals/{ADA.account_id}"


def _write_proposal(world: World) -> dict[str, Any]:
    known = {"account_id": ADA.account_id, "role": "expert", "display_name": "Ada", "headline": "Engines"}
    rate = {"skills": ["python"], "hourly_rate_minor": 9000, "currency": "EUR"}
    world.deliver("projects", ProfilePublishedV1.model_validate(known | rate))
    world.deliver("projects", ExpertVerifiedV1(account_id=ADA.account_id, is_verified=True))
    return world.event("PUT", _proposal(world), ADA, OFFER, if_match='"0"')


def _accept_proposal(world: World) -> dict[str, Any]:
    version = _version(world, "projects", _proposal(world), CLEO)
    return world.event("POST", f"{_proposal(world)}/accept", CLEO, if_match=version)


def _send_message(world: World) -> dict[str, Any]:
    open_conversation(world)
    return message(world)


def open_conversation(world: World) -> None:
    """Let the event of a signed contract open the conversation of client and expert, who both have it before them."""
    milestone = AgreedMilestone(milestone_id="mil_1", title="Design", amount_minor=40_000, due_on=NEXT_YEAR)
    signed = ContractSignedV1(
        contract_id=CONTRACT,
        client_id=CLEO.account_id,
        expert_id=ADA.account_id,
        title="A booking page",
        currency="EUR",
        milestones=[milestone],
    )
    for capability in ("messaging", "notifications"):
        if world.has(capability, "events"):
            world.deliver(capability, signed)
    listed = world.send("messaging", "GET", "/v1/conversations", CLEO)["items"]
    world.ids["conversation"] = listed[0]["conversation_id"]
    be_there(CLEO.account_id, ADA.account_id)


def be_there(*account_ids: str) -> None:
    """Open a socket of each: the row that says so is what has to be read, and who was ever there has one."""
    clock = SystemClock()
    for one in account_ids:
        DynamoConnections(clock).beat(one, f"{one}=", clock.now())


def message(world: World) -> dict[str, Any]:
    """Return the event that sends one more message of about 250 bytes."""
    world.ids["message"] = _ids.new("msg")
    body = {"message_id": world.ids["message"], "text": "The oven list is ready, with the weekend's orders. " * 3}
    return world.event("POST", CONVERSATION_PATH.format(**world.ids), CLEO, body)


def _read_messages(world: World) -> dict[str, Any]:
    for _ in range(25):
        world.call("messaging", message(world))
    return world.event("GET", CONVERSATION_PATH.format(**world.ids), ADA, query={"limit": "20"})


def _send_receipt(world: World) -> dict[str, Any]:
    body = {"message_id": world.ids["message"], "state": "read"}
    return world.event("POST", f"/v1/conversations/{world.ids['conversation']}/receipts", ADA, body)


def _mark_read(world: World) -> dict[str, Any]:
    listed = world.send("notifications", "GET", "/v1/notifications", ADA)["items"]
    return world.event("POST", f"/v1/notifications/{listed[0]['notification_id']}/read", ADA)


def _get(path: str, by: Actor, **query: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: world.event("GET", path, by, query=query)


def _on_project(method: str, by: Actor, suffix: str = "") -> Callable[[World], dict[str, Any]]:
    return lambda world: world.event(method, f"/v1/projects/{world.ids['project']}{suffix}", by)


OPERATIONS = [
    Request("change_setting", "administration", _change_setting),
    Request("list_settings", "administration", _get("/v1/settings", ADMIN)),
    Request("write_profile", "profiles", lambda world: world.event("PUT", MINE, ADA, PROFILE, if_match='"0"')),
    Request("publish_profile", "profiles", lambda world: world.event("POST", f"{MINE}/publish", ADA)),
    Request("show_profile", "profiles", _get(MINE, CLEO)),
    Request("list_experts", "profiles", _list_experts),
    Request("create_project", "projects", lambda world: world.event("POST", "/v1/projects", CLEO, BRIEF)),
    Request("post_project", "projects", _post_project),
    Request("show_project", "projects", _on_project("GET", CLEO)),
    Request("list_open_projects", "projects", _list_open),
    Request("list_own_projects", "projects", _get("/v1/projects", CLEO, is_mine="true", limit="20")),
    Request("write_proposal", "projects", _write_proposal),
    Request("submit_proposal", "projects", lambda world: world.event("POST", f"{_proposal(world)}/submit", ADA)),
    Request("list_proposals", "projects", _on_project("GET", CLEO, "/proposals")),
    Request("accept_proposal", "projects", _accept_proposal),
    Request("send_message", "messaging", _send_message),
    Request("last_20_messages", "messaging", _read_messages),
    Request("list_conversations", "messaging", _get("/v1/conversations", ADA)),
    Request("send_receipt", "messaging", _send_receipt),
    Request("list_notifications", "notifications", _get("/v1/notifications", ADA)),
    Request("mark_read", "notifications", _mark_read),
    Request("show_statement", "ledger", _get("/v1/statements/acc_ada", ADA, currency="EUR")),
]
"""What capacity and round trips are measured for: data.md section 4.4 as far as it is built, and what is done most."""


def _show_project(world: World) -> dict[str, Any]:
    world.ids["project"] = open_project(world)
    return _on_project("GET", CLEO)(world)


WARM = {
    "get": Request("get", "projects", _show_project),
    "post": Request("post", "projects", lambda world: world.event("POST", "/v1/projects", CLEO, BRIEF)),
    "list20": Request("list20", "projects", _list_open),
}
"""The three requests of performance.md section 2: one aggregate, one new aggregate, a page of twenty."""
