"""What notifications needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import (
    Channel,
    Contact,
    Dispatch,
    MailTrouble,
    Notification,
    Outcome,
    Params,
    Preferences,
    Push,
    PushSubscription,
    TextReport,
    Type,
)


@dataclass(frozen=True, slots=True)
class Page:
    """items: newest first. position: where the next page starts, or None.

    unread_count: of all that the account has, whatever the page shows; counting stops at 100.
    """

    items: list[Notification]
    position: dict[str, Any] | None
    unread_count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which notifications to show. unread: only those that were not read. type: only of this one.

    since, before: of when they tell, the second exclusive.
    """

    unread: bool = False
    type: Type | None = None
    since: datetime | None = None
    before: datetime | None = None


Concerns = Callable[[Notification], bool]
"""Whether a notification is one of those that are meant."""


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail, ready to go.

    html: empty for one of plain text. unsubscribe_url: one POST to it switches the type off (RFC 8058); empty for what
    nobody can switch off. calendar: an iCalendar object that goes with it, or nothing. notification_id: of what it
    tells, if it is a notification. reply_to: where answers go; empty for nowhere.
    """

    account_id: str
    to: str
    subject: str
    html: str
    text: str
    unsubscribe_url: str
    calendar: str = ""
    notification_id: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class GuestContact:
    """Where and how to write to a guest. token: of the guest's own link; empty if there is none.

    phone: E.164; empty if it is not known.
    """

    contact: Contact
    token: str
    calendar: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class TextTag:
    """By what a report names the message that it is about. sent_at: when it was handed over."""

    account_id: str
    notification_id: str
    sent_at: datetime


class Texter(Protocol):
    """Sends text messages."""

    def send(self, phone: str, text: str, tag: TextTag | None = None) -> None:
        """Hand a message to the service. phone: E.164. tag: None if nobody wants to know what becomes of it.

        Raises MailRefused, TextsStopped, Unavailable.
        """


class TextReports(Protocol):
    """Reads what a text service says of messages afterwards."""

    def read(self, path_and_query: str, body: bytes, signature: str) -> TextReport | None:
        """Return the report, or None if it is of a step that we do not note. Raises ReportForged."""


class Inbox(Protocol):
    """Stored notifications."""

    def tell(self, notification: Notification | None, dispatches: list[Dispatch], *events: DomainEvent) -> None:
        """Store all of it, and order what goes out now, in one transaction. Raises AlreadyTold."""

    def get(self, account_id: str, notification_id: str) -> Notification | None:
        """Return one, or None."""

    def page(self, account_id: str, only: Filter, *, limit: int, position: dict[str, Any] | None) -> Page:
        """Return one page, newest first; of a type it may be short although another follows."""

    def worded(self, params: Params) -> Params:
        """Return parameters with the words of the announcement that they name, if they name one."""

    def count_unread(self, account_id: str) -> int:
        """Return how many are unread; counting stops at 100."""

    def mark_read(self, notification: Notification, now: datetime) -> Notification | None:
        """Store that this unread one was read, unless it was meanwhile; None if it is gone. Raises Unavailable."""

    def mark_all_read(self, account_id: str, up_to: str | None, now: datetime) -> None:
        """Store that every unread one was read. up_to: the newest one that the person has seen. Raises Unavailable."""

    def mark_meant(
        self, account_id: str, up_to: str | None, now: datetime, concerns: Concerns, *, is_opened: bool
    ) -> None:
        """Store of those of which `concerns` says so, among the latest hundred unread ones, that they were read.

        up_to: the newest of them. is_opened: whether the person saw them, which statistics count. Raises Unavailable.
        """


class Settlements(Protocol):
    """What events have settled, for news of earlier that comes after them."""

    def note(self, account_id: str, by: str, about: str, at: datetime) -> None:
        """Remember when a type of event last settled what is about one thing; earlier ones change nothing."""

    def latest(self, account_id: str, of: Sequence[tuple[str, str]]) -> datetime | None:
        """Return when any of these (by, about) last settled something, as of this moment; None if none did."""


class Dispatches(Protocol):
    """Records of letters, text messages and pushes."""

    def order_report(self, report: TextReport) -> None:
        """Have a report noted once: it may be faster than our own record, and then has to wait."""

    def get(self, account_id: str, notification_id: str, channel: Channel) -> Dispatch | None:
        """Return the record, or None."""

    def save(self, dispatch: Dispatch, *events: DomainEvent, counts: Outcome | None = None) -> Dispatch:
        """Store at the version it was read at, and count an outcome with it. Raises StaleVersion."""


class WaitingDispatches(Protocol):
    """What goes out later."""

    def due(self, now: datetime) -> list[Dispatch]:
        """Return what waits no longer, the longest first; of very much, a part."""

    def send_off(self, bearer: Dispatch, others: list[Dispatch]) -> None:
        """Store what waited together, and order the one that tells of all, in one transaction. Raises StaleVersion."""


class Contacts(Protocol):
    """Where to write to people."""

    def get(self, account_id: str) -> Contact | None:
        """Return the contact, or None."""

    def save(self, contact: Contact, *events: DomainEvent) -> None:
        """Store at the version it was read at. Raises StaleVersion."""

    def order_code(self, contact: Contact) -> None:
        """Store at the version it was read at, and have its code sent. Raises StaleVersion."""

    def order_slack_code(self, contact: Contact) -> None:
        """Store at the version it was read at, and have its code sent to Slack. Raises StaleVersion."""

    def order_slack_test(self, account_id: str, asked_at: datetime) -> None:
        """Have a test message sent to the confirmed Slack address."""


class Guests(Protocol):
    """Guests who have no account, or whose account does not matter; bookings and identity know them."""

    def get(self, guest_id: str) -> GuestContact | None:
        """Return the guest of a reservation or an invitation, or None if nobody can be written to."""


class Switches(Protocol):
    """Stored preferences."""

    def get(self, account_id: str) -> Preferences:
        """Return the preferences; at version 0 while the account never changed any."""

    def several(self, account_ids: list[str]) -> list[Preferences]:
        """Return the preferences of at most 100 accounts, in any order."""

    def save(self, preferences: Preferences) -> Preferences:
        """Store at the version they were read at. Raises StaleVersion."""


class PushSubscriptions(Protocol):
    """Where browsers take pushes."""

    def get(self, subscription_id: str) -> PushSubscription | None:
        """Return one, or None."""

    def of(self, account_id: str) -> list[PushSubscription]:
        """Return those of an account, oldest first; a new one may take a moment to appear."""

    def save(self, subscription: PushSubscription) -> None:
        """Store at the version it was read at, also over one of another account. Raises StaleVersion."""

    def remove(self, subscription: PushSubscription) -> None:
        """Forget one, at the version it was read at. Raises StaleVersion."""


class InUse(Protocol):
    """Who has the app before them; messaging knows."""

    def __call__(self, account_id: str) -> bool:
        """Tell whether one of the account's devices says that it is in use."""


