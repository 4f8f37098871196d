"""Queue edge of partners: the delivery attempts that were ordered, one message each."""

from guildhall.partners import wiring
from guildhall.partners.use_cases import Deliver
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(deliver: Deliver) -> Subscriptions:
    """Name the handlers."""

    def attempt(order: Delivery) -> None:
        deliver(order.data["endpoint_id"], order.data["delivery_id"], order.data["attempt"])

    return {"deliver": attempt}


handler = queue(subscribe, wiring.wire_delivery)
