"""A person's Slack address: where messages go once a code that was sent there has come back."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, require
from guildhall.kernel.rate_limits import Limit, RateLimits, take_for
from guildhall.notifications.errors import SlackAddressUnknown, SlackCodeWrong, SlackDelayed, SlackRefused
from guildhall.notifications.events import SlackStoppedV1
from guildhall.notifications.machine import LEASE, DispatchState
from guildhall.notifications.models import Channel, Contact, SlackCode, SlackMessage, host_of, same_address
from guildhall.notifications.ports import Contacts, Dispatches, Inbox, Switches
from guildhall.notifications.ports.slack import SlackAddresses
from guildhall.notifications.use_cases.codes import CODE_LIFE, checked
from guildhall.notifications.use_cases.contacts import learn_of
from guildhall.notifications.use_cases.dispatching import finish, hold, take, undone
from guildhall.notifications.use_cases.gathering import told_while_new
from guildhall.notifications.use_cases.inbox import inbox_of
from guildhall.notifications.use_cases.letters import PREFERENCES_PATH, message_for_slack
from guildhall.notifications.use_cases.words import language_of, texts

CODES = Limit("slack-codes", quota=10, window_seconds=86_400)
"""Codes of one account a day: each is a request to somebody's server, and could annoy whoever reads there."""
CODES_OF_ADDRESS = Limit("slack-codes-address", quota=3, window_seconds=86_400)
"""Codes to one address a day, whoever asks: nobody is to be annoyed from many accounts."""
TESTS = Limit("slack-tests", quota=10, window_seconds=3_600)


@dataclass(frozen=True, slots=True)
class AskSlack:
    """Send a code to an address that a person says they read."""

    contacts: Contacts
    addresses: SlackAddresses
    limits: RateLimits
    gate: Gate
    clock: Clock
    draw: Callable[[], str]

    def __call__(self, actor: Actor, url: str) -> Contact:
        """Order the code and return the contact; until it comes back, messages go where they went before.

        Raises Forbidden, TooMany, SlackAddressInvalid, StaleVersion.
        """
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        take_for(self.limits, CODES, actor)
        self.addresses.check(url)
        # The address is a secret, which is not to stand among the counters.
        self.limits.take(CODES_OF_ADDRESS, hashlib.sha256(same_address(url).encode()).hexdigest())
        known = self.contacts.get(actor.account_id) or Contact(actor.account_id)
        asked = replace(known, slack_code=SlackCode(url, self.draw(), self.clock.now() + CODE_LIFE))
        self.contacts.order_slack_code(asked)
        return asked


@dataclass(frozen=True, slots=True)
class ConfirmSlack:
    """Take the code back: from now on messages may go there."""

    contacts: Contacts
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, code: str) -> Contact:
        """Return the contact. Raises Forbidden, SlackCodeWrong, StaleVersion (others were faster)."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        known, now = self.contacts.get(actor.account_id) or Contact(actor.account_id), self.clock.now()

        def count(missed: SlackCode) -> None:
            self.contacts.save(replace(known, slack_code=missed))

        asked = checked(known.slack_code, code, now, SlackCodeWrong, count)
        rests_until = known.slack_rests_until if asked.url == known.slack_url else None
        confirmed = replace(known, slack_url=asked.url, slack_code=None, slack_rests_until=rests_until)
        self.contacts.save(confirmed)
        return confirmed


@dataclass(frozen=True, slots=True)
class AskSlackTest:
    """Send a message by which a person sees that messages arrive."""

    contacts: Contacts
    limits: RateLimits
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor) -> None:
        """Order it. Raises Forbidden, SlackAddressUnknown, TooMany."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        known = self.contacts.get(actor.account_id)
        if known is None or known.slack_url is None:
            raise SlackAddressUnknown
        take_for(self.limits, TESTS, actor)
        self.contacts.order_slack_test(actor.account_id, self.clock.now())


