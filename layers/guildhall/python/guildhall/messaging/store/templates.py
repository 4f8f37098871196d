"""The ports `Templates` and `People` on DynamoDB."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.messaging.models.templates import Template
from guildhall.messaging.store.rows import Keys, Refused, call, read_items
from guildhall.platform import query
from guildhall.platform.items import to_typed, typed_key
from guildhall.platform.table import ChatRecord, Database, from_row


class TemplateRecord(ChatRecord):
    """A template of a person."""

    KIND = "messaging.template"
    UNAUDITED = frozenset({"title", "text"})

    template_id = UnicodeAttribute()
    account_id = UnicodeAttribute()
    title = UnicodeAttribute()
    language = UnicodeAttribute()
    text = UnicodeAttribute()
    changed_at = UnicodeAttribute()


class DynamoTemplates:
    """Templates beside the conversations of their owner."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, account_id: str) -> list[Template]:
        """Return all of a person's templates, oldest first."""
        pk, prefix = Keys.template(account_id, "")
        return [from_row(Template, row) for row in query.everything(ChatRecord.Meta.table_name, pk, prefix=prefix)]

    def get(self, account_id: str, template_id: str) -> Template | None:
        """Return one, or None."""
        record = TemplateRecord.fetch(*Keys.template(account_id, template_id))
        return record.to(Template) if record else None

    def save(self, template: Template) -> Template:
        """Store it at the version that was read. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record_of(template))
        transaction.commit("messaging.keep_templates")
        return replace(template, version=template.version + 1)

    def remove(self, template: Template) -> None:
        """Forget it, at the version that was read. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_record_of(template))
        transaction.commit("messaging.keep_templates")


class DynamoPeople:
    """Names as identity tells them."""

    def call(self, account_id: str, name: str, event_id: str) -> None:
        """Remember a name, unless a later event gave another."""
        pk, sk = Keys.person(account_id)
        values = {":kind": "messaging.person", ":name": name, ":event": event_id}
        request = {
            "TableName": ChatRecord.Meta.table_name,
            "Key": typed_key(pk, sk),
            "UpdateExpression": "SET kind = :kind, display_name = :name, event_id = :event",
            "ConditionExpression": "attribute_not_exists(PK) OR event_id < :event",
            "ExpressionAttributeValues": {name: to_typed(value) for name, value in values.items()},
        }
        # Refused is an event that came again, or after a later one.
        with contextlib.suppress(Refused):
            call("UpdateItem", request)

    def names(self, account_ids: Collection[str]) -> dict[str, str]:
        """Return the names that are known, by account."""
        known = list(dict.fromkeys(account_ids))
        rows = read_items([Keys.person(one) for one in known]) if known else []
        return {one: str(row["display_name"]) for one, row in zip(known, rows, strict=True) if row}


def _record_of(template: Template) -> TemplateRecord:
    key = Keys.template(template.account_id, template.template_id)
    return TemplateRecord.of(template, key=key, version=template.version)
