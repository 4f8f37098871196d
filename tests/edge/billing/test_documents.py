"""From movements of money to documents that their two sides can download, with numbers that have no gaps."""

from __future__ import annotations

import csv
import hashlib
import json
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from functions.billing import commands, events
from functions.billing.api import create_app
from guildhall.billing import wiring
from guildhall.billing.models.documents import Item
from guildhall.billing.models.tax import Service
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.platform import context, query
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from tests.support.http import Client
from tests.support.outbox import enqueued, published
from tests.support.whole import SETTINGS
from tools.localcloud import LocalCloud

EXPERT = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AE", frozenset({"expert"}))
CLIENT = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AC", frozenset({"client"}))
STRANGER = Actor("acc_stranger", frozenset({"expert"}))
FINANCE = Actor("acc_finance", frozenset({"finance"}))
FRENCH: dict[str, Any] = {
    "legal_name": "Amina Diallo EI", "street": "4 Rue des Essais", "city": "Lyon", "postcode": "69001",
    "country": "FR", "is_business": True, "registration": "registered", "vat_id": "FR83404833048",
}  # fmt: skip
PRIVATE: dict[str, Any] = {
    "legal_name": "Carl Client", "street": "2 Weg", "city": "Berlin", "postcode": "10115",
    "country": "DE", "is_business": False, "registration": "not_registered",
}  # fmt: skip


class World:
    """Billing with its three edges; messages are carried by hand."""

    def __init__(self, platform: Platform, cloud: LocalCloud, clock: SettableClock, vat_id: str = "") -> None:
        s3: Any = cloud.client("s3")
        s3.create_bucket(Bucket=platform.tables.core_table, ObjectLockEnabledForBucket=True)
        own = {"GUILDHALL_DOCUMENTS_BUCKET": platform.tables.core_table, "GUILDHALL_ISSUER_VAT_ID": vat_id}
        self.clock, self.cloud = clock, cloud
        self.platform = replace(platform, environ={**SETTINGS, **own})
        self.billing = wiring.wire(self.platform)
        self.call = Client(create_app, self.billing, platform)
        self.buried: list[dict[str, Any]] = []
        self.on_event = consume(events.subscribe(self.billing), lambda body, _: self.buried.append(body))
        self.on_command = consume(commands.subscribe(self.billing), lambda body, _: self.buried.append(body))
        self.done: Counter[str] = Counter()

    def tell(self, detail_type: str, event_id: str, data: dict[str, Any]) -> list[Any]:
        meta = {"id": event_id, "correlation_id": "cor", "causation_id": "cau"}
        body = {"id": event_id, "detail-type": detail_type, "detail": {"meta": meta, "data": data}}
        return list(self.on_event(_batch(body), None)["batchItemFailures"])

    def register(self, locale: str = "en") -> None:
        for who, name in ((EXPERT, "Amina Diallo"), (CLIENT, "Carl Client")):
            data = {"account_id": who.account_id, "email": "a@example.com", "display_name": name}
            self.tell("AccountRegistered.v1", f"evt_{name}", {**data, "roles": ["expert"], "locale": locale})

    def tax(self, who: Actor, version: int = 0, **profile: Any) -> None:
        path = f"/v1/tax-profiles/{who.account_id}"
        answer = self.call("PUT", path, by=who, body=profile, headers={"If-Match": f'"{version}"'})
        assert answer.status == 200, answer.body

    def money(self, kind: str, event_id: str, amount: int = 120_000, **more: Any) -> list[Any]:
        ids = {"contract_id": "ctr_1", "milestone_id": "mil_1", "client_id": CLIENT.account_id}
        amounts = {"amount_minor": amount, "currency": "EUR"}
        return self.tell(f"{kind}.v1", event_id, {**ids, "expert_id": EXPERT.account_id, **amounts, **more})

    def release(self, release_id: str = "rel_1", fee: int = 12_000, amount: int = 120_000) -> list[Any]:
        more = {"fee_minor": fee, "net_minor": amount - fee, "release_id": release_id, "is_automatic": False}
        return self.money("FundsReleased", f"evt_{release_id}", amount, **more)

    def send(self, message: dict[str, Any]) -> list[Any]:
        body = {"id": "msg_1", "meta": {"correlation_id": "cor", "causation_id": "cau"}, "data": message}
        return list(self.on_command(_batch(body), None)["batchItemFailures"])

    def settle(self) -> None:
        """Carry out every queued command, each once, until none is left."""
        while fresh := Counter(json.dumps(each, sort_keys=True) for each in self.queued()) - self.done:
            for text in fresh.elements():
                assert self.send(json.loads(text)) == []
            self.done += fresh

    def queued(self) -> list[dict[str, Any]]:
        return enqueued(self.platform.tables, "billing-documents")

    def documents(self, who: Actor = EXPERT, **filters: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.call("GET", "/v1/documents", by=who, query=filters).body["items"]
        return items

    def text(self, who: Actor, document_id: str) -> str:
        link = self.call("GET", f"/v1/documents/{document_id}/file", by=who).body["url"]
        with urllib.request.urlopen(link, timeout=10) as response:
            return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.read())).pages)