@dataclass(frozen=True, slots=True)
class RemoveSlack:
    """Send a person no messages in Slack any more."""

    contacts: Contacts
    gate: Gate

    def __call__(self, actor: Actor) -> None:
        """Forget the address and any code; none is fine. Raises Forbidden, StaleVersion."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        known = self.contacts.get(actor.account_id)
        if known is not None and (known.slack_url or known.slack_code):
            self.contacts.save(replace(known, slack_url=None, slack_code=None, slack_rests_until=None))


@dataclass(frozen=True, slots=True)
class PostToSlack:
    """Send one message to an address of a person, and heed what the server behind it answers."""

    contacts: Contacts
    addresses: SlackAddresses
    clock: Clock

    def __call__(self, contact: Contact, url: str, message: SlackMessage) -> bool:
        """Return whether it was taken; False if the address is gone, which then is forgotten, and its person told.

        Raises SlackRefused, SlackDelayed while the address rests, StaleVersion if others are always faster.
        """
        now = self.clock.now()
        rests_until = contact.slack_rests_until if url == contact.slack_url else None
        if rests_until is not None and now < rests_until:
            raise SlackDelayed(retry_after_seconds=math.ceil((rests_until - now).total_seconds()))
        try:
            is_taken = self.addresses.send(url, message)
        except SlackDelayed as late:
            if late.retry_after_seconds:
                self._rest(contact.account_id, url, now + timedelta(seconds=late.retry_after_seconds))
            raise
        if not is_taken:
            self._forget(contact.account_id, url)
        return is_taken

    def _rest(self, account_id: str, url: str, until: datetime) -> None:
        def rest(known: Contact) -> Contact:
            # What rests is one address: neither the next one of its person, nor one that awaits its code.
            return replace(known, slack_rests_until=until) if known.slack_url == url else known

        learn_of(self.contacts, account_id, rest)

    def _forget(self, account_id: str, url: str) -> None:
        def forget(known: Contact) -> Contact:
            # Another address that was given meanwhile is not meant.
            kept = known.slack_url if known.slack_url != url else None
            awaited = known.slack_code if known.slack_code and known.slack_code.url != url else None
            return replace(known, slack_url=kept, slack_code=awaited)

        learn_of(self.contacts, account_id, forget, SlackStoppedV1(account_id=account_id, url_host=host_of(url)))


@dataclass(frozen=True, slots=True)
class SendSlack:
    """Send one notification to a person's Slack address, once (`send_once` says what that means)."""

    dispatches: Dispatches
    inbox: Inbox
    contacts: Contacts
    switches: Switches
    post: PostToSlack
    clock: Clock
    web_url: str

    def __call__(self, account_id: str, notification_id: str) -> None:
        """Send it, unless that is done, there is no address, it is old, or it was read in the app meanwhile.

        Raises NotificationUnknown, DispatchInProgress, SlackDelayed, SlackRefused, StaleVersion.
        """
        dispatch = undone(self.dispatches, account_id, notification_id, Channel.SLACK)
        if dispatch is None:
            return
        taken, contact = take(self.dispatches, dispatch, self.clock), self.contacts.get(account_id)
        told = told_while_new(taken, self.dispatches, self.inbox, self.clock.now())
        is_sent = False
        if contact is not None and contact.slack_url is not None and told:
            zone = self.switches.get(account_id).rhythm.zone
            message = message_for_slack(told, contact.locale, zone, web_url=self.web_url)
            try:
                is_sent = self.post(contact, contact.slack_url, message)
            except SlackDelayed as late:
                own = int(LEASE.total_seconds())
                hold(self.dispatches, taken, self.clock, late.retry_after_seconds or own)
                raise
            except SlackRefused:
                # A person who redrives the dead letter expects it to be tried anew.
                finish(self.dispatches, taken, DispatchState.QUEUED)
                raise
        finish(self.dispatches, taken, DispatchState.SENT if is_sent else DispatchState.SKIPPED)


@dataclass(frozen=True, slots=True)
class SendSlackCode:
    """Send the code that was asked for."""

    contacts: Contacts
    post: PostToSlack
    clock: Clock
    web_url: str

    def __call__(self, account_id: str, ends_at: datetime | None) -> None:
        """Send it, unless it has ended, was confirmed, or another was asked for since: that has an order of its own.

        ends_at: of the code that was ordered; None in orders that did not say so yet. An order that comes again sends
        the same code again, which harms nobody. Raises SlackDelayed, SlackRefused, StaleVersion.
        """
        known = self.contacts.get(account_id)
        asked = known.slack_code if known else None
        if known is None or asked is None or ends_at not in {None, asked.ends_at}:
            return
        if self.clock.now() < asked.ends_at:
            self.post(known, asked.url, _own_words(known, "slack_code", self.web_url, code=asked.code))


@dataclass(frozen=True, slots=True)
class SendSlackTest:
    """Send the test that was asked for."""

    contacts: Contacts
    post: PostToSlack
    clock: Clock
    web_url: str

    def __call__(self, account_id: str, asked_at: datetime) -> None:
        """Send it, unless nobody waits for it any more; an order that comes again sends it again.

        Raises SlackDelayed, SlackRefused, StaleVersion.
        """
        known = self.contacts.get(account_id)
        if known is not None and known.slack_url is not None and self.clock.now() < asked_at + CODE_LIFE:
            self.post(known, known.slack_url, _own_words(known, "slack_test", self.web_url))


def _own_words(contact: Contact, name: str, web_url: str, **values: str) -> SlackMessage:
    own = texts(language_of(contact.locale))["letter"]
    return SlackMessage(own[name].format(**values), web_url + PREFERENCES_PATH, own["preferences"])
