"""What notifications tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent


class NotificationSentV1(DomainEvent):
    """A person was told something on at least one channel.

    Consumers: messaging (the person's open sockets), analytics (planned).
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "NotificationSent.v1"

    notification_id: str
    account_id: str
    type: str
    channels: list[str]


class NotificationsReadV1(DomainEvent):
    """A person has read notifications in the app, on one of their devices.

    Consumers: messaging (the person's open sockets).
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "NotificationsRead.v1"

    account_id: str
    notification_ids: list[str]


class MailStoppedV1(DomainEvent):
    """Letters no longer go to an account's address, because one of them came back or was called spam.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "MailStopped.v1"

    account_id: str
    reason: str = Field(description="`bounced` or `complained`.")
