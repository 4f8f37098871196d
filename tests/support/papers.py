"""The documents that follow releases, for machines that check them against the ledger (invariant I16)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from functions.billing import commands, events
from guildhall.billing import wiring
from guildhall.billing.models import Document, Issuer, Party
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from tests.support import outbox
from tests.support.http import LambdaContext
from tests.support.invariants import View

ENVIRON = {
    "GUILDHALL_ISSUER_CODE": "GH",
    "GUILDHALL_ISSUER_NAME": "Guildhall demonstration",
    "GUILDHALL_ISSUER_ADDRESS": "1 Example Street",
    "GUILDHALL_ISSUER_REGISTRATION": "RCS 000",
    "GUILDHALL_ISSUER_TAX_NOTE": "No VAT is charged.",
    "GUILDHALL_ISSUER_ZONE": "UTC",
    "GUILDHALL_DOCUMENTS_BUCKET": "documents",
}


class Drawer:
    """The port `Files`, in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, document: Document, content: bytes) -> None:
        assert self.files.setdefault(document.id, content) == content

    def link(self, document: Document, seconds: int) -> str:
        return f"memory:{document.id}:{seconds}"


def plain_text(document: Document, issuer: Issuer) -> bytes:
    """The port `Printer`, without a page."""
    return f"{issuer.code} {document.number} {document.total_minor} {document.currency}".encode()


class Papers:
    """Billing behind its two queues."""

    def __init__(self, platform: Platform, expert_id: str) -> None:
        self._platform = replace(platform, environ={**platform.environ, **ENVIRON})
        wired = wiring.wire(self._platform)
        issue = replace(wired.issue_document, files=Drawer(), printer=plain_text)
        billing = replace(wired, issue_document=issue)
        billing.remember_party(Party(expert_id, "Ada Ngo", "ada@mail.example", "en"))
        self._hear = consume(events.subscribe(billing), self._bury)
        self._work = consume(commands.subscribe(billing), self._bury)

    def _bury(self, body: dict[str, Any], _: str | None) -> None:
        raise AssertionError(f"billing gave up {body}")

    def write(self) -> None:
        """Carry every release to billing, twice, and let it issue what it drafted, twice."""
        tables = self._platform.tables
        for row in [row for row in outbox.rows(tables) if row.get("detail_type") == "FundsReleased.v1"] * 2:
            self._send(self._hear, {"detail-type": row["detail_type"], "detail": row["detail"]})
        for row in [row for row in outbox.rows(tables) if row.get("queue") == "billing-documents"] * 2:
            self._send(self._work, {"id": row["SK"], **row["detail"]})

    def _send(self, handler: Any, body: dict[str, Any]) -> None:
        record = {"messageId": "1", "body": json.dumps(body), "attributes": {}}
        assert handler({"Records": [record]}, LambdaContext()) == {"batchItemFailures": []}


def documents_follow_the_ledger(view: View) -> None:
    """I16: invoiced is what the ledger earned, and numbers run from 1 without a gap."""
    documents = view.rows("billing.document")
    earned = sum(view.of_class("platform_fee").values())
    assert sum(row["total_minor"] for row in documents) == earned, f"I16: {documents}, earned {earned}"
    numbers = sorted(int(row["number"].rpartition("-")[2]) for row in documents)
    assert numbers == list(range(1, len(documents) + 1)), f"I16: {numbers}"
