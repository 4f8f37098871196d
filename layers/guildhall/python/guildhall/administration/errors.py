"""What can go wrong in administration.

NotFound
├── PermissionUnknown
├── QueueUnknown
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


class QueueUnknown(NotFound):
    """No queue of this deployment has this name, or it keeps no dead letters."""

    slug = "administration/queue-unknown"
    title = "There is no such queue"


class PermissionUnknown(NotFound):
    """No permission that can be granted has this name."""

    slug = "administration/permission-unknown"
    title = "There is no such permission"
