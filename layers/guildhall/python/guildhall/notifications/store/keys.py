"""Keys of notifications in the core table."""

from __future__ import annotations

from guildhall.kernel.ids import born_at
from guildhall.notifications.models import KEPT, Channel

DISPATCHES = {Channel.EMAIL: "MAIL", Channel.SMS: "TEXT", Channel.PUSH: "PUSH"}


class Keys:
    """notifications in the core table.

    | who asks                        | index | PK            | SK            |
    |---------------------------------|-------|---------------|---------------|
    | an account's notifications      | table | U#{acc}#N     | ntf_…         |
    | its unread ones, and their count| GSI2  | U#{acc}#UNREAD| ntf_…         |
    | the record of a letter          | table | U#{acc}#N     | MAIL#ntf_…    |
    | of a text message               | table | U#{acc}#N     | TEXT#ntf_…    |
    | of a push                       | table | U#{acc}#N     | PUSH#ntf_…    |
    | those whose time has come       | GSI2  | NTF#DUE#{0..3}| {due}#ntf_…   |
    | the contact                     | table | U#{acc}#N     | CONTACT       |
    | the preferences                 | table | U#{acc}#N     | PREFERENCES   |
    | a push subscription             | table | PUSH#psh_…    | SUBSCRIPTION  |
    | those of an account             | GSI1  | U#{acc}#PUSH  | {at}#psh_…    |
    """

    @classmethod
    def account(cls, account_id: str) -> str:
        """Everything of one account stands together."""
        return f"U#{account_id}#N"

    @classmethod
    def unread(cls, account_id: str) -> str:
        """Sparse: a notification leaves this index when it is read."""
        return f"U#{account_id}#UNREAD"

    @classmethod
    def dispatch(cls, notification_id: str, channel: Channel) -> str:
        """Sort key, beside the notification that it tells of."""
        return f"{DISPATCHES[channel]}#{notification_id}"

    @classmethod
    def due(cls, shard: int) -> str:
        """Sparse: what waits leaves this index when it is ordered."""
        return f"NTF#DUE#{shard}"

    @classmethod
    def push_subscription(cls, subscription_id: str) -> tuple[str, str]:
        """One browser is one subscription, whoever is signed in there."""
        return f"PUSH#{subscription_id}", "SUBSCRIPTION"

    @classmethod
    def devices(cls, account_id: str) -> str:
        """Index partition of an account's push subscriptions."""
        return f"U#{account_id}#PUSH"


def expiry(notification_id: str) -> int:
    """Return when DynamoDB may forget what belongs to a notification, in seconds."""
    return int((born_at(notification_id) + KEPT).timestamp())
