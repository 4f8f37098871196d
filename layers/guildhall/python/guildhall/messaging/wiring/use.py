"""Who has the app before them, and when others last had, for whoever tells them something (decision 0002)."""

from __future__ import annotations

from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.messaging.use_cases.sockets import SeeLastSeen, SeeUse
from guildhall.platform.assembly import Platform


def wire_use(platform: Platform) -> SeeUse:
    """Build it on DynamoDB."""
    return SeeUse(DynamoConnections(platform.clock))


def wire_last_seen(platform: Platform) -> SeeLastSeen:
    """Build it on DynamoDB."""
    return SeeLastSeen(DynamoConnections(platform.clock))
