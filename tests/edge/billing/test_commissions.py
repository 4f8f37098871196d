"""Commission rules: proposed by one, approved by another, in force from a date; and what a price comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.administration.api import create_app as create_administration
from functions.billing.commissions import create_app
from guildhall.administration.wiring import desk as administration
from guildhall.billing.models.referrals import Attribution, Purpose
from guildhall.billing.models.tax import Finding, Registration, TaxProfile, VatCheck
from guildhall.billing.store.referrals import DynamoAttributions
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.store.volumes import DynamoVolumes
from guildhall.billing.wiring.commissions import wire_commissions
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client
from tests.support.outbox import published

PROPOSER = Actor("acc_proposer", frozenset({"administrator"}))
APPROVER = Actor("acc_approver", frozenset({"finance"}))
OTHER = Actor("acc_other", frozenset({"administrator"}))
EXPERT = Actor("acc_expert", frozenset({"expert"}))
CLIENT = Actor("acc_client", frozenset({"client"}))
RULE = {"name": "Web work", "side": "expert", "kind": "percent", "basis_points": 800, "reason": "To grow there."}
PERMISSION = "/v1/grants/billing.approve_rule_change"
PRICE = {"amount_minor": "100000", "currency": "EUR"}


class Desk:
    """The edges of commission and administration, with one person who may approve."""

    def __init__(self, platform: Platform) -> None:
        platform = _with(platform, GUILDHALL_STACK_NAME="test")
        self.platform = platform
        self.call = Client(create_app, wire_commissions(platform), platform)
        self.administer = Client(create_administration, administration.wire(platform), platform)
        assert self.administer("PUT", f"{PERMISSION}/{APPROVER.account_id}", by=PROPOSER).status == 200

    def propose(self, **changes: Any) -> Answer:
        return self.call("POST", "/v1/commission-changes", by=PROPOSER, body=RULE | changes)

    def decide(self, made: Answer, verb: str = "approve", by: Actor = APPROVER, version: int = 1) -> Answer:
        path = f"/v1/commission-changes/{made.body['change_id']}/{verb}"
        body = None if verb == "withdraw" else {"note": "Fine by me."}
        return self.call("POST", path, by=by, body=body, headers={"If-Match": f'"{version}"'})

    def commission(self, by: Actor = EXPERT, **asked: str) -> int:
        quote = self.call("GET", "/v1/commission-quotes", by=by, query=PRICE | asked).body
        expert = quote["expert"]
        assert expert["gross_minor"] - sum(line["amount_minor"] for line in expert["lines"]) == expert["net_minor"]
        return int(expert["gross_minor"] - expert["net_minor"])


def _with(platform: Platform, **environ: str) -> Platform:
    return replace(platform, environ={**platform.environ, **environ})


@pytest.fixture
def desk(platform: Platform) -> Desk:
    return Desk(platform)


@pytest.mark.feature("PAY-18")
def test_without_rules_the_setting_decides_and_a_change_of_it_shows_at_once(desk: Desk) -> None:
    assert desk.commission() == 10_000

    path, body = "/v1/settings/commission_basis_points", {"value": 700}
    desk.administer("PUT", path, by=OTHER, body=body, headers={"If-Match": '"0"'})

    assert desk.commission() == 7_000


def test_a_rule_governs_once_somebody_else_approved_it(desk: Desk) -> None:
    made = desk.propose()
    assert (made.status, desk.commission()) == (201, 10_000)

    decided = desk.decide(made)

    assert (decided.status, decided.body["state"], decided.body["decided_by"]) == (200, "approved", "acc_approver")
    assert desk.commission() == 8_000
    assert published(desk.platform.tables, "RuleChangeProposed.v1")[0]["approver_ids"] == ["acc_approver"]
    assert published(desk.platform.tables, "RuleChangeDecided.v1")[0]["outcome"] == "approved"


def test_nobody_approves_their_own_change_even_with_the_permission(desk: Desk) -> None:
    assert desk.administer("PUT", f"{PERMISSION}/{PROPOSER.account_id}", by=OTHER).status == 200

    answer = desk.decide(desk.propose(), by=PROPOSER)

    assert (answer.status, answer.problem) == (403, "billing/own-rule-change")
    assert desk.commission() == 10_000


def test_a_rule_that_begins_when_its_request_does_is_not_in_the_past_a_moment_later(
    desk: Desk, clock: SettableClock
) -> None:
    moment_ago = (clock.now() - timedelta(seconds=2)).isoformat()

    assert desk.propose(valid_from=moment_ago).status == 201


def test_only_who_may_decide_is_told_so_and_only_while_the_change_waits(desk: Desk) -> None:
    made = desk.propose()
    path = f"/v1/commission-changes/{made.body['change_id']}"

    def told(by: Actor) -> tuple[bool, bool]:
        listed = desk.call("GET", "/v1/commission-changes", by=by).body["items"][0]["may_decide"]
        return desk.call("GET", path, by=by).body["may_decide"], listed

    desk.administer("PUT", f"{PERMISSION}/{PROPOSER.account_id}", by=OTHER)
    assert (made.body["may_decide"], told(PROPOSER), told(OTHER)) == (False, (False, False), (False, False))
    assert told(APPROVER) == (True, True)
    assert desk.decide(made).body["may_decide"] is False
    assert told(APPROVER) == (False, False)


def test_who_approves_is_data_and_not_a_role(desk: Desk) -> None:
    made = desk.propose()
    assert desk.decide(made, by=OTHER).status == 403

    desk.administer("PUT", f"{PERMISSION}/{OTHER.account_id}", by=PROPOSER)
    desk.administer("DELETE", f"{PERMISSION}/{APPROVER.account_id}", by=PROPOSER)

    assert desk.decide(made, by=APPROVER).status == 403
    assert desk.decide(made, by=OTHER).status == 200


def test_nobody_grants_themselves_a_permission_and_only_known_ones_can_be_granted(desk: Desk) -> None:
    assert desk.administer("PUT", f"{PERMISSION}/{OTHER.account_id}", by=OTHER).status == 403
    answer = desk.administer("PUT", "/v1/grants/billing.print_money/acc_x", by=OTHER)
    assert (answer.status, answer.problem) == (404, "administration/permission-unknown")
    holders = desk.administer("GET", "/v1/grants", by=OTHER).body["items"]
    assert [grant["account_id"] for grant in holders] == ["acc_approver"]


def test_a_rule_waits_for_its_date_and_ends_on_its_last(desk: Desk, clock: SettableClock) -> None:
    begins, ends = clock.now() + timedelta(days=10), clock.now() + timedelta(days=20)
    desk.decide(desk.propose(valid_from=begins.isoformat(), valid_to=ends.isoformat()))
    listed = desk.call("GET", "/v1/commission-rules", by=APPROVER).body

    seen = []
    for days in (0, 9, 1, 9, 1):
        clock.advance(timedelta(days=days))
        seen.append(desk.commission())

    assert [rule["name"] for rule in listed["later"]] == ["Web work"]
    assert seen == [10_000, 10_000, 8_000, 8_000, 10_000]


def test_a_rule_that_begins_in_the_past_is_refused_and_one_approved_late_begins_then(
    desk: Desk, clock: SettableClock
) -> None:
    past = (clock.now() - timedelta(minutes=2)).isoformat()
    assert desk.propose(valid_from=past).problem == "billing/rule-backdated"

    made = desk.propose()
    clock.advance(timedelta(days=3))
    decided = desk.decide(made)

    assert decided.body["rule"]["valid_from"] == "2026-03-05T12:00:00.000Z"


def test_a_change_shows_its_effect_on_an_example_before_anybody_decides(desk: Desk) -> None:
    made = desk.propose(scope={"country": "PK", "currency": "EUR"}, minimum_minor=9_500)
    path = f"/v1/commission-changes/{made.body['change_id']}/preview"

    there = desk.call("GET", path, by=APPROVER, query=PRICE | {"country": "PK"}).body
    elsewhere = desk.call("GET", path, by=APPROVER, query=PRICE | {"country": "FR"}).body

    assert [there[when]["expert"]["net_minor"] for when in ("before", "after")] == [90_000, 90_500]
    assert there["after"]["expert"]["lines"][0]["rule_id"] == made.body["rule"]["rule_id"]
    assert elsewhere["before"] == elsewhere["after"]


def test_the_history_of_a_rule_keeps_every_version(desk: Desk, clock: SettableClock) -> None:
    first = desk.propose()
    desk.decide(first)
    rule_id = first.body["rule"]["rule_id"]
    clock.advance(timedelta(days=1))
    desk.decide(desk.propose(rule_id=rule_id, basis_points=600))

    history = desk.call("GET", f"/v1/commission-rules/{rule_id}", by=PROPOSER).body["items"]

    assert [(rule["version"], rule["basis_points"]) for rule in history] == [(1, 800), (2, 600)]
    assert desk.commission() == 6_000


def test_two_changes_of_one_version_cannot_both_become_it(desk: Desk) -> None:
    first = desk.propose()
    desk.decide(first)
    rule_id = first.body["rule"]["rule_id"]
    one, two = desk.propose(rule_id=rule_id, basis_points=600), desk.propose(rule_id=rule_id, basis_points=100)

    assert desk.decide(one).status == 200
    assert desk.decide(two).status == 412
    assert desk.commission() == 6_000


def test_a_decision_is_made_once_on_what_was_read(desk: Desk) -> None:
    made = desk.propose()
    assert desk.decide(made, version=7).status == 412
    assert desk.decide(made, "withdraw", by=OTHER).status == 403
    assert desk.decide(made, "reject").body["state"] == "rejected"

    answer = desk.decide(made, version=2)

    assert (answer.status, answer.problem) == (409, "billing/rule-change-decided")
    assert desk.decide(desk.propose(), "withdraw", by=PROPOSER).body["state"] == "withdrawn"
    assert desk.commission() == 10_000
    listed = desk.call("GET", "/v1/commission-changes", by=APPROVER).body["items"]
    assert [change["state"] for change in listed] == ["withdrawn", "rejected"]


@pytest.mark.parametrize(
    ("contradiction", "pointer"),
    [
        ({"kind": "fixed", "basis_points": 0, "fixed_minor": 500}, "/scope/currency"),
        ({"kind": "fixed"}, "/fixed_minor"),
        ({"kind": "tiered_marginal", "basis_points": 0}, "/tiers"),
        ({"tiers": [{"from_minor": 0, "basis_points": 1}]}, "/tiers"),
        ({"scope": {"currency": "EUR"}, "minimum_minor": 5, "maximum_minor": 4}, "/maximum_minor"),
        ({"valid_to": "2026-03-02T12:00:00Z"}, "/valid_to"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused_by_name(
    desk: Desk, contradiction: dict[str, Any], pointer: str
) -> None:
    answer = desk.propose(**contradiction)

    assert (answer.status, answer.problem) == (422, "billing/rule-contradictory")
    assert pointer in {fault["pointer"] for fault in answer.body["errors"]}


def test_a_client_whom_the_expert_brought_costs_no_commission(desk: Desk, clock: SettableClock) -> None:
    brought = Attribution("acc_client", "acc_expert", "CODE", Purpose.INVITATION, clock.now())
    DynamoAttributions(desk.platform.database).save(brought)

    assert desk.commission(client_id="acc_client") == 0
    assert desk.commission(client_id="acc_another") == 10_000
    assert desk.commission(by=CLIENT, expert_id="acc_expert") == 0
    assert desk.commission(by=CLIENT, expert_id="acc_other_expert") == 10_000


def test_a_fee_on_top_is_proposed_approved_and_shown_to_both_sides_before_anybody_clicks(desk: Desk) -> None:
    made = desk.propose(side="client", basis_points=500)
    before = desk.call("GET", "/v1/commission-quotes", by=CLIENT, query=PRICE | {"expert_id": "acc_expert"}).body
    desk.decide(made)

    for by, other in ((CLIENT, {"expert_id": "acc_expert"}), (EXPERT, {"client_id": "acc_client"})):
        quote = desk.call("GET", "/v1/commission-quotes", by=by, query=PRICE | other).body
        (line,) = quote["client"]["lines"]
        assert (line["kind"], line["amount_minor"], line["rule_id"]) == (
            "client_fee",
            5_000,
            made.body["rule"]["rule_id"],
        )
        assert (quote["client"]["total_minor"], quote["expert"]["net_minor"]) == (105_000, 90_000)
    assert (before["client"]["total_minor"], before["client"]["lines"]) == (100_000, [])


def test_a_client_whom_the_expert_brought_pays_no_fee_on_top_and_that_rule_can_be_replaced(
    desk: Desk, clock: SettableClock
) -> None:
    brought = Attribution("acc_client", "acc_expert", "CODE", Purpose.INVITATION, clock.now())
    DynamoAttributions(desk.platform.database).save(brought)
    desk.decide(desk.propose(side="client", basis_points=500))
    asked = PRICE | {"expert_id": "acc_expert"}
    free = desk.call("GET", "/v1/commission-quotes", by=CLIENT, query=asked).body["client"]

    own = {"side": "client", "basis_points": 100, "rule_id": "rule_brought_client", "scope": {"relation": "brought"}}
    desk.decide(desk.propose(**own))
    paid = desk.call("GET", "/v1/commission-quotes", by=CLIENT, query=asked).body["client"]

    assert (free["total_minor"], paid["total_minor"]) == (100_000, 101_000)


def test_a_rule_for_a_category_is_for_that_kind_of_work_alone(desk: Desk) -> None:
    desk.decide(desk.propose(scope={"category": "web-development"}))

    assert desk.commission() == 10_000
    assert desk.commission(category="translation") == 10_000
    assert desk.commission(category="web-development") == 8_000


def test_tiers_follow_what_this_client_paid_this_expert_before(desk: Desk, clock: SettableClock) -> None:
    tiers = [{"from_minor": 0, "basis_points": 2_000}, {"from_minor": 50_000, "basis_points": 1_000}]
    scope = {"currency": "EUR"}
    desk.decide(desk.propose(kind="tiered_marginal", basis_points=0, tiers=tiers, volume="pair", scope=scope))
    assert desk.commission(client_id="acc_client") == 15_000

    volumes, transaction = DynamoVolumes(clock), desk.platform.database.begin()
    volumes.count(transaction, "acc_expert", "acc_client", Money(40_000, "EUR"))
    transaction.commit("billing.count")

    assert desk.commission(client_id="acc_client") == 11_000
    assert desk.commission(client_id="acc_another") == 15_000


def test_the_year_counts_the_last_twelve_months_and_no_more(desk: Desk, clock: SettableClock) -> None:
    tiers = [{"from_minor": 0, "basis_points": 1_000}, {"from_minor": 50_000, "basis_points": 500}]
    scope = {"currency": "EUR"}
    desk.decide(desk.propose(kind="tiered_whole", basis_points=0, tiers=tiers, volume="year", scope=scope))
    volumes = DynamoVolumes(clock)
    for minor in (30_000, 20_000):
        transaction = desk.platform.database.begin()
        volumes.count(transaction, "acc_expert", "acc_client", Money(minor, "EUR"))
        transaction.commit("billing.count")
        clock.advance(timedelta(days=31))

    reached = desk.commission()
    clock.advance(timedelta(days=320))

    assert (reached, desk.commission()) == (5_000, 10_000)


def taxed_desk(platform: Platform, clock: SettableClock, country: str = "", vat_id: str | None = None) -> Desk:
    """A desk of a platform that is registered in France, with an expert who said where they are taxed."""
    desk = Desk(_with(platform, GUILDHALL_ISSUER_VAT_ID="FR83404833048"))
    if country:
        profile = TaxProfile(
            "acc_expert", "E", "1 Rue", "Lyon", "69001", country, is_business=True,
            registration=Registration.REGISTERED, updated_at=clock.now(), vat_id=vat_id,
        )  # fmt: skip
        DynamoTaxProfiles(desk.platform.database).save("billing.set_tax_profile", profile)
    return desk


def asked(desk: Desk) -> dict[str, Any]:
    expert: dict[str, Any] = desk.call("GET", "/v1/commission-quotes", by=EXPERT, query=PRICE).body["expert"]
    assert expert["gross_minor"] - sum(line["amount_minor"] for line in expert["lines"]) == expert["net_minor"]
    return expert


def test_the_tax_on_the_commission_is_a_line_of_its_own(platform: Platform, clock: SettableClock) -> None:
    expert = asked(taxed_desk(platform, clock, country="FR", vat_id="FR83404833048"))

    lines = {line["kind"]: (line["amount_minor"], line["basis_points"]) for line in expert["lines"]}
    assert lines == {"commission": (10_000, 1_000), "commission_tax": (2_000, 2_000)}
    assert (expert["net_minor"], expert["tax"]["category"], expert["tax"]["place"]) == (88_000, "S", "FR")


def test_a_business_elsewhere_in_the_union_bears_no_tax_once_its_number_is_proven(
    platform: Platform, clock: SettableClock
) -> None:
    proven = VatCheck("DE136695976", Finding.VALID, clock.now())
    desk = taxed_desk(platform, clock, country="DE", vat_id="DE136695976")
    silent = asked(desk)
    profiles = DynamoTaxProfiles(desk.platform.database)
    profile = profiles.get("acc_expert")
    assert profile is not None
    profiles.save("billing.check_vat_id", replace(profile, check=proven))
    known = asked(desk)

    assert (silent["net_minor"], silent["tax"]["category"], silent["tax"]["is_provisional"]) == (88_000, "S", True)
    assert (known["net_minor"], known["tax"]["category"], known["tax"]["mention"]) == (90_000, "AE", "reverse_charge")


def test_a_tax_that_nobody_can_tell_yet_is_within_the_fee_and_the_quote_says_why(
    platform: Platform, clock: SettableClock
) -> None:
    expert = asked(taxed_desk(platform, clock))

    assert (expert["net_minor"], [line["kind"] for line in expert["lines"]]) == (90_000, ["commission"])
    assert expert["tax"]["category"] is None
    assert "tax profile" in expert["tax"]["unknown"]


def test_a_platform_that_is_not_registered_says_so_and_taxes_nothing(desk: Desk) -> None:
    expert = asked(desk)

    assert (expert["net_minor"], expert["tax"]["category"], expert["tax"]["mention"]) == (90_000, "O", "not_registered")


def test_a_commission_of_the_whole_price_leaves_room_for_its_tax(platform: Platform, clock: SettableClock) -> None:
    desk = taxed_desk(platform, clock, country="FR", vat_id="FR83404833048")
    desk.decide(desk.propose(kind="fixed", basis_points=0, fixed_minor=200_000, scope={"currency": "EUR"}))

    expert = asked(desk)

    lines = {line["kind"]: line["amount_minor"] for line in expert["lines"]}
    assert (expert["net_minor"], lines) == (0, {"commission": 83_333, "commission_tax": 16_667})


def test_a_quote_is_only_for_the_two_who_would_agree(desk: Desk) -> None:
    assert desk.call("GET", "/v1/commission-quotes", by=CLIENT, query=PRICE).status == 403
    assert desk.call("GET", "/v1/commission-quotes", by=EXPERT, query=PRICE | {"expert_id": "acc_x"}).status == 403
    assert desk.call("GET", "/v1/commission-rules", by=EXPERT).status == 403
    assert desk.propose(reason="no").status == 422
    answer = desk.call("GET", "/v1/commission-quotes", by=EXPERT, query=PRICE | {"currency": "EUX"})
    assert (answer.status, answer.problem) == (422, "money/currency-unknown")
