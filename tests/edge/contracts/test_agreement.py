"""From an accepted proposal to a signed contract, over HTTP."""

from __future__ import annotations

import pytest

from guildhall.kernel.actor import Actor
from tests.support.deals import ADA, ADMIN, CLEO, CONTRACT_ID, PARTNER, PROPOSAL_ID, STRANGER, Deal, accepted
from tests.support.outbox import published


@pytest.mark.feature("CON-02")
def test_an_accepted_proposal_becomes_a_contract_that_nobody_has_signed(deal: Deal) -> None:
    contract = deal.opened().call("GET", deal.path, by=CLEO).body

    assert (contract["proposal_id"], contract["project_id"], contract["title"]) == (
        PROPOSAL_ID, "prj_1", "A booking page",
    )  # fmt: skip
    assert (contract["currency"], contract["total_minor"], contract["terms_version"]) == ("EUR", 100_000, 1)
    assert (contract["client_signature"], contract["expert_signature"]) == (None, None)
    assert not contract["is_signed"]
    parts = [
        (it["number"], it["title"], it["amount_minor"], it["due_on"], it["state"]) for it in contract["milestones"]
    ]
    assert parts == [(1, "Design", 40_000, "2026-04-01", "agreed"), (2, "Build", 60_000, "2026-05-01", "agreed")]
    (event,) = published(deal.platform.tables, "ContractOpened.v1")
    assert (event["contract_id"], event["client_id"], event["expert_id"]) == (CONTRACT_ID, "acc_cleo", "acc_ada")


@pytest.mark.parametrize("order", [(CLEO, ADA), (ADA, CLEO)], ids=["client first", "expert first"])
def test_the_second_signature_puts_the_contract_in_force(deal: Deal, order: tuple[Actor, Actor]) -> None:
    deal.opened()

    first, second = deal.sign(order[0]), deal.sign(order[1])

    assert (first.body["is_signed"], second.body["is_signed"]) == (False, True)
    signatures = [second.body["client_signature"], second.body["expert_signature"]]
    assert [it["account_id"] for it in signatures] == ["acc_cleo", "acc_ada"]
    assert {it["terms_digest"] for it in signatures} == {second.body["terms_digest"]}
    (event,) = published(deal.platform.tables, "ContractSigned.v1")
    assert [it["title"] for it in event["milestones"]] == ["Design", "Build"]
    assert [it["milestone_id"] for it in event["milestones"]] == [
        it["milestone_id"] for it in second.body["milestones"]
    ]


@pytest.mark.parametrize("category", ["web-development", None])
def test_the_category_of_the_project_goes_along_with_the_signed_contract(deal: Deal, category: str | None) -> None:
    deal.bus.deliver(accepted(category=category))
    for side in (CLEO, ADA):
        deal.sign(side)

    (event,) = published(deal.platform.tables, "ContractSigned.v1")
    assert event["category"] == category


def test_signing_twice_is_one_signature(deal: Deal) -> None:
    deal.opened()
    first = deal.sign(CLEO)

    again = deal.sign(CLEO)

    assert (again.status, again.body) == (200, first.body)
    assert published(deal.platform.tables, "ContractSigned.v1") == []
    assert deal.happened() == ["contract_opened", "signature_given"]


def test_nobody_signs_other_terms_than_the_present_ones(deal: Deal) -> None:
    answer = deal.opened().sign(CLEO, terms_version=2)

    assert (answer.status, answer.problem) == (409, "contracts/terms-changed")
    assert deal.call("GET", deal.path, by=CLEO).body["client_signature"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/terms_version"),
        ({"terms_version": "1"}, "/terms_version"),
        ({"terms_version": 1.5}, "/terms_version"),
        ({"terms_version": 0}, "/terms_version"),
        ({"terms_version": 1, "on_behalf_of": "acc_ada"}, "/on_behalf_of"),
    ],
)
def test_bad_input_is_named_with_its_place_and_signs_nothing(deal: Deal, body: object, pointer: str) -> None:
    answer = deal.opened().call("POST", f"{deal.path}/sign", by=CLEO, body=body)

    assert (answer.status, answer.problem) == (422, "invalid")
    assert answer.body["errors"][0]["pointer"] == pointer
    assert deal.happened() == ["contract_opened"]


@pytest.mark.parametrize("stranger", [STRANGER, PARTNER], ids=lambda it: it.account_id)
def test_strangers_learn_nothing_and_do_nothing(deal: Deal, stranger: Actor) -> None:
    deal.opened()
    milestone = f"{deal.path}/milestones/{deal.milestone().milestone_id}"

    for path in (deal.path, f"{deal.path}/activity"):
        assert deal.call("GET", path, by=stranger).problem == "contracts/contract-unknown"
    for path in (milestone, f"{milestone}/deliveries"):
        assert deal.call("GET", path, by=stranger).problem == "contracts/milestone-unknown"
    assert deal.sign(stranger).status == 404
    bodies = {
        "deliver": {"note": "x"},
        "approve": {"delivery": 1},
        "request-changes": {"delivery": 1, "reason": "x"},
        "cancel": {"reason": "x"},
    }
    for verb, body in bodies.items():
        assert deal.do(verb, by=stranger, body=body).status == 404
    assert deal.happened() == ["contract_opened"]


def test_what_does_not_exist_looks_like_what_is_not_yours(deal: Deal) -> None:
    deal.opened()

    assert deal.call("GET", "/v1/contracts/ctr_none", by=CLEO).problem == "contracts/contract-unknown"
    assert deal.call("GET", f"{deal.path}/milestones/mil_none", by=CLEO).problem == "contracts/milestone-unknown"


def test_an_administrator_reads_and_does_not_touch(deal: Deal) -> None:
    deal.opened()

    assert deal.call("GET", deal.path, by=ADMIN).status == 200
    assert deal.sign(ADMIN).status == 403
    assert deal.do("approve", by=ADMIN, body={"delivery": 1}).status == 403


def test_each_side_lists_its_contracts(deal: Deal) -> None:
    deal.signed()

    def listed(by: Actor, side: str) -> list[tuple[str, bool]]:
        items = deal.call("GET", "/v1/contracts", by=by, query={"side": side}).body["items"]
        return [(item["contract_id"], item["is_signed"]) for item in items]

    assert listed(CLEO, "client") == [(CONTRACT_ID, True)]
    assert listed(ADA, "expert") == [(CONTRACT_ID, True)]
    assert listed(CLEO, "expert") == listed(ADA, "client") == listed(STRANGER, "client") == []
    assert deal.call("GET", "/v1/contracts", by=CLEO).status == 422
    assert deal.call("GET", "/v1/contracts", by=PARTNER, query={"side": "client"}).status == 403
