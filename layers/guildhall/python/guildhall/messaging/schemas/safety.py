"""Shapes of reports."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import Instant
from guildhall.messaging.models.reports import Report, ReportDecision, ReportReason
from guildhall.messaging.schemas.messages import AccountId, MessageId

Note = Annotated[str, Field(max_length=2_000)]


class AbuseReportIn(BaseModel):
    """What you tell moderators. With neither message nor account it is about the whole conversation."""

    model_config = ConfigDict(extra="forbid")

    conversation_id: str = Field(min_length=1, max_length=64)
    message_id: MessageId | None = None
    account_id: AccountId | None = None
    reason: ReportReason
    note: Note = ""


class RulingIn(BaseModel):
    """What is done about it; the note is for moderators."""

    model_config = ConfigDict(extra="forbid")

    decision: ReportDecision
    note: Note = ""


class AbuseReportOut(BaseModel):
    """A report as its reporter sees it."""

    report_id: str
    conversation_id: str
    message_id: str | None
    account_id: str | None = Field(description="Whom it is about.")
    reason: ReportReason
    note: str
    reported_at: Instant
    decision: ReportDecision | None
    decided_at: Instant | None

    @classmethod
    def of(cls, report: Report) -> AbuseReportOut:
        """Shape a report for the wire."""
        return cls(**_plain(report))


class ModeratedReportOut(AbuseReportOut):
    """A report as moderators see it, with what the message said when it was reported."""

    reporter_id: str | None = Field(description="Null where the platform raised it itself: nobody to block for.")
    text: str | None
    moderator_id: str | None
    moderator_note: str | None

    @classmethod
    def of(cls, report: Report) -> ModeratedReportOut:
        """Shape a report for the wire."""
        ruling = report.ruling
        return cls(
            **_plain(report),
            reporter_id=report.reporter_id or None,
            text=report.text,
            moderator_id=ruling.moderator_id if ruling else None,
            moderator_note=ruling.note if ruling else None,
        )


class AbuseReportsOut(BaseModel):
    """A page of what waits for a decision, the oldest first."""

    items: list[ModeratedReportOut]
    next_cursor: str | None


def _plain(report: Report) -> dict[str, object]:
    ruling = report.ruling
    return {
        "report_id": report.report_id,
        "conversation_id": report.conversation_id,
        "message_id": report.message_id,
        "account_id": report.reported_id,
        "reason": report.reason,
        "note": report.note,
        "reported_at": report.reported_at,
        "decision": ruling.decision if ruling else None,
        "decided_at": ruling.decided_at if ruling else None,
    }
