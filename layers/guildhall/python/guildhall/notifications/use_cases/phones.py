"""A person's telephone: where text messages go once a code that was sent there has come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, require
from guildhall.kernel.rate_limits import Limit, RateLimits, take_for
from guildhall.notifications.errors import PhoneCodeWrong
from guildhall.notifications.models import Channel, Contact, PhoneCode, TextReport
from guildhall.notifications.ports import Contacts, Dispatches, Texter, TextReports
from guildhall.notifications.use_cases.codes import CODE_LIFE, checked
from guildhall.notifications.use_cases.contacts import learn_of
from guildhall.notifications.use_cases.dispatching import NoteOutcome
from guildhall.notifications.use_cases.inbox import inbox_of
from guildhall.notifications.use_cases.words import language_of, texts

CODES = Limit("phone-codes", quota=5, window_seconds=86_400)
"""Codes of one account a day: each costs money, and could annoy whoever has the telephone."""
CODES_OF_PHONE = Limit("phone-codes-number", quota=3, window_seconds=86_400)
"""Codes to one telephone a day, whoever asks: nobody is to be annoyed from many accounts."""


@dataclass(frozen=True, slots=True)
class AskPhone:
    """Send a code to a telephone that a person says is theirs."""

    contacts: Contacts
    limits: RateLimits
    gate: Gate
    clock: Clock
    draw: Callable[[], str]

    def __call__(self, actor: Actor, phone: str) -> Contact:
        """Order the code and return the contact; until it comes back, texts go where they went before.

        phone: E.164. Raises Forbidden, TooMany, StaleVersion.
        """
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        take_for(self.limits, CODES, actor)
        self.limits.take(CODES_OF_PHONE, phone)
        known = self.contacts.get(actor.account_id) or Contact(actor.account_id)
        asked = replace(known, phone_code=PhoneCode(phone, self.draw(), self.clock.now() + CODE_LIFE))
        self.contacts.order_code(asked)
        return asked


@dataclass(frozen=True, slots=True)
class ConfirmPhone:
    """Take the code back: from now on texts may go there."""

    contacts: Contacts
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, code: str) -> Contact:
        """Return the contact. Raises Forbidden, PhoneCodeWrong, StaleVersion (others were faster)."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        known, now = self.contacts.get(actor.account_id) or Contact(actor.account_id), self.clock.now()

        def count(missed: PhoneCode) -> None:
            self.contacts.save(replace(known, phone_code=missed))

        asked = checked(known.phone_code, code, now, PhoneCodeWrong, count)
        confirmed = replace(known, phone=asked.phone, phone_code=None, are_texts_stopped=False, phone_confirmed_at=now)
        self.contacts.save(confirmed)
        return confirmed


@dataclass(frozen=True, slots=True)
class RemovePhone:
    """Send no texts to a person any more."""

    contacts: Contacts
    gate: Gate

    def __call__(self, actor: Actor) -> None:
        """Forget the telephone and any code; none is fine. Raises Forbidden, StaleVersion."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        known = self.contacts.get(actor.account_id)
        if known is not None and (known.phone or known.phone_code):
            self.contacts.save(
                replace(known, phone=None, phone_confirmed_at=None, phone_code=None, are_texts_stopped=False)
            )


@dataclass(frozen=True, slots=True)
class SendPhoneCode:
    """Send the code that was asked for."""

    contacts: Contacts
    texter: Texter
    clock: Clock

    def __call__(self, account_id: str) -> None:
        """Send it, unless it has ended, or another was asked for or confirmed and this order is an old one.

        An order that comes again sends the same code again, which harms nobody. Raises MailRefused, TextsStopped,
        Unavailable.
        """
        known = self.contacts.get(account_id)
        asked = known.phone_code if known else None
        if known is not None and asked is not None and self.clock.now() < asked.ends_at:
            words = texts(language_of(known.locale))["letter"]["phone_code"]
            self.texter.send(asked.phone, words.format(code=asked.code))


@dataclass(frozen=True, slots=True)
class KeepTextReport:
    """Take in what the text service says of a message, which anybody could pretend to be."""

    reports: TextReports
    dispatches: Dispatches

    def __call__(self, path_and_query: str, body: bytes, signature: str) -> None:
        """Have it noted, if it tells what became of the message in the end. Raises ReportForged."""
        report = self.reports.read(path_and_query, body, signature)
        if report is not None:
            self.dispatches.order_report(report)


@dataclass(frozen=True, slots=True)
class HearText:
    """Learn what became of a text message."""

    note_outcome: NoteOutcome
    contacts: Contacts

    def __call__(self, report: TextReport) -> None:
        """Count it once, and send no more to a number that is gone unless it was proven since.

        Raises DispatchInProgress (`NoteOutcome` says when), StaleVersion.
        """
        if report.is_gone:
            stop_texts(self.contacts, report.account_id, report.sent_at)
        self.note_outcome(report.account_id, report.notification_id, Channel.SMS, report.outcome)


def stop_texts(contacts: Contacts, account_id: str, sent_at: datetime) -> None:
    """Remember that texts to a telephone are in vain or unwanted. Raises StaleVersion if others are always faster.

    sent_at: of the message by which we know; a telephone that was proven since, or in this moment, is not meant.
    """

    def stop(known: Contact) -> Contact:
        is_proven_since = known.phone_confirmed_at is not None and sent_at < known.phone_confirmed_at
        return known if known.phone is None or is_proven_since else replace(known, are_texts_stopped=True)

    learn_of(contacts, account_id, stop)
