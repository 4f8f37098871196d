"""Outside contributors: agreed by two people, paid from the platform's commission, told month by month."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.billing.agreements import create_app
from functions.billing.events import subscribe
from guildhall.administration.models.grants import Grant
from guildhall.administration.store.grants import DynamoGrants
from guildhall.billing.models.agreements import Agreement
from guildhall.billing.store.volumes import DynamoVolumes
from guildhall.billing.use_cases.agreements import ManageAgreements
from guildhall.billing.wiring.agreements import wire_agreements
from guildhall.billing.wiring.counting import tally
from guildhall.billing.wiring.documents import wire_documents
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Problem, Unavailable
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry
from guildhall.ledger.wiring.posting import journal
from guildhall.payments.events import ChargebackClosedV1
from guildhall.payments.store.payments import DynamoPayments, Tally
from guildhall.payments.use_cases.parting import parted
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from guildhall.platform.table import Transaction
from tests.support.http import Answer, Client
from tests.support.outbox import published
from tests.support.payments import PaymentsHouse
from tests.support.whole import SETTINGS

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
        self.call = Client(create_app, wire_agreements(platform), platform)
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


class Flaky:
    """The holders of a permission, until an agreement was written: then nobody can be asked."""

    def __init__(self, manage: ManageAgreements) -> None:
        self._holders, self._save = manage.allow.holders, manage.agreements.save
        self.is_gone = False

    def __call__(self, permission: str) -> frozenset[str]:
        if self.is_gone:
            raise Unavailable
        return self._holders(permission)

    def save(self, agreement: Agreement, verb: str) -> Agreement:
        saved = self._save(agreement, verb)
        self.is_gone = True
        return saved


def test_a_decision_that_is_written_is_answered_though_nobody_can_be_asked_any_more(
    desk: Desk, house: PaymentsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired = wire_agreements(house.platform)
    flaky = Flaky(wired.manage)
    monkeypatch.setattr(wired.manage.agreements, "save", flaky.save)
    manage = replace(wired.manage, allow=replace(wired.manage.allow, holders=flaky))
    desk.call = Client(create_app, replace(wired, manage=manage), house.platform)

    proposed = desk.propose()
    flaky.is_gone = False
    approved = desk.decide(str(proposed.body["agreement_id"]))
    flaky.is_gone = False
    listed = desk.call("GET", PATH, by=FINANCE)

    assert (proposed.status, approved.status, approved.body["state"]) == (201, 200, "approved")
    assert len(listed.body["items"]) == 1


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


def test_each_is_told_what_they_may_do_with_an_agreement_now(desk: Desk) -> None:
    agreement_id = str(desk.propose().body["agreement_id"])
    admin = Actor("acc_admin", frozenset({"administrator"}))

    def told(by: Actor) -> tuple[bool, bool]:
        one = desk.call("GET", f"{PATH}/{agreement_id}", by=by).body
        return one["may_decide"], one["may_end"]

    assert {by: told(by) for by in (FINANCE, APPROVER, admin, CONTRIBUTOR)} == {
        FINANCE: (False, False), APPROVER: (True, False), admin: (False, False), CONTRIBUTOR: (False, False),
    }  # fmt: skip
    assert desk.decide(agreement_id).body["may_decide"] is False
    assert {by: told(by) for by in (FINANCE, APPROVER, admin, CONTRIBUTOR)} == {
        FINANCE: (False, True), APPROVER: (False, True), admin: (False, True), CONTRIBUTOR: (False, False),
    }  # fmt: skip
    listed = desk.call("GET", PATH, by=FINANCE).body["items"][0]
    assert (listed["may_decide"], listed["may_end"]) == (False, True)


def test_nobody_decides_on_their_own_part(desk: Desk) -> None:
    made = desk.propose(contributor_id=APPROVER.account_id).body

    assert desk.decide(made["agreement_id"]).problem == "forbidden"
    assert desk.call("GET", f"{PATH}/{made['agreement_id']}", by=APPROVER).body["may_decide"] is False


def test_a_cap_is_the_most_that_all_deals_together_give(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree(cap_minor=3_00)

    for milestone in signed(house, 100_00, 100_00, 100_00):
        paid(house, milestone, 100_00)

    assert house.balance(f"external_commission_payable:{agreement_id}") == 3_00


def test_a_cap_holds_whatever_was_quoted_before_and_the_rest_stays_the_platforms(
    desk: Desk, house: PaymentsHouse
) -> None:
    agreement_id = desk.agree(cap_minor=3_00)
    milestones = signed(house, 100_00, 100_00, 100_00)
    for milestone in milestones:
        house.hold(milestone)

    for milestone in milestones:
        house.approve(milestone)
        house.settle()

    assert house.balance(f"external_commission_payable:{agreement_id}") == 3_00
    events = published(house.platform.tables, "FundsReleased.v1")
    assert [event["net_minor"] for event in events] == [90_00] * 3
    today = house.clock.now().date()
    assert house.books.fold_day("platform_fee:guildhall", "EUR", today).minor == 27_00


class LosesOneRace:
    """The port `Tally`, at the moment at which another release uses up the cap."""

    def __init__(self, tally: Tally, meanwhile: Callable[[], object]) -> None:
        self._tally, self._meanwhile, self.looks = tally, meanwhile, 0

    def count(self, transaction: Transaction, expert_id: str, client_id: str, amount: Money) -> None:
        self._tally.count(transaction, expert_id, client_id, amount)

    def within_caps(self, entry: Entry) -> Entry:
        found = self._tally.within_caps(entry)
        self.looks += 1
        if self.looks == 1:
            self._meanwhile()
        return found

    def accrue(self, transaction: Transaction, agreement_id: str, amount: Money, refused: Problem) -> None:
        self._tally.accrue(transaction, agreement_id, amount, refused)


def test_two_releases_at_once_cannot_both_have_the_rest_of_a_cap(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree(cap_minor=3_00)
    first, second = signed(house, 100_00, 100_00)
    for milestone in (first, second):
        house.hold(milestone)
    slow = house.payments.get(second)
    assert slow is not None
    change = parted(slow, house.clock.now(), action="payments.release", to_expert_minor=100_00)
    own = tally(house.platform)
    race = LosesOneRace(own, lambda: house.approve(first))
    tables, database = house.platform.tables, house.platform.database
    store = DynamoPayments(tables.core_table, database, journal(house.platform), house.books, race)

    store.save(change)

    assert race.looks == 2
    assert house.balance(f"external_commission_payable:{agreement_id}") == 3_00


def lost(house: PaymentsHouse, milestone: str) -> ChargebackClosedV1:
    """The client's bank takes all of a milestone back; return what payments says of it."""
    payment = house.payments.get(milestone)
    assert payment is not None
    dispute_id = str(house.server.control.dispute(str(payment.charge_id))["id"])
    house.settle()
    house.server.control.close_dispute(dispute_id, won=False)
    house.settle()
    return ChargebackClosedV1.model_validate(published(house.platform.tables, "ChargebackClosed.v1")[-1])


