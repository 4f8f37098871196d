"""Invoices as data: handed to an approved platform once, whatever happens on the line, and followed to its verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.billing import tasks
from guildhall.billing.wiring.timers import wire_timers
from guildhall.kernel.clock import SettableClock
from guildhall.platform import context
from guildhall.platform.assembly import Platform as House
from tests.fakes.flow_service import TOKEN, Platform
from tests.support.documents import CLIENT, EXPERT, FRENCH, PRIVATE, STRANGER, World
from tools.localcloud import LocalCloud

BUYER = {**FRENCH, "legal_name": "Carl SAS", "vat_id": "FR40303265045"}


@pytest.fixture
def network() -> Iterator[Platform]:
    with Platform().running() as platform:
        yield platform


@pytest.fixture
def world(platform: House, aws_cloud: LocalCloud, clock: SettableClock, network: Platform) -> World:
    """The platform, the expert and the client are all registered in France."""
    secrets: Any = aws_cloud.client("secretsmanager")
    secret = secrets.create_secret(Name=f"token-{platform.tables.core_table}", SecretString=TOKEN)["ARN"]
    where = {"GUILDHALL_EINVOICE_URL": network.url, "GUILDHALL_EINVOICE_SECRET": secret}
    world = World(platform, aws_cloud, clock, "FR83404833048", **where)
    world.register()
    world.tax(EXPERT, **FRENCH)
    world.tax(CLIENT, **BUYER)
    return world


def invoice(world: World) -> str:
    """A commission's invoice, issued, and whatever follows from it done."""
    world.release()
    world.settle()
    (document,) = world.documents(EXPERT)
    return str(document["document_id"])


def way(world: World, document_id: str) -> dict[str, Any]:
    answer = world.call("GET", f"/v1/documents/{document_id}/transmission", by=EXPERT)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def an_hour_later(world: World) -> None:
    """The hourly timer, and what it queues."""
    timers = tasks.choose(wire_timers(world.platform))
    before = len(world.queued())
    with context.scope(context.current().origin):
        timers["vest_rewards"]({})
    for body in world.queued()[before:]:
        assert world.send(body) == []


def test_an_invoice_between_two_businesses_travels_once_and_its_acceptance_is_shown(
    world: World, network: Platform
) -> None:
    document_id = invoice(world)
    assert (way(world, document_id)["state"], way(world, document_id)["flow_id"]) == ("sent", "flow1")
    assert network.flows["flow1"]["trackingId"] == document_id
    assert network.flows["flow1"]["flowSyntax"] == "Factur-X"

    an_hour_later(world)
    assert way(world, document_id)["state"] == "sent"
    network.decide("flow1")
    an_hour_later(world)
    an_hour_later(world)

    assert way(world, document_id)["state"] == "accepted"
    assert network.asked.count("POST /v1/flows") == 1
    assert network.asked.count("GET /v1/flows/flow1?docType=Metadata") == 2


@pytest.mark.parametrize(("fault", "sent"), [("hang-up", 2), ("html", 2), ("busy", 2), ("lost", 1)])
def test_what_nobody_knows_is_looked_for_before_it_is_sent_again(
    world: World, network: Platform, fault: str, sent: int
) -> None:
    network.fault = fault
    document_id = invoice(world)
    assert way(world, document_id)["state"] == "pending"

    an_hour_later(world)

    assert way(world, document_id)["state"] == "sent"
    assert len(network.flows) == 1
    assert network.asked.count("POST /v1/flows") == sent
    assert network.asked[1] == "POST /v1/flows/search"


def test_a_rejection_is_shown_with_the_platforms_reason_and_ends_the_way(world: World, network: Platform) -> None:
    document_id = invoice(world)
    network.decide("flow1", reason="BR-FR-12: no such recipient")
    an_hour_later(world)
    an_hour_later(world)

    shown = way(world, document_id)
    assert (shown["state"], shown["reason"]) == ("rejected", "BR-FR-12: no such recipient")
    assert len(network.asked) == 2
    assert world.call("GET", f"/v1/documents/{document_id}/transmission", by=STRANGER).status == 404


def test_a_file_that_is_refused_at_the_door_is_rejected_at_once(world: World, network: Platform) -> None:
    network.fault = "invalid"

    shown = way(world, invoice(world))

    assert (shown["state"], shown["flow_id"]) == ("rejected", None)
    assert "BR-FR-05" in shown["reason"]


def test_what_goes_to_private_people_or_abroad_does_not_travel(world: World, network: Platform) -> None:
    world.tax(EXPERT, 1, **PRIVATE)

    shown = way(world, invoice(world))

    assert (shown["state"], network.asked) == (None, [])


def test_without_a_platform_nothing_is_sent(taxed: World) -> None:
    assert way(taxed, invoice(taxed))["state"] is None
    assert "transmit" not in json.dumps(taxed.queued())
