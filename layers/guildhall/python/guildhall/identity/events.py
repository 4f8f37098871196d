"""What identity tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent


class AccountRegisteredV1(DomainEvent):
    """A person signed up; the e-mail address is not confirmed yet.

    Consumers: notifications, profiles.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "AccountRegistered.v1"

    account_id: str
    email: str
    display_name: str
    roles: list[str]
    locale: str = Field(description="BCP 47 tag, such as `en` or `fr`.")


class AccountConfirmedV1(DomainEvent):
    """A person proved that the e-mail address is theirs.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "AccountConfirmed.v1"

    account_id: str


class RoleGrantedV1(DomainEvent):
    """An account may act in one more role.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "RoleGranted.v1"

    account_id: str
    role: str
