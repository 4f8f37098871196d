"""Which adapter stands behind which port of commission."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.wiring.grants import holders_of
from guildhall.billing.store.commission import DynamoRules
from guildhall.billing.use_cases.quoting import AskQuote
from guildhall.billing.use_cases.rules import (
    DecideRuleChange,
    ListRules,
    ProposeRuleChange,
    ReadRuleChanges,
    RulesGate,
)
from guildhall.billing.wiring.quoting import quote_deal
from guildhall.kernel.clock import Clock
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Commissions:
    """What people ask about commission, and the cursors of their lists."""

    cursors: Cursors
    clock: Clock
    list_rules: ListRules
    propose_change: ProposeRuleChange
    read_changes: ReadRuleChanges
    decide_change: DecideRuleChange
    ask_quote: AskQuote


def wire_commissions(platform: Platform) -> Commissions:
    """Build what people ask about commission, on DynamoDB."""
    rules, quote = DynamoRules(platform.database), quote_deal(platform)
    allow = RulesGate(platform.gate, holders_of(platform))
    return Commissions(
        cursors=platform.cursors,
        clock=platform.clock,
        list_rules=ListRules(rules, quote.in_force, allow),
        propose_change=ProposeRuleChange(rules, allow, platform.clock, platform.ids),
        read_changes=ReadRuleChanges(rules, quote, allow),
        decide_change=DecideRuleChange(rules, allow, platform.clock),
        ask_quote=AskQuote(quote, platform.gate),
    )
