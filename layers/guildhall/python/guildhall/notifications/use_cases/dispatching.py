"""The one way in which anything goes out: taken under a lease, sent, and written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from guildhall.kernel.clock import Clock
from guildhall.notifications import machine
from guildhall.notifications.errors import DispatchInProgress, MailRefused, NotificationUnknown, TextsStopped
from guildhall.notifications.events import NotificationSentV1
from guildhall.notifications.machine import LEASE, DispatchState
from guildhall.notifications.models import Channel, Dispatch, Outcome
from guildhall.notifications.ports import Dispatches

OUTCOMES = {
    DispatchState.SENT: Outcome.SENT,
    DispatchState.SKIPPED: Outcome.SKIPPED,
    # What was refused waits for a person.
    DispatchState.QUEUED: Outcome.FAILED,
}


def undone(dispatches: Dispatches, account_id: str, notification_id: str, channel: Channel) -> Dispatch | None:
    """Return what is still to be sent, or None if it is done. Raises NotificationUnknown."""
    dispatch = dispatches.get(account_id, notification_id, channel)
    if dispatch is None:
        raise NotificationUnknown
    return None if machine.is_done(dispatch.state) else dispatch


def take(dispatches: Dispatches, dispatch: Dispatch, clock: Clock) -> Dispatch:
    """Keep others from sending it for the length of a lease. Raises DispatchInProgress, StaleVersion."""
    state, leased_until = machine.take(dispatch.state, dispatch.leased_until, clock.now())
    return dispatches.save(replace(dispatch, state=state, leased_until=leased_until))


def hold(dispatches: Dispatches, dispatch: Dispatch, clock: Clock, seconds: int) -> None:
    """Have nobody try again before a service wants it. Raises StaleVersion."""
    state, until = machine.hold(dispatch.state, clock.now(), seconds)
    dispatches.save(replace(dispatch, state=state, leased_until=until))


def finish(dispatches: Dispatches, dispatch: Dispatch, target: DispatchState) -> None:
    """Write down what became of it; what was sent is told to the world."""
    done = replace(dispatch, state=machine.move(dispatch.state, target), leased_until=None)
    sent = NotificationSentV1(
        notification_id=dispatch.notification_id,
        account_id=dispatch.account_id,
        type=dispatch.type,
        channels=[dispatch.channel],
    )
    dispatches.save(done, *([sent] if target is DispatchState.SENT else []), counts=OUTCOMES[target])


def send_once(dispatches: Dispatches, dispatch: Dispatch, send: Callable[[], None] | None, clock: Clock) -> None:
    """Send it, or skip it if there is nobody to send it to.

    Never twice for one order, with one exception that services without idempotency tokens do not let us close: if
    the service took it and we never learn or never write down that it did (the process dies, the table is out of
    reach, the answer is lost), it goes out again after the lease (decision 0039). The other way round it could be
    lost; twice is better.
    Raises DispatchInProgress, MailRefused, Unavailable.
    """
    if send is None:
        finish(dispatches, dispatch, DispatchState.SKIPPED)
        return
    taken = take(dispatches, dispatch, clock)
    try:
        send()
    except TextsStopped:
        finish(dispatches, taken, DispatchState.SKIPPED)
        return
    except MailRefused:
        # A person who redrives the dead letter expects it to be tried anew.
        finish(dispatches, taken, DispatchState.QUEUED)
        raise
    finish(dispatches, taken, DispatchState.SENT)


@dataclass(frozen=True, slots=True)
class NoteOutcome:
    """Note what a service said afterwards of something that went out."""

    dispatches: Dispatches

    def __call__(self, account_id: str, notification_id: str, channel: Channel, outcome: Outcome) -> Dispatch | None:
        """Note it once, however often it is said; None if it was said before, or what went out is forgotten.

        Raises DispatchInProgress while its sender has not written down that it went out: a change in between would make
        the sender believe that somebody else has taken it over, and it would go out again. Raises StaleVersion.
        """
        known = self.dispatches.get(account_id, notification_id, channel)
        if known is None or outcome in known.outcomes:
            return None
        if known.state is DispatchState.SENDING:
            raise DispatchInProgress(retry_after_seconds=int(LEASE.total_seconds()))
        return self.dispatches.save(replace(known, outcomes=known.outcomes | {outcome}), counts=outcome)
