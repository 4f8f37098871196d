"""Deliveries and their judgement, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from tests.support.deals import ADA, CLEO, Deal
from tests.support.outbox import published


@pytest.mark.feature("CON-01", "CON-03")
def test_a_milestone_goes_from_delivery_over_changes_to_approval_and_only_then_to_release(deal: Deal) -> None:
    deal.funded()

    first = deal.do("deliver", by=ADA, body={"note": "Here it is."})
    back = deal.do("request-changes", by=CLEO, body={"delivery": 1, "reason": "The hours are missing."})
    second = deal.do("deliver", by=ADA, body={"note": "With hours."})
    approved = deal.do("approve", by=CLEO, body={"delivery": 2})
    deal.bus.deliver(deal.released())

    assert [answer.body["state"] for answer in (first, back, second, approved)] == [
        "delivered", "changes_requested", "delivered", "approved",
    ]  # fmt: skip
    assert (first.body["release_at"], first.body["remind_at"]) == (
        "2026-03-16T12:00:00.000Z",
        "2026-03-13T12:00:00.000Z",
    )
    assert (back.body["release_at"], back.body["change_reason"]) == (None, "The hours are missing.")
    shown = deal.call("GET", deal.path, by=CLEO).body
    assert [it["state"] for it in shown["milestones"]] == ["released", "agreed"]
    assert not shown["is_completed"]
    events = {name: published(deal.platform.tables, f"{name}.v1") for name in ("WorkDelivered", "WorkApproved")}
    assert [event["delivery"] for event in events["WorkDelivered"]] == [1, 2]
    assert [(event["delivery"], event["is_automatic"]) for event in events["WorkApproved"]] == [(2, False)]
    (sent_back,) = published(deal.platform.tables, "ChangesRequested.v1")
    assert (sent_back["delivery"], sent_back["reason"]) == (1, "The hours are missing.")


@pytest.mark.feature("CON-04")
def test_the_activity_feed_tells_all_of_it_page_by_page(deal: Deal, clock: SettableClock) -> None:
    deal.delivered()
    clock.advance(timedelta(seconds=1))
    deal.do("approve", by=CLEO, body={"delivery": 1})
    clock.advance(timedelta(seconds=1))
    deal.bus.deliver(deal.released())

    seen: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": "3", **({"cursor": cursor} if cursor else {})}
        page = deal.call("GET", f"{deal.path}/activity", by=ADA, query=query).body
        seen, cursor = seen + page["items"], page["next_cursor"]

    assert [(line["type"], line["actor_id"]) for line in seen[:2]] == [
        ("funds_released", "system"), ("work_approved", "acc_cleo"),
    ]  # fmt: skip
    assert {line["type"] for line in seen} == {
        "contract_opened", "signature_given", "contract_signed", "funds_held", "work_delivered", "work_approved",
        "funds_released",
    }  # fmt: skip
    (delivered,) = [line for line in seen if line["type"] == "work_delivered"]
    assert (delivered["note"], delivered["delivery"], delivered["milestone_title"]) == ("Here it is.", 1, "Design")


def test_what_was_handed_in_can_be_read_again(deal: Deal) -> None:
    deal.delivered()
    deal.do("request-changes", by=CLEO, body={"delivery": 1, "reason": "More."})
    deal.do("deliver", by=ADA, body={"note": "More of it."})

    path = f"{deal.path}/milestones/{deal.milestone().milestone_id}/deliveries"
    items = deal.call("GET", path, by=CLEO).body["items"]

    assert [(item["number"], item["note"]) for item in items] == [(2, "More of it."), (1, "Here it is.")]


def test_nothing_is_delivered_before_the_money_is_held(deal: Deal) -> None:
    answer = deal.signed().do("deliver", by=ADA, body={"note": "Early."})

    assert (answer.status, answer.problem) == (409, "contracts/milestone-move-refused")
    assert published(deal.platform.tables, "WorkDelivered.v1") == []


@pytest.mark.parametrize(("verb", "more"), [("approve", {}), ("request-changes", {"reason": "x"})])
def test_a_judgement_about_another_delivery_changes_nothing(deal: Deal, verb: str, more: dict[str, str]) -> None:
    deal.delivered()
    deal.do("request-changes", by=CLEO, body={"delivery": 1, "reason": "More."})
    deal.do("deliver", by=ADA, body={"note": "More."})

    late = deal.do(verb, by=CLEO, body={"delivery": 1, **more})
    early = deal.do(verb, by=CLEO, body={"delivery": 3, **more})

    assert (late.status, late.problem) == (409, "contracts/delivery-superseded")
    assert (early.status, early.problem) == (409, "contracts/delivery-superseded")
    assert deal.milestone().state == "delivered"


def test_work_is_approved_once(deal: Deal) -> None:
    deal.delivered()
    deal.do("approve", by=CLEO, body={"delivery": 1})

    for verb, body in (("approve", {"delivery": 1}), ("request-changes", {"delivery": 1, "reason": "No."})):
        answer = deal.do(verb, by=CLEO, body=body)
        assert (answer.status, answer.problem) == (409, "contracts/milestone-move-refused")
    assert len(published(deal.platform.tables, "WorkApproved.v1")) == 1


def test_a_repeated_request_is_one_delivery(deal: Deal) -> None:
    deal.funded()
    headers = {"Idempotency-Key": "deliver-once"}

    first = deal.do("deliver", by=ADA, body={"note": "Here."}, headers=headers)
    again = deal.do("deliver", by=ADA, body={"note": "Here."}, headers=headers)
    reused = deal.do("deliver", by=ADA, body={"note": "Other."}, headers=headers)
    keyless = deal.do("deliver", by=ADA, body={"note": "Here."}, headers={"Idempotency-Key": ""})

    assert (again.status, again.body) == (200, first.body)
    assert (reused.status, reused.problem) == (422, "idempotency/key-reused")
    assert (keyless.status, keyless.problem) == (400, "idempotency/key-missing")
    assert deal.milestone().delivery == 1


def test_each_side_does_only_its_own_part(deal: Deal) -> None:
    deal.delivered()

    assert deal.do("deliver", by=CLEO, body={"note": "x"}).status == 403
    assert deal.do("approve", by=ADA, body={"delivery": 1}).status == 403
    assert deal.do("request-changes", by=ADA, body={"delivery": 1, "reason": "x"}).status == 403
    assert deal.milestone().state == "delivered"


@pytest.mark.parametrize("by", [CLEO, ADA], ids=["client", "expert"])
def test_either_side_cancels_a_milestone_before_it_is_funded(deal: Deal, by: Any) -> None:
    answer = deal.signed().do("cancel", by=by, body={"reason": "We do without."}, number=2)

    assert (answer.status, answer.body["state"]) == (200, "cancelled")
    (event,) = published(deal.platform.tables, "MilestoneCancelled.v1")
    assert (event["milestone_title"], event["cancelled_by"]) == ("Build", by.account_id)
    assert deal.do("cancel", by=by, body={"reason": "Again."}, number=2).problem == "contracts/milestone-move-refused"


def test_what_is_funded_or_unsigned_is_not_cancelled(deal: Deal) -> None:
    unsigned = deal.opened().do("cancel", by=CLEO, body={"reason": "x"})
    funded = deal.funded().do("cancel", by=CLEO, body={"reason": "x"})

    assert (unsigned.status, unsigned.problem) == (409, "contracts/contract-not-signed")
    assert (funded.status, funded.problem) == (409, "contracts/milestone-move-refused")


def test_a_contract_is_completed_when_nothing_more_is_expected(deal: Deal) -> None:
    deal.delivered()
    deal.do("approve", by=CLEO, body={"delivery": 1})
    deal.bus.deliver(deal.released())
    deal.do("cancel", by=ADA, body={"reason": "Not needed."}, number=2)

    assert deal.call("GET", deal.path, by=CLEO).body["is_completed"]


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("deliver", {}, "/note"),
        ("deliver", {"note": "   "}, "/note"),
        ("deliver", {"note": "x" * 5_001}, "/note"),
        ("deliver", {"note": "x", "state": "approved"}, "/state"),
        ("approve", {}, "/delivery"),
        ("approve", {"delivery": "1"}, "/delivery"),
        ("approve", {"delivery": -1}, "/delivery"),
        ("request-changes", {"delivery": 1}, "/reason"),
        ("cancel", {"reason": 7}, "/reason"),
    ],
)
def test_bad_input_is_named_with_its_place(deal: Deal, verb: str, body: object, pointer: str) -> None:
    answer = deal.funded().do(verb, by=ADA, body=body)

    assert (answer.status, answer.problem) == (422, "invalid")
    assert answer.body["errors"][0]["pointer"] == pointer
    assert deal.milestone().state == "funded"


def test_a_delivery_names_checked_files_of_its_contract(deal: Deal) -> None:
    deal.funded()
    text = b"delivered"
    form = {"file_name": "work.txt", "content_type": "text/plain", "size_bytes": len(text)}
    awaited = deal.call("POST", f"{deal.path}/files", by=ADA, body=form).body
    file_id = awaited["file"]["file_id"]
    unchecked = deal.do("deliver", by=ADA, body={"note": "Here.", "file_ids": [file_id]})
    foreign = deal.do("deliver", by=ADA, body={"note": "Here.", "file_ids": ["fil_none"]})
    deal.vault.post(awaited["upload"]["fields"], text)
    deal.contracts.files.shelf.check(awaited["upload"]["fields"]["key"])

    delivered = deal.do("deliver", by=ADA, body={"note": "Here.", "file_ids": [file_id]})

    assert (unchecked.status, unchecked.problem) == (409, "files/file-not-available")
    assert (foreign.status, foreign.problem) == (404, "files/file-unknown")
    assert delivered.status == 200
    path = f"{deal.path}/milestones/{deal.milestone().milestone_id}/deliveries"
    assert deal.call("GET", path, by=CLEO).body["items"][0]["file_ids"] == [file_id]
    assert deal.call("GET", f"{deal.path}/files/{file_id}/link", by=CLEO).status == 200
