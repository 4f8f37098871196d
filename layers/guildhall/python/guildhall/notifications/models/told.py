"""Notifications, letters, contacts and preferences."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from ulid import ULID

from guildhall.kernel.ids import born_at, earliest
from guildhall.kernel.types import Instant
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models.figures import Outcome
from guildhall.notifications.models.rhythm import Effect, Rhythm, Rule
from guildhall.notifications.models.slack import SlackCode
from guildhall.notifications.models.types import (
    ABOUT,
    ALWAYS,
    BY_TEXT,
    CHOSEN,
    QUIET_AT_FIRST,
    URGENT,
    Channel,
    Params,
    Type,
)

KEPT = timedelta(days=90)
"""How long a notification and the record of its letter are kept (data.md section 4.3)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one account, before preferences are asked.

    account_id: or the id of a reservation, of one who waits or of an invitation: such guests get letters only.
    """

    account_id: str
    type: Type
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notification:
    """What an account was told in the app; the words are found when it is read. read_at: absent while unread."""

    notification_id: str
    account_id: str
    type: Type
    params: Params
    read_at: Instant | None = None

    @property
    def about(self) -> str | None:
        """The id of what it is about, by which several are gathered; None if it stands for itself."""
        return next((str(self.params[name]) for name in ABOUT if name in self.params), None)

    @property
    def created_at(self) -> datetime:
        """When the event happened that it tells of."""
        return born_at(self.notification_id)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What goes out to a person on one channel, and how far it has come.

    channel: any but in the app. leased_until: while it is being sent, when another process may try instead.
    reached: the push subscriptions that have taken it. due_at: when it goes out, if it had to wait.
    gathered: the notifications that this one tells of, itself among them, where several waited for one moment.
    outcomes: what the service said of it afterwards.
    """

    notification_id: str
    account_id: str
    type: Type
    params: Params
    channel: Channel = Channel.EMAIL
    state: DispatchState = DispatchState.QUEUED
    leased_until: Instant | None = None
    reached: frozenset[str] = frozenset()
    due_at: Instant | None = None
    gathered: tuple[str, ...] = ()
    outcomes: frozenset[Outcome] = frozenset()
    version: int = 0


class MailTrouble(StrEnum):
    """Why no letters go to an address: nobody takes them there, or whoever does called one of them spam."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class MailReport:
    """What a mail program said of a letter. sent_at: when that letter was sent. notification_id: empty if unknown."""

    account_id: str
    email: str
    outcome: Outcome
    sent_at: datetime
    notification_id: str = ""

    @property
    def trouble(self) -> MailTrouble | None:
        """Why no letters are to follow; None if the letter arrived."""
        return None if self.outcome is Outcome.DELIVERED else MailTrouble(self.outcome)


@dataclass(frozen=True, slots=True)
class TextReport:
    """What a text service said of a message that was handed over at sent_at.

    is_gone: nothing ever arrives at the number, or whoever has it wants no more there.
    """

    account_id: str
    notification_id: str
    outcome: Outcome
    sent_at: datetime
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class PhoneCode:
    """A code that was sent to a telephone, and awaits to come back until `ends_at`. phone: E.164. tries: wrong ones."""

    phone: str
    code: str
    ends_at: Instant
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and how to write to an account.

    email: absent until AccountRegistered has arrived. mail_trouble: why letters stopped at mail_stopped_at, None while
    they go. mail_resumed_at: when the person last asked for them again. phone: E.164, from which a code came back at
    phone_confirmed_at; None before we noted it. are_texts_stopped: whether whoever has the telephone answered that they
    want none, or the number is gone. roles: what the account may be.
    named_at, locale_at: of the last news of either; None while it is as it was when the account was opened.
    country: where the account is taxed, ISO 3166-1, as it said at country_at; None before it said so.
    is_verified: as an expert, by news of verified_at. joined_at: when it was opened; None before we noted it.
    slack_url: the Slack address, from which a code came back. slack_rests_until: before that it takes no message, as it
    said itself.
    """

    account_id: str
    email: str | None = None
    display_name: str | None = None
    locale: str = "en"
    is_confirmed: bool = False
    mail_trouble: MailTrouble | None = None
    mail_stopped_at: Instant | None = None
    mail_resumed_at: Instant | None = None
    phone: str | None = None
    phone_confirmed_at: Instant | None = None
    phone_code: PhoneCode | None = None
    are_texts_stopped: bool = False
    roles: tuple[str, ...] = ()
    is_verified: bool = False
    verified_at: Instant | None = None
    joined_at: Instant | None = None
    country: str | None = None
    country_at: Instant | None = None
    named_at: Instant | None = None
    locale_at: Instant | None = None
    slack_url: str | None = None
    slack_code: SlackCode | None = None
    slack_rests_until: Instant | None = None
    version: int = 0

    def concerns(self, report: MailReport) -> bool:
        """Tell whether a report is news: of this address, of a letter sent since letters were last asked for."""
        is_late = self.mail_resumed_at is not None and report.sent_at <= self.mail_resumed_at
        return self.mail_trouble is None and (self.email or "").lower() == report.email.lower() and not is_late


