"""How many protected milestones are disputed."""

from __future__ import annotations

from guildhall.administration.wiring.settings import get_setting
from guildhall.payments.store.finance import DynamoFinanceLists
from guildhall.payments.use_cases.finance import MeasureDisputes
from guildhall.platform.assembly import Platform


def measure_disputes(platform: Platform) -> MeasureDisputes:
    """Build the use case on DynamoDB."""
    setting = get_setting(platform)
    lists = DynamoFinanceLists(platform.tables.core_table)
    return MeasureDisputes(lists, platform.gate, lambda: setting("dispute_goal_basis_points").value)
