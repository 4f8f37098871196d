"""Worker of subscriptions: the only function of billing that calls the payment provider."""

from guildhall.billing.wiring.subscriptions import SubscriptionWorker, wire_collection
from guildhall.platform.edge import queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(worker: SubscriptionWorker) -> Subscriptions:
    """Return what is done about each message of the queue."""
    return {
        "order": lambda delivery: worker.carry_out(delivery.data["account_id"]),
        "look": lambda delivery: worker.hear.look(delivery.data["account_id"]),
        "subscription": lambda delivery: worker.hear("subscription", delivery.data["object_id"]),
        "invoice": lambda delivery: worker.hear("invoice", delivery.data["object_id"]),
    }


handler = queue(subscribe, wire_collection)
