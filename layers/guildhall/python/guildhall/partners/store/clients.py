"""Partner clients in the core table.

| who asks                  | index | PK       | SK      |
|---------------------------|-------|----------|---------|
| a partner client by id    | table | PARTNERS | cli_…   |
| all partner clients       | table | PARTNERS | (all)   |
"""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.partners.models import PartnerClient
from guildhall.platform import query
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database, from_row

PARTNERS = "PARTNERS"


class ClientRecord(CoreRecord):
    """A partner's program."""

    KIND = "partners.client"

    partner_id = UnicodeAttribute()
    name = UnicodeAttribute()
    scopes = ListOf()
    created_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    account_id = UnicodeAttribute(null=True)
    is_revoked = BooleanAttribute()


class DynamoClients:
    """The port `Clients` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, partner_id: str) -> PartnerClient | None:
        """Return the client, or None."""
        record = ClientRecord.fetch(PARTNERS, partner_id)
        return record.to(PartnerClient) if record else None

    def list(self) -> list[PartnerClient]:
        """Return every client; they are few."""
        clients: list[PartnerClient] = []
        position = None
        while True:
            found = query.page(ClientRecord.Meta.table_name, PARTNERS, limit=100, position=position, consistent=True)
            clients += [from_row(PartnerClient, row) for row in found.items]
            position = found.position
            if position is None:
                return clients

    def save(self, client: PartnerClient, action: str) -> PartnerClient:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(ClientRecord.of(client, key=(PARTNERS, client.partner_id), version=client.version))
        transaction.commit(action)
        return replace(client, version=client.version + 1)
