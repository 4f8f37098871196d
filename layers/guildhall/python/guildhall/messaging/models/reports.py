"""What people report to moderators, and what these decide."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from ulid import ULID

from guildhall.kernel.rate_limits import Limit
from guildhall.kernel.types import Instant

REPORTING = Limit("message-reports", quota=20, window_seconds=86_400)


class ReportReason(StrEnum):
    """Why somebody reports."""

    SPAM = "spam"
    HARASSMENT = "harassment"
    OFF_PLATFORM_PAYMENT = "off_platform_payment"
    EXTORTION = "extortion"
    FRAUD = "fraud"
    OTHER = "other"


class ReportDecision(StrEnum):
    """What a moderator does about it. block: whom it is about, the reporter hears no more."""

    DISMISS = "dismiss"
    HIDE_MESSAGE = "hide_message"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A moderator's decision. note: for other moderators."""

    decision: ReportDecision
    note: str
    moderator_id: str
    decided_at: Instant


@dataclass(frozen=True, slots=True)
class Report:
    """What moderators are told: by a participant of a message, of a person or of a whole conversation, or by us.

    reporter_id: empty where the platform raised it itself, of what a message shows (decision 0051). message_id, text:
    of the message, and what it said when it was reported. reported_id: whom it is about; None where a whole
    conversation of several is.
    """

    report_id: str
    reporter_id: str
    conversation_id: str
    reason: ReportReason
    note: str
    reported_at: Instant
    reported_id: str | None = None
    message_id: str | None = None
    text: str | None = None
    ruling: Ruling | None = None
    version: int = 0

    def allows(self, decision: ReportDecision) -> bool:
        """Tell whether there is what the decision needs."""
        if decision is ReportDecision.HIDE_MESSAGE:
            return self.message_id is not None
        if decision is ReportDecision.BLOCK and not self.reporter_id:
            return False
        return decision is ReportDecision.DISMISS or self.reported_id is not None


def raised_id(conversation_id: str, message_id: str) -> str:
    """Return the id of the platform's own report of a message, each time the same.

    Clients make ids of messages and may use one in two conversations. Raises ValueError on another shape.
    """
    digest = hashlib.sha256(f"{conversation_id}|{message_id}".encode()).digest()
    return f"rpt_{ULID.from_bytes(ULID.from_str(message_id.partition('_')[2]).bytes[:6] + digest[:10])}"
