"""Queue edge of pushes: those that were ordered, one message each."""

from guildhall.notifications import wiring
from guildhall.notifications.use_cases import SendPush
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(send_push: SendPush) -> Subscriptions:
    """Name the handlers."""

    def push(delivery: Delivery) -> None:
        send_push(delivery.data["account_id"], delivery.data["notification_id"])

    return {"send_push": push}


handler = queue(subscribe, wiring.wire_push)
