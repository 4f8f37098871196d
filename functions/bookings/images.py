"""Queue edge of images: what was uploaded gets rendered."""

from guildhall.bookings.use_cases.images import RENDER, RenderImage
from guildhall.bookings.wiring import images as wiring
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(render: RenderImage) -> Subscriptions:
    """Name the commands and what each leads to."""

    def render_image(command: Delivery) -> None:
        render(command.data["key"])

    return subscriptions_of([(RENDER, render_image)])


handler = queue(subscribe, wiring.wire_rendering)
