"""Reporting what should not be said, deciding about it, and signals for whoever watches for fraud."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, NotFound, StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import DecisionImpossible, ReportDecided, ReportedUnknown
from guildhall.messaging.events import AbuseReportDecidedV1, AbuseReportedV1
from guildhall.messaging.models import Conversation, How, Message, MessageChange
from guildhall.messaging.models.reports import (
    REPORTING,
    Report,
    ReportDecision,
    ReportReason,
    Ruling,
    raised_id,
)
from guildhall.messaging.models.signals import Signal
from guildhall.messaging.ports import Blocks, Conversations, Delivery, Messages
from guildhall.messaging.ports.safety import Reports, Signals
from guildhall.messaging.use_cases.access import AccessConversation
from guildhall.messaging.use_cases.messages import tell_head

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Tell moderators of a message, a person or a whole conversation."""

    access: AccessConversation
    messages: Messages
    reports: Reports
    limits: RateLimits
    clock: Clock
    ids: Ids

    def __call__(
        self,
        actor: Actor,
        conversation_id: str,
        *,
        reason: ReportReason,
        note: str,
        message_id: str | None,
        account_id: str | None,
    ) -> Report:
        """Return the report. message_id, account_id: what and whom it is about; neither for the whole.

        Raises NotFound, TooMany, ReportedUnknown for what is not there, and for oneself.
        """
        conversation = self.access(actor, conversation_id, "messaging.report")
        if message_id is not None:
            account_id, text = self._sent(actor, conversation_id, message_id, account_id)
        else:
            account_id, text = _other(actor, conversation, account_id), None
        take_for(self.limits, REPORTING, actor)
        report = Report(
            report_id=self.ids.new("rpt"),
            reporter_id=actor.account_id,
            conversation_id=conversation_id,
            reason=reason,
            note=note,
            reported_at=self.clock.now(),
            reported_id=account_id,
            message_id=message_id,
            text=text,
        )
        return self.reports.save("messaging.report", report, _told(report))

    def _sent(self, actor: Actor, conversation_id: str, message_id: str, account_id: str | None) -> tuple[str, str]:
        """Return who sent a message, and what it says. account_id: who sent it as the actor says, if they do."""
        message = self.messages.get(conversation_id, message_id)
        if message is None or message.sender_id == actor.account_id:
            raise ReportedUnknown(faults=(Fault("/message_id", "no message of another here", "unknown"),))
        if account_id not in {None, message.sender_id}:
            raise ReportedUnknown(faults=(Fault("/account_id", "did not send that message", "unknown"),))
        return message.sender_id, message.text


@dataclass(frozen=True, slots=True)
class AccessReport:
    """Load a report for its reporter or a moderator."""

    reports: Reports
    gate: Gate

    def __call__(self, actor: Actor, report_id: str, action: str = "messaging.view_report") -> Report:
        """Return it. Raises NotFound, Forbidden."""
        report = self.reports.get(report_id)
        if report is None:
            raise NotFound
        require(self.gate, actor, action, _resource(report), to_know="messaging.view_report")
        return report

    def waiting(
        self, actor: Actor, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Report], dict[str, Any] | None]:
        """Return what of a page of the queue is theirs to decide, the oldest first, and where the next one starts.

        Raises Forbidden.
        """
        anything = Resource("ChatReport", "queue", {"reporter_id": "", "reported_id": ""})
        require(self.gate, actor, "messaging.moderate", anything)
        found, further = self.reports.waiting(limit, position)
        return [one for one in found if self.gate.allows(actor, "messaging.moderate", _resource(one))], further


