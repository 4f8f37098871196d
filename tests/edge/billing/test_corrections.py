"""Invoices that were wrong: taken back by a credit note, written anew in their place, and booked accordingly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.billing.tasks import choose
from guildhall.billing.wiring.timers import wire_timers
from guildhall.kernel.clock import SettableClock
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from tests.fakes.vies import Vies
from tests.support.documents import CLIENT, EXPERT, FINANCE, FRENCH, PRIVATE, STRANGER, World
from tools.localcloud import LocalCloud

GERMAN: dict[str, Any] = {
    "legal_name": "Muster GmbH", "street": "Musterweg 1", "city": "Berlin", "postcode": "10115", "country": "DE",
    "is_business": True, "registration": "registered", "vat_id": "DE136695976",
}  # fmt: skip


@pytest.fixture
def vies() -> Iterator[Vies]:
    with Vies({"DE136695976": "Muster GmbH"}).running() as running:
        yield running


@pytest.fixture
def union(platform: Platform, aws_cloud: LocalCloud, clock: SettableClock, vies: Vies) -> World:
    """The platform is registered in France, the expert in Germany, and a register can be asked."""
    world = World(platform, aws_cloud, clock, "FR83404833048", GUILDHALL_VIES_URL=vies.url)
    world.register()
    return world


def correct(world: World, document: dict[str, Any], by: Any = FINANCE) -> Any:
    path = f"/v1/documents/{document['document_id']}/correct"
    return world.call("POST", path, by=by, body={"reason": "The name was wrong."})


def booked(world: World) -> dict[str, int]:
    """The balances that a correction may touch, in minor units."""
    books, today = wire_ledger(world.platform).books, world.clock.now().date()
    names = ("tax_payable:FR", "platform_fee:guildhall")
    hot = {name: books.fold_day(name, "EUR", today).minor for name in names}
    return hot | {"expert": books.balance(f"expert_payable:{EXPERT.account_id}", "EUR").minor}


def kinds(world: World) -> dict[str, dict[str, Any]]:
    return {f"{each['kind']} {each['number']}": each for each in world.documents(EXPERT)}


def sweep(world: World) -> dict[str, int]:
    with context.scope(context.current().origin):
        found: dict[str, int] = choose(wire_timers(world.platform))["vest_rewards"]({})
    world.settle()
    return found


def test_finance_takes_an_invoice_back_and_has_it_written_anew_with_the_right_name(taxed: World) -> None:
    taxed.release()
    taxed.settle()
    (wrong,) = taxed.documents(EXPERT)
    taxed.tax(EXPERT, 1, **{**FRENCH, "legal_name": "Amina Diallo SAS"}, allows_self_billing=True)

    answer = correct(taxed, wrong)
    taxed.settle()

    found = kinds(taxed)
    assert answer.status == 200
    assert set(found) == {"invoice GH-F-2026-000001", "credit_note GH-AV-2026-000001", "invoice GH-F-2026-000002"}
    note, right = found["credit_note GH-AV-2026-000001"], found["invoice GH-F-2026-000002"]
    assert (note["refers_to"], note["total_minor"], note["tax_minor"]) == (wrong["number"], 12_000, 2_000)
    assert (right["total_minor"], right["tax_minor"]) == (12_000, 2_000)
    assert "Amina Diallo EI" in taxed.text(EXPERT, note["document_id"])
    assert "Amina Diallo SAS" in taxed.text(EXPERT, right["document_id"])
    assert booked(taxed) == {"tax_payable:FR": 0, "platform_fee:guildhall": 0, "expert": 0}


def test_an_invoice_is_corrected_once_by_finance_alone_and_nothing_else_can_be(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.release()
    taxed.settle()
    (invoice,) = taxed.documents(EXPERT)
    (receipt,) = taxed.documents(CLIENT, kind="receipt")

    assert (correct(taxed, invoice, EXPERT).status, correct(taxed, invoice, STRANGER).status) == (403, 404)
    assert correct(taxed, receipt).problem == "billing/document-not-correctable"
    assert correct(taxed, invoice).status == 200
    assert correct(taxed, invoice).problem == "billing/document-not-correctable"
    taxed.settle()
    assert len(taxed.documents(EXPERT)) == 3
    for each in taxed.documents(EXPERT, kind="credit_note"):
        assert correct(taxed, each).problem == "billing/document-not-correctable"


def test_only_what_is_left_is_corrected_and_later_refunds_are_credited_to_the_invoice_in_its_place(
    taxed: World,
) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.release()
    taxed.money("FundsRefunded", "evt_back", 30_000)
    taxed.settle()
    (wrong,) = taxed.documents(EXPERT, kind="invoice")
    correct(taxed, wrong)
    taxed.settle()
    (right,) = [each for each in taxed.documents(EXPERT, kind="invoice") if each["number"] != wrong["number"]]

    for number, minor in enumerate((20_001, 69_999)):
        taxed.money("FundsRefunded", f"evt_later_{number}", minor)
        taxed.settle()

    notes = taxed.documents(EXPERT, kind="credit_note")
    of = {
        invoice["number"]: sorted(note["total_minor"] for note in notes if note["refers_to"] == invoice["number"])
        for invoice in (wrong, right)
    }
    assert right["total_minor"] == 9_000
    assert of == {wrong["number"]: [3_000, 9_000], right["number"]: [2_000, 7_000]}
    assert correct(taxed, right).problem == "billing/document-not-correctable"


def test_tax_charged_while_the_register_was_silent_goes_back_when_it_answers(union: World, vies: Vies) -> None:
    vies.fault = "MS_UNAVAILABLE"
    union.tax(EXPERT, **GERMAN)
    union.release()
    union.settle()
    (charged,) = union.documents(EXPERT)
    assert (charged["tax_minor"], charged["is_provisional"]) == (2_000, True)
    assert sweep(union)["asked_again"] == 1
    assert len(union.documents(EXPERT)) == 1

    vies.fault = ""
    assert sweep(union)["asked_again"] == 1

    found = kinds(union)
    note, right = found["credit_note GH-AV-2026-000001"], found["invoice GH-F-2026-000002"]
    assert (note["total_minor"], note["tax_minor"], note["refers_to"]) == (12_000, 2_000, charged["number"])
    assert (right["total_minor"], right["tax_category"], right["is_provisional"]) == (10_000, "AE", False)
    assert booked(union) == {"tax_payable:FR": -2_000, "platform_fee:guildhall": 0, "expert": 2_000}
    assert sweep(union)["asked_again"] == 0


def test_reverse_charge_without_proof_is_taxed_when_the_id_turns_out_invalid_and_what_was_proven_stands(
    union: World, vies: Vies, clock: SettableClock
) -> None:
    union.tax(EXPERT, **GERMAN)
    union.release("rel_1")
    union.settle()
    clock.advance(timedelta(days=10))
    union.release("rel_2")
    union.settle()
    vies.valid.clear()
    clock.advance(timedelta(days=21))

    union.release("rel_3")
    union.settle()

    found = kinds(union)
    assert [found[f"invoice GH-F-2026-00000{n}"]["tax_category"] for n in (1, 2, 3, 4)] == ["AE", "AE", "S", "S"]
    (note,) = [each for each in found.values() if each["kind"] == "credit_note"]
    right = found["invoice GH-F-2026-000004"]
    assert note["refers_to"] == "GH-F-2026-000002"
    assert (right["total_minor"], right["net_minor"], right["tax_minor"]) == (12_000, 10_000, 2_000)
    assert booked(union) == {"tax_payable:FR": 2_000, "platform_fee:guildhall": -2_000, "expert": 0}
    profile = union.call("GET", f"/v1/tax-profiles/{EXPERT.account_id}", by=FINANCE).body
    assert (profile["vat_check"]["finding"], profile["vat_proof"]["finding"]) == ("invalid", "valid")
    assert profile["vat_proof"]["consultation_number"] == "WAPIAAAA00000001"


def test_between_two_people_only_the_papers_change(union: World, vies: Vies) -> None:
    vies.fault = "MS_UNAVAILABLE"
    union.tax(EXPERT, **FRENCH, allows_self_billing=True)
    union.tax(CLIENT, **{**PRIVATE, **GERMAN})
    union.release(fee=0)
    union.settle()

    vies.fault = ""
    sweep(union)

    (note,) = union.documents(CLIENT, kind="self_billed_credit_note")
    (before, after) = sorted(union.documents(CLIENT, kind="self_billed_invoice"), key=lambda each: each["number"])
    assert (before["total_minor"], note["total_minor"], after["total_minor"]) == (120_000, 120_000, 120_000)
    assert (before["tax_minor"], after["tax_minor"]) == (20_000, 0)
    assert booked(union) == {"tax_payable:FR": 0, "platform_fee:guildhall": 0, "expert": 0}
