"""Sending the letters and text messages that were ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from guildhall.kernel.clock import Clock
from guildhall.notifications.errors import ContactUnknown, TextsStopped
from guildhall.notifications.models import Channel, Dispatch, Type, is_guest
from guildhall.notifications.ports import (
    Contacts,
    Dispatches,
    Guests,
    Inbox,
    Letter,
    Mailboxes,
    Postman,
    Switches,
    Texter,
    TextTag,
    UnsubscribeLinks,
)
from guildhall.notifications.use_cases.dispatching import send_once, undone
from guildhall.notifications.use_cases.gathering import switch_of, told_by, wording_of
from guildhall.notifications.use_cases.letters import compose, compose_for_guest, text_for_account, text_for_guest
from guildhall.notifications.use_cases.phones import stop_texts
from guildhall.notifications.use_cases.words import language_of


@dataclass(frozen=True, slots=True)
class SendMail:
    """Send one letter, once (`send_once` says what that means)."""

    dispatches: Dispatches
    inbox: Inbox
    contacts: Contacts
    guests: Guests
    mailboxes: Mailboxes
    switches: Switches
    postman: Postman
    links: UnsubscribeLinks
    clock: Clock
    web_url: str
    api_url: str

    def __call__(self, account_id: str, notification_id: str) -> None:
        """Send the letter, unless that is done or the address is not to be written to.

        Raises NotificationUnknown, ContactUnknown, DispatchInProgress, MailRefused, Unavailable.
        """
        dispatch = undone(self.dispatches, account_id, notification_id, Channel.EMAIL)
        if dispatch:
            letter = self._letter(dispatch)
            if letter:
                letter = replace(letter, notification_id=notification_id)
            send = partial(self.postman.send, letter) if letter else None
            send_once(self.dispatches, dispatch, send, self.clock)

    def _letter(self, dispatch: Dispatch) -> Letter | None:
        """Return the letter, or None if its address is not to be written to. Raises ContactUnknown."""
        if is_guest(dispatch.account_id):
            guest = self.guests.get(dispatch.account_id)
            if guest is None or not guest.contact.email or self.mailboxes.is_stopped(guest.contact.email):
                return None
            return compose_for_guest(dispatch, guest, web_url=self.web_url)
        contact = self.contacts.get(dispatch.account_id)
        if contact is None or contact.email is None:
            raise ContactUnknown
        if not contact.is_confirmed or contact.mail_trouble:
            return None
        told = told_by(dispatch, self.dispatches, self.inbox)
        if not told:
            return None
        kind, wishes = switch_of(told), self.switches.get(dispatch.account_id)
        if kind is Type.DIGEST and not wishes.wants(kind, Channel.EMAIL):
            # What waits is put together as its time comes: whoever wants no such letters may have said so since.
            return None
        _, words = wording_of(told, language_of(contact.locale), wishes.rhythm.zone)
        token = self.links.token(dispatch.account_id, kind)
        return compose(kind, words, contact, web_url=self.web_url, api_url=self.api_url, token=token)


@dataclass(frozen=True, slots=True)
class PostLetter:
    """Send a letter that another capability wrote and sends once, to an address without an account.

    Asked by the platform.
    """

    mailboxes: Mailboxes
    postman: Postman

    def __call__(self, letter: Letter) -> bool:
        """Send it; return False if its address is not to be written to. Raises MailRefused, Unavailable."""
        if self.mailboxes.is_stopped(letter.to):
            return False
        self.postman.send(letter)
        return True


@dataclass(frozen=True, slots=True)
class SendText:
    """Send one text message, once (`send_once` says what that means)."""

    dispatches: Dispatches
    inbox: Inbox
    contacts: Contacts
    guests: Guests
    switches: Switches
    texter: Texter
    clock: Clock
    web_url: str

    def __call__(self, account_id: str, notification_id: str) -> None:
        """Send the message, unless that is done or there is no telephone.

        Raises NotificationUnknown, DispatchInProgress, MailRefused, Unavailable.
        """
        dispatch = undone(self.dispatches, account_id, notification_id, Channel.SMS)
        if dispatch:
            send_once(self.dispatches, dispatch, self._sending(dispatch), self.clock)

    def _sending(self, dispatch: Dispatch) -> Callable[[], None] | None:
        if not is_guest(dispatch.account_id):
            return self._sending_to_account(dispatch)
        guest = self.guests.get(dispatch.account_id)
        if guest is None or not guest.phone:
            return None
        words = text_for_guest(dispatch, guest, web_url=self.web_url)
        return partial(self.texter.send, guest.phone, words, self._tag(dispatch))

    def _tag(self, dispatch: Dispatch) -> TextTag:
        return TextTag(dispatch.account_id, dispatch.notification_id, self.clock.now())

    def _sending_to_account(self, dispatch: Dispatch) -> Callable[[], None] | None:
        contact = self.contacts.get(dispatch.account_id)
        if contact is None or contact.phone is None or contact.are_texts_stopped:
            return None
        told = told_by(dispatch, self.dispatches, self.inbox)
        if not told:
            return None
        zone = self.switches.get(dispatch.account_id).rhythm.zone
        text, phone = text_for_account(told, contact.locale, zone, web_url=self.web_url), contact.phone

        def send() -> None:
            tag = self._tag(dispatch)
            try:
                self.texter.send(phone, text, tag)
            except TextsStopped:
                stop_texts(self.contacts, dispatch.account_id, tag.sent_at)
                raise

        return send
