"""What messaging needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from guildhall.kernel.actor import Actor
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.models import (
    Conversation,
    How,
    Membership,
    Message,
    MessagePage,
    Notice,
    Online,
    Reader,
    Ticket,
    Version,
)


class Conversations(Protocol):
    """Stored conversations and who takes part in them."""

    def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation, or None; who takes part is as of this moment unless nobody ever joins or leaves."""

    def now(self, conversation_id: str) -> Conversation | None:
        """Return a conversation as it is at this moment, or None."""

    def keep(
        self,
        action: str,
        conversation: Conversation,
        joined: Sequence[Membership],
        left: Sequence[str],
        *events: DomainEvent,
    ) -> None:
        """Store it at the version that was read, with new sides, and without those who left. Raises StaleVersion."""

    def membership(self, account_id: str, conversation_id: str) -> Membership | None:
        """Return one participant's side as it is at this moment, or None."""

    def membership_and_message(
        self, account_id: str, conversation_id: str, message_id: str
    ) -> tuple[Membership | None, Message | None]:
        """Return one participant's side and a message of the conversation, in one reading."""

    def memberships(self, conversation: Conversation) -> list[Membership]:
        """Return every participant's side, in the order of `participant_ids`."""

    def memberships_of(self, conversations: Sequence[Conversation]) -> dict[str, list[Membership]]:
        """Return every participant's side by the conversation's id, as `memberships` does, in one reading."""

    def list(
        self, account_id: str, limit: int, position: dict[str, Any] | None, *, is_archived: bool | None = None
    ) -> tuple[list[Membership], dict[str, Any] | None]:
        """Return an account's memberships, pinned ones first, each latest activity first, and where it goes on.

        is_archived: only those, or only the others; such a page may be short and still not be the last.
        """

    def save(self, membership: Membership) -> None:
        """Store all but the delivered mark at the version that was read. Raises StaleVersion."""

    def deliver(self, account_id: str, conversation_id: str, mark: str) -> bool:
        """Move the delivered mark forward; False if it is there already."""


class Blocks(Protocol):
    """Who wants to hear nothing from whom."""

    def put(self, account_id: str, other_id: str, at: datetime, *, is_on: bool) -> None:
        """Store that an account blocks another, or no longer does."""

    def of(self, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return those of the pairs (who, whom) in which one blocks the other, as of this moment."""

    def against(self, account_id: str) -> frozenset[str]:
        """Return who blocks an account, as of this moment."""


class Messages(Protocol):
    """Stored messages, in the order of their ids."""

    def put(self, message: Message) -> Message:
        """Store a message, or return the one that is stored of the same sending. Raises MessageIdTaken."""

    def get(self, conversation_id: str, message_id: str) -> Message | None:
        """Return a message, or None."""

    def older(self, conversation_id: str, before: str | None, limit: int) -> MessagePage:
        """Return messages with smaller ids than `before`, newest first; without it, the newest."""

    def thread(self, conversation_id: str, thread_id: str, before: str | None, limit: int) -> MessagePage:
        """Return messages of a thread with smaller ids than `before`, newest first; without it, the newest.

        What was stored a moment ago may be missing.
        """

    def newer(self, conversation_id: str, born_from: datetime | None, after: str | None, limit: int) -> MessagePage:
        """Return messages with ids of this instant or later and larger than `after`, oldest first.

        Whatever was stored before the call is seen by it.
        """

    def change(self, message: Message, how: How, by: str, at: datetime, before: Message) -> Message:
        """Store a changed message at the version of `before`, and what it said. Raises StaleVersion."""

    def changed(self, conversation_id: str, since: datetime, after: str, limit: int) -> MessagePage:
        """Return messages changed since an instant, each once, as they are at this moment.

        after: the end of the page before, or nothing. Whatever was stored before the call is seen by it.
        """

    def versions(self, conversation_id: str, message_id: str) -> list[Version]:
        """Return what a message said before, oldest first."""

    def marks_of_others(self, conversation_id: str, readers: Sequence[Reader], most: int) -> list[list[str]]:
        """Return for each reader the marks behind theirs of messages that others sent, all in one reading.

        The latest ids first, `most` of them or a few more if there are as many, as of this moment.
        """

    def announce(self, events: Sequence[MessageSentV1]) -> None:
        """Tell the world of messages; told again, they carry the same event ids."""


class Tickets(Protocol):
    """Tickets that wait for their socket."""

    def keep(self, secret: str, ticket: Ticket) -> None:
        """Store a ticket under its secret, of which only a digest is kept."""

    def take(self, secret: str) -> Ticket | None:
        """Remove and return the ticket, or None; of several who ask at once, one gets it."""


class Connections(Protocol):
    """Open sockets by account."""

    def beat(self, account_id: str, connection_id: str, at: datetime, *, is_in_use: bool | None = None) -> Online:
        """Note that a socket is open, and whether its device is in use if that is known; return what was before."""

    def remove(self, account_id: str, connection_ids: Collection[str]) -> Online:
        """Forget sockets; return what is still open."""

    def of(self, account_ids: Collection[str]) -> Sequence[Online]:
        """Return the open sockets of each account, as of this moment."""


class Delivery(Protocol):
    """The way to people's open sockets."""

    def tell(self, account_ids: Collection[str], notice: Notice, *, but: str | None = None) -> None:
        """Send a notice to every open socket of the accounts except one. A frame may be lost: this raises nothing."""

    def tell_all(self, told: Sequence[tuple[Collection[str], Notice]], *, but: str | None = None) -> None:
        """Send several notices, each to its own accounts, as `tell` sends one; a socket gets its own in this order."""

    def tell_socket(self, connection_id: str, notice: Notice) -> None:
        """Send a notice to one socket. A frame may be lost: this raises nothing."""


class Rooms(Protocol):
    """Who may look at a venue's room."""

    def __call__(self, actor: Actor, venue_id: str) -> None:
        """Let the actor pass. Raises NotFound, Forbidden."""


class NewSecret(Protocol):
    """Makes what nobody can guess."""

    def __call__(self) -> str:
        """Return a fresh secret, safe in a URL."""
