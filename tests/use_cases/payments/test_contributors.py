"""Outside contributors: agreed by two people, paid from the platform's commission, told month by month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.billing.agreements import create_app
from guildhall.administration.models import Grant
from guildhall.administration.store import DynamoGrants
from guildhall.billing import wiring
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse

FINANCE = Actor("acc_finance", frozenset({"finance"}))
APPROVER = Actor("acc_approver", frozenset({"finance"}))
CONTRIBUTOR = Actor("acc_contributor", frozenset({"client"}))
PATH = "/v1/contributor-agreements"
TERMS = {
    "contributor_id": "acc_contributor", "brought_id": "acc_expert1", "name": "Trade fair", "basis": "commission",
    "basis_points": 2_000, "currency": "EUR", "valid_to": "2027-03-01T00:00:00Z",
}  # fmt: skip


class Desk:
    """The edge of agreements, with one person who may approve."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self.call = Client(create_app, wiring.wire_agreements(platform), platform)
        DynamoGrants(platform.database).save(
            Grant("billing.approve_agreement", APPROVER.account_id, "acc_admin", clock.now())
        )

    def propose(self, **changes: Any) -> Answer:
        return self.call("POST", PATH, by=FINANCE, body=TERMS | changes)

    def decide(self, agreement_id: str, verb: str = "approve", by: Actor = APPROVER) -> Answer:
        return self.call("POST", f"{PATH}/{agreement_id}/{verb}", by=by)

    def agree(self, **changes: Any) -> str:
        agreement_id = str(self.propose(**changes).body["agreement_id"])
        assert self.decide(agreement_id).status == 200
        return agreement_id

    def statement(self, agreement_id: str, month: str = "2026-03-15", by: Actor = CONTRIBUTOR) -> dict[str, Any]:
        answer = self.call("GET", f"{PATH}/{agreement_id}/statement", by=by, query={"month": month})
        assert answer.status == 200, answer.body
        body: dict[str, Any] = answer.body
        assert body["opening_minor"] + sum(item["amount_minor"] for item in body["items"]) == body["closing_minor"]
        return body


@pytest.fixture
def desk(house: PaymentsHouse, clock: SettableClock) -> Desk:
    return Desk(house.platform, clock)


def paid(house: PaymentsHouse, milestone: str, *parts: int) -> None:
    """Fund a milestone and release it in parts."""
    house.hold(milestone)
    for part in parts:
        assert house.release(milestone, part).status == 202
        house.settle()


def signed(house: PaymentsHouse, *amounts: int) -> list[str]:
    """Sign a contract with an expert who can be paid."""
    milestones = house.sign(*amounts)
    house.onboard()
    return milestones


@pytest.mark.feature("PAY-17")
def test_a_contributor_gets_a_part_of_the_commission_and_the_expert_no_less(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree()

    (milestone,) = signed(house, 100_00)
    paid(house, milestone, 30_00, 70_00)

    events = published(house.platform.tables, "FundsReleased.v1")
    assert [event["net_minor"] for event in events] == [27_00, 63_00]
    assert house.balance(f"external_commission_payable:{agreement_id}") == 2_00
    kinds = {line["kind"]: line["amount_minor"] for line in house.show(milestone)["quote"]["lines"]}
    assert kinds == {"commission": 8_00, "contributor": 2_00}
    told = desk.statement(agreement_id)
    assert [item["amount_minor"] for item in told["items"]] == [60, 1_40]
    assert (told["opening_minor"], told["closing_minor"], told["month"]) == (0, 2_00, "2026-03-01")
    later = desk.statement(agreement_id, "2026-04-01")
    assert (later["opening_minor"], later["items"], later["closing_minor"]) == (2_00, [], 2_00)


def test_nothing_is_given_before_somebody_else_approved_nor_after_the_end(
    desk: Desk, house: PaymentsHouse, clock: SettableClock
) -> None:
    made = desk.propose(valid_to="2026-03-20T00:00:00Z").body
    early, late = signed(house, 100_00, 100_00)
    paid(house, early, 100_00)
    assert desk.decide(made["agreement_id"], by=FINANCE).problem == "billing/own-rule-change"
    assert desk.decide(made["agreement_id"]).body["state"] == "approved"
    clock.advance(timedelta(days=30))

    paid(house, late, 100_00)

    assert house.balance(f"external_commission_payable:{made['agreement_id']}") == 0


def test_a_cap_is_the_most_that_all_deals_together_give(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree(cap_minor=3_00)

    for milestone in signed(house, 100_00, 100_00, 100_00):
        paid(house, milestone, 100_00)

    assert house.balance(f"external_commission_payable:{agreement_id}") == 3_00


def test_a_share_of_the_price_is_never_more_than_the_commission(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree(basis="price", basis_points=5_000)

    paid(house, signed(house, 100_00)[0], 100_00)

    assert house.balance(f"external_commission_payable:{agreement_id}") == 10_00
    assert published(house.platform.tables, "FundsReleased.v1")[0]["net_minor"] == 90_00


def test_an_agreement_that_was_ended_gives_nothing_more_but_what_was_quoted(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree()
    milestone, later = signed(house, 100_00, 100_00)
    house.hold(milestone)
    assert desk.decide(agreement_id, "end", by=FINANCE).body["state"] == "ended"

    house.approve(milestone)
    paid(house, later, 100_00)

    assert house.balance(f"external_commission_payable:{agreement_id}") == 2_00
    assert desk.decide(agreement_id).problem == "billing/agreement-move-not-allowed"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"brought_id": "acc_contributor"}, "/contributor_id"),
        ({"valid_to": "2026-03-02T12:00:00Z"}, "/valid_to"),
        ({"valid_to": "2036-03-02T12:00:00Z"}, "/valid_to"),
        ({"valid_from": "2026-01-01T00:00:00Z"}, "/valid_from"),
    ],
)
def test_an_agreement_that_does_not_fit_together_is_refused(desk: Desk, changes: dict[str, Any], pointer: str) -> None:
    answer = desk.propose(**changes)

    assert (answer.status, answer.problem) == (422, "billing/agreement-unsound")
    assert pointer in {fault["pointer"] for fault in answer.body["errors"]}


def test_a_contributor_sees_their_own_and_nobody_elses(desk: Desk) -> None:
    own, other = desk.agree(), desk.agree(contributor_id="acc_other")

    assert desk.call("GET", f"{PATH}/{own}", by=CONTRIBUTOR).body["state"] == "approved"
    assert desk.call("GET", f"{PATH}/{other}", by=CONTRIBUTOR).status == 404
    assert desk.call("GET", f"{PATH}/agr_none", by=CONTRIBUTOR).status == 404
    assert desk.call("GET", PATH, by=CONTRIBUTOR).status == 403
    assert len(desk.call("GET", PATH, by=FINANCE).body["items"]) == 2
