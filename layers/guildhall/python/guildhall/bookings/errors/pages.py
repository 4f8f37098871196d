"""What can go wrong with pages and with messages from guests.

NotFound
├── PageUnknown
└── ContactMessageUnknown
Conflict
└── ContactNotOffered
Invalid
└── PageContradictory
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class PageUnknown(NotFound):
    """Nobody has written this page, in this language or in any."""

    slug = "bookings/page-unknown"
    title = "There is no such page"


class PageContradictory(Invalid):
    """A section does not belong on this page, stands there twice, or shows what is not there."""

    slug = "bookings/page-contradictory"
    title = "The sections of this page do not fit"


class ContactNotOffered(Conflict):
    """The venue has no address that messages could be sent to."""

    slug = "bookings/contact-not-offered"
    title = "This venue does not take messages"


class ContactMessageUnknown(NotFound):
    """The venue has got no such message, or has removed it."""

    slug = "bookings/contact-message-unknown"
    title = "There is no such message"
