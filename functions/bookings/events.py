"""Queue edge of bookings: what happened that concerns venues, their rooms and reservations."""

from guildhall.bookings.events import RoomChangedV1
from guildhall.bookings.wiring import waitlist as wiring
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(offering: wiring.Offering) -> Subscriptions:
    """Name the handlers."""

    def room_changed(event: RoomChangedV1, _: Delivery) -> None:
        offering.follow_room(event)

    return subscriptions_of([on(RoomChangedV1, room_changed)])


handler = queue(subscribe, wiring.wire_offering)
