"""Queue edge of bookings: what happened that concerns venues, their rooms and reservations."""

from guildhall.bookings.events import (
    DepositAwaitedV1,
    DepositDecidedV1,
    ReservationCancelledV1,
    ReservationChangedV1,
    ReservationConfirmedV1,
    RoomChangedV1,
    VisitEndedV1,
)
from guildhall.bookings.wiring import listening as wiring
from guildhall.payments.events import DepositFailedV1, DepositHeldV1, DepositLostV1, DepositSettledV1
from guildhall.platform.edge import on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(ears: wiring.Ears) -> Subscriptions:
    """Name the events and what each leads to."""
    deposits = ears.deposits

    def number(deposit_id: str) -> int:
        return int(deposit_id.rpartition("-")[2])

    return subscriptions_of(
        [
            on(ReservationConfirmedV1, lambda event, _: ears.plan_reminders(event.reservation_id)),
            on(ReservationChangedV1, lambda event, _: ears.plan_reminders(event.reservation_id)),
            on(ReservationCancelledV1, lambda event, _: ears.plan_reminders(event.reservation_id)),
            on(VisitEndedV1, lambda event, _: ears.plan_reminders.invite(event.reservation_id)),
            on(RoomChangedV1, lambda event, _: ears.offering.follow_room(event)),
            on(DepositAwaitedV1, lambda event, _: deposits.begin(event.reservation_id, event.number)),
            on(DepositDecidedV1, lambda event, _: deposits.carry_out(event.reservation_id)),
            on(DepositHeldV1, lambda event, _: deposits.held(event.reservation_id, number(event.deposit_id))),
            on(DepositFailedV1, lambda event, _: deposits.failed(event.reservation_id, number(event.deposit_id))),
            on(DepositLostV1, lambda event, _: deposits.lost(event.reservation_id, number(event.deposit_id))),
            on(DepositSettledV1, lambda event, _: deposits.settled(event.reservation_id, number(event.deposit_id))),
        ]
    )


handler = queue(subscribe, wiring.wire_ears)
