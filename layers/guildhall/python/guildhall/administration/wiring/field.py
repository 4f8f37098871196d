"""What browsers tell, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.gateways import CountedAlarms
from guildhall.administration.store.field import DynamoFieldCounters
from guildhall.administration.use_cases.field import ReadField, TakeFieldReport
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Field:
    """The use cases."""

    take: TakeFieldReport
    read: ReadField


def wire(platform: Platform) -> Field:
    """Build the use cases on the ops table."""
    counters = DynamoFieldCounters(platform.tables.ops_table)
    return Field(
        TakeFieldReport(counters, platform.limits, CountedAlarms(), platform.clock),
        ReadField(counters, platform.gate, platform.clock),
    )
