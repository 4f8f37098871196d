"""What can go wrong on a waitlist.

NotFound
└── WaitingUnknown
Conflict
├── TableFree
├── WaitlistFull
├── WaitingDuplicate
├── OfferGone
├── WaitingMoveRefused
└── WaitlistChanged
"""

from __future__ import annotations

from guildhall.kernel.errors import Conflict, NotFound


class WaitingUnknown(NotFound):
    """Nobody waits under this link or id, or not at this venue."""

    slug = "bookings/waiting-unknown"
    title = "Nobody waits under this link"


class TableFree(Conflict):
    """A table is free in the time that the guest would wait for; `alternatives` names the nearest starts."""

    slug = "bookings/table-free"
    title = "A table is free: there is no need to wait"


class WaitlistFull(Conflict):
    """So many wait for this day that another one would wait for nothing."""

    slug = "bookings/waitlist-full"
    title = "The waitlist of this day is full"


class WaitingDuplicate(Conflict):
    """This guest waits for this day already; the letter that was sent then has the link."""

    slug = "bookings/waiting-duplicate"
    title = "This guest waits for this day already"


class OfferGone(Conflict):
    """Nothing is offered at the moment, or the offer has run out; `alternatives` names what is free."""

    slug = "bookings/offer-gone"
    title = "This offer no longer stands"


class WaitingMoveRefused(Conflict):
    """The guest no longer waits, or has been given a table."""

    slug = "bookings/waiting-move-refused"
    title = "This guest no longer waits"


class WaitlistChanged(Conflict):
    """Somebody joined or left in between: the order has to name everybody who waits, once."""

    slug = "bookings/waitlist-changed"
    title = "The waitlist has changed"
