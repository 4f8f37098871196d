"""Fees on real money: quoted before the click, kept when the client pays, posted from cumulative totals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from guildhall.billing.models.referrals import Attribution, Purpose
from guildhall.billing.models.rules import FeeKind, Scope, Tier, VolumeOf
from guildhall.billing.models.tax import Registration, TaxProfile
from guildhall.billing.store.referrals import DynamoAttributions
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.store.volumes import DynamoVolumes
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.edge.billing.test_commissions import APPROVER, PROPOSER, Desk
from tests.support.commissions import govern
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse

EXPERT, CLIENT = "acc_expert1", "acc_client1"


def ask(house: PaymentsHouse, path: str, by: Actor | None = None, **query: str) -> dict[str, Any]:
    answer = house.call("GET", path, by=by or house.client, query=query)
    assert answer.status == 200, answer.body
    body: dict[str, Any] = answer.body
    return body


def test_a_rule_that_changes_later_never_touches_a_running_contract(house: PaymentsHouse) -> None:
    milestone, later = house.sign(100_00, 100_00)
    house.onboard()
    govern(house, basis_points=1_000)
    house.hold(milestone)

    house.clock.advance(timedelta(days=1))
    govern(house, version=2, basis_points=5_000)
    house.approve(milestone)
    house.hold(later)
    house.approve(later)

    fees = [event["fee_minor"] for event in published(house.platform.tables, "FundsReleased.v1")]
    assert fees == [10_00, 50_00]
    line = house.show(milestone)["quote"]["lines"][0]
    assert (line["rule_id"], line["rule_version"], line["basis_points"]) == ("rul_test", 1, 1_000)


def test_the_quote_before_each_click_is_what_happens_then(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_01)
    house.onboard()
    govern(house, basis_points=777)
    before = ask(house, f"/v1/milestones/{milestone}/quote")
    house.hold(milestone)
    assert house.show(milestone)["quote"] == before

    for part in (1, 33_33, 66_67):
        told = ask(house, f"/v1/payments/{milestone}/release-quote", by=house.expert, amount_minor=str(part))
        assert house.release(milestone, part).status == 202
        house.settle()
        event = published(house.platform.tables, "FundsReleased.v1")[-1]
        assert (event["fee_minor"], event["net_minor"]) == (part - told["net_minor"], told["net_minor"])
        assert event["held_minor"] == told["held_after_minor"]

    events = published(house.platform.tables, "FundsReleased.v1")
    assert sum(event["fee_minor"] for event in events) == before["commission_minor"] == 777


def test_tax_on_the_commission_is_quoted_kept_and_owed_to_whom_it_is_due(house: PaymentsHouse) -> None:
    taxed = PaymentsHouse(registered(house.platform), house.clock, house.server)
    profile = TaxProfile(
        EXPERT, "E", "1 Rue", "Lyon", "69001", "FR", is_business=True, registration=Registration.SMALL_BUSINESS,
        updated_at=house.clock.now(),
    )  # fmt: skip
    DynamoTaxProfiles(house.platform.database).save("billing.set_tax_profile", profile)
    (milestone,) = taxed.sign(100_01)
    taxed.onboard()
    before = ask(taxed, f"/v1/milestones/{milestone}/quote")
    assert {line["kind"]: line["amount_minor"] for line in before["lines"]} == {
        "commission": 10_00,
        "commission_tax": 2_00,
    }
    assert (before["client_total_minor"], before["net_minor"], before["tax"]["place"]) == (100_01, 88_01, "FR")

    taxed.hold(milestone)
    for part in (33_34, 66_67):
        taxed.release(milestone, part)
        taxed.settle()

    events = published(house.platform.tables, "FundsReleased.v1")
    assert sum(event["fee_minor"] for event in events) == 12_00
    assert sum(event["fee_tax_minor"] for event in events) == 2_00
    today = house.clock.now().date()
    folded = [taxed.books.fold_day(name, "EUR", today).minor for name in ("platform_fee:guildhall", "tax_payable:FR")]
    assert folded == [10_00, 2_00]
    assert house.balance(f"hold:{milestone}") == 0


def test_a_fee_whose_tax_nobody_knows_yet_is_paid_and_read_back_with_the_reason(house: PaymentsHouse) -> None:
    taxed = PaymentsHouse(registered(house.platform), house.clock, house.server)
    (milestone,) = taxed.sign(100_00)
    taxed.onboard()

    taxed.hold(milestone)

    kept = taxed.show(milestone)["quote"]["tax"]
    assert (kept["category"], kept["place"]) == (None, None)
    assert "tax profile" in kept["unknown"]


def registered(platform: Platform) -> Platform:
    """Return the platform of an entity that charges French tax."""
    return replace(platform, environ={**platform.environ, "GUILDHALL_ISSUER_VAT_ID": "FR83404833048"})


@pytest.mark.feature("PAY-16")
def test_a_project_has_a_commission_of_its_own_once_somebody_else_approved_it(house: PaymentsHouse) -> None:
    desk, other = Desk(house.platform), PaymentsHouse(house.platform, house.clock, house.server, name="2")
    (milestone,), (elsewhere,) = house.sign(100_00), other.sign(100_00)

    made = desk.propose(scope={"contract_id": house.contract}, basis_points=300, reason="A project that we want.")
    preview = desk.call(
        "GET", f"/v1/commission-changes/{made.body['change_id']}/preview", by=APPROVER,
        query={"amount_minor": "10000", "currency": "EUR", "contract_id": house.contract},
    ).body  # fmt: skip
    assert [preview[when]["expert"]["net_minor"] for when in ("before", "after")] == [90_00, 97_00]
    assert ask(house, f"/v1/milestones/{milestone}/quote")["commission_minor"] == 10_00
    assert desk.decide(made, by=PROPOSER).problem == "billing/own-rule-change"
    assert desk.decide(made).status == 200

    assert ask(house, f"/v1/milestones/{milestone}/quote")["commission_minor"] == 3_00
    assert ask(other, f"/v1/milestones/{elsewhere}/quote")["commission_minor"] == 10_00
    house.hold(milestone)
    assert house.show(milestone)["quote"]["lines"][0]["rule_id"] == made.body["rule"]["rule_id"]


def test_a_fixed_fee_is_taken_once_however_many_the_releases(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()
    govern(house, kind=FeeKind.FIXED, fixed_minor=5_01, scope=Scope(currency="EUR"))
    house.hold(milestone)

    for part in (30_00, 30_00, 40_00):
        house.release(milestone, part)
        house.settle()

    fees = [event["fee_minor"] for event in published(house.platform.tables, "FundsReleased.v1")]
    assert (sum(fees), len(fees)) == (5_01, 3)
    assert min(fees) > 0


def test_what_is_released_counts_for_the_tiers_of_what_is_funded_next(house: PaymentsHouse) -> None:
    first, second = house.sign(100_00, 100_00)
    house.onboard()
    tiers = (Tier(0, 2_000), Tier(100_00, 500))
    govern(house, kind=FeeKind.TIERED_MARGINAL, tiers=tiers, volume=VolumeOf.PAIR, scope=Scope(currency="EUR"))
    house.hold(first)
    for _ in range(2):
        house.approve(first)
    house.settle()

    house.hold(second)
    house.approve(second)

    fees = [event["fee_minor"] for event in published(house.platform.tables, "FundsReleased.v1")]
    assert fees == [20_00, 5_00]
    volumes = DynamoVolumes(house.clock).volumes(EXPERT, CLIENT, "EUR")
    assert (volumes.pair_minor, volumes.year_minor) == (200_00, 200_00)


def test_a_release_that_fails_counts_for_nothing(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)

    assert house.release(milestone, 100_01).problem == "payments/not-enough-held"

    assert DynamoVolumes(house.clock).volumes(EXPERT, CLIENT, "EUR").pair_minor == 0


@pytest.mark.parametrize(("inviter", "fee"), [(EXPERT, 0), ("acc_other", 10_00)])
def test_an_expert_pays_nothing_on_a_client_of_their_own(house: PaymentsHouse, inviter: str, fee: int) -> None:
    brought = Attribution(CLIENT, inviter, "CODE", Purpose.INVITATION, house.clock.now())
    DynamoAttributions(house.platform.database).save(brought)
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)
    house.approve(milestone)

    (event,) = published(house.platform.tables, "FundsReleased.v1")
    assert (event["fee_minor"], event["net_minor"]) == (fee, 100_00 - fee)


def test_a_release_quote_is_for_the_two_sides_and_for_what_is_held(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    path = f"/v1/payments/{milestone}/release-quote"
    assert house.call("GET", path, by=house.client).problem == "payments/not-enough-held"
    house.onboard()
    house.hold(milestone)

    assert ask(house, path)["gross_minor"] == 100_00
    assert house.call("GET", path, by=house.client, query={"amount_minor": "10001"}).status == 409
    assert house.call("GET", path, by=house.client, query={"amount_minor": "0"}).status == 422
    assert house.call("GET", path, by=Actor("acc_x", frozenset({"client"}))).status == 404
