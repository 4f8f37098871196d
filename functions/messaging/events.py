"""Event edge of messaging: what other capabilities did that opens a conversation."""

from guildhall.contracts.events import ContractSignedV1
from guildhall.messaging import wiring
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(messaging: wiring.Background) -> Subscriptions:
    """Name the events."""

    def on_contract_signed(event: ContractSignedV1, _: Delivery) -> None:
        messaging.open_conversation(event.contract_id, event.title, [event.client_id, event.expert_id])

    return subscriptions_of([on(ContractSignedV1, on_contract_signed)])


handler = queue(subscribe, wiring.wire_background)
