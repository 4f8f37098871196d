"""Billing with its three edges and a place for files; messages are carried by hand."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from functions.billing import commands, events
from functions.billing.api import create_app
from guildhall.billing.wiring.documents import wire_documents
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from tests.support.http import Client
from tests.support.outbox import enqueued
from tests.support.whole import SETTINGS
from tools.localcloud import LocalCloud

EXPERT = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AE", frozenset({"expert"}))
CLIENT = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AC", frozenset({"client"}))
STRANGER = Actor("acc_stranger", frozenset({"expert"}))
FINANCE = Actor("acc_finance", frozenset({"finance"}))
FRENCH: dict[str, Any] = {
    "legal_name": "Amina Diallo EI", "street": "4 Rue des Essais", "city": "Lyon", "postcode": "69001",
    "country": "FR", "is_business": True, "registration": "registered", "vat_id": "FR83404833048",
}  # fmt: skip
PRIVATE: dict[str, Any] = {
    "legal_name": "Carl Client", "street": "2 Weg", "city": "Berlin", "postcode": "10115",
    "country": "DE", "is_business": False, "registration": "not_registered",
}  # fmt: skip


class World:
    """Billing with its three edges; messages are carried by hand."""

    def __init__(
        self, platform: Platform, cloud: LocalCloud, clock: SettableClock, vat_id: str = "", **environ: str
    ) -> None:  # fmt: skip
        s3: Any = cloud.client("s3")
        s3.create_bucket(Bucket=platform.tables.core_table, ObjectLockEnabledForBucket=True)
        own = {"GUILDHALL_DOCUMENTS_BUCKET": platform.tables.core_table, "GUILDHALL_ISSUER_VAT_ID": vat_id}
        self.clock, self.cloud = clock, cloud
        self.platform = replace(platform, environ={**SETTINGS, **own, **environ})
        self.billing = wire_documents(self.platform)
        self.call = Client(create_app, self.billing, platform)
        self.buried: list[dict[str, Any]] = []
        self.on_event = consume(events.subscribe(self.billing), lambda body, _: self.buried.append(body))
        self.on_command = consume(commands.subscribe(self.billing), lambda body, _: self.buried.append(body))
        self.done: Counter[str] = Counter()

    def tell(self, detail_type: str, event_id: str, data: dict[str, Any]) -> list[Any]:
        meta = {"id": event_id, "correlation_id": "cor", "causation_id": "cau"}
        body = {"id": event_id, "detail-type": detail_type, "detail": {"meta": meta, "data": data}}
        return list(self.on_event(_batch(body), None)["batchItemFailures"])

    def register(self, locale: str = "en") -> None:
        for who, name in ((EXPERT, "Amina Diallo"), (CLIENT, "Carl Client")):
            data = {"account_id": who.account_id, "email": "a@example.com", "display_name": name}
            self.tell("AccountRegistered.v1", f"evt_{name}", {**data, "roles": ["expert"], "locale": locale})

    def tax(self, who: Actor, version: int = 0, **profile: Any) -> None:
        path = f"/v1/tax-profiles/{who.account_id}"
        answer = self.call("PUT", path, by=who, body=profile, headers={"If-Match": f'"{version}"'})
        assert answer.status == 200, answer.body

    def money(self, kind: str, event_id: str, amount: int = 120_000, **more: Any) -> list[Any]:
        ids = {"contract_id": "ctr_1", "milestone_id": "mil_1", "client_id": CLIENT.account_id}
        amounts = {"amount_minor": amount, "currency": "EUR"}
        return self.tell(f"{kind}.v1", event_id, {**ids, "expert_id": EXPERT.account_id, **amounts, **more})

    def release(
        self, release_id: str = "rel_1", fee: int = 12_000, amount: int = 120_000, on_top: int = 0
    ) -> list[Any]:
        """Tell of a release. on_top: what of the amount the client paid besides the price."""
        more = {"fee_minor": fee, "net_minor": amount - on_top - fee, "release_id": release_id, "is_automatic": False}
        return self.money("FundsReleased", f"evt_{release_id}", amount, client_fee_minor=on_top, **more)

    def send(self, message: dict[str, Any]) -> list[Any]:
        body = {"id": "msg_1", "meta": {"correlation_id": "cor", "causation_id": "cau"}, "data": message}
        return list(self.on_command(_batch(body), None)["batchItemFailures"])

    def settle(self) -> None:
        """Carry out every queued command, each once, until none is left."""
        while fresh := Counter(json.dumps(each, sort_keys=True) for each in self.queued()) - self.done:
            for text in fresh.elements():
                assert self.send(json.loads(text)) == []
            self.done += fresh

    def queued(self) -> list[dict[str, Any]]:
        return enqueued(self.platform.tables, "billing-documents")

    def documents(self, who: Actor = EXPERT, **filters: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.call("GET", "/v1/documents", by=who, query=filters).body["items"]
        return items

    def text(self, who: Actor, document_id: str) -> str:
        link = self.call("GET", f"/v1/documents/{document_id}/file", by=who).body["url"]
        with urllib.request.urlopen(link, timeout=10) as response:
            return "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.read())).pages)


def _batch(body: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m", "body": json.dumps(body), "attributes": {}}]}
