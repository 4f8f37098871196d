"""Who blocks whom, for whoever brings strangers together."""

from __future__ import annotations

from guildhall.messaging.ports import Blocks
from guildhall.messaging.store.conversations import DynamoBlocks


def wire_blocks() -> Blocks:
    """Build the port on DynamoDB."""
    return DynamoBlocks()
