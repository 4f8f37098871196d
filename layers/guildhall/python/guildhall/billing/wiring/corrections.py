"""Which adapter stands behind the port of corrections."""

from __future__ import annotations

from guildhall.billing.store.corrections import DynamoCorrections
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform


def corrections(platform: Platform) -> DynamoCorrections:
    """Build the port `Corrections`, which posts entries in its own transactions."""
    return DynamoCorrections(platform.database, journal(platform))
