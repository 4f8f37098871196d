"""Where to write to people: kept up to date from identity's events, in whichever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.policy import Gate, require
from guildhall.notifications.events import MailStoppedV1
from guildhall.notifications.models import Channel, Contact, MailReport, is_guest
from guildhall.notifications.ports import Contacts, Mailboxes
from guildhall.notifications.use_cases.dispatching import NoteOutcome
from guildhall.notifications.use_cases.inbox import inbox_of

ATTEMPTS = 5
"""Two events of one account often come in the same second; waiting for the queue instead would delay the welcome."""


@dataclass(frozen=True, slots=True)
class RememberContact:
    """Learn the address, name, language and roles of an account."""

    contacts: Contacts

    def __call__(
        self,
        account_id: str,
        email: str,
        display_name: str,
        locale: str,
        *,
        roles: Sequence[str] = (),
        joined_at: datetime | None = None,
    ) -> None:
        """Store the contact, once: the event coming again must not undo what was changed since.

        Raises StaleVersion if others are always faster.
        """

        def register(known: Contact) -> Contact:
            if known.email is not None:
                return known
            return replace(
                known,
                email=email,
                display_name=known.display_name or display_name,
                locale=known.locale if known.locale_at else locale,
                roles=tuple(sorted({*known.roles, *roles})),
                joined_at=joined_at,
            )

        learn_of(self.contacts, account_id, register)


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Learn that a person wants to be called otherwise, or reads another language."""

    contacts: Contacts

    def name(self, account_id: str, at: datetime, display_name: str) -> None:
        """Store the name, unless later news was here first. Raises StaleVersion if others are always faster."""

        def learn(known: Contact) -> Contact:
            is_late = known.named_at is not None and at < known.named_at
            return known if is_late else replace(known, display_name=display_name, named_at=at)

        learn_of(self.contacts, account_id, learn)

    def locale(self, account_id: str, at: datetime, locale: str) -> None:
        """Store the language, unless later news was here first. Raises StaleVersion as above."""

        def learn(known: Contact) -> Contact:
            is_late = known.locale_at is not None and at < known.locale_at
            return known if is_late else replace(known, locale=locale, locale_at=at)

        learn_of(self.contacts, account_id, learn)


@dataclass(frozen=True, slots=True)
class LearnStanding:
    """Learn what an account may be."""

    contacts: Contacts

    def role(self, account_id: str, role: str) -> None:
        """Note one more role. Raises StaleVersion if others are always faster."""
        learn_of(self.contacts, account_id, lambda known: replace(known, roles=tuple(sorted({*known.roles, role}))))

    def verification(self, account_id: str, at: datetime, *, is_verified: bool) -> None:
        """Note whether an expert is verified, unless later news was here first. Raises StaleVersion as above."""

        def learn(known: Contact) -> Contact:
            if known.verified_at is not None and at <= known.verified_at:
                return known
            return replace(known, is_verified=is_verified, verified_at=at)

        learn_of(self.contacts, account_id, learn)

    def country(self, account_id: str, at: datetime, country: str) -> bool:
        """Note where the account is taxed, unless later news was here first; tell whether it was news.

        Raises StaleVersion as above.
        """
        is_news = False

        def learn(known: Contact) -> Contact:
            nonlocal is_news
            is_news = known.country_at is None or at > known.country_at
            return replace(known, country=country, country_at=at) if is_news else known

        learn_of(self.contacts, account_id, learn)
        return is_news


@dataclass(frozen=True, slots=True)
class ConfirmContact:
    """Learn that the address belongs to the person: from now on it may be written to."""

    contacts: Contacts

    def __call__(self, account_id: str) -> None:
        """Store it; the event may come before the one that names the address.

        Raises StaleVersion if others are always faster.
        """
        learn_of(self.contacts, account_id, lambda known: replace(known, is_confirmed=True))


@dataclass(frozen=True, slots=True)
class StopMail:
    """Learn that letters do not arrive or are not wanted: none go out until the person asks for them again.

    Writing on would cost the platform the trust of mail services, and with it everybody's letters.
    """

    contacts: Contacts
    clock: Clock

    def __call__(self, report: MailReport) -> None:
        """Store it and tell the person in the app; an old or repeated report changes nothing.

        Raises StaleVersion if others are always faster.
        """

        def stop(known: Contact) -> Contact:
            if not known.concerns(report):
                return known
            return replace(known, mail_trouble=report.trouble, mail_stopped_at=self.clock.now())

        learn_of(
            self.contacts, report.account_id, stop, MailStoppedV1(account_id=report.account_id, reason=report.outcome)
        )


@dataclass(frozen=True, slots=True)
class HearMail:
    """Learn what became of a letter."""

    note_outcome: NoteOutcome
    stop_mail: StopMail
    mailboxes: Mailboxes

    def __call__(self, report: MailReport) -> None:
        """Count it once, and stop letters to an address that is to be left alone. Raises StaleVersion."""
        if report.trouble is not None:
            if is_guest(report.account_id):
                self.mailboxes.stop(report.email, report.trouble)
            else:
                self.stop_mail(report)
        if report.notification_id:
            self.note_outcome(report.account_id, report.notification_id, Channel.EMAIL, report.outcome)


@dataclass(frozen=True, slots=True)
class ShowContact:
    """Show a person where letters to them go, and whether they do."""

    contacts: Contacts
    gate: Gate

    def __call__(self, actor: Actor) -> Contact:
        """Return the contact. Raises Forbidden."""
        require(self.gate, actor, "notifications.view", inbox_of(actor))
        return self.contacts.get(actor.account_id) or Contact(actor.account_id)


@dataclass(frozen=True, slots=True)
class ResumeMail:
    """Write to a person again, at their own wish."""

    contacts: Contacts
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor) -> Contact:
        """Return the contact; nothing changes while letters go anyway. Raises Forbidden, StaleVersion."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))

        def resume(known: Contact) -> Contact:
            if known.mail_trouble is None:
                return known
            return replace(known, mail_trouble=None, mail_stopped_at=None, mail_resumed_at=self.clock.now())

        return learn_of(self.contacts, actor.account_id, resume)


def learn_of(
    contacts: Contacts, account_id: str, change: Callable[[Contact], Contact], *events: DomainEvent
) -> Contact:
    """Change the contact and publish the events with it; a change that changes nothing publishes nothing.

    Returns the contact. Raises StaleVersion if others are always faster.
    """
    for attempt in range(1, ATTEMPTS + 1):
        known = contacts.get(account_id) or Contact(account_id)
        learned = change(known)
        if learned == known:
            return known
        try:
            contacts.save(learned, *events)
        except StaleVersion:
            if attempt == ATTEMPTS:
                raise
        else:
            return learned
    raise AssertionError("the last attempt returns or raises")
