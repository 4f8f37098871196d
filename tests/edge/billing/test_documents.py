"""From a release to an invoice that its addressee can download, with numbers that have no gaps."""

from __future__ import annotations

import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from functions.billing import commands, events
from functions.billing.api import create_app
from guildhall.billing import wiring
from guildhall.kernel.actor import Actor
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from tests.support.http import Client
from tests.support.outbox import enqueued, published
from tools.localcloud import LocalCloud

EXPERT = Actor("acc_expert", frozenset({"expert"}))
STRANGER = Actor("acc_stranger", frozenset({"expert"}))
ENVIRON = {
    "GUILDHALL_ISSUER_CODE": "GH",
    "GUILDHALL_ISSUER_NAME": "Guildhall demonstration",
    "GUILDHALL_ISSUER_ADDRESS": "1 Example Street",
    "GUILDHALL_ISSUER_REGISTRATION": "RCS 000",
    "GUILDHALL_ISSUER_TAX_NOTE": "No VAT is charged.",
    "GUILDHALL_ISSUER_ZONE": "Europe/Paris",
}


class World:
    """Billing with its three edges; messages are carried by hand."""

    def __init__(self, platform: Platform, cloud: LocalCloud) -> None:
        s3: Any = cloud.client("s3")
        s3.create_bucket(Bucket=platform.tables.core_table)
        deployed = replace(platform, environ={**ENVIRON, "GUILDHALL_DOCUMENTS_BUCKET": platform.tables.core_table})
        self.platform = platform
        self.billing = wiring.wire(deployed)
        self.call = Client(create_app, self.billing, platform)
        self.buried: list[dict[str, Any]] = []
        self.on_event = consume(events.subscribe(self.billing), lambda body, _: self.buried.append(body))
        self.on_command = consume(commands.subscribe(self.billing), lambda body, _: self.buried.append(body))

    def tell(self, detail_type: str, event_id: str, data: dict[str, Any]) -> list[Any]:
        meta = {"id": event_id, "correlation_id": "cor", "causation_id": "cau"}
        body = {"id": event_id, "detail-type": detail_type, "detail": {"meta": meta, "data": data}}
        return list(self.on_event(_batch(body), None)["batchItemFailures"])

    def register(self, locale: str = "en") -> None:
        data = {"account_id": EXPERT.account_id, "email": "a@example.com", "display_name": "Amina Diallo"}
        self.tell("AccountRegistered.v1", "evt_1", {**data, "roles": ["expert"], "locale": locale})

    def release(self, release_id: str = "rel_1", fee: int = 12_000) -> list[Any]:
        amounts = {"amount_minor": 120_000, "fee_minor": fee, "net_minor": 120_000 - fee, "currency": "EUR"}
        ids = {"contract_id": "ctr_1", "milestone_id": "mil_1", "client_id": "acc_c", "expert_id": EXPERT.account_id}
        return self.tell(
            "FundsReleased.v1", f"evt_{release_id}", {**ids, **amounts, "release_id": release_id, "is_automatic": False}
        )

    def issue(self, document_id: str) -> list[Any]:
        command = {"type": "issue_document", "document_id": document_id}
        body = {"id": "msg_1", "meta": {"correlation_id": "cor", "causation_id": "cau"}, "data": command}
        return list(self.on_command(_batch(body), None)["batchItemFailures"])

    def drafts(self) -> list[str]:
        return [message["document_id"] for message in enqueued(self.platform.tables, "billing-documents")]


def _batch(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m", "body": json.dumps(body), "attributes": {}}]}


@pytest.fixture
def world(platform: Platform, aws_cloud: LocalCloud) -> World:
    return World(platform, aws_cloud)


@pytest.mark.feature("PAY-13")
@pytest.mark.parametrize(("locale", "title"), [("en", "Invoice"), ("fr", "Facture")])
def test_a_release_becomes_an_invoice_that_its_addressee_downloads(world: World, locale: str, title: str) -> None:
    world.register(locale)
    world.release()
    world.issue(world.drafts()[0])

    listed = world.call("GET", "/v1/documents", by=EXPERT).body["items"]
    link = world.call("GET", f"/v1/documents/{listed[0]['document_id']}/file", by=EXPERT).body["url"]
    with urllib.request.urlopen(link, timeout=10) as response:
        text = PdfReader(BytesIO(response.read())).pages[0].extract_text()

    assert (listed[0]["number"], listed[0]["total_minor"], listed[0]["state"]) == ("GH-F-2026-000001", 12_000, "issued")
    assert f"{title} GH-F-2026-000001" in text
    assert "Amina Diallo" in text
    assert ("120.00" if locale == "en" else "120,00") in text
    assert [event["number"] for event in published(world.platform.tables, "InvoiceIssued.v1")] == ["GH-F-2026-000001"]


def test_repeated_events_and_commands_make_one_invoice(world: World) -> None:
    world.register()
    world.release()
    world.release()
    (document_id,) = world.drafts()
    world.issue(document_id)
    world.issue(document_id)

    assert len(world.call("GET", "/v1/documents", by=EXPERT).body["items"]) == 1
    assert len(published(world.platform.tables, "InvoiceIssued.v1")) == 1
    assert world.buried == []


def test_a_release_that_overtakes_the_registration_waits_for_it(world: World) -> None:
    assert world.release() == [{"itemIdentifier": "m"}]
    world.register()
    assert world.release() == []
    assert len(world.drafts()) == 1


def test_a_release_without_commission_has_no_invoice(world: World) -> None:
    world.register()
    world.release(fee=0)

    assert world.drafts() == []


def test_numbers_have_no_gap_and_no_double_when_many_are_given_at_once(world: World) -> None:
    world.register()
    for number in range(24):
        world.release(f"rel_{number}")
    documents = world.drafts()

    def issue_until_done(document_id: str) -> None:
        while world.issue(document_id):
            continue

    with ThreadPoolExecutor(8) as pool:
        for task in [pool.submit(copy_context().run, issue_until_done, document_id) for document_id in documents]:
            task.result()

    numbers = [
        item["SK"]
        for item in query.page(world.platform.tables.ledger_table, "NUM#GH#F#2026", limit=100, consistent=True).items
    ]
    assert [int(number) for number in numbers] == list(range(1, 25))
    assert len({event["number"] for event in published(world.platform.tables, "InvoiceIssued.v1")}) == 24


def test_somebody_elses_document_is_not_there(world: World) -> None:
    world.register()
    world.release()
    document_id = world.drafts()[0]

    for path in (f"/v1/documents/{document_id}", f"/v1/documents/{document_id}/file", "/v1/documents/doc_none"):
        answer = world.call("GET", path, by=STRANGER)
        assert (answer.status, answer.problem) == (404, "billing/document-unknown")
    assert world.call("GET", "/v1/documents", by=STRANGER).body["items"] == []


def test_a_document_without_its_file_says_when_to_come_back(world: World) -> None:
    world.register()
    world.release()

    answer = world.call("GET", f"/v1/documents/{world.drafts()[0]}/file", by=EXPERT)

    assert (answer.status, answer.problem, answer.headers["Retry-After"]) == (409, "billing/document-not-ready", "3")
