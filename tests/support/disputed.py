"""Disputes of the world: one at each stage that somebody can act in, each about a milestone of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.world import World

STAGES = ("answerable", "mediated", "arbitrated", "appealable")
"""Names of disputes; a milestone of the same name with `_money` holds what they are about."""
FILING = {"reason": "late", "account": "It came three weeks after the day we agreed on.", "to_expert_minor": 0}
REASONS = "The work came late, and it is of use all the same; so each side bears half of what the delay cost."
PDF = b"%PDF-1.7\nevidence"
EVIDENCE = {"file_name": "Mail.pdf", "content_type": "application/pdf", "size_bytes": len(PDF)}


def add_disputes(world: World) -> None:
    """Take one dispute to each stage, and leave a draft."""
    for name in ("filing", *STAGES):
        money = "funded" if name == "filing" else f"{name}_money"
        body = {"milestone_id": world.ids[money], **FILING}
        world.ids[f"dispute_{name}"] = world.do("client", "POST", "/v1/disputes", body).body["dispute_id"]
    world.versions["filing"] = 1
    for name in STAGES:
        _do(world, name, "client", "submit")
    world.whole.settle()
    _evidence(world)
    _chargeback(world)
    for name in STAGES[1:]:
        _do(world, name, "expert", "answer", {"text": "I told them so."})
        _take(world, name, "mediator")
    _do(world, "mediated", "mediator", "splits", {"to_expert_minor": 20_000, "to_client_minor": 20_000})
    for name in STAGES[2:]:
        _do(world, name, "mediator", "want-decision")
        _take(world, name, "arbitrator")
    body = {"to_expert_minor": 20_000, "to_client_minor": 20_000, "reasons": REASONS}
    world.do("arbitrator", "POST", "/v1/dispute-queue/{dispute_appealable}/decide", body)
    world.whole.settle()


def _do(world: World, name: str, who: str, verb: str, body: object = None) -> None:
    world.do(who, "POST", f"/v1/disputes/{{dispute_{name}}}/{verb}", body)


def _take(world: World, name: str, who: str) -> None:
    world.do(who, "POST", f"/v1/dispute-queue/{{dispute_{name}}}/take")


def _evidence(world: World) -> None:
    """A file that was entered, and one that was uploaded and not confirmed."""
    path = "/v1/disputes/{dispute_answerable}/evidence"
    for state in ("entered", "uploaded"):
        made = world.do("client", "POST", path, EVIDENCE).body
        evidence_id = world.ids[f"{state}_evidence"] = made["evidence"]["evidence_id"]
        world.whole.vault.post(made["upload"]["fields"], PDF)
        if state == "entered":
            world.do("client", "POST", f"{path}/{evidence_id}/confirm")
    world.whole.settle()


def _chargeback(world: World) -> None:
    """A cardholder's objection to what was paid for the released milestone."""
    payment = world.whole.payments.get(world.ids["released"])
    assert payment is not None
    world.ids["chargeback"] = str(world.whole.server.control.dispute(str(payment.charge_id))["id"])
    world.whole.settle()
    world.versions["chargeback"] = 1
