"""Commission rules put into force without the two people that it takes."""

from __future__ import annotations

from typing import Any

from guildhall.billing.models.changes import ChangeState, RuleChange
from guildhall.billing.models.rules import FeeKind, FeeSide, Rule
from guildhall.billing.store.commission import DynamoRules
from tests.support.payments import PaymentsHouse


def govern(house: PaymentsHouse, rule_id: str = "rul_test", version: int = 1, **terms: Any) -> None:
    """Put a rule into force, as an approval does."""
    known: dict[str, Any] = {"side": FeeSide.EXPERT, "kind": FeeKind.PERCENT, "valid_from": house.clock.now()} | terms
    rule = Rule(rule_id, version, "Test", **known)
    change = RuleChange(f"rch_{rule_id}{version}", rule, "why", "acc_a", house.clock.now(), ChangeState.APPROVED)
    DynamoRules(house.platform.database).save(change)
