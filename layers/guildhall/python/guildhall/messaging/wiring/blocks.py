"""Who blocks whom, for whoever brings strangers together."""

from __future__ import annotations

from guildhall.messaging.ports import Blocks
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.platform.assembly import Platform


def wire_blocks(platform: Platform) -> Blocks:
    """Build the port on DynamoDB."""
    return DynamoBlocks(platform.database)
