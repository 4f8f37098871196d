"""What administration tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent


class SettingChangedV1(DomainEvent):
    """An operator changed a setting of the platform.

    Consumers: none yet; partners may subscribe.
    """

    source: ClassVar[str] = "guildhall.administration"
    detail_type: ClassVar[str] = "SettingChanged.v1"

    name: str
    value: int = Field(description="In the setting's unit, which its name ends with.")
