"""Queue edge of notifications: the letters that were ordered, one message each."""

from guildhall.notifications import wiring
from guildhall.notifications.use_cases import SendMail
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(send_mail: SendMail) -> Subscriptions:
    """Name the handlers."""

    def send(delivery: Delivery) -> None:
        send_mail(delivery.data["account_id"], delivery.data["notification_id"])

    return {"send_mail": send}


handler = queue(subscribe, wiring.wire_mail)
