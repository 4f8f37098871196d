"""Beginning a conversation oneself: with a person, or about a reservation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import NotFound
from guildhall.kernel.ids import Ids
from guildhall.kernel.parts import go_on
from guildhall.kernel.policy import Gate, require
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import Blocked
from guildhall.messaging.models import Membership, Participant, ParticipantRole, Subject
from guildhall.messaging.models.starting import STARTING, Booked, key_of_two
from guildhall.messaging.ports import Blocks, Conversations
from guildhall.messaging.ports.copies import Sides
from guildhall.messaging.ports.starting import Bookings, DirectTalks, Profiles
from guildhall.messaging.ports.writing import People
from guildhall.messaging.use_cases.access import inbox
from guildhall.messaging.use_cases.participants import KeepConversation, conversation_of

MOST_LOOKED = 100
"""Conversations among which the other person is looked for: the first of the list."""
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Start:
    """What everybody who begins a conversation passes."""

    keep: KeepConversation
    conversations: Conversations
    gate: Gate
    limits: RateLimits
    ids: Ids

    def may(self, actor: Actor) -> None:
        """Let the actor pass. Raises Forbidden, TooMany."""
        require(self.gate, actor, "messaging.start", inbox(actor.account_id))
        take_for(self.limits, STARTING, actor)

    def own_side(self, actor: Actor, conversation_id: str) -> Membership:
        """Return the actor's side of what was begun. Raises NotFound."""
        side = self.conversations.membership(actor.account_id, conversation_id)
        if side is None:
            raise NotFound
        return side


@dataclass(frozen=True, slots=True)
class StartDirect:
    """Begin to talk with a person: an expert who shows themself to the public, or somebody one talks with already."""

    start: Start
    blocks: Blocks
    people: People
    is_public: Profiles

    def __call__(self, actor: Actor, other_id: str) -> Membership:
        """Return the actor's side; begun again, or by the other, it is the same conversation, unless that was erased.

        Raises Forbidden, TooMany, Blocked, NotFound for strangers as for accounts that do not exist.
        """
        self.start.may(actor)
        me = actor.account_id
        if other_id == me or not (self._is_known(me, other_id) or self.is_public(actor, other_id)):
            raise NotFound
        if self.blocks.of([(other_id, me)]):
            raise Blocked
        both = sorted((me, other_id))
        names = self.people.names(both)
        participants = [Participant(one, ParticipantRole.MEMBER) for one in both]
        title = ", ".join(names[one] for one in both if one in names)
        begun = self.start.keep(
            Subject.DIRECT, self._key(me, other_id), title, participants, names=partial(self.people.names, both)
        )
        return self.start.own_side(actor, begun)

    def _key(self, me: str, other_id: str) -> str:
        """Return what their conversation is named after: one that was erased stays so, and they begin another."""
        key = key_of_two(me, other_id)
        while (found := self.start.conversations.now(conversation_of(key))) and found.erased_at:
            key = key_of_two(me, other_id, found.conversation_id)
        return key

    def _is_known(self, account_id: str, other_id: str) -> bool:
        sides, _ = self.start.conversations.list(account_id, MOST_LOOKED, None)
        return any(other_id in side.participant_ids for side in sides)


@dataclass(frozen=True, slots=True)
class NameTalks:
    """Let both of two who began to talk before each read the other's name do so, too; run by an operator, in parts."""

    talks: DirectTalks
    keep: KeepConversation
    people: People

    def __call__(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        """Go through a part of all talks; return how many got names, and where to go on, None at the end.

        position: as the part before gave it, None to begin. Beginning again, or twice at once, does no harm: each has
        the names that both have now. What it died in, it finds again. Raises StaleVersion, Unavailable.
        """
        return go_on(self._step, position)

    def _step(self, position: dict[str, Any] | None) -> tuple[int, dict[str, Any] | None]:
        found, further = self.talks.page(position)
        return sum(self._name(conversation_id) for conversation_id in found), further

    def _name(self, conversation_id: str) -> bool:
        found = self.keep.conversations.now(conversation_id)
        if found is None or found.erased_at is not None:
            return False
        names = self.people.names(found.participant_ids)
        if not names:
            return False
        # Also where they have them: whoever died after it was said may not have told both sides.
        read = partial(self.people.names, found.participant_ids)
        self.keep(found.subject, found.subject_id, found.title, (), names=read)
        return {**found.names, **names} != found.names


@dataclass(frozen=True, slots=True)
class StartAboutReservation:
    """Let a guest who is signed in talk with the venue, and its staff join in.

    The guest shows the link of the reservation. The owner takes part from the beginning; who works there joins by
    asking, once the guest has begun.
    """

    start: Start
    bookings: Bookings

    def as_guest(self, actor: Actor, link: str, address: str) -> Membership:
        """Return the guest's side. address: of the network. Raises Forbidden, TooMany, NotFound."""
        self.start.may(actor)
        booked = self.bookings.by_link(link, address)
        if booked.owner_id == actor.account_id:
            raise NotFound
        return self._join(actor, booked, ParticipantRole.GUEST)

    def as_venue(self, actor: Actor, venue_id: str, reservation_id: str) -> Membership:
        """Return the side of one who works there. Raises Forbidden, TooMany, NotFound while no guest has begun."""
        self.start.may(actor)
        booked = self.bookings.by_venue(actor, venue_id, reservation_id)
        if self.start.conversations.now(conversation_of(reservation_id)) is None:
            raise NotFound
        return self._join(actor, booked, ParticipantRole.VENUE)

    def _join(self, actor: Actor, booked: Booked, role: ParticipantRole) -> Membership:
        as_of = self.start.ids.new("evt").rpartition("_")[2]
        places = {
            booked.owner_id: Participant(booked.owner_id, ParticipantRole.VENUE),
            actor.account_id: Participant(actor.account_id, role, as_of=as_of),
        }
        what = (Subject.RESERVATION, booked.reservation_id, booked.venue_name)
        conversation_id = self.start.keep(*what, [*places.values()], host_id=booked.venue_id)
        return self.start.own_side(actor, conversation_id)


@dataclass(frozen=True, slots=True)
class LeaveVenue:
    """Let one who works at a venue no longer read what its guests write."""

    keep: KeepConversation
    conversations: Sides

    def __call__(self, account_id: str, venue_id: str, as_of: str) -> None:
        """Take them out of every conversation of that venue. as_of: the ULID of the event. Raises StaleVersion."""
        last = ""
        # Not by latest activity: whatever a guest goes on with in this moment would change its place, and be missed.
        while found := self.conversations.sides(account_id, last, AT_ONCE):
            for side in found:
                self._leave(side, venue_id, as_of)
            if found[-1].conversation_id == last:
                return
            last = found[-1].conversation_id

    def _leave(self, side: Membership, venue_id: str, as_of: str) -> None:
        found = self.keep.conversations.now(side.conversation_id) if side.subject is Subject.RESERVATION else None
        if found is None or found.host_id != venue_id:
            return
        gone = [
            replace(one, is_in=False, as_of=as_of)
            for one in found.present
            if one.account_id == side.account_id and one.role is ParticipantRole.VENUE
        ]
        self.keep(found.subject, found.subject_id, found.title, gone, host_id=venue_id)
