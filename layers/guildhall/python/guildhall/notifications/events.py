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


class SlackStoppedV1(DomainEvent):
    """Nobody takes notifications at an account's Slack address any more, so we have forgotten it.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "SlackStopped.v1"

    account_id: str
    url_host: str = Field(description="Whose service it was, such as `hooks.slack.com`.")


class AlertRaisedV1(DomainEvent):
    """Something happens that operators have to look at.

    Sent once per alert. told_ids: who is on call. watcher_ids: everybody of the rota, whose alert centre shows it.
    Consumers: notifications, messaging (open sockets).
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "AlertRaised.v1"

    alert_id: str
    title: str
    severity: str = Field(description="`warning` or `critical`.")
    told_ids: list[str]
    watcher_ids: list[str]


class AlertEscalatedV1(DomainEvent):
    """Nobody has taken up an alert in time: more people are told.

    told_ids: those who are told now. Consumers: notifications, messaging (open sockets).
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "AlertEscalated.v1"

    alert_id: str
    title: str
    severity: str = Field(description="`warning` or `critical`.")
    told_ids: list[str]
    watcher_ids: list[str]


class AlertAcknowledgedV1(DomainEvent):
    """Somebody has taken up an alert. Consumers: messaging (open sockets)."""

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "AlertAcknowledged.v1"

    alert_id: str
    severity: str = Field(description="`warning` or `critical`.")
    acknowledged_by: str
    watcher_ids: list[str]


class AlertResolvedV1(DomainEvent):
    """An alert is over: somebody says so, or its reason has passed.

    told_ids: whoever was told of it, without whoever resolved it. Consumers: notifications, messaging (open sockets).
    """

    source: ClassVar[str] = "guildhall.notifications"
    detail_type: ClassVar[str] = "AlertResolved.v1"

    alert_id: str
    title: str
    severity: str = Field(description="`warning` or `critical`.")
    told_ids: list[str]
    watcher_ids: list[str]
