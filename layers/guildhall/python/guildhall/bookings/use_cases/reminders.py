"""Reminding guests of a reservation, and asking them afterwards how it was.

Timers follow the reservation: each of its events sets them anew, moves or cancels them. What a timer then finds
decides: one that fires for a reservation that was moved or cancelled, or twice, tells nobody anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.bookings.errors.reservations import FeedbackTooEarly
from guildhall.bookings.events import FeedbackInvitedV1, ReservationReminderDueV1
from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.reminders import MOST_REMINDERS, Feedback, Reminder, Reminders
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.reminders import Feedbacks, ReminderRules, TextChoices, Timers
from guildhall.bookings.ports.reservations import Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.steps import Steps, local_start
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import SYSTEM_ACCOUNT_ID, Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import StaleVersion

INVITATION = "how-was-it"
CAME = frozenset({ReservationState.SEATED, ReservationState.FINISHED})


@dataclass(frozen=True, slots=True)
class HandleReminders:
    """Show and write what a venue's guests are reminded of."""

    rules: ReminderRules
    access: AccessVenue
    clock: Clock

    def get(self, actor: Actor, venue_id: str) -> Reminders:
        """Return what is sent. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.rules.get(venue_id)

    def write(
        self, actor: Actor, venue_id: str, reminders: Sequence[Reminder], invites_after: int | None, version: int
    ) -> Reminders:
        """Return what is sent from now on; reservations made before keep their timers, as far as these still stand.

        Raises VenueUnknown, Forbidden, StaleVersion.
        """
        self.access(actor, venue_id, "bookings.write_reminders")
        known = self.rules.get(venue_id)
        if known.version != version:
            raise StaleVersion(f"the reminders are at version {known.version}")
        ordered = tuple(sorted(reminders, key=lambda each: -each.minutes_before))
        return self.rules.save(
            "bookings.write_reminders", Reminders(venue_id, ordered, invites_after, self.clock.now(), version)
        )


@dataclass(frozen=True, slots=True)
class PlanReminders:
    """Let the timers of a reservation be what it needs."""

    reservations: Reservations
    rules: ReminderRules
    timers: Timers
    clock: Clock

    def __call__(self, reservation_id: str) -> None:
        """Set, move or cancel them; however often this comes, and in whatever order, the last state counts.

        Raises Unavailable.
        """
        reservation = self.reservations.get(reservation_id)
        if reservation is None or reservation.guest is None:
            return
        due = self._due(reservation) if reservation.state is ReservationState.CONFIRMED else {}
        for number in range(MOST_REMINDERS):
            name = f"{reservation_id}-{number}"
            if number in due:
                at, minutes = due[number]
                given = {
                    "reservation_id": reservation_id,
                    "minutes_before": minutes,
                    "starts_at": to_text(reservation.starts_at),
                }
                self.timers.set(name, at, "remind", given)
            else:
                self.timers.cancel(name)

    def invite(self, reservation_id: str) -> None:
        """Set the timer that asks how it was, once the guests have gone. Raises Unavailable."""
        reservation = self.reservations.get(reservation_id)
        if reservation is None or reservation.finished_at is None or not _can_be_written_to(reservation):
            return
        minutes = self.rules.get(reservation.venue_id).invites_after_minutes
        if minutes is not None:
            at = max(reservation.finished_at + timedelta(minutes=minutes), self.clock.now() + timedelta(minutes=1))
            self.timers.set(f"{reservation_id}-{INVITATION}", at, "invite", {"reservation_id": reservation_id})

    def _due(self, reservation: Reservation) -> dict[int, tuple[datetime, int]]:
        """Return when to remind, by number; what has passed already would tell the guest what they just did."""
        now, rules = self.clock.now(), self.rules.get(reservation.venue_id)
        moments = [
            (reservation.starts_at - timedelta(minutes=each.minutes_before), each.minutes_before)
            for each in rules.reminders
        ]
        return {number: moment for number, moment in enumerate(moments) if moment[0] > now}


@dataclass(frozen=True, slots=True)
class RemindGuest:
    """Do what a timer says, if it is still true."""

    reservations: Reservations
    venues: Venues
    rules: ReminderRules
    feedbacks: Feedbacks
    texts: TextChoices
    steps: Steps

    def __call__(self, reservation_id: str, minutes_before: int, starts_at: datetime) -> bool:
        """Return whether the guest is reminded. starts_at: of the reservation that the timer was set for.

        Raises StaleVersion.
        """
        found = self._find(reservation_id)
        if found is None:
            return False
        venue, reservation = found
        rule = self.rules.get(venue.venue_id).at(minutes_before)
        mark = f"{minutes_before}@{to_text(starts_at)}"
        is_due = reservation.state is ReservationState.CONFIRMED and reservation.starts_at == starts_at
        if rule is None or not is_due or mark in reservation.reminded:
            return False
        event = ReservationReminderDueV1(
            reservation_id=reservation_id,
            venue_id=venue.venue_id,
            party=reservation.party,
            starts_at=reservation.starts_at,
            by_sms=rule.sms and self._wants_texts(reservation),
            venue_name=venue.details.name,
            local_start=local_start(venue, reservation),
        )
        reminded = replace(reservation, reminded=(*reservation.reminded, mark))
        self.steps("remind", SYSTEM_ACCOUNT_ID, reservation, reminded, event)
        return True

    def _wants_texts(self, reservation: Reservation) -> bool:
        phone = reservation.guest.phone if reservation.guest else ""
        return not phone or self.texts.get(reservation.venue_id, phone).is_wanted

    def invite(self, reservation_id: str) -> bool:
        """Return whether the guest is asked how it was: once, and not if they said so already. Raises StaleVersion."""
        found = self._find(reservation_id)
        if found is None:
            return False
        venue, reservation = found
        is_due = reservation.state is ReservationState.FINISHED and _can_be_written_to(reservation)
        if not is_due or INVITATION in reservation.reminded or self.feedbacks.get(reservation_id):
            return False
        event = FeedbackInvitedV1(
            reservation_id=reservation_id,
            venue_id=venue.venue_id,
            venue_name=venue.details.name,
            local_start=local_start(venue, reservation),
        )
        invited = replace(reservation, reminded=(*reservation.reminded, INVITATION))
        self.steps("invite_feedback", SYSTEM_ACCOUNT_ID, reservation, invited, event)
        return True

    def _find(self, reservation_id: str) -> tuple[Venue, Reservation] | None:
        reservation = self.reservations.get(reservation_id)
        venue = self.venues.get(reservation.venue_id) if reservation else None
        return (venue, reservation) if venue and reservation else None


def _can_be_written_to(reservation: Reservation) -> bool:
    return reservation.guest is not None and bool(reservation.guest.email)


@dataclass(frozen=True, slots=True)
class ChooseTexts:
    """Let a guest stop a venue's text messages, and have them again; it counts for all their reservations there."""

    texts: TextChoices
    clock: Clock

    def get(self, reservation: Reservation) -> bool | None:
        """Return whether the guest gets text messages of the venue; None without a telephone number."""
        phone = reservation.guest.phone if reservation.guest else ""
        return self.texts.get(reservation.venue_id, phone).is_wanted if phone else None

    def __call__(self, reservation: Reservation, *, is_wanted: bool) -> bool | None:
        """Return whether the guest gets them from now on; None without a telephone number. Raises StaleVersion."""
        phone = reservation.guest.phone if reservation.guest else ""
        if not phone:
            return None
        known = self.texts.get(reservation.venue_id, phone)
        if known.is_wanted != is_wanted:
            self.texts.save(phone, replace(known, is_wanted=is_wanted, updated_at=self.clock.now()))
        return is_wanted


