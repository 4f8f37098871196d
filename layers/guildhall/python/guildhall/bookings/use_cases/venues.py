"""What owners do with their venues, and how guests find them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.bookings.errors.venues import PayeeUnknown, VenuePublic, VenueUnknown
from guildhall.bookings.events import VenueHiddenV1, VenuePublishedV1, VenueStaffLeftV1
from guildhall.bookings.models import venue as models
from guildhall.bookings.models.venue import MOST_STAFF, Details, Venue
from guildhall.bookings.opening import years_from
from guildhall.bookings.ports.venues import HolidayCalendars, Openings, Venues
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, Invalid, StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Attribute, Gate, Resource, require

DIRECTORY = Resource("VenueDirectory", "all")


def resource_of(venue: Venue) -> Resource:
    """Return a venue as the policies see it."""
    attributes: dict[str, Attribute] = {
        "owner_id": venue.owner_id,
        "staff_ids": frozenset(venue.staff_ids),
        "is_published": venue.is_published,
    }
    return Resource("Venue", venue.venue_id, attributes)


@dataclass(frozen=True, slots=True)
class AccessVenue:
    """Load a venue and let the actor pass, or tell them no more than they may know."""

    venues: Venues
    gate: Gate

    def __call__(self, actor: Actor, venue_id: str, action: str = "bookings.view") -> Venue:
        """Return the venue. Raises VenueUnknown, Forbidden."""
        venue = self.venues.get(venue_id)
        if venue is None or not self.gate.allows(actor, "bookings.view", resource_of(venue)):
            raise VenueUnknown
        require(self.gate, actor, action, resource_of(venue))
        return venue

    def public(self, actor: Actor, slug: str) -> Venue:
        """Return the public venue of an address. Raises VenueUnknown."""
        venue = self.venues.by_slug(slug)
        if venue is None or not self.gate.allows(actor, "bookings.view_public", resource_of(venue)):
            raise VenueUnknown
        return venue


@dataclass(frozen=True, slots=True)
class CreateVenue:
    """Begin a venue, which nobody else sees yet."""

    venues: Venues
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, slug: str, details: Details) -> Venue:
        """Return the stored venue; its deposits go to its owner. Raises Forbidden, SlugTaken."""
        require(self.gate, actor, "bookings.create_venue", DIRECTORY)
        now, owner = self.clock.now(), actor.account_id
        venue = Venue(self.ids.new("ven"), owner, slug, details, payee_id=owner, created_at=now, updated_at=now)
        return self.venues.create("bookings.create_venue", venue)


@dataclass(frozen=True, slots=True)
class ListVenues:
    """Show the venues that one runs or works at."""

    venues: Venues
    gate: Gate

    def __call__(self, actor: Actor, *, limit: int, cursor: str | None) -> tuple[list[Venue], str | None]:
        """Return a page, oldest first, and the cursor of the next. Raises Forbidden, CursorForged."""
        require(self.gate, actor, "bookings.list_venues", DIRECTORY)
        return self.venues.list_of(actor.account_id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class WriteVenue:
    """Keep what the owner wrote; a public venue stays complete and its change is announced."""

    venues: Venues
    openings: Openings
    calendars: HolidayCalendars
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, slug: str, details: Details, version: int) -> Venue:
        """Return the stored venue.

        Raises VenueUnknown, Forbidden, StaleVersion, SlugTaken, VenueIncomplete, and VenuePublic if the currency or
        the time zone of a public venue would change: reservations are made in both.
        """
        venue = self.access(actor, venue_id, "bookings.write_venue")
        _check_version(venue, version)
        written = replace(venue, slug=slug, details=details, updated_at=self.clock.now())
        events = []
        if venue.is_published:
            _check_unchanged(venue.details, details)
            models.check_publishable(written, self.openings.get(venue_id))
            events.append(published(written))
        if details.address.country != venue.details.address.country:
            subdivision = self.openings.get(venue_id).holidays.subdivision
            self.calendars.keep(details.address.country, subdivision, years_from(self.clock.now().date()))
        store = self.venues.move if slug != venue.slug else self.venues.save
        return store("bookings.write_venue", written, *events)


@dataclass(frozen=True, slots=True)
class PublishVenue:
    """Let guests see a venue, or no longer."""

    venues: Venues
    openings: Openings
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str) -> Venue:
        """Return the public venue; one that is public already stays as it is.

        Raises VenueUnknown, Forbidden, VenueIncomplete, StaleVersion.
        """
        venue = self.access(actor, venue_id, "bookings.write_venue")
        if venue.is_published:
            return venue
        models.check_publishable(venue, self.openings.get(venue_id))
        now = self.clock.now()
        public = replace(venue, published_at=now, updated_at=now)
        return self.venues.save("bookings.publish_venue", public, published(public))

    def hide(self, actor: Actor, venue_id: str) -> Venue:
        """Return the venue, which guests do not see now. Raises VenueUnknown, Forbidden, StaleVersion."""
        venue = self.access(actor, venue_id, "bookings.write_venue")
        if not venue.is_published:
            return venue
        hidden = replace(venue, published_at=None, updated_at=self.clock.now())
        event = VenueHiddenV1(venue_id=venue_id, owner_id=venue.owner_id)
        return self.venues.save("bookings.hide_venue", hidden, event)


@dataclass(frozen=True, slots=True)
class WritePayment:
    """Say whether deposits are taken, and whose payout account gets them."""

    venues: Venues
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, payee_id: str, version: int, *, takes_deposits: bool) -> Venue:
        """Return the venue; deposits that were asked for before stay with whom they were asked for.

        Raises VenueUnknown, Forbidden, StaleVersion, PayeeUnknown.
        """
        venue = self.access(actor, venue_id, "bookings.write_payment")
        _check_version(venue, version)
        if payee_id not in (venue.owner_id, *venue.staff_ids):
            raise PayeeUnknown(faults=(Fault("/payee_id", "neither the owner nor of the staff", "unknown"),))
        written = replace(venue, payee_id=payee_id, takes_deposits=takes_deposits, updated_at=self.clock.now())
        return self.venues.save("bookings.write_payment", written)


@dataclass(frozen=True, slots=True)
class ChangeStaff:
    """Say who works at a venue. Whether they may act depends on their role, too."""

    venues: Venues
    access: AccessVenue
    clock: Clock

    def add(self, actor: Actor, venue_id: str, account_id: str) -> Venue:
        """Return the venue with the account among its staff. Raises VenueUnknown, Forbidden, Invalid, StaleVersion."""
        venue = self.access(actor, venue_id, "bookings.change_staff")
        if account_id in (*venue.staff_ids, venue.owner_id):
            return venue
        if len(venue.staff_ids) >= MOST_STAFF:
            raise Invalid(faults=(Fault("#path/account_id", f"at most {MOST_STAFF} work at a venue", "too_many"),))
        larger = replace(venue, staff_ids=(*venue.staff_ids, account_id), updated_at=self.clock.now())
        return self.venues.save("bookings.change_staff", larger, joined=account_id)

    def inviting(self, actor: Actor, venue_id: str) -> tuple[str, tuple[str, ...]]:
        """Return a venue's name and whose accounts work there, for whoever may invite.

        Raises VenueUnknown, Forbidden.
        """
        venue = self.access(actor, venue_id, "bookings.change_staff")
        return venue.details.name, venue.staff_ids

    def remove(self, actor: Actor, venue_id: str, account_id: str) -> Venue:
        """Return the venue without the account; it is no payee either. Raises VenueUnknown, Forbidden, StaleVersion."""
        venue = self.access(actor, venue_id, "bookings.change_staff")
        if account_id not in venue.staff_ids:
            return venue
        rest = tuple(each for each in venue.staff_ids if each != account_id)
        payee_id = venue.owner_id if venue.payee_id == account_id else venue.payee_id
        smaller = replace(venue, staff_ids=rest, payee_id=payee_id, updated_at=self.clock.now())
        event = VenueStaffLeftV1(venue_id=venue_id, account_id=account_id)
        return self.venues.save("bookings.change_staff", smaller, event, left=account_id)


def published(venue: Venue) -> VenuePublishedV1:
    """Return what the world learns of a public venue."""
    details = venue.details
    return VenuePublishedV1(
        venue_id=venue.venue_id,
        owner_id=venue.owner_id,
        slug=venue.slug,
        name=details.name,
        kind=details.kind,
        cuisines=list(details.cuisines),
        city=details.address.city,
        country=details.address.country,
        time_zone=details.time_zone,
        currency=details.currency,
    )


def _check_version(venue: Venue, version: int) -> None:
    if venue.version != version:
        raise StaleVersion(f"the venue is at version {venue.version}")


def _check_unchanged(old: Details, new: Details) -> None:
    faults = tuple(
        Fault(f"/{name}", "hide the venue first", "public")
        for name in ("currency", "time_zone")
        if getattr(old, name) != getattr(new, name)
    )
    if faults:
        raise VenuePublic(faults=faults)
