"""Which adapter stands behind which port of messaging."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guildhall.kernel.actor import Actor
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.models import SILENCE, Message
from guildhall.messaging.ports import Rooms
from guildhall.messaging.store.answering import DynamoAnswers
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.errands import DynamoErrands
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.records import message_of_row
from guildhall.messaging.store.reports import DynamoReports, DynamoSignals
from guildhall.messaging.store.sockets import DynamoConnections, DynamoTickets
from guildhall.messaging.store.templates import DynamoPeople
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting
from guildhall.messaging.use_cases.answering import WatchAnswers
from guildhall.messaging.use_cases.arranging import ArrangeConversation, BlockPerson, ListBlocked
from guildhall.messaging.use_cases.changes import (
    DeleteMessage,
    EditMessage,
    ListVersions,
    React,
    ReadContractWords,
    RewriteMessage,
    ShowMessage,
)
from guildhall.messaging.use_cases.conversations import ListConversations, ShowConversation
from guildhall.messaging.use_cases.erasing import EraseConversation
from guildhall.messaging.use_cases.links import AskPreviews
from guildhall.messaging.use_cases.messages import FillGap, ReadHistory, SendMessage
from guildhall.messaging.use_cases.participants import KeepConversation, KeepDispute
from guildhall.messaging.use_cases.participants import conversation_of as conversation_of
from guildhall.messaging.use_cases.receipts import ChangeMembership, CountUnread, NoteChanges, NoteMessages, SendReceipt
from guildhall.messaging.use_cases.rooms import TellRoom, WatchRoom
from guildhall.messaging.use_cases.safety import RaiseSignals
from guildhall.messaging.use_cases.searching import ExportConversation, SearchMessages
from guildhall.messaging.use_cases.sockets import (
    Announce,
    Beat,
    Connect,
    Disconnect,
    SeePresence,
    ShowTyping,
    TakeTicket,
    TellOwner,
    UseTicket,
)
from guildhall.messaging.use_cases.starting import LeaveVenue
from guildhall.messaging.use_cases.templates import CallPerson
from guildhall.messaging.use_cases.translating import TranslateMessage
from guildhall.messaging.wiring.starting import Starting, wire_starting
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.parallel import together

if TYPE_CHECKING:
    from chalice.app import WebsocketAPI

    from guildhall.messaging.schemas.printed import Prints
    from guildhall.messaging.wiring.calls import Calling
    from guildhall.messaging.wiring.copies import Copying
    from guildhall.messaging.wiring.figures import Counting
    from guildhall.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class Background:
    """The use cases that nobody waits for.

    announce: tells the world of messages. message_of: reads a message from its stored form, as the stream has it.
    """

    note_messages: NoteMessages
    announce: Callable[[Sequence[MessageSentV1]], None]
    note_changes: NoteChanges
    raise_signals: RaiseSignals
    ask_previews: AskPreviews
    watch_answers: WatchAnswers
    message_of: Callable[[dict[str, Any]], Message]


@dataclass(frozen=True, slots=True)
class Ears:
    """What messaging does about what it is told."""

    keep_conversation: KeepConversation
    keep_dispute: KeepDispute
    leave_venue: LeaveVenue
    tell_room: TellRoom
    tell_owner: TellOwner
    call_person: CallPerson


@dataclass(frozen=True, slots=True)
class Messaging:
    """The use cases of participants. sockets: Chalice's way to them, for answers."""

    erase: EraseConversation
    starting: Starting
    show_conversation: ShowConversation
    list_conversations: ListConversations
    arrange: ArrangeConversation
    block: BlockPerson
    list_blocked: ListBlocked
    send_message: SendMessage
    show_message: ShowMessage
    edit_message: EditMessage
    delete_message: DeleteMessage
    react: React
    list_versions: ListVersions
    translate: TranslateMessage
    read_history: ReadHistory
    fill_gap: FillGap
    search: SearchMessages
    prints: Prints
    figures: Counting
    copies: Copying
    send_receipt: SendReceipt
    take_ticket: TakeTicket
    use_ticket: UseTicket
    connect: Connect
    beat: Beat
    disconnect: Disconnect
    show_typing: ShowTyping
    see_presence: SeePresence
    watch_room: WatchRoom
    calls: Calling
    sockets: WebsocketAPI
    cursors: Cursors


def wire_background(platform: Platform) -> Background:
    """Build what follows events and the chat stream; it opens no way to sockets."""
    clock = platform.clock
    conversations, messages = DynamoConversations(platform.database), DynamoMessages(platform.database)
    change = ChangeMembership(conversations, CountUnread(messages, clock))
    return Background(
        note_messages=NoteMessages(conversations, change, DynamoBlocks(platform.database)),
        announce=messages.announce,
        note_changes=NoteChanges(conversations, messages, change),
        raise_signals=RaiseSignals(
            conversations, messages, DynamoSignals(platform.database), DynamoReports(platform.database), clock
        ),
        ask_previews=AskPreviews(messages, DynamoErrands(platform.database)),
        watch_answers=WatchAnswers(conversations, DynamoAnswers(platform.database), clock),
        message_of=message_of_row,
    )