class PushVerdict(StrEnum):
    """taken: it is on its way. gone: the browser subscribes no more. later: try again. refused: never try this."""

    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What a push service said for one device. retry_after_seconds: None if it did not say when to come back."""

    subscription_id: str
    verdict: PushVerdict
    retry_after_seconds: int | None = None


class PushServices(Protocol):
    """The services of browsers' makers, which bring pushes to devices."""

    def key(self) -> str:
        """Return our public key, by which browsers know who may push to them: base64url, uncompressed point."""

    def check(self, endpoint: str, p256dh: str, auth: str) -> None:
        """Refuse what no push could be sent to. Raises PushSubscriptionInvalid."""

    def send(self, subscriptions: list[PushSubscription], push: Push) -> list[PushOutcome]:
        """Send to every device side by side; return what became of each, in the order given."""


class Mailboxes(Protocol):
    """Addresses of guests that are left alone; of accounts, the contact says it."""

    def stop(self, email: str, trouble: MailTrouble) -> None:
        """Leave an address alone; said again, it stays as it is."""

    def is_stopped(self, email: str) -> bool:
        """Tell whether an address is left alone, however it is written."""


class Postman(Protocol):
    """Sends e-mail."""

    def send(self, letter: Letter) -> None:
        """Hand a letter to the mail service. Raises MailRefused, Unavailable."""


class UnsubscribeLinks(Protocol):
    """Signs and reads the token of an unsubscribe link."""

    def token(self, account_id: str, kind: Type) -> str:
        """Return a token that only we can have made."""

    def read(self, token: str) -> tuple[str, Type]:
        """Return the account and the type. Raises UnsubscribeLinkInvalid."""
