"""Sending the letters that were ordered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.clock import Clock
from guildhall.notifications import machine
from guildhall.notifications.errors import ContactUnknown, MailRefused, NotificationUnknown
from guildhall.notifications.events import NotificationSentV1
from guildhall.notifications.machine import MailState
from guildhall.notifications.models import Channel, Mail, is_guest
from guildhall.notifications.ports import Contacts, Guests, Letter, Mails, Postman, UnsubscribeLinks
from guildhall.notifications.use_cases.letters import compose, compose_for_guest


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
        letter = self._letter(mail)
        if letter is None:
            self.mails.save(replace(mail, state=machine.move(mail.state, MailState.SKIPPED)))
            return
        state, leased_until = machine.take(mail.state, mail.leased_until, self.clock.now())
        taken = self.mails.save(replace(mail, state=state, leased_until=leased_until))
        try:
            self.postman.send(letter)
        except MailRefused:
            # A person who redrives the dead letter expects it to be tried anew.
            self._finish(taken, MailState.QUEUED)
            raise
        self._finish(taken, MailState.SENT)

    def _letter(self, mail: Mail) -> Letter | None:
        """Return the letter, or None if its address is not to be written to. Raises ContactUnknown."""
        if is_guest(mail.account_id):
            guest = self.guests.get(mail.account_id)
            return compose_for_guest(mail, guest, web_url=self.web_url) if guest else None
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
