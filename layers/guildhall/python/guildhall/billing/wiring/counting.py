"""What counts releases for volumes and agreements."""

from __future__ import annotations

from guildhall.billing.store.agreements import DynamoAgreements
from guildhall.billing.store.volumes import DynamoVolumes, ReleaseTally
from guildhall.platform.assembly import Platform


def tally(platform: Platform) -> ReleaseTally:
    """Build what payments counts its releases with, in its own transactions (decision 0002)."""
    return ReleaseTally(DynamoVolumes(platform.clock), DynamoAgreements(platform.database, platform.clock))
