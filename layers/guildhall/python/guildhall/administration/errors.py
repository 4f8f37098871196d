"""What can go wrong in administration.

NotFound
└── SettingUnknown
Invalid
└── SettingOutOfBounds
"""

from guildhall.kernel.errors import Invalid, NotFound


class SettingUnknown(NotFound):
    """No setting has this name."""

    slug = "administration/setting-unknown"
    title = "There is no such setting"


class SettingOutOfBounds(Invalid):
    """The value is outside what the setting allows."""

    slug = "administration/setting-out-of-bounds"
    title = "The setting does not allow this value"
