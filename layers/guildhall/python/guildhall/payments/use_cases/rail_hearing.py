"""Callbacks of local rails: checked and kept at the door, acted upon by the worker.

A callback carries no authority beyond "ask the rail", unless it is signed. What nobody may believe is put aside, as it
came, and a person hears of it; nothing is booked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Invalid
from guildhall.payments.errors import CallbackUnknown, SignatureWrong
from guildhall.payments.models import Notice
from guildhall.payments.models.rails import Callback, Heard, Outcome, Reply, outcome_of_text, outcome_text
from guildhall.payments.ports import Notices, RailCalls, Rails
from guildhall.payments.use_cases.rail_working import RunRail

KIND = "rail"
"""What the inbox calls a notice of a local rail."""


@dataclass(frozen=True, slots=True)
class ReceiveCallback:
    """Check what came in, keep it, and say what the rail wants to hear."""

    rails: Rails
    calls: RailCalls
    notices: Notices
    clock: Clock

    def __call__(self, name: str, callback: Callback) -> Reply:
        """Return the reply once everything is kept; the same callback again changes nothing more.

        Raises CallbackUnknown, SignatureWrong, CallbackUnreadable, AmountUnreadable.
        """
        rail = self.rails.get(name)
        if rail is None:
            raise CallbackUnknown(f"{name!r} is no rail of ours")
        try:
            heard = rail.parse_callback(callback)
        except SignatureWrong:
            self.calls.put_aside(name, "callback_unsigned", callback)
            raise
        except Invalid:
            self.calls.put_aside(name, "callback_unreadable", callback)
            raise
        for outcome in heard.outcomes:
            self._keep(name, callback, heard, outcome)
        return heard.reply

    def _keep(self, name: str, callback: Callback, heard: Heard, outcome: Outcome) -> None:
        call = self.calls.get(name, outcome.our_id)
        if call is None:
            # Answered as if it were ours: a rail that is told otherwise would repeat it for days.
            self.calls.put_aside(name, "callback_foreign", callback)
            return
        said = outcome_text(outcome) if heard.is_signed else None
        # A copy of a signed one has the same name. One that only makes us ask may say the same twice and be worth it
        # each time, but not more than once a minute.
        minute = "" if heard.is_signed else f"{self.clock.now():%Y%m%d%H%M}"
        content = callback.body + repr(sorted(callback.query.items())).encode()
        seen = hashlib.sha256(content + f"{call.our_id}{minute}".encode())
        notice = Notice(
            f"{name}-{seen.hexdigest()[:40]}", f"{name}.{outcome.operation}.{outcome.status}", KIND,
            f"{name}/{call.our_id}", call.milestone_id, said=said,
        )  # fmt: skip
        self.notices.keep(notice, callback.body.decode("utf-8", errors="replace"))


@dataclass(frozen=True, slots=True)
class HearRail:
    """Act on a callback that was kept: believe it if it was signed, else ask the rail."""

    calls: RailCalls
    rails: Rails
    run: RunRail
    clock: Clock

    def __call__(self, notice: Notice) -> None:
        """Apply what the rail says of the operation; a sweep asks later where the rail may not be asked yet."""
        name, _, our_id = str(notice.object_id).partition("/")
        call, rail = self.calls.get(name, our_id), self.rails.get(name)
        if call is None or rail is None:
            return
        if notice.said is not None:
            self.run.hear(call, outcome_of_text(notice.said))
        elif self.clock.now() >= call.began_at + rail.first_inquiry:
            self.run.hear(call, rail.inquire(call))
