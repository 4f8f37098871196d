"""The documents that follow movements of money, for machines that check them against the ledger (invariant I16)."""

from __future__ import annotations

import collections
import json
from dataclasses import replace
from typing import Any

from functions.billing import commands, events
from guildhall.billing.models.documents import Kind, Party
from guildhall.billing.wiring.documents import wire_documents
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from tests.support import outbox
from tests.support.http import LambdaContext
from tests.support.invariants import View
from tests.support.whole import SETTINGS

MONEY_MOVED = ("FundsHeld.v1", "FundsReleased.v1", "FundsRefunded.v1", "DisputeCostKept.v1", "DepositFeeKept.v1")


class Papers:
    """Billing behind its two queues, as far as its numbers; what it prints is not looked at here."""

    def __init__(self, platform: Platform, *people: str) -> None:
        own = {**SETTINGS, "GUILDHALL_DOCUMENTS_BUCKET": "documents", "GUILDHALL_ISSUER_ZONE": "UTC"}
        self._platform = replace(platform, environ={**own, **platform.environ})
        billing = wire_documents(self._platform)
        for person in people:
            billing.remember_party(Party(person, "Ada Ngo", "ada@mail.example", "en"))
        self._hear = consume(events.subscribe(billing), self._bury)
        self._work = consume(commands.subscribe(billing), self._bury)

    def _bury(self, body: dict[str, Any], _: str | None) -> None:
        raise AssertionError(f"billing gave up {body}")

    def write(self) -> None:
        """Carry every movement to billing, twice, and let it number what it drafted, twice."""
        rows = outbox.rows(self._platform.tables)
        for row in [row for row in rows if row.get("detail_type") in MONEY_MOVED] * 2:
            self._send(self._hear, {"detail-type": row["detail_type"], "detail": row["detail"]})
        rows = outbox.rows(self._platform.tables)
        for row in [row for row in rows if row.get("queue") == "billing-documents"] * 2:
            if row["detail"]["data"]["type"] == "number_documents":
                self._send(self._work, {"id": row["SK"], **row["detail"]})

    def _send(self, handler: Any, body: dict[str, Any]) -> None:
        record = {"messageId": "1", "body": json.dumps(body), "attributes": {}}
        assert handler({"Records": [record]}, LambdaContext()) == {"batchItemFailures": []}


def documents_follow_the_ledger(view: View) -> None:
    """I16: invoiced is what the ledger earned and the tax that it owes, and numbers run from 1 without a gap."""
    documents = view.rows("billing.document")
    invoiced = sum(row["total_minor"] for row in documents if row["document_kind"] == Kind.INVOICE)
    earned = sum(view.of_class("platform_fee", "tax_payable").values())
    assert invoiced == earned, f"I16: {invoiced} invoiced, {earned} earned"
    by_series: dict[str, list[int]] = collections.defaultdict(list)
    for row in documents:
        if row.get("number") is None:
            assert row.get("waits_for"), f"I16: no number, and no reason {row}"
        else:
            series, _, number = row["number"].rpartition("-")
            by_series[series].append(int(number))
    for series, numbers in by_series.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"I16: {series} {sorted(numbers)}"
