"""Queue edge of disputes: its own stages to watch over, what payments does with the money, and files to check."""

from guildhall.disputes import wiring
from guildhall.disputes.events import DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.payments.events import ChargebackClosedV1, DisputeSettledV1, FundsRefundedV1, FundsReleasedV1
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.platform.files import CHECK


def subscribe(disputes: wiring.Disputes) -> Subscriptions:
    """Name the events and what each leads to."""

    def check_file(command: Delivery) -> None:
        disputes.enter_evidence(command.data["key"])

    return subscriptions_of(
        [
            on(DisputeStageEnteredV1, lambda event, _: disputes.begin_watch(event.dispute_id)),
            on(DisputeResolvedV1, lambda event, _: disputes.begin_watch(event.dispute_id)),
            on(FundsReleasedV1, lambda event, _: disputes.follow_money(event.milestone_id)),
            on(FundsRefundedV1, lambda event, _: disputes.follow_money(event.milestone_id)),
            on(ChargebackClosedV1, lambda event, _: disputes.follow_money(event.milestone_id)),
            on(DisputeSettledV1, lambda event, _: disputes.record_settlement(event.dispute_id)),
            (CHECK, check_file),
        ]
    )


handler = queue(subscribe, wiring.wire)
