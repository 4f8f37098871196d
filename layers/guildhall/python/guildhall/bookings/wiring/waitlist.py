"""The waitlist: guests who wait, staff who run it, and what offers tables."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.gateways.links import SignedLinks, SignedWaitingLinks
from guildhall.bookings.gateways.phones import NumberingPlans
from guildhall.bookings.store.reservations import DynamoReservations
from guildhall.bookings.store.rooms import DynamoFloorPlans, DynamoSheets
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.store.waitlist import DynamoWaitlist
from guildhall.bookings.use_cases.booking import ConfirmReservation
from guildhall.bookings.use_cases.changing import CancelReservation
from guildhall.bookings.use_cases.deciding import DecideDeposit
from guildhall.bookings.use_cases.offering import FollowRoom, OfferTables, SweepWaitlists
from guildhall.bookings.use_cases.placing import FindPlace
from guildhall.bookings.use_cases.planning import FindDays
from guildhall.bookings.use_cases.steps import Steps
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.bookings.use_cases.waitlist import AccessWaiting, AnswerOffer, JoinWaitlist, RunWaitlist
from guildhall.bookings.wiring.venues import wire_public
from guildhall.kernel.clock import Clock
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class WaitingGuests:
    """What guests and staff do with a waitlist."""

    venue: AccessVenue
    find_place: FindPlace
    join: JoinWaitlist
    access: AccessWaiting
    answer: AnswerOffer
    run: RunWaitlist
    clock: Clock


@dataclass(frozen=True, slots=True)
class Offering:
    """What offers tables that became free."""

    follow_room: FollowRoom
    sweep: SweepWaitlists


def _find_days(platform: Platform) -> FindDays:
    public = wire_public(platform)
    plans = DynamoFloorPlans(platform.database)
    return FindDays(public.find_hours, public.find_policy, plans, DynamoSheets(), platform.clock)


def wire(platform: Platform) -> WaitingGuests:
    """Build what guests and staff do, on DynamoDB."""
    clock, ids, limits = platform.clock, platform.ids, platform.limits
    find_days, access = _find_days(platform), wire_public(platform).access
    reservations = DynamoReservations(platform.database, platform.cursors, clock)
    venues, waitlist = DynamoVenues(platform.database, platform.cursors), DynamoWaitlist(platform.database)
    steps, links, phones = Steps(reservations, clock, ids), SignedLinks(platform.cursors), NumberingPlans()
    waiting_links = SignedWaitingLinks(platform.cursors)
    decide = DecideDeposit(venues, wire_public(platform).find_policy, clock)
    confirm, cancel = ConfirmReservation(find_days, phones, steps, clock), CancelReservation(decide, steps, clock)
    answer = AnswerOffer(reservations, waitlist, links, find_days, confirm, cancel, clock)
    return WaitingGuests(
        venue=access,
        find_place=FindPlace(find_days, DynamoSheets()),
        join=JoinWaitlist(find_days, waitlist, waiting_links, phones, limits, clock, ids),
        access=AccessWaiting(venues, waitlist, waiting_links, limits),
        answer=answer,
        run=RunWaitlist(waitlist, access, answer),
        clock=clock,
    )


def wire_offering(platform: Platform) -> Offering:
    """Build what offers tables, on DynamoDB."""
    clock, ids, find_days = platform.clock, platform.ids, _find_days(platform)
    venues, waitlist = DynamoVenues(platform.database, platform.cursors), DynamoWaitlist(platform.database)
    steps = Steps(DynamoReservations(platform.database, platform.cursors, clock), clock, ids)
    find_place = FindPlace(find_days, DynamoSheets())
    offer = OfferTables(venues, waitlist, find_days, find_place, SignedLinks(platform.cursors), steps, clock, ids)
    return Offering(FollowRoom(venues, offer), SweepWaitlists(waitlist, offer, clock))
