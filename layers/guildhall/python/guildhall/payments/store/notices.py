"""The port `Notices`: webhooks as they came, kept for 90 days."""

from __future__ import annotations

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.payments.models import Notice
from guildhall.payments.store.payments import QUEUE
from guildhall.payments.store.records import NOTICE_LIFE, Keys, NoticeRecord
from guildhall.platform.table import Database


class DynamoNotices:
    """The port `Notices` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, notice: Notice, raw: str) -> None:
        """Store a notice and let the worker hear of it, in one transaction."""
        known = NoticeRecord.fetch(*Keys.notice(notice.event_id))
        if known is not None and known.done_at is not None:
            return
        now = self._database.clock.now()
        transaction = self._database.begin()
        if known is None:
            record = NoticeRecord.of(
                notice,
                key=Keys.notice(notice.event_id),
                version=None,
                raw=raw,
                # What does not concern us is kept, and has no effect to wait for.
                done_at=None if notice.object_kind else to_text(now),
                expires_at=int((now + NOTICE_LIFE).timestamp()),
            )
            transaction.put_unaudited(record)
        if notice.object_kind is not None:
            transaction.enqueue(QUEUE, notice.group, {"type": "notice", "event_id": notice.event_id})
        try:
            transaction.commit("payments.keep_notice")
        except StaleVersion:
            # The same notice came twice at once; the other delivery keeps it and tells the worker.
            return

    def get(self, event_id: str) -> Notice | None:
        """Return a notice that was not dealt with yet, or None."""
        record = NoticeRecord.fetch(*Keys.notice(event_id))
        return record.to(Notice) if record is not None and record.done_at is None else None

    def mark_done(self, event_id: str) -> None:
        """Remember that a notice was dealt with; a mark that stands already stays."""
        transaction = self._database.begin()
        now = to_text(self._database.clock.now())
        transaction.update(NoticeRecord(*Keys.notice(event_id)), [NoticeRecord.done_at.set(now)])
        transaction.commit("payments.mark_notice")
