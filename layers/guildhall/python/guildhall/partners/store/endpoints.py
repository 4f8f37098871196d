"""Webhook endpoints in the core table.

| who asks                          | index | PK                | SK     |
|-----------------------------------|-------|-------------------|--------|
| an endpoint by id                 | table | WHE#{endpoint_id} | A      |
| since when it fails               | table | WHE#{endpoint_id} | HEALTH |
| a partner's endpoints             | GSI1  | WHE#OF#{partner}  | whe_…  |
| every enabled endpoint            | GSI2  | WHE#ENABLED       | whe_…  |
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.partners.models import Endpoint, Subscriber
from guildhall.platform import query
from guildhall.platform.items import ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database

ENABLED = "WHE#ENABLED"
"""One partition: partners are some hundred, and an event reads it once."""


class EndpointRecord(CoreRecord):
    """Where a partner wants to hear of what. summary: what choosing the receivers of an event needs."""

    KIND = "partners.endpoint"
    UNAUDITED = frozenset({"secrets"})

    endpoint_id = UnicodeAttribute()
    partner_id = UnicodeAttribute()
    told_account_id = UnicodeAttribute()
    url = UnicodeAttribute()
    events = ListOf()
    secrets = ListOf()
    created_at = UnicodeAttribute()
    account_id = UnicodeAttribute(null=True)
    description = UnicodeAttribute()
    is_enabled = BooleanAttribute()
    disabled_because = UnicodeAttribute(null=True)
    summary = MapOf()


class HealthRecord(CoreRecord):
    """Since when an endpoint has only failed; apart, so that deliveries never spoil its owner's ETag."""

    KIND = "partners.endpoint_health"

    failing_since = UnicodeAttribute(null=True)


class DynamoEndpoints:
    """The port `Endpoints` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, endpoint_id: str) -> Endpoint | None:
        """Return the endpoint, or None."""
        record = EndpointRecord.fetch(*_key(endpoint_id))
        return record.to(Endpoint) if record else None

    def of_partner(self, partner_id: str) -> list[Endpoint]:
        """Return a partner's endpoints, oldest first."""
        found = [self.get(row["GSI1SK"]) for row in _all("GSI1", f"WHE#OF#{partner_id}")]
        return [endpoint for endpoint in found if endpoint is not None]

    def subscribers(self) -> list[Subscriber]:
        """Return every enabled endpoint; one registered within the last second may be missing."""
        return [
            Subscriber(row["GSI2SK"], row["summary"]["events"], row["summary"].get("account_id"))
            for row in _all("GSI2", ENABLED)
        ]

    def save(self, endpoint: Endpoint, action: str, *events: DomainEvent, forget_failures: bool = False) -> Endpoint:
        """Store at the version it was read at. Raises StaleVersion."""
        keys = {"gsi1pk": f"WHE#OF#{endpoint.partner_id}", "gsi1sk": endpoint.endpoint_id}
        if endpoint.is_enabled:
            keys |= {"gsi2pk": ENABLED, "gsi2sk": endpoint.endpoint_id}
        summary: dict[str, Any] = {"events": endpoint.events}
        if endpoint.account_id is not None:
            summary["account_id"] = endpoint.account_id
        key = _key(endpoint.endpoint_id)
        transaction = self._database.begin()
        transaction.save(EndpointRecord.of(endpoint, key=key, version=endpoint.version, summary=summary, **keys))
        if forget_failures:
            transaction.update(_health(endpoint.endpoint_id), [HealthRecord.failing_since.remove()])
        transaction.publish(*events)
        transaction.commit(action)
        return replace(endpoint, version=endpoint.version + 1)

    def delete(self, endpoint: Endpoint) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
        record = EndpointRecord.of(endpoint, key=_key(endpoint.endpoint_id), version=endpoint.version, summary={})
        transaction = self._database.begin()
        transaction.delete(record)
        transaction.commit("partners.delete_endpoint")

    def failing_since(self, endpoint_id: str) -> datetime | None:
        """Return when the failures began that no success has interrupted, or None."""
        record = HealthRecord.fetch(f"WHE#{endpoint_id}", "HEALTH")
        return datetime.fromisoformat(record.failing_since) if record and record.failing_since else None

    def note(self, endpoint_id: str, failing_since: datetime | None) -> None:
        """Store when the failures began, keeping an earlier instant; None after a success."""
        attribute = HealthRecord.failing_since
        action = attribute.set(attribute | to_text(failing_since)) if failing_since else attribute.remove()
        transaction = self._database.begin()
        transaction.update(
            _health(endpoint_id), [HealthRecord.kind.set(HealthRecord.KIND), action], refused=Unavailable()
        )
        transaction.commit("partners.note_health")


def _key(endpoint_id: str) -> tuple[str, str]:
    return f"WHE#{endpoint_id}", "A"


def _health(endpoint_id: str) -> HealthRecord:
    return HealthRecord(f"WHE#{endpoint_id}", "HEALTH")


def _all(index: str, pk: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    position = None
    while True:
        found = query.page(EndpointRecord.Meta.table_name, pk, index=index, limit=100, position=position)
        rows += found.items
        position = found.position
        if position is None:
            return rows
