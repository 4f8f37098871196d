"""Venues, their hours and their terms in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.bookings.errors.venues import SlugTaken
from guildhall.bookings.models.opening import OpeningRules
from guildhall.bookings.models.policy import VenuePolicy
from guildhall.bookings.models.venue import Venue
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row


class Keys:
    """venues in the core table.

    | who asks                                | index | PK                        | SK                |
    |-----------------------------------------|-------|---------------------------|-------------------|
    | a venue by id                           | table | VENUE#{venue_id}          | VENUE             |
    | when it is open                         | table | VENUE#{venue_id}          | OPENING           |
    | its terms, newest first, or one version | table | VENUE#{venue_id}          | POLICY#{number}   |
    | whose an address is                     | table | UNIQUE#venue-slug#{slug}  | UNIQUE            |
    | what an account runs or works at        | table | VENUES-OF#{account_id}    | {venue_id}        |
    """

    POLICIES = "POLICY#"

    @staticmethod
    def venue(venue_id: str) -> tuple[str, str]:
        """One partition a venue."""
        return f"VENUE#{venue_id}", "VENUE"

    @staticmethod
    def opening(venue_id: str) -> tuple[str, str]:
        """Beside the venue."""
        return f"VENUE#{venue_id}", "OPENING"

    @classmethod
    def policy(cls, venue_id: str, number: int) -> tuple[str, str]:
        """Beside the venue; the number is fixed-width, so that text order is its order."""
        return f"VENUE#{venue_id}", f"{cls.POLICIES}{number:06}"

    @staticmethod
    def slug(slug: str) -> tuple[str, str]:
        """A guard: whoever puts it first has the address."""
        return f"UNIQUE#venue-slug#{slug}", "UNIQUE"

    @staticmethod
    def of_account(account_id: str, venue_id: str = "") -> tuple[str, str]:
        """One partition an account."""
        return f"VENUES-OF#{account_id}", venue_id


class VenueRecord(CoreRecord):
    """A venue."""

    KIND = "bookings.venue"

    venue_id = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    slug = UnicodeAttribute()
    details = MapOf()
    payee_id = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    staff_ids = ListOf()
    takes_deposits = BooleanAttribute()
    published_at = UnicodeAttribute(null=True)


class OpeningRecord(CoreRecord):
    """When a venue is open."""

    KIND = "bookings.opening"

    venue_id = UnicodeAttribute()
    weekly = ListOf()
    exceptional = ListOf()
    holidays = MapOf()
    updated_at = UnicodeAttribute(null=True)


class PolicyRecord(CoreRecord):
    """One version of a venue's terms; never rewritten."""

    KIND = "bookings.policy"

    venue_id = UnicodeAttribute()
    number = IntegerAttribute()
    currency = UnicodeAttribute()
    terms = MapOf()
    written_by = UnicodeAttribute()
    written_at = UnicodeAttribute()


class SlugRecord(CoreRecord):
    """Whose an address is, for ever: links and printed menus outlive a change of it."""

    KIND = "bookings.slug"

    venue_id = UnicodeAttribute()


class WorkplaceRecord(CoreRecord):
    """A venue in the list of an account that runs it or works there."""

    KIND = "bookings.workplace"

    account_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()


