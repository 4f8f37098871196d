"""What can go wrong with venues, their hours and their terms.

NotFound
└── VenueUnknown
Conflict
├── SlugTaken
├── VenueIncomplete
└── VenuePublic
Invalid
├── HoursImpossible
├── PayeeUnknown
└── TermsImpossible
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class VenueUnknown(NotFound):
    """There is no such venue, or none that the actor may see."""

    slug = "bookings/venue-unknown"
    title = "There is no such venue"


class SlugTaken(Conflict):
    """Another venue has, or had, this address."""

    slug = "bookings/slug-taken"
    title = "Another venue has this address"


class VenueIncomplete(Conflict):
    """Something that guests must find is missing; `errors` points at each."""

    slug = "bookings/venue-incomplete"
    title = "The venue is not complete enough to be public"


class VenuePublic(Conflict):
    """What guests rely on does not change under a public venue."""

    slug = "bookings/venue-public"
    title = "This does not change while the venue is public"


class HoursImpossible(Invalid):
    """Two services overlap, or one ends before it begins; `errors` points at each."""

    slug = "bookings/hours-impossible"
    title = "These opening hours cannot be kept"


class PayeeUnknown(Invalid):
    """Deposits go to the owner or to somebody who works at the venue."""

    slug = "bookings/payee-unknown"
    title = "This account cannot get the venue's deposits"


class TermsImpossible(Invalid):
    """The terms contradict themselves; `errors` points at each."""

    slug = "bookings/terms-impossible"
    title = "These terms contradict themselves"
