"""Queue edge of payments: what contracts and disputes tell it, and that money is held, for its timers."""

from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1
from guildhall.payments import wiring
from guildhall.payments.events import FundsHeldV1
from guildhall.platform.edge import on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(ears: wiring.PaymentsEars) -> Subscriptions:
    """Return what is done about each event."""
    desk = ears.desk
    return subscriptions_of([
        on(ContractSignedV1, lambda event, _: desk.open_payments(event)),
        on(WorkDeliveredV1, lambda event, _: desk.begin_review(event)),
        on(ChangesRequestedV1, lambda event, _: desk.end_review(event)),
        on(MilestoneCancelledV1, lambda event, _: desk.follow_cancellation(event)),
        on(WorkApprovedV1, lambda event, _: desk.release(event)),
        on(DisputeOpenedV1, lambda event, _: desk.freeze_disputed(event)),
        on(DisputeResolvedV1, lambda event, _: desk.settle_dispute(event)),
        on(FundsHeldV1, lambda event, _: ears.set_hold_timers(event)),
    ])  # fmt: skip


handler = queue(subscribe, wiring.wire_ears)
