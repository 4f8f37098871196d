"""Where people are taxed: what they may say, what is refused, and what the register of VAT ids adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.billing.api import create_app
from guildhall.billing.models.tax import PLATFORM, Category, Finding, Service, TaxRule
from guildhall.billing.use_cases.tax import TaxOf
from guildhall.billing.wiring.documents import wire_documents
from guildhall.billing.wiring.tax import tax_of
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.fakes.vies import Vies
from tests.support.http import Answer, Client
from tests.support.outbox import enqueued, published
from tests.support.whole import SETTINGS

OWNER = Actor("acc_muster", frozenset({"client"}))
STRANGER = Actor("acc_other", frozenset({"client"}))
FINANCE = Actor("acc_finance", frozenset({"finance"}))
PARTNER = Actor("cli_x", frozenset({"partner"}), frozenset({"billing"}))
GERMAN = {
    "legal_name": "Muster GmbH", "street": "Musterweg 1", "city": "Berlin", "postcode": "10115", "country": "DE",
    "is_business": True, "registration": "registered", "vat_id": "de 136 695 976", "allows_self_billing": True,
}  # fmt: skip
FRENCH = {"country": "FR", "vat_id": "FR83404833048"}
PUNJABI = {"country": "PK", "province": "PB", "vat_id": "P1234567"}
PATH = "/v1/tax-profiles/acc_muster"


class World:
    """Billing whose issuer is registered in France, and a register of VAT ids."""

    def __init__(self, platform: Platform, clock: SettableClock, vies: Vies) -> None:
        environ = {
            **SETTINGS, "GUILDHALL_ISSUER_VAT_ID": "FR83404833048",
            "GUILDHALL_DOCUMENTS_BUCKET": "b", "GUILDHALL_VIES_URL": vies.url,
        }  # fmt: skip
        self.vies, self.clock, self.platform = vies, clock, platform
        deployed = replace(platform, environ=environ)
        self.billing = wire_documents(deployed)
        self.call = Client(create_app, self.billing, platform)
        quoting = tax_of(deployed)
        self.quoting = quoting
        self.asking = TaxOf(quoting.profiles, quoting.table, clock, quoting.own, self.billing.check_vat_id)

    def put(self, *, by: Actor = OWNER, version: int = 0, **changes: Any) -> Answer:
        return self.call("PUT", PATH, by=by, body={**GERMAN, **changes}, headers={"If-Match": f'"{version}"'})

    def tax(self, ask: TaxOf | None = None) -> TaxRule:
        return (ask or self.asking)(Service.COMMISSION, PLATFORM, OWNER.account_id, self.clock.now().date())


@pytest.fixture
def world(platform: Platform, clock: SettableClock) -> Iterator[World]:
    with Vies({"DE136695976": "Muster GmbH"}).running() as vies:
        yield World(platform, clock, vies)


def test_a_person_says_where_they_are_taxed_and_reads_it_with_numbers_in_normal_form(world: World) -> None:
    written = world.put()
    read = world.call("GET", PATH, by=OWNER)

    assert (written.status, read.status) == (200, 200)
    assert read.body == written.body
    assert (read.body["vat_id"], read.body["allows_self_billing"]) == ("DE136695976", True)
    assert enqueued(world.platform.tables, "billing-documents") == [
        {"type": command, "account_id": OWNER.account_id} for command in ("check_vat_id", "review_waiting")
    ]


def test_who_has_said_nothing_reads_an_empty_profile_and_writes_the_first_over_it(world: World) -> None:
    read = world.call("GET", PATH, by=OWNER)

    assert (read.status, read.body["legal_name"], read.body["country"]) == (200, "", None)
    assert world.call("GET", PATH, by=FINANCE).problem == "billing/tax-profile-unknown"
    assert world.put(version=int(read.headers["ETag"].strip('"'))).status == 200


def test_of_what_a_person_says_the_world_hears_the_country_and_nothing_else(world: World) -> None:
    world.put()
    world.clock.advance(timedelta(days=1))
    moved = world.put(version=1, country="FR", vat_id="FR83404833048")
    world.put(version=1)

    told = published(world.platform.tables, "TaxProfileSet.v1")
    assert [(each["account_id"], each["country"]) for each in told] == [("acc_muster", "DE"), ("acc_muster", "FR")]
    assert [set(each) for each in told] == [{"account_id", "country", "set_at"}] * 2
    assert told[1]["set_at"] == moved.body["updated_at"] > told[0]["set_at"]


def test_finance_sees_a_profile_and_may_not_write_it_and_strangers_see_nothing(world: World) -> None:
    world.put()

    assert world.call("GET", PATH, by=FINANCE).status == 200
    assert (world.put(by=FINANCE, version=1).status, world.put(by=STRANGER, version=1).status) == (403, 404)
    for stranger in (STRANGER, PARTNER):
        assert world.call("GET", PATH, by=stranger).problem == "billing/tax-profile-unknown"


@pytest.mark.parametrize(
    ("changes", "problem", "pointer"),
    [
        ({"vat_id": "DE136695975"}, "billing/tax-number-refused", "/vat_id"),
        ({"vat_id": "FR83404833048"}, "billing/tax-number-refused", "/vat_id"),
        ({"vat_id": None}, "billing/tax-number-refused", "/vat_id"),
        ({"is_business": False}, "billing/tax-number-refused", "/registration"),
        ({"country": "ZZ"}, "billing/place-unknown", "/country"),
        ({"bank_country": "ZZ"}, "billing/place-unknown", "/bank_country"),
        ({"province": "BE"}, "billing/place-unknown", "/province"),
        ({"country": "PK", "vat_id": "1234567"}, "billing/place-unknown", "/province"),
        ({**FRENCH, "legal_id": "404833049"}, "billing/tax-number-refused", "/legal_id"),
        ({**PUNJABI, "legal_id": "999"}, "billing/tax-number-refused", "/legal_id"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_pointed_at(
    world: World, changes: dict[str, Any], problem: str, pointer: str
) -> None:
    answer = world.put(**changes)

    assert (answer.status, answer.problem) == (422, problem)
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]
    assert world.call("GET", PATH, by=OWNER).headers["ETag"] == '"0"'


@pytest.mark.parametrize(
    "changes",
    [
        {**PUNJABI, "legal_id": "42201-0397640-8"},
        {**PUNJABI, "legal_id": "1234567-8"},
        {**FRENCH, "legal_id": "404 833 048"},
        {"country": "GR", "vat_id": "EL094259216"},
    ],
)
def test_numbers_of_each_country_are_taken(world: World, changes: dict[str, Any]) -> None:
    assert world.put(**changes).status == 200


def test_two_who_edit_at_once_do_not_overwrite_each_other(world: World) -> None:
    world.put()

    assert world.put(version=0).status == 412
    assert world.put(version=1, city="Bonn").body["city"] == "Bonn"


def test_the_mandate_keeps_its_day_until_it_is_taken_back(world: World, clock: SettableClock) -> None:
    first = world.put().body["self_billing_since"]
    clock.advance(timedelta(days=2))

    assert world.put(version=1).body["self_billing_since"] == first
    assert world.put(version=2, allows_self_billing=False).body["self_billing_since"] is None


def test_a_valid_id_leads_to_reverse_charge_with_the_consultation_as_evidence(world: World) -> None:
    world.put()

    found = world.tax()

    assert found.category is Category.REVERSE_CHARGE
    assert any("WAPIAAAA00000001" in fact for fact in found.evidence)
    assert world.vies.asked[0]["requesterNumber"] == "83404833048"
    assert world.call("GET", PATH, by=OWNER).body["vat_check"]["finding"] == "valid"


def test_an_id_that_the_register_does_not_know_is_charged_for_good(world: World) -> None:
    world.vies.valid.clear()
    world.put()

    found = world.tax()

    assert (found.category, found.is_provisional) == (Category.STANDARD, False)


@pytest.mark.parametrize("fault", ["MS_UNAVAILABLE", "GLOBAL_MAX_CONCURRENT_REQ", "TIMEOUT", "html", "hang-up"])
def test_a_silent_register_is_not_a_no(world: World, fault: str) -> None:
    world.vies.fault = fault
    world.put()

    found = world.tax()

    assert world.billing.check_vat_id(OWNER.account_id) is Finding.UNAVAILABLE
    assert (found.category, found.basis_points, found.is_provisional) == (Category.STANDARD, 2_000, True)
    assert world.call("GET", PATH, by=OWNER).body["vat_check"] is None


def test_a_check_of_thirty_days_passes_while_the_register_is_silent_and_no_longer(
    world: World, clock: SettableClock
) -> None:
    world.put()
    world.billing.check_vat_id(OWNER.account_id)
    world.vies.fault = "MS_UNAVAILABLE"

    clock.advance(timedelta(days=30))
    assert world.tax().category is Category.REVERSE_CHARGE
    clock.advance(timedelta(seconds=1))
    assert world.tax().category is Category.STANDARD


def test_a_changed_id_loses_the_proof_of_the_old_one(world: World) -> None:
    world.put()
    world.billing.check_vat_id(OWNER.account_id)
    world.put(version=2, vat_id="DE129273398")
    world.vies.fault = "MS_UNAVAILABLE"

    assert world.tax().category is Category.STANDARD


def test_a_quote_waits_for_no_register(world: World) -> None:
    world.put()

    assert world.tax(world.quoting).category is Category.STANDARD
    assert world.vies.asked == []
    world.billing.check_vat_id(OWNER.account_id)
    assert world.tax(world.quoting).category is Category.REVERSE_CHARGE