def wire_ears(platform: Platform) -> Ears:
    """Build what follows events of other capabilities."""
    from guildhall.messaging.gateways.sockets import SocketDelivery, chalice_sockets
    from guildhall.messaging.schemas.notices import event_frame

    clock = platform.clock
    delivery = SocketDelivery(DynamoConnections(clock), chalice_sockets(platform.environ), event_frame, clock)
    conversations = DynamoConversations(platform.database)
    change = ChangeMembership(conversations, CountUnread(DynamoMessages(platform.database), clock))
    keep = KeepConversation(conversations, change, delivery, clock)
    return Ears(
        keep,
        KeepDispute(keep),
        LeaveVenue(keep, conversations),
        TellRoom(delivery),
        TellOwner(delivery),
        CallPerson(DynamoPeople()),
    )


def _rooms(platform: Platform) -> Rooms:
    """Return who asks bookings whether somebody may look at a room (decision 0002)."""

    def access(actor: Actor, venue_id: str) -> None:
        # Loaded when the first screen of a room asks: a conversation starts without it.
        from guildhall.bookings.wiring.venues import wire_public

        wire_public(platform).access(actor, venue_id, "bookings.run_room")

    return access


def contract_words(platform: Platform) -> ReadContractWords:
    """Build what disputes asks for: the words that were exchanged about a contract (decision 0002)."""
    access = AccessConversation(DynamoConversations(platform.database), platform.gate)
    return ReadContractWords(access, DynamoMessages(platform.database))


def wire_prints(platform: Platform) -> Prints:
    """Build exports and papers; disputes hands them to whoever judges (decision 0002)."""
    from guildhall.messaging.schemas.finding import Exports
    from guildhall.messaging.schemas.printed import Prints

    access = AccessConversation(DynamoConversations(platform.database), platform.gate)
    export = ExportConversation(access, DynamoMessages(platform.database))
    return Prints(Exports(export, platform.cursors), DynamoPeople())


def wire(platform: Platform, vault: Vault | None = None) -> Messaging:
    """Build the use cases on DynamoDB and the sockets of this stage. vault: instead of S3, for tests."""
    # Not above: the functions of `wire_background` start without them.
    from guildhall.messaging.gateways.sockets import SocketDelivery, chalice_sockets
    from guildhall.messaging.schemas.notices import event_frame
    from guildhall.messaging.store.scheduled import DynamoScheduledMessages
    from guildhall.messaging.wiring.calls import wire_calls
    from guildhall.messaging.wiring.copies import wire_copies
    from guildhall.messaging.wiring.figures import wire_figures
    from guildhall.messaging.wiring.files import cited
    from guildhall.messaging.wiring.translating import wire_translating

    clock, gate = platform.clock, platform.gate
    conversations, messages = DynamoConversations(platform.database), DynamoMessages(platform.database)
    tickets, connections = DynamoTickets(), DynamoConnections(clock)
    sockets = chalice_sockets(platform.environ)
    delivery = SocketDelivery(connections, sockets, event_frame, clock)
    access = AccessConversation(conversations, gate)
    blocks = DynamoBlocks(platform.database)
    announce = Announce(conversations, blocks, delivery)
    change = ChangeMembership(conversations, CountUnread(messages, clock))
    show = ShowMessage(access, messages)
    writing = AccessForWriting(access, blocks, together)
    rewrite = RewriteMessage(writing, messages, delivery, platform.limits, clock)
    return Messaging(
        erase=EraseConversation(conversations, DynamoScheduledMessages(platform.database), delivery, gate, clock),
        starting=wire_starting(platform, KeepConversation(conversations, change, delivery, clock)),
        show_conversation=ShowConversation(access, conversations),
        list_conversations=ListConversations(conversations, gate),
        arrange=ArrangeConversation(access, conversations, change, delivery),
        block=BlockPerson(access, blocks, delivery, clock),
        list_blocked=ListBlocked(access, blocks),
        send_message=SendMessage(writing, messages, cited(platform, vault), delivery, platform.limits, clock),
        show_message=show,
        edit_message=EditMessage(rewrite),
        delete_message=DeleteMessage(rewrite),
        react=React(rewrite),
        list_versions=ListVersions(show, messages),
        translate=wire_translating(platform, show),
        read_history=ReadHistory(access, messages, clock),
        fill_gap=FillGap(access, messages, clock),
        search=SearchMessages(access, conversations, messages, gate),
        prints=wire_prints(platform),
        figures=wire_figures(platform),
        copies=wire_copies(platform, vault),
        send_receipt=SendReceipt(access, conversations, change, delivery, together),
        take_ticket=TakeTicket(tickets, gate, clock, lambda: secrets.token_urlsafe(32)),
        use_ticket=UseTicket(tickets, clock),
        connect=Connect(connections, gate, clock, announce),
        beat=Beat(connections, gate, clock),
        disconnect=Disconnect(connections, announce),
        show_typing=ShowTyping(writing, delivery),
        see_presence=SeePresence(access, connections, blocks),
        # Nobody asks when a room was last watched.
        watch_room=WatchRoom(_rooms(platform), DynamoConnections(clock, kept=2 * SILENCE), clock),
        calls=wire_calls(platform, delivery),
        sockets=sockets,
        cursors=platform.cursors,
    )
