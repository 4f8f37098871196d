"""Queue edge of payments: what contracts and disputes tell it, and that money is held, for its timers."""

from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1
from guildhall.payments.events import FundsHeldV1
from guildhall.payments.wiring.listening import PaymentsEars, wire_ears
from guildhall.platform.edge import on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(ears: PaymentsEars) -> Subscriptions:
    """Return what is done about each event."""

    def on_contract_signed(event: ContractSignedV1) -> None:
        ears.open_payments(event)
        # After the payments: their days decide, and a repeated event sets the same timers.
        ears.set_funding_timers(event)

    return subscriptions_of([
        on(ContractSignedV1, lambda event, _: on_contract_signed(event)),
        on(WorkDeliveredV1, lambda event, _: ears.begin_review(event)),
        on(ChangesRequestedV1, lambda event, _: ears.end_review(event)),
        on(MilestoneCancelledV1, lambda event, _: ears.follow_cancellation(event)),
        on(WorkApprovedV1, lambda event, _: ears.release(event)),
        on(DisputeOpenedV1, lambda event, _: ears.freeze_disputed(event)),
        on(DisputeResolvedV1, lambda event, _: ears.settle_dispute(event)),
        on(FundsHeldV1, lambda event, _: ears.set_hold_timers(event)),
    ])  # fmt: skip


handler = queue(subscribe, wire_ears)
