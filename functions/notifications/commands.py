"""Queue edge of notifications: the letters and text messages that were ordered, one message each."""

from guildhall.notifications import wiring
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(letters: wiring.Letters) -> Subscriptions:
    """Name the handlers."""

    def mail(delivery: Delivery) -> None:
        letters.send_mail(delivery.data["account_id"], delivery.data["notification_id"])

    def text(delivery: Delivery) -> None:
        letters.send_text(delivery.data["account_id"], delivery.data["notification_id"])

    return {"send_mail": mail, "send_text": text}


handler = queue(subscribe, wiring.wire_mail)
