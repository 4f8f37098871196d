"""Local rails: their adapters, and the door for their callbacks."""

from __future__ import annotations

import json

from guildhall.payments.ports import Rails
from guildhall.payments.store import DynamoNotices, DynamoRailCalls, DynamoSandbox
from guildhall.payments.use_cases.rail_hearing import ReceiveCallback
from guildhall.payments.wiring.settings import RailSettings
from guildhall.platform.assembly import Platform
from guildhall.platform.secrets import Secret


def rails(platform: Platform) -> Rails:
    """Build the port `Rails`: every adapter that we have, each with its own keys."""
    from guildhall.payments.gateways.rails import every_rail

    own = platform.settings(RailSettings)
    secret = Secret(own.rails_secret)
    world, clock = DynamoSandbox(platform.tables.ops_table, platform.database), platform.clock
    return every_rail(lambda: json.loads(secret.value), world, clock, own.web_url)


def wire_callbacks(platform: Platform, local_rails: Rails | None = None) -> ReceiveCallback:
    """Build the door for callbacks of local rails: of those that we have keys for, unless told otherwise."""
    calls, notices = DynamoRailCalls(platform.database), DynamoNotices(platform.database)
    return ReceiveCallback(local_rails or rails(platform), calls, notices, platform.clock)
