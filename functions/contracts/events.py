"""Queue edge of contracts: accepted proposals, what payments says of the money, and files to check."""

from guildhall.contracts import wiring
from guildhall.contracts.machine import Move
from guildhall.payments.events import (
    ChargebackClosedV1,
    ChargebackOpenedV1,
    FundsHeldV1,
    FundsRefundedV1,
    FundsReleasedV1,
)
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.platform.files import CHECK
from guildhall.projects.events import ProposalAcceptedV1


def subscribe(contracts: wiring.Contracts) -> Subscriptions:
    """Name the events and what each leads to."""

    def on_proposal_accepted(event: ProposalAcceptedV1, _: Delivery) -> None:
        contracts.open(event)

    def on_funds_held(event: FundsHeldV1, _: Delivery) -> None:
        contracts.record_money(event.contract_id, event.milestone_id, Move.HOLD)

    def on_funds_released(event: FundsReleasedV1, _: Delivery) -> None:
        contracts.record_money(event.contract_id, event.milestone_id, Move.RELEASE, held_minor=event.held_minor)

    def on_funds_refunded(event: FundsRefundedV1, _: Delivery) -> None:
        # Work of which a part was paid is done: what came back was a discount.
        news = Move.RELEASE if event.released_minor else Move.REFUND
        contracts.record_money(event.contract_id, event.milestone_id, news, held_minor=event.held_minor)

    def check_file(command: Delivery) -> None:
        contracts.files.shelf.check(command.data["key"])

    return subscriptions_of(
        [
            on(ProposalAcceptedV1, on_proposal_accepted),
            on(FundsHeldV1, on_funds_held),
            on(FundsReleasedV1, on_funds_released),
            on(FundsRefundedV1, on_funds_refunded),
            on(ChargebackOpenedV1, lambda event, _: contracts.freeze_charged_back(event)),
            on(ChargebackClosedV1, lambda event, _: contracts.follow_chargeback(event)),
            (CHECK, check_file),
        ]
    )


handler = queue(subscribe, wiring.wire)
