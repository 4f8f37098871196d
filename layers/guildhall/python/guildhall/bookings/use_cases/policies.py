"""The terms of a venue: each version stays, since guests agreed to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.bookings.errors.venues import VenueUnknown
from guildhall.bookings.models.policy import Terms, VenuePolicy, check_terms
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.venues import Policies
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class FindPolicy:
    """Say which terms hold at a venue."""

    policies: Policies

    def __call__(self, venue: Venue) -> VenuePolicy:
        """Return the newest version; number 0, without deposits, if the owner has written none.

        As long as the venue takes no deposits, none are in it.
        """
        policy = self.policies.current(venue.venue_id) or _built_in(venue)
        return policy if venue.takes_deposits else replace(policy, terms=replace(policy.terms, deposits=()))

    def agreed(self, venue: Venue, number: int) -> VenuePolicy:
        """Return the version to which a guest agreed, as it was written."""
        return self.policies.get(venue.venue_id, number) or _built_in(venue)


def _built_in(venue: Venue) -> VenuePolicy:
    return VenuePolicy(venue.venue_id, 0, venue.details.currency, Terms(), venue.owner_id, venue.created_at)


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """Show the terms, and those of before, to those who run the venue."""

    policies: Policies
    find: FindPolicy
    access: AccessVenue

    def __call__(self, actor: Actor, venue_id: str) -> VenuePolicy:
        """Return the newest version as it was written. Raises VenueUnknown."""
        return self.find(replace(self.access(actor, venue_id), takes_deposits=True))

    def one(self, actor: Actor, venue_id: str, number: int) -> VenuePolicy:
        """Return one version. Raises VenueUnknown."""
        self.access(actor, venue_id)
        policy = self.policies.get(venue_id, number)
        if policy is None:
            raise VenueUnknown
        return policy

    def versions(
        self, actor: Actor, venue_id: str, *, limit: int, cursor: str | None
    ) -> tuple[list[VenuePolicy], str | None]:
        """Return a page of versions, newest first. Raises VenueUnknown, CursorForged."""
        self.access(actor, venue_id)
        return self.policies.list_of(venue_id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class WritePolicy:
    """Put a new version of the terms beside the old ones."""

    policies: Policies
    find: FindPolicy
    access: AccessVenue
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, terms: Terms, number: int) -> VenuePolicy:
        """Return the new version, in the venue's currency. number: the version that the owner read.

        Raises VenueUnknown, Forbidden, TermsImpossible, StaleVersion.
        """
        venue = self.access(actor, venue_id, "bookings.write_policy")
        known = self.find(venue)
        if known.number != number:
            raise StaleVersion(f"the terms are at version {known.number}")
        check_terms(terms)
        policy = VenuePolicy(venue_id, number + 1, venue.details.currency, terms, actor.account_id, self.clock.now())
        return self.policies.append("bookings.write_policy", policy)
