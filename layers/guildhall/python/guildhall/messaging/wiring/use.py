"""Who has the app before them, for whoever would call them elsewhere (decision 0002)."""

from __future__ import annotations

from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.messaging.use_cases.sockets import SeeUse
from guildhall.platform.assembly import Platform


def wire_use(platform: Platform) -> SeeUse:
    """Build it on DynamoDB."""
    return SeeUse(DynamoConnections(platform.clock))
