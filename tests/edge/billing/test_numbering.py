"""Numbers without gaps, lists and archives that follow them, and files that nobody changes."""

from __future__ import annotations

import csv
import hashlib
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from guildhall.billing.wiring.documents import documents_of_day
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform import query
from tests.support.documents import CLIENT, EXPERT, FINANCE, FRENCH, World


def test_numbers_have_no_gap_and_no_double_when_many_are_given_at_once(world: World) -> None:
    world.register()
    world.tax(EXPERT, **FRENCH)
    for number in range(60):
        world.release(f"rel_{number}", amount=120_000 + number)
    asked = [message for message in world.queued() if message["type"] == "number_documents"]

    def number_until_done(message: dict[str, Any]) -> None:
        while world.send(message):
            continue

    with ThreadPoolExecutor(8) as pool:
        for task in [pool.submit(copy_context().run, number_until_done, message) for message in asked]:
            task.result()

    table = world.platform.tables.ledger_table
    rows = query.page(table, "NUM#platform#F#2026", limit=100, consistent=True).items
    numbers = {world.billing.access_document(FINANCE, row["document_id"]).number for row in rows}
    assert [int(row["SK"]) for row in rows] == list(range(1, 61))
    assert numbers == {f"GH-F-2026-{count:06d}" for count in range(1, 61)}
    assert query.page(table, "PEND#platform#F", limit=100, consistent=True).items == []


def test_a_new_year_begins_where_the_issuer_is_and_dates_never_go_back(world: World, clock: SettableClock) -> None:
    world.register()
    world.tax(EXPERT, **FRENCH)
    clock.advance(datetime(2026, 12, 31, 22, 30, tzinfo=UTC) - clock.now())
    world.release("rel_1")
    world.settle()
    clock.advance(timedelta(hours=1))
    world.release("rel_2")
    world.settle()
    clock.advance(timedelta(hours=-2))
    world.release("rel_3")
    world.settle()

    found = sorted((each["number"], each["issued_on"]) for each in world.documents())

    assert found == [
        ("GH-F-2026-000001", "2026-12-31"), ("GH-F-2026-000002", "2026-12-31"), ("GH-F-2027-000001", "2027-01-01"),
    ]  # fmt: skip


def test_a_years_archive_is_written_in_the_background_with_an_index_and_hashes(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    taxed.release()
    taxed.settle()
    body = {"issuer_id": "platform", "year": 2026}

    asked = taxed.call("POST", "/v1/document-archives", by=FINANCE, body=body)
    path = asked.headers["Location"]
    assert (asked.status, asked.body["state"], asked.body["urls"]) == (202, "building", [])
    taxed.settle()
    ready = taxed.call("GET", path, by=FINANCE).body
    with urllib.request.urlopen(ready["urls"][0], timeout=10) as response:
        packed = ZipFile(BytesIO(response.read()))

    rows = list(csv.DictReader(StringIO(packed.read("index.csv").decode("utf-8-sig"))))
    assert (ready["state"], ready["documents"]) == ("ready", 2)
    assert [row["number"] for row in rows] == ["GH-F-2026-000001", "GH-RC-2026-000001"]
    for row in rows:
        assert hashlib.sha256(packed.read(row["file"])).hexdigest() == row["sha256"]
    assert (rows[0]["net_minor"], rows[0]["tax_minor"], rows[0]["category"]) == ("10000", "2000", "S")


def test_an_archive_is_for_its_issuer_and_for_finance(taxed: World) -> None:
    own = {"issuer_id": EXPERT.account_id, "year": 2026}
    path = taxed.call("POST", "/v1/document-archives", by=EXPERT, body=own).headers["Location"]
    taxed.settle()

    assert taxed.call("GET", path, by=EXPERT).body["state"] == "ready"
    assert taxed.call("GET", path, by=CLIENT).problem == "billing/archive-unknown"
    assert taxed.call("POST", "/v1/document-archives", by=CLIENT, body=own).status == 403


def test_an_issued_file_is_locked_for_ten_years(taxed: World) -> None:
    taxed.release()
    taxed.settle()
    (invoice,) = taxed.documents()

    s3: Any = taxed.cloud.client("s3")
    stored = s3.head_object(Bucket=taxed.platform.tables.core_table, Key=f"documents/{invoice['document_id']}.pdf")

    assert (stored["ObjectLockMode"], stored["ObjectLockRetainUntilDate"].year) == ("GOVERNANCE", 2036)


def test_the_documents_of_a_day_add_up_to_what_was_earned_and_owed(taxed: World, clock: SettableClock) -> None:
    for number in range(5):
        taxed.release(f"rel_{number}", amount=40_000, fee=4_000)
    taxed.settle()
    today = clock.now().date()

    listed = documents_of_day(taxed.platform)(today)
    commissions = [each for each in listed if each.document_kind == "invoice"]

    assert (len(listed), sum(each.total_minor for each in commissions)) == (10, 20_000)
    assert documents_of_day(taxed.platform)(today + timedelta(days=1)) == []


def test_lists_are_filtered_and_paged_and_those_of_issuers_follow_their_numbers(taxed: World) -> None:
    taxed.money("FundsHeld", "evt_held")
    for number in range(3):
        taxed.release(f"rel_{number}", amount=40_000, fee=4_000)
    taxed.settle()

    assert len(taxed.documents(CLIENT)) == 4
    assert [each["kind"] for each in taxed.documents(CLIENT, kind="receipt")] == ["receipt"]
    assert taxed.documents(CLIENT, since="2030-01-01") == []
    path = f"/v1/documents/issued/{EXPERT.account_id}"
    asked = {"kind": "self_billed_invoice", "year": "2026", "limit": "2"}
    first = taxed.call("GET", path, by=EXPERT, query=asked).body
    second = taxed.call("GET", path, by=EXPERT, query={**asked, "cursor": first["next_cursor"]}).body
    numbers = [each["number"][-1] for each in first["items"] + second["items"]]
    assert numbers == ["1", "2", "3"]
    assert taxed.call("GET", path, by=CLIENT, query=asked).status == 403
    own = taxed.call("GET", "/v1/documents/issued/platform", by=FINANCE, query={"year": "2026"}).body["items"]
    assert [each["number"] for each in own] == [f"GH-F-2026-00000{count}" for count in (1, 2, 3)]
    assert taxed.call("GET", "/v1/documents/issued/platform", by=EXPERT, query={"year": "2026"}).status == 403


@pytest.mark.parametrize("role", ["client", "expert"])
def test_who_has_nothing_yet_reads_empty_lists(world: World, role: str) -> None:
    silent = Actor("acc_silent", frozenset({role}))
    of_year = {"year": "2026"}
    lists = {
        "/v1/documents": {}, "/v1/documents/issued/acc_silent": of_year, "/v1/documents/waiting/acc_silent": {},
        "/v1/documents/taxes/acc_silent": of_year,
    }  # fmt: skip

    empty = [world.call("GET", path, by=silent, query=query) for path, query in lists.items()]
    of_another = world.call("GET", "/v1/documents/issued/acc_silent", by=FINANCE, query=of_year)

    assert [(each.status, each.body["items"], each.body["next_cursor"]) for each in empty] == [(200, [], None)] * 4
    assert of_another.problem == "billing/tax-profile-unknown"
