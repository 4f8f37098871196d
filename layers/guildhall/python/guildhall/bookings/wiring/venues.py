"""Venues: what their edges call, and what reservations ask of them."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.gateways import holidays
from guildhall.bookings.gateways.links import SignedFeedLinks
from guildhall.bookings.ports.venues import PublicHolidays
from guildhall.bookings.store.feeds import DynamoFeeds
from guildhall.bookings.store.holidays import DynamoHolidays
from guildhall.bookings.store.reminders import DynamoReminderRules
from guildhall.bookings.store.venues import DynamoOpenings, DynamoPolicies, DynamoVenues
from guildhall.bookings.use_cases.feeds import ShareCalendar
from guildhall.bookings.use_cases.opening import AccessOpening, FindHours, KeepHolidays, WriteOpening
from guildhall.bookings.use_cases.policies import AccessPolicy, FindPolicy, WritePolicy
from guildhall.bookings.use_cases.reminders import HandleReminders
from guildhall.bookings.use_cases.venues import (
    AccessVenue,
    ChangeStaff,
    CreateVenue,
    ListVenues,
    PublishVenue,
    WritePayment,
    WriteVenue,
)
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class VenuesPublic:
    """What guests see, and what reservations ask: who may, when it is open, on which terms."""

    access: AccessVenue
    find_hours: FindHours
    find_policy: FindPolicy


@dataclass(frozen=True, slots=True)
class Venues:
    """The use cases of those who run venues."""

    access: AccessVenue
    create: CreateVenue
    list_venues: ListVenues
    write: WriteVenue
    publish: PublishVenue
    change_staff: ChangeStaff
    write_payment: WritePayment
    access_opening: AccessOpening
    write_opening: WriteOpening
    find_hours: FindHours
    access_policy: AccessPolicy
    write_policy: WritePolicy
    share_calendar: ShareCalendar
    reminders: HandleReminders


def wire_public(platform: Platform) -> VenuesPublic:
    """Build what guests see on DynamoDB; it reads holidays and computes none."""
    database = platform.database
    calendars: PublicHolidays = DynamoHolidays(database)
    return VenuesPublic(
        access=AccessVenue(DynamoVenues(database, platform.cursors), platform.gate),
        find_hours=FindHours(DynamoOpenings(database), calendars),
        find_policy=FindPolicy(DynamoPolicies(database, platform.cursors)),
    )


def wire(platform: Platform) -> Venues:
    """Build the use cases on DynamoDB and the library of holidays."""
    database, gate, clock = platform.database, platform.gate, platform.clock
    venues, openings = DynamoVenues(database, platform.cursors), DynamoOpenings(database)
    policies, calendars = DynamoPolicies(database, platform.cursors), DynamoHolidays(database, holidays.compute)
    access, find_policy = AccessVenue(venues, gate), FindPolicy(policies)
    return Venues(
        access=access,
        create=CreateVenue(venues, gate, clock, platform.ids),
        list_venues=ListVenues(venues, gate),
        write=WriteVenue(venues, openings, calendars, access, clock),
        publish=PublishVenue(venues, openings, access, clock),
        change_staff=ChangeStaff(venues, access, clock),
        write_payment=WritePayment(venues, access, clock),
        access_opening=AccessOpening(openings, access),
        write_opening=WriteOpening(openings, calendars, access, clock),
        find_hours=FindHours(openings, calendars),
        access_policy=AccessPolicy(policies, find_policy, access),
        write_policy=WritePolicy(policies, find_policy, access, clock),
        share_calendar=ShareCalendar(DynamoFeeds(database), SignedFeedLinks(platform.cursors), access, clock),
        reminders=HandleReminders(DynamoReminderRules(database), access, clock),
    )


def wire_calendars(platform: Platform) -> KeepHolidays:
    """Build what keeps the public holidays up to date."""
    return KeepHolidays(DynamoHolidays(platform.database, holidays.compute), platform.clock)
