"""Who holds a permission, for the policies of every capability."""

from __future__ import annotations

from guildhall.administration.store.grants import DynamoGrants
from guildhall.administration.use_cases.grants import HoldersOf
from guildhall.platform.assembly import Platform


def holders_of(platform: Platform) -> HoldersOf:
    """Build what other capabilities ask about permissions that are granted as data (decision 0002)."""
    return HoldersOf(DynamoGrants(platform.database))
