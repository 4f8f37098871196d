"""Sending the pushes that were ordered, and the words that they carry."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import tzinfo

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.notifications.errors import PushDelayed, PushRefused
from guildhall.notifications.machine import LEASE, DispatchState
from guildhall.notifications.models import URGENT, Channel, Dispatch, Push, PushSubscription, Type, Urgency
from guildhall.notifications.ports import (
    Contacts,
    Dispatches,
    Inbox,
    PushOutcome,
    PushServices,
    PushSubscriptions,
    PushVerdict,
    Switches,
)
from guildhall.notifications.use_cases.dispatching import finish, hold, take, undone
from guildhall.notifications.use_cases.gathering import told_while_new, wording_of
from guildhall.notifications.use_cases.words import DEFAULT, cut, direction, language_of

LONGEST_TITLE = 150
LONGEST_BODY = 400
"""Characters; no device shows more, and in four bytes each they fit into a push with the rest."""
GATHERED = {Type.MESSAGE_RECEIVED: "conversation_id", Type.MESSAGE_MENTIONED: "conversation_id"}
"""Of several pushes about one of these, a device that was off gets the last. Their ids fit into a topic."""


def compose_push(dispatch: Dispatch, told: list[Dispatch], locale: str, zone: tzinfo) -> Push:
    """Return the push in the language of a locale. told: what it tells of, at least one. zone: of the reader."""
    language = language_of(locale)
    kind, words = wording_of(told, language, zone)
    payload = {
        "notification_id": dispatch.notification_id,
        "title": cut(words.title, LONGEST_TITLE),
        "body": cut(words.body, LONGEST_BODY),
        "link": words.link,
        "language": language,
        "dir": direction(language),
    }
    about = GATHERED.get(kind)
    if about:
        payload["about"] = str(dispatch.params[about])
    # At most 32 characters of base64url: an id without what all ids begin with.
    topic = str(dispatch.params[about]).rpartition("_")[2] if about else ""
    urgency = Urgency.HIGH if kind in URGENT else Urgency.NORMAL
    return Push(json.dumps(payload, ensure_ascii=False), urgency, topic)


@dataclass(frozen=True, slots=True)
class SendPush:
    """Send one notification to every browser of a person.

    A device may get it twice if the process dies between sending and writing down, or if another device has to be
    tried again in the same moment; service workers show one notification per id, so nobody sees it twice.
    """

    dispatches: Dispatches
    inbox: Inbox
    contacts: Contacts
    subscriptions: PushSubscriptions
    services: PushServices
    switches: Switches
    clock: Clock

    def __call__(self, account_id: str, notification_id: str) -> None:
        """Send it to the devices that do not have it, unless it is old or was read in the app meanwhile.

        Raises NotificationUnknown, DispatchInProgress, PushDelayed, PushRefused.
        """
        dispatch = undone(self.dispatches, account_id, notification_id, Channel.PUSH)
        if dispatch is None:
            return
        taken = take(self.dispatches, dispatch, self.clock)
        told = told_while_new(taken, self.dispatches, self.inbox, self.clock.now())
        left = self._left(taken)
        outcomes: list[PushOutcome] = []
        if told and left:
            contact = self.contacts.get(account_id)
            locale, zone = contact.locale if contact else DEFAULT, self.switches.get(account_id).rhythm.zone
            outcomes = self.services.send(left, compose_push(taken, told, locale, zone))
        self._conclude(taken, outcomes)

    def _left(self, dispatch: Dispatch) -> list[PushSubscription]:
        return [each for each in self.subscriptions.of(dispatch.account_id)
                if each.subscription_id not in dispatch.reached]  # fmt: skip

    def _conclude(self, dispatch: Dispatch, outcomes: list[PushOutcome]) -> None:
        by: dict[PushVerdict, list[PushOutcome]] = {verdict: [] for verdict in PushVerdict}
        for outcome in outcomes:
            by[outcome.verdict].append(outcome)
        for gone in by[PushVerdict.GONE]:
            self._forget(dispatch.account_id, gone.subscription_id)
        reached = dispatch.reached | {outcome.subscription_id for outcome in by[PushVerdict.TAKEN]}
        done = replace(dispatch, reached=reached)
        if by[PushVerdict.LATER]:
            self._wait(done, by[PushVerdict.LATER])
        if by[PushVerdict.REFUSED]:
            finish(self.dispatches, done, DispatchState.QUEUED)
            raise PushRefused
        finish(self.dispatches, done, DispatchState.SENT if reached else DispatchState.SKIPPED)

    def _wait(self, dispatch: Dispatch, late: list[PushOutcome]) -> None:
        """Have nobody try again before the most patient service asked for it. Raises PushDelayed."""
        own = int(LEASE.total_seconds())
        wait = max(outcome.retry_after_seconds or own for outcome in late)
        hold(self.dispatches, dispatch, self.clock, wait)
        raise PushDelayed(retry_after_seconds=wait)

    def _forget(self, account_id: str, subscription_id: str) -> None:
        known = self.subscriptions.get(subscription_id)
        if known and known.account_id == account_id:
            try:
                self.subscriptions.remove(known)
            except StaleVersion:
                # The browser subscribed anew at this very moment: that one lives.
                return
