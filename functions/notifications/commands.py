"""Queue edge of notifications: letters, texts, reports of texts and pages of those who hear of one thing."""

from guildhall.kernel.clock import from_text
from guildhall.notifications import wiring
from guildhall.notifications.models import Outcome, TextReport
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

    def reported(delivery: Delivery) -> None:
        told = delivery.data
        letters.hear_text(
            TextReport(
                told["account_id"], told["notification_id"], Outcome(told["outcome"]), from_text(told["sent_at"]),
                is_gone=told["is_gone"],
            )
        )  # fmt: skip

    def alert(delivery: Delivery) -> None:
        letters.tell_address(delivery.data["alert_id"], delivery.data["address_id"], AlertStep(delivery.data["step"]))

    def announcement(delivery: Delivery) -> None:
        letters.announce(delivery.data["announcement_id"], delivery.data["page"])

    def matches(delivery: Delivery) -> None:
        letters.tell_matches(delivery.data["project_id"])

    def passed_over(delivery: Delivery) -> None:
        letters.tell_passed_over(delivery.data["project_id"], delivery.data["page"])

    return {
        "send_mail": mail,
        "send_text": text,
        "send_phone_code": code,
        "note_text": reported,
        "tell_address": alert,
        "announce": announcement,
        "tell_matches": matches,
        "tell_passed_over": passed_over,
    }


handler = queue(subscribe, wiring.wire_mail)
