"""What profiles tells the world."""

from typing import ClassVar

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import CurrencyCode


class ProfilePublishedV1(DomainEvent):
    """A profile became visible, or was published again after a change.

    Consumers: notifications, projects.
    """

    source: ClassVar[str] = "guildhall.profiles"
    detail_type: ClassVar[str] = "ProfilePublished.v1"

    account_id: str
    role: str
    display_name: str
    headline: str
    skills: list[str]
    hourly_rate_minor: int | None
    currency: CurrencyCode | None


class ExpertVerifiedV1(DomainEvent):
    """An administrator set the verification status of an expert.

    Consumers: projects, notifications.
    """

    source: ClassVar[str] = "guildhall.profiles"
    detail_type: ClassVar[str] = "ExpertVerified.v1"

    account_id: str
    is_verified: bool
