"""Event edge of messaging: what other capabilities did that opens a conversation, names people, or screens show."""

from collections.abc import Callable

from guildhall.bookings.events import RoomChangedV1, VenueStaffLeftV1
from guildhall.contracts.events import ContractSignedV1
from guildhall.disputes.events import DisputeLeftV1, DisputeOpenedV1, DisputeTakenV1
from guildhall.identity.events import AccountRegisteredV1, AccountRenamedV1
from guildhall.messaging import wiring
from guildhall.messaging.models import AlertMoved, Participant, ParticipantRole, RoomChange, Subject, Told, ToldRead
from guildhall.messaging.schemas.commands import KEEP_CONVERSATION, KeepConversationCommand
from guildhall.notifications.events import (
    AlertAcknowledgedV1,
    AlertEscalatedV1,
    AlertRaisedV1,
    AlertResolvedV1,
    NotificationSentV1,
    NotificationsReadV1,
)
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.projects.events import ProposalAcceptedV1, ProposalShortlistedV1

_OfTwo = (
    ContractSignedV1 | ProposalShortlistedV1 | ProposalAcceptedV1 | DisputeOpenedV1 | DisputeTakenV1 | DisputeLeftV1
)

STATES: dict[type, str] = {
    AlertRaisedV1: "open",
    AlertEscalatedV1: "open",
    AlertAcknowledgedV1: "acknowledged",
    AlertResolvedV1: "resolved",
}


def subscribe(messaging: wiring.Ears) -> Subscriptions:
    """Name the events."""

    def on_staff_left(event: VenueStaffLeftV1, delivery: Delivery) -> None:
        messaging.leave_venue(event.account_id, event.venue_id, _as_of(delivery))

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

    def on_alert(event: AlertRaisedV1 | AlertEscalatedV1 | AlertAcknowledgedV1 | AlertResolvedV1, _: Delivery) -> None:
        for account_id in event.watcher_ids:
            messaging.tell_owner(account_id, AlertMoved(event.alert_id, STATES[type(event)], event.severity))

    def on_name(event: AccountRegisteredV1 | AccountRenamedV1, delivery: Delivery) -> None:
        messaging.call_person(event.account_id, event.display_name, delivery.id)

    return subscriptions_of(
        [
            on(AccountRegisteredV1, on_name),
            on(AccountRenamedV1, on_name),
            *_about_subjects(messaging),
            on(VenueStaffLeftV1, on_staff_left),
            on(RoomChangedV1, on_room_changed),
            on(NotificationSentV1, on_notification_sent),
            on(NotificationsReadV1, on_notifications_read),
            *[on(event, on_alert) for event in STATES],
        ]
    )


def _about_subjects(messaging: wiring.Ears) -> list[tuple[str, Callable[[Delivery], None]]]:
    """Name what opens a conversation, and what lets people join and leave it."""

    def on_contract_signed(event: ContractSignedV1, delivery: Delivery) -> None:
        messaging.keep_conversation(Subject.CONTRACT, event.contract_id, event.title, _sides(event, delivery))

    def on_proposal(event: ProposalShortlistedV1 | ProposalAcceptedV1, delivery: Delivery) -> None:
        # One conversation an expert, under the proposal's ULID, which the contract will have.
        what = (Subject.PROJECT, event.project_id, event.project_title)
        messaging.keep_conversation(*what, _sides(event, delivery), key=event.proposal_id)

    def on_dispute_opened(event: DisputeOpenedV1, delivery: Delivery) -> None:
        messaging.keep_dispute(event.dispute_id, event.contract_id, _sides(event, delivery))

    def on_desk(event: DisputeTakenV1 | DisputeLeftV1, delivery: Delivery) -> None:
        has_it = isinstance(event, DisputeTakenV1)
        staff = Participant(event.staff_id, ParticipantRole(event.desk), has_it, _as_of(delivery))
        messaging.keep_dispute(event.dispute_id, event.contract_id, _sides(event, delivery), staff)

    def on_command(delivery: Delivery) -> None:
        wanted = KeepConversationCommand.model_validate(delivery.data)
        participants = wanted.participants(_as_of(delivery))
        messaging.keep_conversation(wanted.subject, wanted.subject_id, wanted.title, participants)

    return [
        on(ContractSignedV1, on_contract_signed),
        on(ProposalShortlistedV1, on_proposal),
        on(ProposalAcceptedV1, on_proposal),
        on(DisputeOpenedV1, on_dispute_opened),
        on(DisputeTakenV1, on_desk),
        on(DisputeLeftV1, on_desk),
        (KEEP_CONVERSATION, on_command),
    ]


def _sides(event: _OfTwo, delivery: Delivery) -> list[Participant]:
    as_of = _as_of(delivery)
    return [
        Participant(event.client_id, ParticipantRole.CLIENT, as_of=as_of),
        Participant(event.expert_id, ParticipantRole.EXPERT, as_of=as_of),
    ]


def _as_of(delivery: Delivery) -> str:
    return delivery.id.rpartition("_")[2]


handler = queue(subscribe, wiring.wire_ears)
