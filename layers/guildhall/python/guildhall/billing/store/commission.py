"""Commission rules, their changes, and what was released so far, in the core table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.changes import ChangeState, RuleChange
from guildhall.billing.models.rules import Rule
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database, from_row

VERBS = {
    ChangeState.PROPOSED: "propose",
    ChangeState.APPROVED: "approve",
    ChangeState.REJECTED: "reject",
    ChangeState.WITHDRAWN: "withdraw",
}


class Keys:
    """commission in the core table.

    | who asks                                | index      | PK                              | SK                    |
    |-----------------------------------------|------------|---------------------------------|-----------------------|
    | every version of every rule             | core       | COMMISSION-RULES                | (all)                 |
    | the versions of one rule                | core       | COMMISSION-RULES                | {rule_id}#{version}   |
    | a change of the rules by id             | core       | COMMISSION-CHANGE#{change_id}   | CHANGE                |
    | the changes, newest first               | core, GSI1 | COMMISSION-CHANGES              | {change_id}           |
    """

    RULES = "COMMISSION-RULES"
    CHANGES = "COMMISSION-CHANGES"

    @classmethod
    def rule(cls, rule_id: str, version: int) -> tuple[str, str]:
        """One partition: rules are few, and every quote reads all of them."""
        return cls.RULES, f"{rule_id}#{version:06d}"

    @staticmethod
    def change(change_id: str) -> tuple[str, str]:
        """One partition a change."""
        return f"COMMISSION-CHANGE#{change_id}", "CHANGE"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A version as it is stored: as one value, because rows have a `kind` and a version of their own."""

    rule: Rule


class RuleRecord(CoreRecord):
    """One version of a rule; never written again."""

    KIND = "billing.rule"

    rule = MapOf()


class RuleChangeRecord(CoreRecord):
    """A change that somebody proposed."""

    KIND = "billing.rule_change"

    change_id = UnicodeAttribute()
    rule = MapOf()
    reason = UnicodeAttribute()
    proposed_by = UnicodeAttribute()
    proposed_at = UnicodeAttribute()
    state = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)


class DynamoRules:
    """The port `Rules`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def versions(self) -> list[Rule]:
        """Return every version of every stored rule."""
        return self._read(None)

    def of(self, rule_id: str) -> list[Rule]:
        """Return the versions of one rule, oldest first."""
        return self._read(f"{rule_id}#")

    def change(self, change_id: str) -> RuleChange | None:
        """Return a change, or None."""
        record = RuleChangeRecord.fetch(*Keys.change(change_id))
        return record.to(RuleChange) if record else None

    def changes(self, limit: int, position: dict[str, Any] | None) -> tuple[list[RuleChange], dict[str, Any] | None]:
        """Return a page of the changes, newest first."""
        table = RuleChangeRecord.Meta.table_name
        found = query.page(table, Keys.CHANGES, index="GSI1", limit=limit, position=position, newest_first=True)
        return query.models(table, [(item["PK"], item["SK"]) for item in found.items], RuleChange), found.position

    def save(self, change: RuleChange, *events: DomainEvent) -> RuleChange:
        """Store a change; an approved one puts its rule in the same transaction."""
        transaction = self._database.begin()
        key = Keys.change(change.change_id)
        index = {"gsi1pk": Keys.CHANGES, "gsi1sk": change.change_id}
        transaction.save(RuleChangeRecord.of(change, key=key, version=change.version, **index))
        if change.state is ChangeState.APPROVED:
            newer = StaleVersion("the rule has a newer version by now: propose the change again")
            own = Keys.rule(change.rule.rule_id, change.rule.version)
            transaction.save(RuleRecord.of(_Kept(change.rule), key=own, version=None), refused=newer)
        transaction.publish(*events)
        transaction.commit(f"billing.{VERBS[change.state]}_rule_change")
        return replace(change, version=change.version + 1)

    @staticmethod
    def _read(prefix: str | None) -> list[Rule]:
        table, position, found = RuleRecord.Meta.table_name, None, list[Rule]()
        while True:
            page = query.page(table, Keys.RULES, prefix=prefix, limit=query.MOST, position=position, consistent=True)
            found += [from_row(_Kept, item).rule for item in page.items]
            position = page.position
            if position is None:
                return found
