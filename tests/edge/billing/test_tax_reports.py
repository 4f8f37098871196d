"""A year of taxes as client, expert and finance see it, on screen and as a file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from tests.support.documents import CLIENT, EXPERT, FINANCE, STRANGER, World


def report(world: World, side_id: str, by: Actor, **more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        query = {"year": "2026", **more, **({"cursor": cursor} if cursor else {})}
        answer = world.call("GET", f"/v1/documents/taxes/{side_id}", by=by, query=query)
        assert answer.status == 200, answer.body
        found += answer.body["items"]
        cursor = answer.body["next_cursor"]
        if cursor is None:
            return found


def saved(world: World, side_id: str, by: Actor) -> list[dict[str, str]]:
    answer = world.call("GET", f"/v1/documents/taxes/{side_id}/export", by=by, query={"year": "2026"})
    assert answer.status == 200, answer.body
    return list(csv.DictReader(io.StringIO(str(answer.body).removeprefix("\ufeff"))))


@pytest.fixture
def busy(taxed: World) -> World:
    """A release with tax of both kinds, and what was held back; a quarter of it goes back."""
    taxed.money("FundsHeld", "evt_held")
    held_back: dict[str, Any] = {
        "withheld_minor": 4_800, "withheld_for": "FBR", "withheld_rule": "withholding_PK_it_services",
        "withheld_basis_points": 400,
    }  # fmt: skip
    more: dict[str, Any] = {
        "fee_minor": 12_000,
        "net_minor": 103_200,
        "release_id": "rel_1",
        "is_automatic": False,
        **held_back,
    }
    for _ in range(2):
        taxed.money("FundsReleased", "evt_rel_1", **more)
    taxed.settle()
    taxed.money("FundsRefunded", "evt_back", 30_000)
    taxed.settle()
    return taxed


@pytest.mark.feature("PAY-15")
def test_each_role_saves_a_year_of_its_own_taxes_and_finance_everybodys(busy: World) -> None:
    of_expert, of_client = saved(busy, EXPERT.account_id, EXPERT), saved(busy, CLIENT.account_id, CLIENT)
    of_platform = saved(busy, "platform", FINANCE)

    def lines(rows: list[dict[str, str]]) -> list[tuple[str, str, str, int]]:
        return sorted((row["side"], row["kind"], row["place"], int(row["tax_minor"])) for row in rows)

    held_back = [("held_back", "withholding", "FBR", -1_200), ("held_back", "withholding", "FBR", 4_800)]
    assert lines(of_expert) == [
        ("charged", "self_billed_credit_note", "FR", -5_000), ("charged", "self_billed_invoice", "FR", 20_000),
        *held_back, ("paid", "credit_note", "FR", -500), ("paid", "invoice", "FR", 2_000),
    ]  # fmt: skip
    assert lines(of_client) == [
        ("paid", "self_billed_credit_note", "FR", -5_000), ("paid", "self_billed_invoice", "FR", 20_000),
    ]  # fmt: skip
    assert lines(of_platform) == [
        ("charged", "credit_note", "FR", -500), ("charged", "invoice", "FR", 2_000), *held_back,
    ]  # fmt: skip
    (kept,) = [row for row in of_expert if row["tax_minor"] == "4800"]
    assert (kept["reference"], kept["net_minor"], kept["basis_points"]) == ("rel_1", "120000", "400")


def test_pages_of_one_hold_what_the_whole_holds(busy: World) -> None:
    whole = report(busy, EXPERT.account_id, EXPERT)

    assert len(whole) == 6
    assert report(busy, EXPERT.account_id, EXPERT, limit="1") == whole
    assert Counter(line["side"] for line in whole) == {"paid": 2, "charged": 2, "held_back": 2}


def test_another_year_is_empty_and_nobody_reads_anothers_taxes(busy: World) -> None:
    assert report(busy, EXPERT.account_id, EXPERT, year="2025") == []
    assert report(busy, EXPERT.account_id, FINANCE) != []
    for path in ("", "/export"):
        for side, by in ((EXPERT.account_id, STRANGER), ("platform", EXPERT), (EXPERT.account_id, CLIENT)):
            answer = busy.call("GET", f"/v1/documents/taxes/{side}{path}", by=by, query={"year": "2026"})
            assert answer.status == 403
