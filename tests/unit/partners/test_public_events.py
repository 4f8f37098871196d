"""Public events: translated by list, documented, and nothing else gets out."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from guildhall.kernel.events import DomainEvent
from guildhall.partners.models import Subscriber
from guildhall.partners.use_cases.public_events import NAMES, PUBLIC, translate
from tests.support.messages import SAMPLES
from tests.support.template import BUS, ROOT, template

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sample(event: type[DomainEvent]) -> DomainEvent:
    data = json.loads((SAMPLES / f"{event.detail_type}.json").read_text(encoding="utf-8"))["data"]
    return event.read(data)


@pytest.mark.parametrize("event", list(PUBLIC), ids=lambda event: str(event.detail_type))
def test_a_public_event_carries_its_listed_fields_and_names_whom_it_concerns(event: type[DomainEvent]) -> None:
    found = translate(sample(event), NOW)

    assert set(found.data) == set(PUBLIC[event].fields)
    assert set(PUBLIC[event].fields.values()) <= set(event.model_fields)
    assert found.concerned
    assert all(account.startswith("acc_") for account in found.concerned)


def test_a_reservation_concerns_the_owner_of_its_venue_and_tells_nothing_of_the_guest() -> None:
    reservations = [event for event in PUBLIC if PUBLIC[event].name.startswith("reservation.")]

    found = [translate(sample(event), NOW) for event in reservations]

    assert [each.name.partition(".")[2] for each in found] == ["confirmed", "changed", "cancelled", "seated", "no_show"]
    assert {each.concerned for each in found} == {frozenset({"acc_01KCX3V7Q8M2N4P6R8T0W2Y4AV"})}
    assert not {"name", "email", "phone", "guest", "requests"} & {field for each in found for field in each.data}


def test_public_names_are_unique_and_each_is_explained() -> None:
    page = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")

    assert len(set(NAMES)) == len(PUBLIC)
    for translation in PUBLIC.values():
        fields = ", ".join(f"`{field}`" for field in translation.fields)
        assert f"| `{translation.name}` | {translation.meaning} | {fields} |" in page


def test_the_rule_lets_in_exactly_what_has_a_public_name() -> None:
    pattern = template(BUS)["Resources"]["PartnersRule"]["Properties"]["EventPattern"]

    assert set(pattern["detail-type"]) == {event.detail_type for event in PUBLIC}


def test_a_reason_of_a_bank_or_a_client_stays_inside() -> None:
    assert not any("reason" in translation.fields for translation in PUBLIC.values())


@pytest.mark.parametrize(
    ("account_id", "name", "hears"),
    [
        (None, "payment.held", True),
        ("acc_ana", "payment.held", True),
        ("acc_eve", "payment.held", False),
        (None, "payment.failed", False),
    ],
)
def test_a_partner_of_an_account_hears_only_of_that_account(
    account_id: str | None,
    name: str,
    hears: bool,  # noqa: FBT001  a column
) -> None:
    subscriber = Subscriber("whe_1", ["payment.held"], account_id)

    assert subscriber.wants(name, frozenset({"acc_ana", "acc_ben"})) is hears
