"""Work at a venue: offered by its owner to an address, accepted by whoever owns that address.

Nothing here looks an account up by its address, so that an answer cannot tell whether an address has one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.identity import models
from guildhall.identity.errors import InvitationUnknown
from guildhall.identity.models import Account, Invitation, InvitationState
from guildhall.identity.ports import Accounts, InvitationLinks, Invitations, VenueDesk
from guildhall.identity.use_cases.invitations import offer, told
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, Invalid
from guildhall.kernel.ids import Ids
from guildhall.kernel.rate_limits import Limit, RateLimits, take_for

ROLE = "venue_staff"
MOST_PEOPLE = 50
"""Who work at a venue, and who are invited to."""
LETTERS = Limit("venue-invitations", 30, 3_600)
LETTERS_TO_ADDRESS = Limit("venue-invitations-to-address", 3, 86_400)
"""A mailbox hears of one venue so often, whoever asks."""


@dataclass(frozen=True, slots=True)
class InviteToVenue:
    """Offer work at a venue, say so again, take it back."""

    accounts: Accounts
    invitations: Invitations
    links: InvitationLinks
    venues: VenueDesk
    limits: RateLimits
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, venue_id: str, email: str, locale: str) -> Invitation:
        """Mail a link that only the owner of the address sees; of somebody invited already the one before dies.

        locale: of the letter. Raises what the port does, Invalid, TooMany, StaleVersion.
        """
        name, staff = self.venues.inviting(actor, venue_id)
        waiting, address = self.invitations.of_venue(venue_id), models.normalised(email)
        invited = next((each for each in waiting if each.email == address), None)
        if invited is None and len(waiting) + len(staff) >= MOST_PEOPLE:
            raise Invalid(faults=(Fault("/email", f"at most {MOST_PEOPLE} work at a venue", "too_many"),))
        now = self.clock.now()
        fresh = invited or Invitation(
            self.ids.new("inv"), address, ROLE, "", actor.account_id, now, now, venue_id=venue_id
        )
        return self._send(actor, replace(fresh, venue_name=name, locale=locale))

    def again(self, actor: Actor, venue_id: str, invitation_id: str) -> Invitation:
        """Mail a new link, open for as long as the first was. Raises what the port does, TooMany, StaleVersion."""
        name, _ = self.venues.inviting(actor, venue_id)
        return self._send(actor, replace(self._waiting(venue_id, invitation_id), venue_name=name))

    def list_of(self, actor: Actor, venue_id: str) -> tuple[list[Invitation], list[Account]]:
        """Return those that nobody accepted, expired ones too, oldest first, and who works there.

        An owner can put any account among the staff: whoever accepted no invitation of theirs is not told by name.
        Raises what the port does.
        """
        _, staff = self.venues.inviting(actor, venue_id)
        found = (self.accounts.get(each) for each in staff)
        willing = [each for each in found if each and venue_id in each.accepted_venues]
        return self.invitations.of_venue(venue_id), willing

    def withdraw(self, actor: Actor, venue_id: str, invitation_id: str) -> None:
        """Take an offer back; its link is worth nothing now. Raises what the port does, InvitationUnknown."""
        self.venues.inviting(actor, venue_id)
        taken_back = replace(self._waiting(venue_id, invitation_id), state=InvitationState.REVOKED)
        self.invitations.save(taken_back, "identity.withdraw_venue_invitation")

    def _waiting(self, venue_id: str, invitation_id: str) -> Invitation:
        found = self.invitations.get(invitation_id)
        if found is None or found.venue_id != venue_id or found.state is not InvitationState.OPEN:
            raise InvitationUnknown
        return found

    def _send(self, actor: Actor, invitation: Invitation) -> Invitation:
        take_for(self.limits, LETTERS, actor)
        self.limits.take(LETTERS_TO_ADDRESS, f"{invitation.venue_id} {invitation.email}")
        renewed, _ = offer(invitation, self.links, self.clock.now())
        return self.invitations.save(renewed, "identity.invite_to_venue", told(renewed))
