"""Queue edge of partners: every event that has a public name."""

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at
from guildhall.partners import wiring
from guildhall.partners.use_cases import PlanDeliveries
from guildhall.partners.use_cases.public_events import PUBLIC, translate
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(plan_deliveries: PlanDeliveries) -> Subscriptions:
    """Name the handlers."""

    def plan(event: DomainEvent, delivery: Delivery) -> None:
        plan_deliveries(delivery.id, translate(event, born_at(delivery.id)))

    return subscriptions_of([on(event, plan) for event in PUBLIC])


handler = queue(subscribe, wiring.wire_planning)
