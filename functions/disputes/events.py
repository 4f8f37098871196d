"""Queue edge of disputes: its own stages to watch over, what payments does with the money, and files."""

from guildhall.disputes import wiring
from guildhall.disputes.events import DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.payments.events import (
    ChargebackClosedV1,
    ChargebackOpenedV1,
    DepositChargebackClosedV1,
    DepositChargebackOpenedV1,
    DisputeSettledV1,
    FundsRefundedV1,
    FundsReleasedV1,
)
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.platform.files import CHECK


def subscribe(background: wiring.Background) -> Subscriptions:
    """Name the events and what each leads to."""
    disputes, hearings = background.disputes, background.hearings

    def on_chargeback_closed(event: ChargebackClosedV1, _: Delivery) -> None:
        hearings.close(event.chargeback_id, event.outcome)
        disputes.follow_money(event.milestone_id)

    def check_file(command: Delivery) -> None:
        disputes.enter_evidence(command.data["key"])

    return subscriptions_of(
        [
            on(DisputeStageEnteredV1, lambda event, _: disputes.begin_watch(event.dispute_id)),
            on(DisputeResolvedV1, lambda event, _: disputes.begin_watch(event.dispute_id)),
            on(FundsReleasedV1, lambda event, _: disputes.follow_money(event.milestone_id)),
            on(FundsRefundedV1, lambda event, _: disputes.follow_money(event.milestone_id)),
            on(ChargebackOpenedV1, lambda event, _: hearings.open.of_work(event)),
            on(DepositChargebackOpenedV1, lambda event, _: hearings.open.of_visit(event)),
            on(ChargebackClosedV1, on_chargeback_closed),
            on(DepositChargebackClosedV1, lambda event, _: hearings.close(event.chargeback_id, event.outcome)),
            on(DisputeSettledV1, lambda event, _: disputes.record_settlement(event.dispute_id)),
            (CHECK, check_file),
        ]
    )


handler = queue(subscribe, wiring.wire_background)
