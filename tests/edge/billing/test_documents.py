"""From movements of money to documents that their two sides can download."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guildhall.billing.models.documents import Item
from guildhall.billing.models.tax import Service
from guildhall.billing.wiring.documents import draft_invoice
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.platform import context
from tests.support.documents import CLIENT, EXPERT, FINANCE, FRENCH, PRIVATE, STRANGER, World
from tests.support.outbox import published


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


def test_the_fee_on_top_is_invoiced_to_the_client_and_no_part_of_the_work(taxed: World) -> None:
    taxed.release(amount=126_000, on_top=6_000)
    taxed.settle()

    (commission,) = taxed.documents(EXPERT)
    fee, work = sorted(taxed.documents(CLIENT), key=lambda each: each["kind"])

    assert (fee["kind"], fee["total_minor"], fee["lines"][0]["item"]) == ("invoice", 6_000, "client_fee")
    assert (fee["net_minor"], fee["tax_minor"]) == (5_000, 1_000)
    assert (work["kind"], work["total_minor"]) == ("self_billed_invoice", 120_000)
    assert commission["total_minor"] == 12_000
    assert "Service fee" in taxed.text(CLIENT, fee["document_id"])


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


def test_a_movement_that_overtakes_the_registration_waits_for_it(world: World) -> None:
    assert world.release() == [{"itemIdentifier": "m"}]
    world.register()
    assert world.release() == []
    assert len(world.documents()) == 1


def test_a_release_without_commission_has_no_invoice(world: World) -> None:
    world.register()
    world.release(fee=0)

    assert world.documents() == []


def test_a_subscription_is_invoiced_once_through_the_same_road(taxed: World) -> None:
    draft = draft_invoice(taxed.platform)
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


def test_the_commission_on_a_deposit_that_a_venue_keeps_is_invoiced_to_the_venue_once(taxed: World) -> None:
    ids = {"deposit_id": "dep_1-1", "reservation_id": "res_1", "venue_account_id": EXPERT.account_id}
    for event_id in ("evt_1", "evt_2"):
        kept = {**ids, "amount_minor": 240, "kept_minor": 2_400, "currency": "EUR"}
        assert taxed.tell("DepositFeeKept.v1", event_id, kept) == []
    taxed.settle()

    (invoice,) = taxed.documents(EXPERT)

    assert (invoice["number"], invoice["total_minor"], invoice["tax_minor"]) == ("GH-F-2026-000001", 240, 40)
    assert invoice["lines"] == [{"item": "commission", "detail": "", "net_minor": 200}]
    assert taxed.documents(CLIENT) == []


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
