"""What can go wrong with reservations. Where another start is free, `alternatives` names the nearest.

NotFound
├── ReservationUnknown
└── LinkUnknown
Invalid
├── PartyEmpty
├── PartyTooLarge
├── NoTableForParty
├── TooLateToBook
├── TooEarlyToBook
├── TimeSkipped
└── GuestIncomplete
Conflict
├── VenueClosed
├── SlotTaken
├── PaceFull
├── TableTaken
├── DepositAwaited
├── Outrun
├── HoldLapsed
├── ReservationDuplicate
├── ReservationMoveRefused
├── TooEarlyForNoShow
├── FeedbackTooEarly
├── TableOccupied
├── TableInUse
└── ChangeTooLate
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Conflict, Fault, Invalid, NotFound, Problem


class ReservationUnknown(NotFound):
    """No such reservation, or none that the actor may see."""

    slug = "bookings/reservation-unknown"
    title = "There is no such reservation"


class LinkUnknown(NotFound):
    """The link was never given, was altered, has been revoked, or belongs to another reservation."""

    slug = "bookings/link-unknown"
    title = "This link opens nothing"


class PartyEmpty(Invalid):
    """A reservation is for one guest at least; `largest_party` is the other end."""

    slug = "bookings/party-empty"
    title = "Nobody would come"


class PartyTooLarge(Invalid):
    """The venue takes larger parties only by talking to them."""

    slug = "bookings/party-too-large"
    title = "The party is larger than the venue takes online"


class NoTableForParty(Invalid):
    """No table, and no tables that can be joined, are for so many guests."""

    slug = "bookings/no-table-for-party"
    title = "The venue has no table for this party"


class TooLateToBook(Invalid):
    """The start has passed, or is so near that the venue could not prepare."""

    slug = "bookings/too-late-to-book"
    title = "It is too late to book this time"


class TooEarlyToBook(Invalid):
    """The venue does not take reservations so far ahead."""

    slug = "bookings/too-early-to-book"
    title = "It is too early to book this time"


class TimeSkipped(Invalid):
    """The clocks are put forward over this wall time, so it never comes."""

    slug = "bookings/time-skipped"
    title = "This time does not exist on that day"


class GuestIncomplete(Invalid):
    """The venue could not reach this guest; `errors` points at what is missing or wrong."""

    slug = "bookings/guest-incomplete"
    title = "The guest's details are not complete"


class VenueClosed(Conflict):
    """No service of the venue seats guests at this time."""

    slug = "bookings/venue-closed"
    title = "The venue does not seat guests at this time"


class SlotTaken(Conflict):
    """Somebody else has the last table for such a party at this time."""

    slug = "bookings/slot-taken"
    title = "No table is free at this time"


class PaceFull(Conflict):
    """Tables are free, but as many guests as the kitchen can begin with start at this time."""

    slug = "bookings/pace-full"
    title = "Too many guests already start at this time"


class TableTaken(Conflict):
    """The tables that were asked for are taken or blocked at this time."""

    slug = "bookings/table-taken"
    title = "This table is taken at this time"


class DepositAwaited(Conflict):
    """A deposit was asked for; until it is paid, or the time for it is over, nothing else can be changed."""

    slug = "bookings/deposit-awaited"
    title = "The reservation waits for its deposit"


class Outrun(Conflict):
    """Somebody else was faster between the look and the write, again and again."""

    slug = "bookings/outrun"
    title = "Many guests are booking this time at the moment"


class HoldLapsed(Conflict):
    """The table was kept for a while, and that is over."""

    slug = "bookings/hold-lapsed"
    title = "The table is no longer kept for you"


class ReservationDuplicate(Conflict):
    """This guest has a reservation for the same service; say `allow_second` if it is meant."""

    slug = "bookings/reservation-duplicate"
    title = "This guest has a reservation for this service already"


class ReservationMoveRefused(Conflict):
    """The reservation is in a state that does not allow this."""

    slug = "bookings/reservation-move-refused"
    title = "The reservation's state does not allow this"


class TooEarlyForNoShow(Conflict):
    """The guest may still come."""

    slug = "bookings/too-early-for-no-show"
    title = "It is too early to say that nobody comes"


class FeedbackTooEarly(Conflict):
    """Only guests who have come can say how it was."""

    slug = "bookings/feedback-too-early"
    title = "The visit has not been yet"


class TableOccupied(Conflict):
    """Guests are sitting there."""

    slug = "bookings/table-occupied"
    title = "Guests are sitting at this table"


class TableInUse(Conflict):
    """Reservations to come need the table; take it out of use and move them first."""

    slug = "bookings/table-in-use"
    title = "Reservations to come need this table"


class ChangeTooLate(Conflict):
    """The reservation has begun, or its guest has none left to change."""

    slug = "bookings/change-too-late"
    title = "It is too late to change this reservation"


def with_alternatives(problem: Problem, starts: Sequence[datetime]) -> Problem:
    """Return the problem, naming the nearest free starts."""
    problem.members["alternatives"] = [{"starts_at": to_text(start)} for start in starts]
    return problem


def with_largest(problem: Problem, party: int) -> Problem:
    """Return the problem, naming the largest party that there is a place for; another start would not help."""
    problem.members.setdefault("alternatives", [])
    problem.members["largest_party"] = party
    return problem


def with_tables(problem: Problem, ways: Sequence[Sequence[str]]) -> Problem:
    """Return the problem, naming the tables that are free at that start, the best first."""
    problem.members["tables"] = [{"table_ids": list(way)} for way in ways]
    return problem


def guest_fault(field: str, detail: str, code: str) -> Fault:
    """Return what is wrong with one field of a guest."""
    return Fault(f"/guest/{field}", detail, code)