def test_a_contributor_gives_back_what_a_bank_took_and_tiers_forget_it(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree(cap_minor=3_00)
    first, second, third = signed(house, 100_00, 100_00, 100_00)
    for milestone in (first, second):
        paid(house, milestone, 100_00)
    told = lost(house, first)
    assert (told.from_released_minor, told.released_minor) == (100_00, 0)
    before = folded_loss(house)

    for _ in range(2):
        take_back(house, told)

    assert house.balance(f"external_commission_payable:{agreement_id}") == 1_00
    assert folded_loss(house) == before - 2_00
    volumes = DynamoVolumes(house.clock).volumes("acc_expert1", "acc_client1", "EUR")
    assert (volumes.pair_minor, volumes.year_minor) == (100_00, 100_00)
    paid(house, third, 100_00)
    assert house.balance(f"external_commission_payable:{agreement_id}") == 3_00


def test_a_bank_that_takes_a_part_takes_that_part_of_the_share(desk: Desk, house: PaymentsHouse) -> None:
    agreement_id = desk.agree()
    (milestone,) = signed(house, 100_00)
    paid(house, milestone, 100_00)
    parts = {"from_released_minor": 33_33, "released_minor": 66_67}
    ids = {"milestone_id": milestone, "contract_id": house.contract, "client_id": "acc_client1"}
    told = {"chargeback_id": "du_1", "expert_id": "acc_expert1", "amount_minor": 33_33, "currency": "EUR"}

    take_back(house, ChargebackClosedV1.model_validate({**ids, **told, **parts, "outcome": "lost"}))

    assert house.balance(f"external_commission_payable:{agreement_id}") == 2_00 - 66


def take_back(house: PaymentsHouse, told: ChargebackClosedV1) -> None:
    """Let billing hear of a loss."""
    platform = replace(
        house.platform, environ={**SETTINGS, **house.platform.environ, "GUILDHALL_DOCUMENTS_BUCKET": "d"}
    )
    hear, buried = subscribe(wire_documents(platform)), list[dict[str, Any]]()
    meta = {"id": "evt_lost", "correlation_id": "cor", "causation_id": "cau"}
    body = {"detail-type": told.detail_type, "detail": {"meta": meta, "data": told.model_dump(mode="json")}}
    record = {"messageId": "m", "body": json.dumps(body), "attributes": {}}
    answer = consume(hear, lambda letter, _: buried.append(letter))({"Records": [record]}, None)
    assert (answer["batchItemFailures"], buried) == ([], [])


def folded_loss(house: PaymentsHouse) -> int:
    return house.books.fold_day("chargeback_loss:guildhall", "EUR", house.clock.now().date()).minor


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