class DynamoVenues:
    """The port `Venues` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, venue_id: str) -> Venue | None:
        """Return the venue, or None."""
        record = VenueRecord.fetch(*Keys.venue(venue_id))
        return record.to(Venue) if record else None

    def by_slug(self, slug: str) -> Venue | None:
        """Return the venue that has, or had, this address, or None. Eventually consistent."""
        guard = SlugRecord.fetch(*Keys.slug(slug), consistent=False)
        return self.get(guard.venue_id) if guard else None

    def list_of(self, account_id: str, *, limit: int, cursor: str | None) -> tuple[list[Venue], str | None]:
        """Return a page of the venues that an account runs or works at, oldest first. Raises CursorForged."""
        name, table = f"venues:{account_id}", VenueRecord.Meta.table_name
        pk, _ = Keys.of_account(account_id)
        page = query.page(table, pk, limit=limit, position=self._cursors.read(cursor, name), consistent=True)
        found = query.models(table, [Keys.venue(item["venue_id"]) for item in page.items], Venue)
        return found, self._cursors.write(page.position, name)

    def create(self, action: str, venue: Venue) -> Venue:
        """Store a new one with its address and its place in the owner's list. Raises SlugTaken."""
        transaction = self._database.begin()
        _claim(transaction, venue)
        transaction.save(_workplace(venue.owner_id, venue.venue_id))
        return _saved(transaction, action, venue)

    def save(self, action: str, venue: Venue, *events: DomainEvent, joined: str = "", left: str = "") -> Venue:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        if joined:
            transaction.save(_workplace(joined, venue.venue_id))
        if left:
            transaction.delete(_workplace(left, venue.venue_id))
        transaction.publish(*events)
        return _saved(transaction, action, venue)

    def join(self, transaction: Transaction, venue_id: str, account_id: str) -> None:
        """Add the steps that put somebody who accepted an invitation among the staff; none if they are there already.

        The number of people was checked as they were invited: whoever accepts is not to be sent away.
        """
        venue = self.get(venue_id)
        if venue is None or account_id in (*venue.staff_ids, venue.owner_id):
            return
        now = self._database.clock.now()
        larger = replace(venue, staff_ids=(*venue.staff_ids, account_id), updated_at=now)
        transaction.save(_workplace(account_id, venue_id))
        transaction.save(VenueRecord.of(larger, key=Keys.venue(venue_id), version=venue.version))

    def move(self, action: str, venue: Venue, *events: DomainEvent) -> Venue:
        """Store under a new address; the old one leads to it for ever. Raises SlugTaken, StaleVersion."""
        transaction = self._database.begin()
        guard = SlugRecord.fetch(*Keys.slug(venue.slug))
        if guard is None:
            _claim(transaction, venue)
        elif guard.venue_id != venue.venue_id:
            raise SlugTaken
        transaction.publish(*events)
        return _saved(transaction, action, venue)


def _claim(transaction: Transaction, venue: Venue) -> None:
    pk, sk = Keys.slug(venue.slug)
    transaction.save(SlugRecord(pk, sk, kind=SlugRecord.KIND, venue_id=venue.venue_id), refused=SlugTaken())


def _workplace(account_id: str, venue_id: str) -> WorkplaceRecord:
    pk, sk = Keys.of_account(account_id, venue_id)
    return WorkplaceRecord(pk, sk, kind=WorkplaceRecord.KIND, account_id=account_id, venue_id=venue_id)


def _saved(transaction: Transaction, action: str, venue: Venue) -> Venue:
    transaction.save(VenueRecord.of(venue, key=Keys.venue(venue.venue_id), version=venue.version))
    transaction.commit(action)
    return replace(venue, version=venue.version + 1)


class DynamoOpenings:
    """The port `Openings` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str) -> OpeningRules:
        """Return the rules; version 0 and empty if nobody has written any."""
        record = OpeningRecord.fetch(*Keys.opening(venue_id))
        return record.to(OpeningRules) if record else OpeningRules(venue_id)

    def save(self, action: str, rules: OpeningRules) -> OpeningRules:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(OpeningRecord.of(rules, key=Keys.opening(rules.venue_id), version=rules.version))
        transaction.commit(action)
        return replace(rules, version=rules.version + 1)


class DynamoPolicies:
    """The port `Policies` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def current(self, venue_id: str) -> VenuePolicy | None:
        """Return the newest version, or None if nobody has written any."""
        pk, _ = Keys.policy(venue_id, 0)
        page = query.page(
            PolicyRecord.Meta.table_name, pk, prefix=Keys.POLICIES, limit=1, newest_first=True, consistent=True
        )
        return from_row(VenuePolicy, page.items[0]) if page.items else None

    def get(self, venue_id: str, number: int) -> VenuePolicy | None:
        """Return one version, or None."""
        record = PolicyRecord.fetch(*Keys.policy(venue_id, number))
        return record.to(VenuePolicy) if record else None

    def list_of(self, venue_id: str, *, limit: int, cursor: str | None) -> tuple[list[VenuePolicy], str | None]:
        """Return a page of versions, newest first. Raises CursorForged."""
        name = f"policies:{venue_id}"
        page = query.page(
            PolicyRecord.Meta.table_name,
            Keys.policy(venue_id, 0)[0],
            prefix=Keys.POLICIES,
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
        )
        return [from_row(VenuePolicy, item) for item in page.items], self._cursors.write(page.position, name)

    def append(self, action: str, policy: VenuePolicy) -> VenuePolicy:
        """Store the next version. Raises StaleVersion if its number is taken."""
        transaction = self._database.begin()
        transaction.save(PolicyRecord.of(policy, key=Keys.policy(policy.venue_id, policy.number), version=0))
        transaction.commit(action)
        return replace(policy, version=1)