@dataclass(frozen=True, slots=True)
class GiveFeedback:
    """Let a guest say how a visit was."""

    feedbacks: Feedbacks
    clock: Clock

    def __call__(self, reservation: Reservation, stars: int, words: str) -> Feedback:
        """Return what the guest says; saying something else later replaces it.

        Raises FeedbackTooEarly for guests who have not come, StaleVersion.
        """
        if reservation.state not in CAME:
            raise FeedbackTooEarly(f"a reservation that is {reservation.state}")
        known = self.feedbacks.get(reservation.reservation_id)
        now = self.clock.now()
        said = Feedback(
            reservation.reservation_id,
            reservation.venue_id,
            stars,
            words,
            reservation.seated_at or reservation.starts_at,
            now,
            known.version if known else 0,
        )
        return self.feedbacks.save(said)


@dataclass(frozen=True, slots=True)
class ListFeedback:
    """Show those who run or work at a venue what guests say."""

    feedbacks: Feedbacks
    access: AccessVenue

    def __call__(
        self, actor: Actor, venue_id: str, *, limit: int, cursor: str | None
    ) -> tuple[list[Feedback], str | None]:
        """Return a page, the latest first. Raises VenueUnknown, Forbidden, CursorForged."""
        self.access(actor, venue_id, "bookings.run_room")
        return self.feedbacks.list_of(venue_id, limit=limit, cursor=cursor)
