"""Writing now what is sent later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import Fault, NotFound, Problem, StaleVersion, TooMany, Unavailable
from guildhall.kernel.policy import Gate, require
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import Blocked, MessageIdOutOfTime, ScheduledMessageClosed, SendTimeOutOfRange
from guildhall.messaging.events import ScheduledMessageRefusedV1
from guildhall.messaging.models import Draft
from guildhall.messaging.models.scheduled import (
    LATEST,
    SCHEDULING,
    SOONEST,
    RefusedBecause,
    ScheduledMessage,
    ScheduledState,
)
from guildhall.messaging.ports import Messages
from guildhall.messaging.ports.writing import ScheduledMessages
from guildhall.messaging.use_cases.access import AccessForWriting, inbox
from guildhall.messaging.use_cases.messages import SendMessage


@dataclass(frozen=True, slots=True)
class HandleScheduled:
    """Keep messages that a person wants to be sent later."""

    scheduled: ScheduledMessages
    writing: AccessForWriting
    gate: Gate
    limits: RateLimits
    clock: Clock

    def list(
        self, actor: Actor, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[ScheduledMessage], dict[str, Any] | None]:
        """Return a page of the actor's, the last written first, and where the next one starts. Raises Forbidden."""
        require(self.gate, actor, "messaging.list", inbox(actor.account_id))
        return self.scheduled.list(actor.account_id, limit, position)

    def write(
        self, actor: Actor, scheduled_id: str, conversation_id: str, text: str, send_at: datetime
    ) -> ScheduledMessage:
        """Let it be sent then, or say something else, elsewhere or at another instant; the same again changes nothing.

        Raises NotFound, Blocked, TooMany, SendTimeOutOfRange, ScheduledMessageClosed, StaleVersion.
        """
        self.writing(actor, conversation_id, "messaging.send")
        before = self.scheduled.get(actor.account_id, scheduled_id)
        wanted = ScheduledMessage(scheduled_id, actor.account_id, conversation_id, text, send_at)
        if before and before == replace(wanted, state=before.state, message_id=before.message_id,
                                        refused_because=before.refused_because, version=before.version):  # fmt: skip
            return before
        if before and not before.is_open:
            raise _closed(before)
        now = self.clock.now()
        if not now + SOONEST <= send_at <= now + LATEST:
            fault = Fault("/send_at", f"from {to_text(now + SOONEST)} to {to_text(now + LATEST)}", "range")
            raise SendTimeOutOfRange(faults=(fault,))
        take_for(self.limits, SCHEDULING, actor)
        return self.scheduled.save(replace(wanted, version=before.version if before else 0))

    def cancel(self, actor: Actor, scheduled_id: str) -> ScheduledMessage:
        """Let it not be sent; cancelling twice changes nothing.

        Raises NotFound, Forbidden, ScheduledMessageClosed, StaleVersion.
        """
        require(self.gate, actor, "messaging.list", inbox(actor.account_id))
        before = self.scheduled.get(actor.account_id, scheduled_id)
        if before is None:
            raise NotFound
        if before.state is ScheduledState.CANCELLED:
            return before
        if not before.is_open:
            raise _closed(before)
        return self.scheduled.save(replace(before, state=ScheduledState.CANCELLED))


@dataclass(frozen=True, slots=True)
class HandOverDue:
    """Hand over what waited until now, each by itself: what goes wrong with one is retried, and buried, without others.

    The id of the message is kept before it is sent, so whoever dies in between sends the same one again.
    """

    scheduled: ScheduledMessages
    clock: Clock

    def __call__(self) -> int:
        """Return how many are on their way now."""
        return sum(self._handed_over(*which) for which in self.scheduled.due(self.clock.now()))

    def _handed_over(self, account_id: str, scheduled_id: str) -> bool:
        found, now = self.scheduled.get(account_id, scheduled_id), self.clock.now()
        if found is None or found.state is not ScheduledState.WAITING or found.send_at > now:
            # The index tells of what was so a moment ago.
            return False
        try:
            self.scheduled.hand_over(found if found.message_id else found.going(now))
        except StaleVersion:
            # Its writer was faster: a minute later is soon enough.
            return False
        return True


@dataclass(frozen=True, slots=True)
class SendScheduled:
    """Send one message that was handed over.

    Only when its id has become too old, which is longer than a queue takes, and it was not sent, does it get another.
    """

    scheduled: ScheduledMessages
    send: SendMessage
    messages: Messages
    clock: Clock

    def __call__(self, account_id: str, scheduled_id: str) -> None:
        """Send it, or tell its writer why not; done again, it changes nothing.

        Raises StaleVersion, TooMany, Unavailable, which pass.
        """
        going, now = self.scheduled.get(account_id, scheduled_id), self.clock.now()
        if going is None or going.message_id is None or going.state is not ScheduledState.WAITING:
            return
        try:
            # Sent by a try that died before it could say so, it stays sent, whoever blocks whom since.
            if self.messages.get(going.conversation_id, going.message_id) is None:
                going = self._out(going, now)
        except (StaleVersion, TooMany, Unavailable):
            raise
        except Problem as problem:
            self._refuse(going, _BECAUSE.get(type(problem), RefusedBecause.REFUSED))
        else:
            self.scheduled.save(replace(going, state=ScheduledState.SENT))

    def _out(self, going: ScheduledMessage, now: datetime) -> ScheduledMessage:
        try:
            self._send(going)
        except MessageIdOutOfTime:
            going = self.scheduled.save(going.going(now))
            self._send(going)
        return going

    def _send(self, going: ScheduledMessage) -> None:
        draft = Draft(going.message_id or "", going.text)
        self.send(Actor(going.account_id), going.conversation_id, draft)

    def _refuse(self, going: ScheduledMessage, because: RefusedBecause) -> None:
        event = ScheduledMessageRefusedV1(
            scheduled_id=going.scheduled_id,
            conversation_id=going.conversation_id,
            sender_id=going.account_id,
            reason=because,
        )
        refused = replace(going, state=ScheduledState.REFUSED, message_id=None, refused_because=because)
        self.scheduled.save(refused, event)


_BECAUSE: dict[type[Problem], RefusedBecause] = {Blocked: RefusedBecause.BLOCKED, NotFound: RefusedBecause.LEFT}


def _closed(message: ScheduledMessage) -> ScheduledMessageClosed:
    state = "on its way" if message.state is ScheduledState.WAITING else message.state
    return ScheduledMessageClosed(f"it is {state}")
