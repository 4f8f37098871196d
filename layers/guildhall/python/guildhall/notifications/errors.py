"""What can go wrong in notifications.

NotFound
└── NotificationUnknown
Conflict
└── AlreadyTold
Invalid
├── UnsubscribeLinkInvalid
└── MailRefused
Unavailable
├── ContactUnknown
└── MailInProgress
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class NotificationUnknown(NotFound):
    """The account has no such notification, or it is older than we keep them."""

    slug = "notifications/unknown"
    title = "There is no such notification"


class AlreadyTold(Conflict):
    """The account was told of this event before: a redelivery, nothing to do."""

    slug = "notifications/already-told"
    title = "This was told before"


class UnsubscribeLinkInvalid(Invalid):
    """The link was not made by us, or was cut on the way."""

    slug = "notifications/unsubscribe-link-invalid"
    title = "This unsubscribe link does not work"


class MailRefused(Invalid):
    """The mail service will not take this letter, however often it is sent."""

    slug = "notifications/mail-refused"
    title = "The mail service refused the letter"


class ContactUnknown(Unavailable):
    """The event that says where to write to this account has not arrived yet."""

    slug = "notifications/contact-unknown"
    title = "We do not know yet where to write to this account"


class MailInProgress(Unavailable):
    """Another delivery of the same command is sending the letter at this moment."""

    slug = "notifications/mail-in-progress"
    title = "The letter is being sent"
