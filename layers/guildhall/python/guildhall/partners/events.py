"""What partners tells the world."""

from typing import ClassVar

from guildhall.kernel.events import DomainEvent


class WebhookDisabledV1(DomainEvent):
    """An endpoint failed for days and was switched off.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.partners"
    detail_type: ClassVar[str] = "WebhookDisabled.v1"

    endpoint_id: str
    account_id: str
    url_host: str
