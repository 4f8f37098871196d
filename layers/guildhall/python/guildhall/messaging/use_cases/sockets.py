"""Letting sockets in, keeping them known, and the things said over them that nobody keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unauthenticated
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.errors import TooManySockets
from guildhall.messaging.models import (
    MOST_SOCKETS,
    TICKET_LIFE,
    AlertMoved,
    Online,
    Presence,
    Ticket,
    Told,
    ToldRead,
    Typing,
)
from guildhall.messaging.ports import Blocks, Connections, Conversations, Delivery, NewSecret, Tickets
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting, blocked_by, inbox

MOST_TOLD = 20
"""Conversations whose participants learn that somebody came or went: the first of the list."""


@dataclass(frozen=True, slots=True)
class TakeTicket:
    """Give a person a ticket for one socket."""

    tickets: Tickets
    gate: Gate
    clock: Clock
    new_secret: NewSecret

    def __call__(self, actor: Actor) -> tuple[str, Ticket]:
        """Return the secret to show and the ticket behind it. Raises Forbidden."""
        require(self.gate, actor, "messaging.connect", inbox(actor.account_id))
        secret = self.new_secret()
        ticket = Ticket(actor.account_id, actor.roles, self.clock.now() + TICKET_LIFE)
        self.tickets.keep(secret, ticket)
        return secret, ticket


@dataclass(frozen=True, slots=True)
class UseTicket:
    """Let one socket in."""

    tickets: Tickets
    clock: Clock

    def __call__(self, secret: str) -> Actor:
        """Return whose socket it is. Raises Unauthenticated for a ticket that is unknown, used or out of date."""
        ticket = self.tickets.take(secret)
        if ticket is None or ticket.expires_at <= self.clock.now():
            raise Unauthenticated
        return Actor(ticket.account_id, ticket.roles)


@dataclass(frozen=True, slots=True)
class Announce:
    """Tell the people one talks to that one came or went, but nobody whom one blocks."""

    conversations: Conversations
    blocks: Blocks
    delivery: Delivery

    def __call__(self, presence: Presence) -> None:
        """Tell the participants of the first MOST_TOLD conversations."""
        latest, _ = self.conversations.list(presence.account_id, MOST_TOLD, None)
        others = {other for membership in latest for other in membership.participant_ids} - {presence.account_id}
        if others:
            blocked = blocked_by(self.blocks, presence.account_id, sorted(others))
            self.delivery.tell(others - blocked, presence)


@dataclass(frozen=True, slots=True)
class Connect:
    """Remember an open socket."""

    connections: Connections
    gate: Gate
    clock: Clock
    announce: Announce

    def __call__(self, actor: Actor, connection_id: str) -> None:
        """Note the socket. Raises Forbidden, TooManySockets."""
        require(self.gate, actor, "messaging.connect", inbox(actor.account_id))
        now = self.clock.now()
        before = self.connections.beat(actor.account_id, connection_id, now)
        if len(before.sockets) >= MOST_SOCKETS:
            self.connections.remove(actor.account_id, [connection_id])
            raise TooManySockets(f"{MOST_SOCKETS} are open", retry_after_seconds=60)
        if not before.sockets:
            self.announce(Presence(actor.account_id, is_online=True, last_seen_at=now))


@dataclass(frozen=True, slots=True)
class Beat:
    """Keep a socket known; nothing else keeps it so."""

    connections: Connections
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, connection_id: str, *, is_in_use: bool | None = None) -> None:
        """Note the heartbeat, and whether the device is in use if it says so. Raises Forbidden."""
        require(self.gate, actor, "messaging.connect", inbox(actor.account_id))
        self.connections.beat(actor.account_id, connection_id, self.clock.now(), is_in_use=is_in_use)


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Forget a socket."""

    connections: Connections
    announce: Announce

    def __call__(self, account_id: str, connection_id: str) -> None:
        """Forget it; the last one of an account takes its owner offline."""
        left = self.connections.remove(account_id, [connection_id])
        if not left.sockets:
            self.announce(presence_of(left))


@dataclass(frozen=True, slots=True)
class ShowTyping:
    """Show the others that one is writing."""

    access: AccessForWriting
    delivery: Delivery

    def __call__(self, actor: Actor, conversation_id: str) -> None:
        """Tell the other participants. Raises NotFound, Blocked."""
        conversation = self.access(actor, conversation_id, "messaging.send")
        others = set(conversation.participant_ids) - {actor.account_id}
        self.delivery.tell(others, Typing(conversation_id, actor.account_id))


@dataclass(frozen=True, slots=True)
class SeePresence:
    """See who of a conversation is there. Of who blocks the reader, there is nothing to see."""

    access: AccessConversation
    connections: Connections
    blocks: Blocks

    def __call__(self, actor: Actor, conversation_id: str) -> list[Presence]:
        """Return the presence of the other participants, in the order of the conversation. Raises NotFound."""
        conversation = self.access(actor, conversation_id, "messaging.view")
        others = [other for other in conversation.participant_ids if other != actor.account_id]
        hidden = self.blocks.against(actor.account_id)
        known = map(presence_of, self.connections.of(others))
        return [away(one.account_id) if one.account_id in hidden else one for one in known]


@dataclass(frozen=True, slots=True)
class SeeUse:
    """See whether somebody has the app before them, for whoever would call them elsewhere. Asked by the platform."""

    connections: Connections

    def __call__(self, account_id: str) -> bool:
        """Tell whether one of the account's devices says that it is in use."""
        return any(online.is_in_use for online in self.connections.of([account_id]))


@dataclass(frozen=True, slots=True)
class SeeLastSeen:
    """See when people were last there, for whoever tells many of them something. Asked by the platform."""

    connections: Connections

    def __call__(self, account_ids: Collection[str]) -> dict[str, datetime]:
        """Return when one of each account's devices was last known to be open.

        Who was not there for SEEN_KEPT, or never, may be missing.
        """
        return {one.account_id: one.seen_at for one in self.connections.of(account_ids) if one.seen_at}


@dataclass(frozen=True, slots=True)
class TellOwner:
    """Show an account on its open sockets what it was told elsewhere, so that all of its devices say the same."""

    delivery: Delivery

    def __call__(self, account_id: str, notice: Told | ToldRead | AlertMoved) -> None:
        """Write to every open socket of the account. A frame may be lost: this raises nothing."""
        self.delivery.tell([account_id], notice)


def away(account_id: str) -> Presence:
    """Return what is shown of somebody to whom they block."""
    return Presence(account_id, is_online=False)


def presence_of(online: Online) -> Presence:
    """Return what others may know of an account's sockets."""
    return Presence(online.account_id, bool(online.sockets), online.seen_at)
