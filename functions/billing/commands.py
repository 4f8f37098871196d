"""Queue edge of billing's own commands: number, print and announce documents, one after another."""

from guildhall.billing import wiring
from guildhall.platform.edge import queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(billing: wiring.Billing) -> Subscriptions:
    """Name the commands."""
    return {"issue_document": lambda delivery: billing.issue_document(delivery.data["document_id"])}


handler = queue(subscribe, wiring.wire)
