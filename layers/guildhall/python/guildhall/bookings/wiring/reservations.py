"""Reservations: what guests ask without an account, and what staff do."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.gateways.calendars import ICalendarFeeds, ICalendars
from guildhall.bookings.gateways.deposits import PaymentsDeposits
from guildhall.bookings.gateways.links import SignedFeedLinks, SignedLinks
from guildhall.bookings.gateways.phones import NumberingPlans
from guildhall.bookings.ports.reservations import Calendars
from guildhall.bookings.store.feeds import DynamoFeeds
from guildhall.bookings.store.notes import DynamoNotes
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.rooms import DynamoFloorPlans, DynamoSheets
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.booking import ConfirmReservation, FindSlots, HoldTable
from guildhall.bookings.use_cases.changing import CancelReservation, ChangeReservation
from guildhall.bookings.use_cases.deciding import DecideDeposit
from guildhall.bookings.use_cases.deposits import ShowPayment
from guildhall.bookings.use_cases.evening import CountDay, DoWithSeveral, ListReservations
from guildhall.bookings.use_cases.feeds import ReadCalendar
from guildhall.bookings.use_cases.guests import ChoosePlace, FindGuests
from guildhall.bookings.use_cases.links import AccessByLink, RenewLink
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import FindDays
from guildhall.bookings.use_cases.reminders import ChooseTexts, GiveFeedback, ListFeedback
from guildhall.bookings.use_cases.serving import AccessReservation, BookForGuest, KeepNotes, KnowGuest, ServeGuests
from guildhall.bookings.use_cases.steps import Steps
from guildhall.bookings.use_cases.trends import ShowTrend
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.bookings.wiring import reminders
from guildhall.bookings.wiring.venues import wire_public
from guildhall.kernel.clock import Clock
from guildhall.payments.wiring.deposits import wire_deposits
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Guests:
    """What guests ask without an account."""

    find_slots: FindSlots
    find_place: FindPlace
    hold: HoldTable
    confirm: ConfirmReservation
    access: AccessByLink
    venue: AccessVenue
    change: ChangeReservation
    cancel: CancelReservation
    renew_link: RenewLink
    decide: DecideDeposit
    give_feedback: GiveFeedback
    choose_texts: ChooseTexts
    show_payment: ShowPayment
    calendars: Calendars
    read_calendar: ReadCalendar
    clock: Clock


@dataclass(frozen=True, slots=True)
class Reservations:
    """What those who run or work at a venue do."""

    access: AccessReservation
    list_reservations: ListReservations
    count_day: CountDay
    show_trend: ShowTrend
    find_guests: FindGuests
    choose_place: ChoosePlace
    find_place: FindPlace
    know_guest: KnowGuest
    with_several: DoWithSeveral
    notes: KeepNotes
    venue: AccessVenue
    book: BookForGuest
    change: ChangeReservation
    cancel: CancelReservation
    serve: ServeGuests
    renew_link: RenewLink
    list_feedback: ListFeedback


def wire_guests(platform: Platform) -> Guests:
    """Build what guests ask on DynamoDB."""
    clock, ids, limits = platform.clock, platform.ids, platform.limits
    public = wire_public(platform)
    sheets, plans = DynamoSheets(), DynamoFloorPlans(platform.database)
    find_days = FindDays(public.find_hours, public.find_policy, plans, sheets, clock)
    find_place = FindPlace(find_days, sheets)
    reservations = DynamoReservations(platform.database, platform.cursors, clock)
    steps, links, phones = Steps(reservations, clock, ids), SignedLinks(platform.cursors), NumberingPlans()
    venues = DynamoVenues(platform.database, platform.cursors)
    decide = DecideDeposit(venues, public.find_policy, clock)
    return Guests(
        find_slots=FindSlots(public.access, find_days),
        find_place=find_place,
        hold=HoldTable(find_place, steps, links, limits, clock, ids),
        confirm=ConfirmReservation(find_days, phones, steps, clock),
        access=AccessByLink(venues, reservations, links, limits),
        venue=public.access,
        change=ChangeReservation(find_place, phones, decide, steps, clock),
        cancel=CancelReservation(decide, steps, clock),
        renew_link=RenewLink(links, steps),
        decide=decide,
        choose_texts=reminders.choose_texts(platform),
        give_feedback=reminders.give_feedback(platform),
        show_payment=ShowPayment(PaymentsDeposits(wire_deposits(platform))),
        calendars=ICalendars(),
        read_calendar=ReadCalendar(
            DynamoFeeds(platform.database),
            SignedFeedLinks(platform.cursors),
            venues,
            reservations,
            ICalendarFeeds(),
            limits,
            clock,
        ),
        clock=clock,
    )


def wire(platform: Platform) -> Reservations:
    """Build what staff do on DynamoDB."""
    clock, ids = platform.clock, platform.ids
    public = wire_public(platform)
    sheets, plans = DynamoSheets(), DynamoFloorPlans(platform.database)
    find_place = FindPlace(FindDays(public.find_hours, public.find_policy, plans, sheets, clock), sheets)
    reservations = DynamoReservations(platform.database, platform.cursors, clock)
    steps, links, phones = Steps(reservations, clock, ids), SignedLinks(platform.cursors), NumberingPlans()
    access = AccessReservation(reservations, public.access)
    decide = DecideDeposit(DynamoVenues(platform.database, platform.cursors), public.find_policy, clock)
    count_day = CountDay(reservations, plans, public.find_hours, public.find_policy, public.access, clock)
    return Reservations(
        access=access,
        list_reservations=ListReservations(reservations, public.access, clock),
        count_day=count_day,
        show_trend=ShowTrend(count_day, reminders.feedbacks(platform), public.access, clock),
        find_guests=FindGuests(reservations, phones, public.access, clock),
        choose_place=ChoosePlace(find_place, public.access),
        find_place=find_place,
        know_guest=KnowGuest(reservations, access, clock),
        with_several=DoWithSeveral(access),
        notes=KeepNotes(DynamoNotes(platform.database), access, clock, ids),
        venue=public.access,
        book=BookForGuest(public.access, find_place, phones, links, steps, clock, ids),
        change=ChangeReservation(find_place, phones, decide, steps, clock),
        cancel=CancelReservation(decide, steps, clock),
        serve=ServeGuests(decide, steps, clock),
        renew_link=RenewLink(links, steps),
        list_feedback=reminders.list_feedback(platform, public.access),
    )
