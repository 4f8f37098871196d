"""Queue edge of notifications: the letters, texts and pages of announcements that were ordered, one message each."""

from guildhall.notifications import wiring
from guildhall.notifications.ports.alerts import AlertStep
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(letters: wiring.Letters) -> Subscriptions:
    """Name the handlers."""

    def mail(delivery: Delivery) -> None:
        letters.send_mail(delivery.data["account_id"], delivery.data["notification_id"])

    def text(delivery: Delivery) -> None:
        letters.send_text(delivery.data["account_id"], delivery.data["notification_id"])

    def code(delivery: Delivery) -> None:
        letters.send_phone_code(delivery.data["account_id"])

    def alert(delivery: Delivery) -> None:
        letters.tell_address(delivery.data["alert_id"], delivery.data["address_id"], AlertStep(delivery.data["step"]))

    def announcement(delivery: Delivery) -> None:
        letters.announce(delivery.data["announcement_id"], delivery.data["page"])

    return {
        "send_mail": mail,
        "send_text": text,
        "send_phone_code": code,
        "tell_address": alert,
        "announce": announcement,
    }


handler = queue(subscribe, wiring.wire_mail)
