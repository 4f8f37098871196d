"""Rooms that are looked at: a socket asks to hear of one for a while, and hears that something changed."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.messaging.errors import TooManySockets
from guildhall.messaging.models import MOST_SCREENS, RoomChange
from guildhall.messaging.ports import Connections, Delivery, Rooms


@dataclass(frozen=True, slots=True)
class WatchRoom:
    """Let a socket hear of a venue's room for as long as a heartbeat lasts.

    Sockets that watch are kept as those of an account are, under the venue's id: who falls silent, is gone, or may no
    longer look and so cannot ask again, hears nothing after a few minutes.
    """

    rooms: Rooms
    connections: Connections
    clock: Clock

    def __call__(self, actor: Actor, venue_id: str, connection_id: str) -> None:
        """Note the socket. Raises NotFound, Forbidden, TooManySockets."""
        self.rooms(actor, venue_id)
        before = self.connections.beat(venue_id, connection_id, self.clock.now())
        if len(before.sockets.keys() - {connection_id}) >= MOST_SCREENS:
            self.connections.remove(venue_id, [connection_id])
            raise TooManySockets(f"{MOST_SCREENS} watch this room", retry_after_seconds=60)


@dataclass(frozen=True, slots=True)
class TellRoom:
    """Tell whoever looks at a room that it has changed; what it is now, they read themselves."""

    delivery: Delivery

    def __call__(self, change: RoomChange) -> None:
        """Write to every socket that watches. A frame may be lost: this raises nothing."""
        self.delivery.tell([change.venue_id], change)
