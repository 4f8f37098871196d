"""What can go wrong in messaging. A conversation of others is NotFound, exactly like one that does not exist.

Conflict
└── MessageIdTaken
Invalid
├── MessageIdOutOfTime
└── ActionUnknown
TooMany
└── TooManySockets
"""

from guildhall.kernel.errors import Conflict, Invalid, TooMany


class MessageIdTaken(Conflict):
    """The conversation has a message of this id with another sender or another text."""

    slug = "messaging/message-id-taken"
    title = "Another message has this id"


class MessageIdOutOfTime(Invalid):
    """The time inside the message id is too far from ours; nothing is stored under it."""

    slug = "messaging/message-id-out-of-time"
    title = "The message id is too old or too new"


class ActionUnknown(Invalid):
    """No frame has this action."""

    slug = "messaging/action-unknown"
    title = "There is no such action"


class TooManySockets(TooMany):
    """One account has as many open sockets as we serve."""

    slug = "messaging/too-many-sockets"
    title = "Close another window first"
