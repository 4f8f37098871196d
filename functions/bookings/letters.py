"""Queue edge of contact messages: what guests wrote goes to the venue's mailbox."""

from guildhall.bookings.use_cases.pages import SEND, SendToVenue
from guildhall.bookings.wiring import letters as wiring
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(send: SendToVenue) -> Subscriptions:
    """Name the commands and what each leads to."""

    def send_contact_message(command: Delivery) -> None:
        send(command.data["venue_id"], command.data["message_id"])

    return subscriptions_of([(SEND, send_contact_message)])


handler = queue(subscribe, wiring.wire)
