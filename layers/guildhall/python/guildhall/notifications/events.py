"""What notifications tells the world."""

from typing import ClassVar

from guildhall.kernel.events import DomainEvent


class NotificationSentV1(DomainEvent):
    """A person was told something on at least one channel.

    Consumers: analytics (planned).
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "NotificationSent.v1"

    notification_id: str
    account_id: str
    type: str
    channels: list[str]
