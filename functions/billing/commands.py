"""Queue edge of billing's own commands: documents, one after another, and checks of VAT ids."""

from guildhall.billing import wiring
from guildhall.platform.edge import queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(billing: wiring.Billing) -> Subscriptions:
    """Name the commands."""
    return {
        "issue_document": lambda delivery: billing.issue_document(delivery.data["document_id"]),
        "check_vat_id": lambda delivery: billing.check_vat_id(delivery.data["account_id"]),
    }


handler = queue(subscribe, wiring.wire)