@dataclass(frozen=True, slots=True)
class DecideReport:
    """Decide about a report, and let it be so.

    What the decision does is done before it is kept, and doing it twice does nothing more: whoever dies in between
    decides again.
    """

    access: AccessReport
    conversations: Conversations
    messages: Messages
    blocks: Blocks
    delivery: Delivery
    clock: Clock

    def __call__(self, actor: Actor, report_id: str, decision: ReportDecision, note: str) -> Report:
        """Return the report; the same decision again changes nothing.

        Raises NotFound, Forbidden, DecisionImpossible, ReportDecided, StaleVersion.
        """
        report = self.access(actor, report_id, "messaging.moderate")
        if report.ruling is not None:
            if report.ruling.decision is decision:
                return report
            raise ReportDecided(f"it was decided: {report.ruling.decision}")
        if not report.allows(decision):
            possible = ", ".join(each for each in ReportDecision if report.allows(each))
            fault = Fault("/decision", "nothing here that it could be done to", "decision")
            raise DecisionImpossible(f"take one of these decisions: {possible}", faults=(fault,))
        now = self.clock.now()
        if decision is ReportDecision.HIDE_MESSAGE:
            self._hide(report, actor.account_id)
        elif decision is ReportDecision.BLOCK and report.reported_id:
            self.blocks.put(report.reporter_id, report.reported_id, now, is_on=True)
        event = AbuseReportDecidedV1(
            report_id=report_id,
            conversation_id=report.conversation_id,
            reporter_id=report.reporter_id,
            reported_id=report.reported_id,
            decision=decision,
        )
        ruled = replace(report, ruling=Ruling(decision, note, actor.account_id, now))
        return self.access.reports.save("messaging.moderate", ruled, event)

    def _hide(self, report: Report, moderator_id: str) -> None:
        """Take the message back for its sender; what it said stays among its versions, its files are erased."""
        for _ in range(ATTEMPTS):
            before = self.messages.get(report.conversation_id, report.message_id or "")
            if before is None or before.deleted_at is not None:
                return
            now = self.clock.now()
            try:
                kept = self.messages.change(before.taken_back(now), How.DELETED, moderator_id, now, before)
            except StaleVersion:
                continue
            conversation = self.conversations.get(report.conversation_id)
            if conversation is not None:
                self.delivery.tell(conversation.participant_ids, MessageChange(kept))
                tell_head(self.messages, self.delivery, conversation, kept)
            return
        raise StaleVersion


@dataclass(frozen=True, slots=True)
class RaiseSignals:
    """Tell whoever watches for fraud what new and changed messages show of payment elsewhere and of extortion.

    Extortion is told to moderators as well, once of a message (decision 0051).
    """

    conversations: Conversations
    messages: Messages
    signals: Signals
    reports: Reports
    clock: Clock

    def __call__(self, messages: Sequence[Message]) -> None:
        """Take messages of one conversation, any number of times and in any order. Raises NotFound."""
        conversation = self.conversations.get(messages[0].conversation_id)
        if conversation is None:
            raise NotFound
        for message in messages:
            if message.hints:
                recipient_ids = [one for one in conversation.participant_ids if one != message.sender_id]
                self.signals.raise_for(message, recipient_ids)
            # Nothing of what was erased for all is kept anew.
            if Signal.EXTORTION in message.hints and conversation.erased_at is None:
                self._report(message)

    def again(self, conversation_id: str, message_ids: Collection[str]) -> None:
        """Take messages that were changed, as they are now. Raises NotFound."""
        changed = [self.messages.get(conversation_id, one) for one in sorted(message_ids)]
        present = [one for one in changed if one is not None]
        if present:
            self(present)

    def _report(self, message: Message) -> None:
        report = Report(
            report_id=raised_id(message.conversation_id, message.message_id),
            reporter_id="",
            conversation_id=message.conversation_id,
            reason=ReportReason.EXTORTION,
            note="",
            reported_at=self.clock.now(),
            reported_id=message.sender_id,
            message_id=message.message_id,
            text=message.text,
        )
        # Refused is what was raised before, whatever became of it and whatever the message says now.
        with contextlib.suppress(StaleVersion):
            self.reports.save("messaging.report", report, _told(report))


def _other(actor: Actor, conversation: Conversation, account_id: str | None) -> str | None:
    """Return whom a report without a message is about; None for a whole conversation of several."""
    others = [one for one in conversation.participant_ids if one != actor.account_id]
    if account_id is None:
        return others[0] if len(others) == 1 else None
    if account_id not in others:
        raise ReportedUnknown(faults=(Fault("/account_id", "takes no part", "unknown"),))
    return account_id


def _told(report: Report) -> AbuseReportedV1:
    return AbuseReportedV1(
        report_id=report.report_id,
        conversation_id=report.conversation_id,
        reporter_id=report.reporter_id,
        reported_id=report.reported_id,
        message_id=report.message_id,
        reason=report.reason,
    )


def _resource(report: Report) -> Resource:
    """Return a report as the policies see it."""
    parties = {"reporter_id": report.reporter_id, "reported_id": report.reported_id or ""}
    return Resource("ChatReport", report.report_id, parties)
