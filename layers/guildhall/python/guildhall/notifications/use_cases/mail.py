"""Sending the letters that were ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from guildhall.kernel.clock import Clock
from guildhall.notifications import machine
from guildhall.notifications.errors import ContactUnknown, MailRefused, NotificationUnknown
from guildhall.notifications.events import NotificationSentV1
from guildhall.notifications.machine import MailState
from guildhall.notifications.models import TEXTED, Channel, Mail, is_guest
from guildhall.notifications.ports import Contacts, Guests, Letter, Mails, Postman, Texter, UnsubscribeLinks
from guildhall.notifications.use_cases.letters import compose, compose_for_guest, text_for_guest


@dataclass(frozen=True, slots=True)
class SendMail:
    """Send one letter.

    Never twice for one order, with one exception that SES, which knows no idempotency token, does not let us close: if
    the service took the letter and we never learn or never write down that it did (the process dies, the table is out
    of reach, the answer is lost and the client of SES repeats the call), the letter goes out again. The other way
    round a letter could be lost; twice is better.
    """

    mails: Mails
    contacts: Contacts
    guests: Guests
    postman: Postman
    texter: Texter
    links: UnsubscribeLinks
    clock: Clock
    web_url: str
    api_url: str

    def __call__(self, account_id: str, notification_id: str) -> None:
        """Send the letter, unless that is done or the address is not to be written to.

        Raises NotificationUnknown, ContactUnknown, MailInProgress, MailRefused, Unavailable.
        """
        mail = self.mails.get(account_id, notification_id)
        if mail is None:
            raise NotificationUnknown
        if machine.is_done(mail.state):
            return
        send = self._sending(mail)
        if send is None:
            self.mails.save(replace(mail, state=machine.move(mail.state, MailState.SKIPPED)))
            return
        state, leased_until = machine.take(mail.state, mail.leased_until, self.clock.now())
        taken = self.mails.save(replace(mail, state=state, leased_until=leased_until))
        try:
            send()
        except MailRefused:
            # A person who redrives the dead letter expects it to be tried anew.
            self._finish(taken, MailState.QUEUED)
            raise
        self._finish(taken, MailState.SENT)

    def _sending(self, mail: Mail) -> Callable[[], None] | None:
        """Return what sends it, or None if nobody is to be written to. Raises ContactUnknown."""
        if mail.type in TEXTED:
            guest = self.guests.get(mail.account_id)
            if guest is None or not guest.phone:
                return None
            return partial(self.texter.send, guest.phone, text_for_guest(mail, guest, web_url=self.web_url))
        letter = self._letter(mail)
        return partial(self.postman.send, letter) if letter else None

    def _letter(self, mail: Mail) -> Letter | None:
        """Return the letter, or None if its address is not to be written to. Raises ContactUnknown."""
        if is_guest(mail.account_id):
            guest = self.guests.get(mail.account_id)
            is_known = guest is not None and bool(guest.contact.email)
            return compose_for_guest(mail, guest, web_url=self.web_url) if guest and is_known else None
        contact = self.contacts.get(mail.account_id)
        if contact is None or contact.email is None:
            raise ContactUnknown
        if not contact.is_confirmed or contact.mail_trouble:
            return None
        token = self.links.token(mail.account_id, mail.type)
        return compose(mail, contact, web_url=self.web_url, api_url=self.api_url, token=token)

    def _finish(self, mail: Mail, target: MailState) -> None:
        done = replace(mail, state=machine.move(mail.state, target), leased_until=None)
        sent = NotificationSentV1(
            notification_id=mail.notification_id,
            account_id=mail.account_id,
            type=mail.type,
            channels=[Channel.EMAIL],
        )
        self.mails.save(done, *([sent] if target is MailState.SENT else []))
