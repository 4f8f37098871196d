"""Queue edge of pushes and of messages in Slack: those that were ordered, one message each."""

from guildhall.kernel.clock import from_text
from guildhall.notifications import wiring
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(pushes: wiring.Pushes) -> Subscriptions:
    """Name the handlers."""

    def push(delivery: Delivery) -> None:
        pushes.send_push(delivery.data["account_id"], delivery.data["notification_id"])

    def slack(delivery: Delivery) -> None:
        pushes.slack.send(delivery.data["account_id"], delivery.data["notification_id"])

    def code(delivery: Delivery) -> None:
        ends_at = delivery.data.get("ends_at")
        pushes.slack.send_code(delivery.data["account_id"], from_text(ends_at) if ends_at else None)

    def test(delivery: Delivery) -> None:
        pushes.slack.send_test(delivery.data["account_id"], from_text(delivery.data["asked_at"]))

    return {"send_push": push, "send_slack": slack, "send_slack_code": code, "send_slack_test": test}


handler = queue(subscribe, wiring.wire_push)