def _batch(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m", "body": json.dumps(body), "attributes": {}}]}


@pytest.fixture
def world(platform: Platform, aws_cloud: LocalCloud, clock: SettableClock) -> World:
    return World(platform, aws_cloud, clock)


@pytest.fixture
def taxed(platform: Platform, aws_cloud: LocalCloud, clock: SettableClock) -> World:
    """The platform is registered for VAT in France, and so is the expert, who lets it write invoices."""
    world = World(platform, aws_cloud, clock, "FR83404833048")
    world.register()
    world.tax(EXPERT, **FRENCH, allows_self_billing=True)
    world.tax(CLIENT, **PRIVATE)
    return world


@pytest.mark.feature("PAY-13")
@pytest.mark.parametrize(("locale", "title"), [("en", "Invoice"), ("fr", "Facture")])
def test_a_release_becomes_an_invoice_that_its_addressee_downloads(world: World, locale: str, title: str) -> None:
    world.register(locale)
    world.tax(EXPERT, **FRENCH)
    world.release()
    world.settle()

    (listed,) = world.documents()
    text = world.text(EXPERT, listed["document_id"])

    assert (listed["number"], listed["total_minor"], listed["state"]) == ("GH-F-2026-000001", 12_000, "issued")
    assert (listed["tax_category"], listed["tax_minor"]) == ("O", 0)
    assert {title, "GH-F-2026-000001"} <= set(text.split())
    assert "Amina Diallo EI" in text
    assert ("120.00" if locale == "en" else "120,00") in text
    assert [event["number"] for event in published(world.platform.tables, "InvoiceIssued.v1")] == ["GH-F-2026-000001"]


@pytest.mark.feature("PAY-14")
def test_held_money_becomes_a_receipt_that_is_no_invoice(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.settle()

    (receipt,) = taxed.documents(CLIENT)

    assert (receipt["kind"], receipt["number"], receipt["tax_category"]) == ("receipt", "GH-RC-2026-000001", None)
    assert (receipt["total_minor"], receipt["lines"][0]["item"]) == (120_000, "protected_payment")
    assert "escrow" not in taxed.text(CLIENT, receipt["document_id"]).lower()
    assert published(taxed.platform.tables, "InvoiceIssued.v1") == []


def test_a_release_is_invoiced_twice_where_the_expert_allows_it_and_taxes_are_inside_the_amounts(taxed: World) -> None:
    taxed.release()
    taxed.settle()

    (commission,) = taxed.documents(EXPERT)
    (work,) = taxed.documents(CLIENT)

    assert (commission["net_minor"], commission["tax_minor"], commission["total_minor"]) == (10_000, 2_000, 12_000)
    assert (work["kind"], work["issuer_id"]) == ("self_billed_invoice", EXPERT.account_id)
    assert (work["net_minor"], work["tax_minor"], work["total_minor"]) == (100_000, 20_000, 120_000)
    assert work["number"] == f"GH-AF-{EXPERT.account_id[-10:]}-2026-000001"
    assert len(work["number"]) <= 35


def test_work_between_two_in_punjab_bears_the_provinces_tax_and_the_platforms_commission_none_of_france(
    taxed: World,
) -> None:
    place = {"city": "Lahore", "postcode": "54000", "country": "PK", "province": "PB"}
    ntn = {"vat_id": "P1234567", "legal_id": "1234567-8"}
    taxed.tax(EXPERT, 1, **{**FRENCH, **place, **ntn}, allows_self_billing=True)
    taxed.tax(CLIENT, 1, **{**PRIVATE, **place})
    more = {"fee_minor": 500_000, "net_minor": 4_500_000, "release_id": "rel_pk", "is_automatic": False}
    taxed.money("FundsReleased", "evt_pk", 5_000_000, currency="PKR", **more)
    taxed.settle()

    (work,) = taxed.documents(CLIENT)
    (commission,) = taxed.documents(EXPERT)

    assert (work["tax_basis_points"], work["net_minor"], work["tax_minor"]) == (1_600, 4_310_345, 689_655)
    assert (commission["tax_category"], commission["tax_minor"]) == ("O", 0)


def test_without_the_mandate_nothing_is_written_in_the_experts_name(taxed: World) -> None:
    taxed.tax(EXPERT, 1, **FRENCH)
    taxed.release()

    assert taxed.documents(CLIENT) == []


def test_a_refund_of_held_money_needs_no_credit_note(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.money("FundsRefunded", "evt_back", 120_000)
    taxed.settle()

    assert [document["kind"] for document in taxed.documents(CLIENT)] == ["receipt"]
    assert taxed.documents(EXPERT) == []


def test_a_refund_after_release_takes_back_its_part_of_both_invoices_and_names_them(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.release()
    taxed.settle()
    taxed.money("FundsRefunded", "evt_back", 30_000)
    taxed.settle()

    commission, note = sorted(taxed.documents(EXPERT), key=lambda each: each["kind"], reverse=True)

    assert (note["kind"], note["number"]) == ("credit_note", "GH-AV-2026-000001")
    assert note["refers_to"] == commission["number"]
    assert (note["net_minor"], note["tax_minor"], note["total_minor"]) == (2_500, 500, 3_000)
    work = [each for each in taxed.documents(CLIENT) if each["kind"] == "self_billed_credit_note"]
    assert [(each["total_minor"], each["tax_minor"]) for each in work] == [(30_000, 5_000)]
    told = published(taxed.platform.tables, "CreditNoteIssued.v1")
    assert {event["refers_to"] for event in told} == {
        commission["number"],
        f"GH-AF-{EXPERT.account_id[-10:]}-2026-000001",
    }


def test_credits_of_many_small_refunds_add_up_to_the_whole_invoice(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held", 10_001)
    taxed.release(fee=1_001, amount=10_001)
    for number in range(7):
        taxed.money("FundsRefunded", f"evt_back_{number}", 1_428 if number else 1_433)
    taxed.settle()

    notes = [each for each in taxed.documents(EXPERT) if each["kind"] == "credit_note"]
    (invoice,) = [each for each in taxed.documents(EXPERT) if each["kind"] == "invoice"]

    for part in ("net_minor", "tax_minor", "total_minor"):
        assert sum(note[part] for note in notes) == invoice[part]
    assert len(notes) == 7


def test_a_refund_that_overtakes_its_release_is_credited_when_the_release_comes(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.money("FundsRefunded", "evt_back", 120_000)
    taxed.release()
    taxed.settle()

    kinds = sorted(each["kind"] for each in taxed.documents(EXPERT))

    assert kinds == ["credit_note", "invoice"]


def test_repeated_events_and_commands_make_one_document_each(taxed: World) -> None:
    for _ in range(2):
        taxed.money("FundsHeld", "evt_held")
        taxed.release()
        taxed.money("FundsRefunded", "evt_back", 10_000)
        taxed.settle()
        taxed.done.clear()

    kinds = sorted(each["kind"] for each in taxed.documents(CLIENT) + taxed.documents(EXPERT))
    assert kinds == ["credit_note", "invoice", "receipt", "self_billed_credit_note", "self_billed_invoice"]
    assert len(published(taxed.platform.tables, "InvoiceIssued.v1")) == 2
    assert taxed.buried == []


def test_an_unknown_place_waits_with_a_reason_and_goes_on_when_it_is_known(world: World) -> None:
    world.register()
    world.release()
    world.settle()

    (waiting,) = world.documents()
    refused = world.call("GET", f"/v1/documents/{waiting['document_id']}/file", by=EXPERT)
    assert (waiting["state"], waiting["number"]) == ("waiting", None)
    assert "must fill in their tax profile" in waiting["waits_for"]
    assert (refused.status, refused.body["detail"]) == (409, waiting["waits_for"])

    for who, side in ((EXPERT, EXPERT.account_id), (FINANCE, "platform")):
        seen = world.call("GET", f"/v1/documents/waiting/{side}", by=who).body["items"]
        assert [each["document_id"] for each in seen] == [waiting["document_id"]]

    world.tax(EXPERT, **FRENCH)
    world.settle()
    (issued,) = world.documents()
    assert (issued["state"], issued["number"], issued["waits_for"]) == ("issued", "GH-F-2026-000001", None)
    assert world.call("GET", "/v1/documents/waiting/platform", by=FINANCE).body["items"] == []


def test_a_day_outside_the_rate_table_waits_until_finance_tries_again(taxed: World, clock: SettableClock) -> None:
    before = clock.now()
    clock.advance(datetime(2027, 7, 2, tzinfo=UTC) - before)
    taxed.release()
    taxed.settle()
    (waiting,) = taxed.documents()
    path = f"/v1/documents/{waiting['document_id']}/review"

    assert "does not cover this day" in waiting["waits_for"]
    assert taxed.call("POST", path, by=FINANCE).body["state"] == "waiting"
    assert taxed.call("POST", path, by=EXPERT).status == 403
    assert taxed.call("POST", path, by=STRANGER).status == 404


def test_a_credit_note_waits_for_the_number_of_what_it_takes_back(world: World) -> None:
    world.register()
    world.money("FundsHeld", "evt_held")
    world.release()
    world.money("FundsRefunded", "evt_back", 120_000)
    world.settle()
    assert {each["state"] for each in world.documents()} == {"waiting"}

    world.tax(EXPERT, **FRENCH)
    world.settle()
    world.billing.review_waiting(EXPERT.account_id)
    world.settle()

    assert sorted(str(each["number"]) for each in world.documents()) == ["GH-AV-2026-000001", "GH-F-2026-000001"]


def test_a_movement_that_overtakes_the_registration_waits_for_it(world: World) -> None:
    assert world.release() == [{"itemIdentifier": "m"}]
    world.register()
    assert world.release() == []
    assert len(world.documents()) == 1


def test_a_release_without_commission_has_no_invoice(world: World) -> None:
    world.register()
    world.release(fee=0)

    assert world.documents() == []


def test_numbers_have_no_gap_and_no_double_when_many_are_given_at_once(world: World) -> None:
    world.register()
    world.tax(EXPERT, **FRENCH)
    for number in range(60):
        world.release(f"rel_{number}", amount=120_000 + number)
    asked = [message for message in world.queued() if message["type"] == "number_documents"]

    def number_until_done(message: dict[str, Any]) -> None:
        while world.send(message):
            continue

    with ThreadPoolExecutor(8) as pool:
        for task in [pool.submit(copy_context().run, number_until_done, message) for message in asked]:
            task.result()

    table = world.platform.tables.ledger_table
    rows = query.page(table, "NUM#platform#F#2026", limit=100, consistent=True).items
    numbers = {world.billing.access_document(FINANCE, row["document_id"]).number for row in rows}
    assert [int(row["SK"]) for row in rows] == list(range(1, 61))
    assert numbers == {f"GH-F-2026-{count:06d}" for count in range(1, 61)}
    assert query.page(table, "PEND#platform#F", limit=100, consistent=True).items == []


def test_a_new_year_begins_where_the_issuer_is_and_dates_never_go_back(world: World, clock: SettableClock) -> None:
    world.register()
    world.tax(EXPERT, **FRENCH)
    clock.advance(datetime(2026, 12, 31, 22, 30, tzinfo=UTC) - clock.now())
    world.release("rel_1")
    world.settle()
    clock.advance(timedelta(hours=1))
    world.release("rel_2")
    world.settle()
    clock.advance(timedelta(hours=-2))
    world.release("rel_3")
    world.settle()

    found = sorted((each["number"], each["issued_on"]) for each in world.documents())

    assert found == [
        ("GH-F-2026-000001", "2026-12-31"), ("GH-F-2026-000002", "2026-12-31"), ("GH-F-2027-000001", "2027-01-01"),
    ]  # fmt: skip


def test_a_subscription_is_invoiced_once_through_the_same_road(taxed: World) -> None:
    draft = wiring.draft_invoice(taxed.platform)
    with context.scope(context.current().origin):
        for _ in range(2):
            draft(
                account_id=EXPERT.account_id, source_id="in_1", total=Money(2_400, "EUR"),
                service=Service.SUBSCRIPTION, item=Item.SUBSCRIPTION, detail="Pro, April 2026",
            )  # fmt: skip
    taxed.settle()

    (invoice,) = taxed.documents()

    assert (invoice["number"], invoice["tax_minor"]) == ("GH-F-2026-000001", 400)
    assert invoice["lines"] == [{"item": "subscription", "detail": "Pro, April 2026", "net_minor": 2_000}]


def test_the_cost_of_a_decision_is_invoiced_to_each_side_that_bears_it(taxed: World) -> None:
    for who, minor in ((CLIENT, 2_400), (EXPERT, 1_200), (CLIENT, 2_400)):
        ids = {"dispute_id": "dsp_1", "contract_id": "ctr_1", "milestone_id": "mil_1", "payer_id": who.account_id}
        kept = {**ids, "amount_minor": minor, "currency": "EUR"}
        assert taxed.tell("DisputeCostKept.v1", f"evt_{who.account_id}", kept) == []
    taxed.settle()

    (of_the_client,), (of_the_expert,) = taxed.documents(CLIENT), taxed.documents(EXPERT)

    assert (of_the_client["tax_minor"], of_the_expert["tax_minor"]) == (400, 200)
    assert of_the_client["lines"] == [{"item": "dispute_decision", "detail": "", "net_minor": 2_000}]
    assert "Decision of a dispute" in taxed.text(CLIENT, of_the_client["document_id"])


def test_lists_are_filtered_and_paged_and_those_of_issuers_follow_their_numbers(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    for number in range(3):
        taxed.release(f"rel_{number}", amount=40_000, fee=4_000)
    taxed.settle()

    assert len(taxed.documents(CLIENT)) == 4
    assert [each["kind"] for each in taxed.documents(CLIENT, kind="receipt")] == ["receipt"]
    assert taxed.documents(CLIENT, since="2030-01-01") == []
    path = f"/v1/documents/issued/{EXPERT.account_id}"
    asked = {"kind": "self_billed_invoice", "year": "2026", "limit": "2"}
    first = taxed.call("GET", path, by=EXPERT, query=asked).body
    second = taxed.call("GET", path, by=EXPERT, query={**asked, "cursor": first["next_cursor"]}).body
    numbers = [each["number"][-1] for each in first["items"] + second["items"]]
    assert numbers == ["1", "2", "3"]
    assert taxed.call("GET", path, by=CLIENT, query=asked).status == 403
    own = taxed.call("GET", "/v1/documents/issued/platform", by=FINANCE, query={"year": "2026"}).body["items"]
    assert [each["number"] for each in own] == [f"GH-F-2026-00000{count}" for count in (1, 2, 3)]
    assert taxed.call("GET", "/v1/documents/issued/platform", by=EXPERT, query={"year": "2026"}).status == 403


def test_the_documents_of_a_day_add_up_to_what_was_earned_and_owed(taxed: World, clock: SettableClock) -> None:
    for number in range(5):
        taxed.release(f"rel_{number}", amount=40_000, fee=4_000)
    taxed.settle()
    today = clock.now().date()

    listed = wiring.documents_of_day(taxed.platform)(today)
    commissions = [each for each in listed if each.document_kind == "invoice"]

    assert (len(listed), sum(each.total_minor for each in commissions)) == (10, 20_000)
    assert wiring.documents_of_day(taxed.platform)(today + timedelta(days=1)) == []


def test_somebody_elses_document_is_not_there_and_both_sides_and_finance_see_it(taxed: World) -> None:
    taxed.release()
    taxed.settle()
    (work,) = taxed.documents(CLIENT)

    for path in (f"/v1/documents/{work['document_id']}", f"/v1/documents/{work['document_id']}/file"):
        assert {taxed.call("GET", path, by=who).status for who in (CLIENT, EXPERT, FINANCE)} == {200}
        answer = taxed.call("GET", path, by=STRANGER)
        assert (answer.status, answer.problem) == (404, "billing/document-unknown")
    assert taxed.documents(STRANGER) == []


def test_a_document_without_its_file_says_when_to_come_back(taxed: World) -> None:
    taxed.release()
    (draft,) = taxed.documents()

    answer = taxed.call("GET", f"/v1/documents/{draft['document_id']}/file", by=EXPERT)

    assert (answer.status, answer.problem, answer.headers["Retry-After"]) == (409, "billing/document-not-ready", "3")


def test_a_years_archive_is_written_in_the_background_with_an_index_and_hashes(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.release()
    taxed.settle()
    body = {"issuer_id": "platform", "year": 2026}

    asked = taxed.call("POST", "/v1/document-archives", by=FINANCE, body=body)
    path = asked.headers["Location"]
    assert (asked.status, asked.body["state"], asked.body["urls"]) == (202, "building", [])
    taxed.settle()
    ready = taxed.call("GET", path, by=FINANCE).body
    with urllib.request.urlopen(ready["urls"][0], timeout=10) as response:
        packed = ZipFile(BytesIO(response.read()))

    rows = list(csv.DictReader(StringIO(packed.read("index.csv").decode("utf-8-sig"))))
    assert (ready["state"], ready["documents"]) == ("ready", 2)
    assert [row["number"] for row in rows] == ["GH-F-2026-000001", "GH-RC-2026-000001"]
    for row in rows:
        assert hashlib.sha256(packed.read(row["file"])).hexdigest() == row["sha256"]
    assert (rows[0]["net_minor"], rows[0]["tax_minor"], rows[0]["category"]) == ("10000", "2000", "S")


def test_an_archive_is_for_its_issuer_and_for_finance(taxed: World) -> None:
    own = {"issuer_id": EXPERT.account_id, "year": 2026}
    path = taxed.call("POST", "/v1/document-archives", by=EXPERT, body=own).headers["Location"]
    taxed.settle()

    assert taxed.call("GET", path, by=EXPERT).body["state"] == "ready"
    assert taxed.call("GET", path, by=CLIENT).problem == "billing/archive-unknown"
    assert taxed.call("POST", "/v1/document-archives", by=CLIENT, body=own).status == 403


def test_an_issued_file_is_locked_for_ten_years(taxed: World) -> None:
    taxed.release()
    taxed.settle()
    (invoice,) = taxed.documents()

    s3: Any = taxed.cloud.client("s3")
    stored = s3.head_object(Bucket=taxed.platform.tables.core_table, Key=f"documents/{invoice['document_id']}.pdf")

    assert (stored["ObjectLockMode"], stored["ObjectLockRetainUntilDate"].year) == ("GOVERNANCE", 2036)
