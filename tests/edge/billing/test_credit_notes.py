"""Money that goes back after it was released takes its part of each invoice back."""

from __future__ import annotations

from tests.support.documents import CLIENT, EXPERT, FRENCH, World
from tests.support.outbox import published


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


def test_the_fee_on_top_goes_back_with_the_release_that_it_was_part_of(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held", 126_000)
    taxed.release(amount=126_000, on_top=6_000)
    taxed.settle()
    taxed.money("FundsRefunded", "evt_back", 63_000)
    taxed.settle()

    (note,) = [each for each in taxed.documents(CLIENT) if each["kind"] == "credit_note"]
    (invoice,) = [each for each in taxed.documents(CLIENT) if each["kind"] == "invoice"]
    (of_work,) = [each for each in taxed.documents(CLIENT) if each["kind"] == "self_billed_credit_note"]

    assert (note["refers_to"], note["total_minor"], of_work["total_minor"]) == (invoice["number"], 3_000, 60_000)


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


def test_a_credit_note_waits_for_the_number_of_what_it_takes_back(world: World) -> None:
    world.register()
    world.money("FundsHeld", "evt_held")
    world.release()
    world.money("FundsRefunded", "evt_back", 120_000)
    world.settle()
    assert {each["state"] for each in world.documents()} == {"waiting"}

    world.tax(EXPERT, **FRENCH)
    world.settle()

    assert sorted(str(each["number"]) for each in world.documents()) == ["GH-AV-2026-000001", "GH-F-2026-000001"]
