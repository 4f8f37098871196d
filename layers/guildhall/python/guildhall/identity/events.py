"""What identity tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent


class AccountRegisteredV1(DomainEvent):
    """A person signed up; the e-mail address is not confirmed yet.

    Sent again, with the newer particulars, when the person signs up again before confirming.
    Consumers: messaging, notifications, profiles.
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

    Consumers: billing, notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "AccountConfirmed.v1"

    account_id: str
    referral: str | None = Field(default=None, description="Code of the link that the person signed up by.")


class RoleGrantedV1(DomainEvent):
    """An account may act in one more role.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "RoleGranted.v1"

    account_id: str
    role: str


class StaffInvitedV1(DomainEvent):
    """Somebody is offered a staff role and hears of it by mail; said again when the letter is to go once more.

    Whom, and the link, the invitation knows. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "StaffInvited.v1"

    invitation_id: str
    role: str
    venue_name: str | None = Field(default=None, description="Where, if it is to work at one venue.")


class AccountRenamedV1(DomainEvent):
    """A person wants to be called otherwise.

    Consumers: messaging, notifications, profiles.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "AccountRenamed.v1"

    account_id: str
    display_name: str


class LocaleChangedV1(DomainEvent):
    """A person reads another language.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "LocaleChanged.v1"

    account_id: str
    locale: str = Field(description="BCP 47 tag, such as `en` or `fr`.")


class SignUpRepeatedV1(DomainEvent):
    """Somebody tried to sign up with the address of a confirmed account; only its owner may learn of it, by mail.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.identity"
    detail_type: ClassVar[str] = "SignUpRepeated.v1"

    account_id: str
    email: str
    display_name: str
    locale: str = Field(description="BCP 47 tag, such as `en` or `fr`.")