@dataclass(frozen=True, slots=True)
class Preferences:
    """What an account wants. choices: type to channel to on or off; what is absent stands at its default.

    rules: its own; where several concern one thing, in_app_only wins.
    """

    account_id: str
    choices: dict[str, dict[str, bool]] = field(default_factory=dict)
    rhythm: Rhythm = field(default_factory=Rhythm)
    rules: tuple[Rule, ...] = ()
    version: int = 0

    def wants(self, kind: Type, channel: Channel) -> bool:
        """Tell whether the person wants this type on this channel."""
        if channel is Channel.SMS and kind not in BY_TEXT:
            return False
        if (kind, channel) in ALWAYS:
            return True
        is_on_at_first = channel not in CHOSEN and (kind, channel) not in QUIET_AT_FIRST
        return self.choices.get(kind, {}).get(channel, is_on_at_first)

    def channels(self, kind: Type) -> frozenset[Channel]:
        """Return the channels on which the person wants this type."""
        return frozenset(channel for channel in Channel if self.wants(kind, channel))

    def plan(self, kind: Type, params: Params, now: datetime) -> dict[Channel, datetime]:
        """Return on which channels the person hears of something, and when; in the app it is at once.

        Letters that would wait go together with others: who turned those off gets none of them.
        """
        effects = {rule.does for rule in self.rules if rule.concerns(kind, params)}
        is_urgent = kind in URGENT or Effect.AT_ONCE in effects
        wanted = self.channels(kind)
        if Effect.IN_APP_ONLY in effects:
            wanted &= {Channel.IN_APP}
        plan = {
            channel: now if is_urgent or channel is Channel.IN_APP else self.rhythm.due(channel, now)
            for channel in wanted
        }
        if plan.get(Channel.EMAIL, now) > now and not self.wants(Type.DIGEST, Channel.EMAIL):
            del plan[Channel.EMAIL]
        return plan


def before(at: datetime) -> str:
    """Return what stands before every id of a notification of this instant and after every earlier one."""
    return earliest("ntf", at)


def is_guest(account_id: str) -> bool:
    """Tell whether somebody is known by their reservation, by waiting for one, an invitation or a message alone."""
    return account_id.startswith(("rsv_", "wtl_", "inv_", "vmg_"))


def notification_id(event_id: str, account_id: str, kind: Type) -> str:
    """Return the id that this event, account and type always give, so that a repeated event finds the same rows.

    It carries the event's own instant, so that ids sort by when things happened. Raises ValueError if `event_id` is
    no id of ours.
    """
    digest = hashlib.sha256(f"{event_id}|{account_id}|{kind}".encode()).digest()
    instant = int(born_at(event_id).timestamp() * 1000).to_bytes(6, "big")
    return f"ntf_{ULID.from_bytes(instant + digest[:10])}"
