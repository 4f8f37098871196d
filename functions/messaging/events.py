"""Event edge of messaging: what other capabilities did that opens a conversation, names people, or screens show."""

from guildhall.bookings.events import RoomChangedV1
from guildhall.contracts.events import ContractSignedV1
from guildhall.identity.events import AccountRegisteredV1, AccountRenamedV1
from guildhall.messaging import wiring
from guildhall.messaging.models import RoomChange, Told, ToldRead
from guildhall.notifications.events import NotificationSentV1, NotificationsReadV1
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(messaging: wiring.Ears) -> Subscriptions:
    """Name the events."""

    def on_contract_signed(event: ContractSignedV1, _: Delivery) -> None:
        messaging.open_conversation(event.contract_id, event.title, [event.client_id, event.expert_id])

    def on_room_changed(event: RoomChangedV1, _: Delivery) -> None:
        messaging.tell_room(
            RoomChange(
                event.venue_id, event.reservation_id, event.version, event.action, event.starts_at, event.ends_at
            )
        )

    def on_notification_sent(event: NotificationSentV1, _: Delivery) -> None:
        # Letters are told of too; they are nothing that a device shows.
        if "in_app" in event.channels:
            messaging.tell_owner(event.account_id, Told(event.notification_id, event.type))

    def on_notifications_read(event: NotificationsReadV1, _: Delivery) -> None:
        messaging.tell_owner(event.account_id, ToldRead(event.notification_ids))

    def on_name(event: AccountRegisteredV1 | AccountRenamedV1, delivery: Delivery) -> None:
        messaging.call_person(event.account_id, event.display_name, delivery.id)

    return subscriptions_of(
        [
            on(AccountRegisteredV1, on_name),
            on(AccountRenamedV1, on_name),
            on(ContractSignedV1, on_contract_signed),
            on(RoomChangedV1, on_room_changed),
            on(NotificationSentV1, on_notification_sent),
            on(NotificationsReadV1, on_notifications_read),
        ]
    )


handler = queue(subscribe, wiring.wire_ears)
