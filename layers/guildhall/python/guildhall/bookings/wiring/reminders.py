"""Reminders and invitations: what owners, guests, queues and timers ask."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.gateways.timers import SchedulerTimers
from guildhall.bookings.ports.reminders import Feedbacks, Timers
from guildhall.bookings.store.reminders import DynamoFeedbacks, DynamoReminderRules
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.texts import DynamoTextChoices
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.reminders import (
    ChooseTexts,
    GiveFeedback,
    ListFeedback,
    PlanReminders,
    RemindGuest,
)
from guildhall.bookings.use_cases.steps import Steps
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class TimerSettings:
    """timers_group: the schedule group. timers_target: ARN of the function of tasks. timers_role: ARN as which the
    scheduler invokes it. timers_dead_letters: ARN of the queue for what it cannot deliver.
    """

    timers_group: str
    timers_target: str
    timers_role: str
    timers_dead_letters: str


def plan(platform: Platform, timers: Timers | None = None) -> PlanReminders:
    """Build what follows a reservation's events. timers: instead of the scheduler, for tests."""
    if timers is None:
        own = platform.settings(TimerSettings)
        timers = SchedulerTimers(own.timers_group, own.timers_target, own.timers_role, own.timers_dead_letters)
    reservations = DynamoReservations(platform.database, platform.cursors, platform.clock)
    return PlanReminders(reservations, DynamoReminderRules(platform.database), timers, platform.clock)


def remind(platform: Platform) -> RemindGuest:
    """Build what timers ask."""
    reservations = DynamoReservations(platform.database, platform.cursors, platform.clock)
    return RemindGuest(
        reservations,
        DynamoVenues(platform.database, platform.cursors),
        DynamoReminderRules(platform.database),
        DynamoFeedbacks(platform.database, platform.cursors),
        DynamoTextChoices(platform.database),
        Steps(reservations, platform.clock, platform.ids),
    )


def feedbacks(platform: Platform) -> Feedbacks:
    """Build where it is stored what guests say."""
    return DynamoFeedbacks(platform.database, platform.cursors)


def choose_texts(platform: Platform) -> ChooseTexts:
    """Build what guests ask."""
    return ChooseTexts(DynamoTextChoices(platform.database), platform.clock)


def give_feedback(platform: Platform) -> GiveFeedback:
    """Build what guests ask."""
    return GiveFeedback(DynamoFeedbacks(platform.database, platform.cursors), platform.clock)


def list_feedback(platform: Platform, access: AccessVenue) -> ListFeedback:
    """Build what staff ask."""
    return ListFeedback(DynamoFeedbacks(platform.database, platform.cursors), access)
