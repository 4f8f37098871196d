"""A dispute, taken to an arbitrator's split: for a journey that has two sides, an administrator and held money."""

from __future__ import annotations

import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any

from tools.journeys.people import Person, register
from tools.journeys.person import Api
from tools.journeys.stage import Stage
from tools.journeys.steps import Steps, eventually, expect

STEPS = 7
"""How many steps `arbitrate` takes."""
APPEAL_SECONDS = 3
REASONS = "The contract asks for opening hours; the rest of the page is in use. So each side gets a part of the money."
MAIL = b"%PDF-1.7\nthe mail in which the hours were agreed"


@dataclass
class Quarrel:
    """Who disputes what. milestone_id: of a contract between the two, whose money is held."""

    stage: Stage
    steps: Steps
    client: Person
    expert: Person
    admin: Person
    milestone_id: str


def arbitrate(quarrel: Quarrel, to_expert_minor: int) -> Any:
    """File, show evidence, fail to agree, be decided about, let the appeal window pass; return the settled dispute.

    to_expert_minor: what the arbitrator gives to the expert; the rest goes back to the client.
    """
    steps, client, expert = quarrel.steps, quarrel.client.api, quarrel.expert.api
    with steps.step("a mediator and an arbitrator are invited; a decision can be appealed for a moment only"):
        mediator, arbitrator = (_invited(quarrel, role) for role in ("mediator", "arbitrator"))
        _turn(quarrel.admin.api, "dispute_appeal_window_seconds", APPEAL_SECONDS)
    with steps.step("the client files a dispute in steps, and the money of that milestone is frozen"):
        path = _filed(client, quarrel.milestone_id)
        eventually("the frozen money", lambda: _payment(client, quarrel)["frozen_by"] == ["arbitration"])
    with steps.step("the client uploads evidence, which is checked, hashed and shown to the expert"):
        _show(client, path)
        seen = eventually("the evidence", lambda: _whole(expert.get(path + "/evidence")))
        expect(len(seen["manifest"][0]["sha256"]) == 64, f"manifest {seen['manifest']}")
    with steps.step("the expert answers; a mediator proposes, and they do not agree"):
        expert.post(path + "/answer", {"text": "Nobody told me about the opening hours before the delivery."})
        mediator.post(_queued(path, "take"))
        amount = client.get(path)["amount_minor"]
        half = {"to_expert_minor": amount // 2, "to_client_minor": amount - amount // 2, "note": "In the middle."}
        mediator.post(path + "/splits", half)
        client.post(path + "/splits/1/accept")
        mediator.post(path + "/want-decision")
    with steps.step("an arbitrator decides with reasons that both sides read"):
        arbitrator.post(_queued(path, "take"))
        decision = {"to_expert_minor": to_expert_minor, "to_client_minor": amount - to_expert_minor}
        arbitrator.post(_queued(path, "decide"), {**decision, "reasons": REASONS})
        expect(expert.get(path)["decisions"][0]["reasons"] == REASONS, "no reasons")
    with steps.step("nobody appeals: the workflow makes the decision final, and the money is split"):
        settled = eventually("the settlement", lambda: _settled(client, path), patience=120)
        parts = (settled["to_expert_minor"], settled["to_client_minor"])
        expect(parts == (to_expert_minor, amount - to_expert_minor), f"split {parts}")
        paid = _payment(client, quarrel)
        expect((paid["released_minor"], paid["refunded_minor"]) == parts, f"paid {paid}")
    with steps.step("both sides read the same timeline, which ends with the settlement"):
        stories = [api.get(path + "/timeline", limit="100")["items"] for api in (client, expert)]
        expect(stories[0] == stories[1], "two stories")
        expect(stories[0][0]["type"] == "settled", f"ends with {stories[0][0]['type']}")
    return settled


def _invited(quarrel: Quarrel, role: str) -> Api:
    email = f"{role}-{uuid.uuid4().hex[:8]}@example.com"
    made = quarrel.admin.api.post("/v1/invitations", {"email": email, "role": role})
    return register(quarrel.stage, role.title(), email, [], invitation=made["token"]).api


def _turn(admin: Api, name: str, value: int) -> None:
    listed = {setting["name"]: setting for setting in admin.get("/v1/settings")["items"]}
    admin.put(f"/v1/settings/{name}", {"value": value}, match=f'"{listed[name]["version"]}"')


def _filed(client: Api, milestone_id: str) -> str:
    begun = client.post("/v1/disputes", {"milestone_id": milestone_id})
    path = f"/v1/disputes/{begun['dispute_id']}"
    filing = {
        "reason": "not_as_agreed",
        "account": "The page has no opening hours, which the contract asks for.",
        "to_expert_minor": 0,
    }
    client.put(path, filing, match=client.etag(path))
    client.post(path + "/submit")
    return path


def _show(client: Api, path: str) -> None:
    about = {"file_name": "Mail.pdf", "content_type": "application/pdf", "size_bytes": len(MAIL), "note": "Page 1."}
    made = client.post(path + "/evidence", about)
    _upload(made["upload"], MAIL)
    client.post(f"{path}/evidence/{made['evidence']['evidence_id']}/confirm")


def _upload(form: dict[str, Any], content: bytes) -> None:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form["fields"].items()
    ]
    start = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="Mail.pdf"\r\n\r\n'.encode()
    body = b"".join([*parts, start, content, f"\r\n--{boundary}--\r\n".encode()])
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    urllib.request.urlopen(urllib.request.Request(form["url"], body, headers), timeout=30).close()


def _queued(path: str, verb: str) -> str:
    return f"/v1/dispute-queue/{path.rpartition('/')[2]}/{verb}"


def _payment(api: Api, quarrel: Quarrel) -> Any:
    return api.get(f"/v1/payments/{quarrel.milestone_id}")


def _whole(found: Any) -> Any:
    return found if found["is_unbroken"] and found["manifest"] else None


def _settled(client: Api, path: str) -> Any:
    found = client.get(path)
    return found if found["stage"] == "settled" else None
