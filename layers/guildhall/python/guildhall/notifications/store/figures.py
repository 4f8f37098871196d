"""Delivery statistics in the core table: counters that move in the transaction of what they count."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from guildhall.kernel.ids import born_at
from guildhall.notifications.models import Channel, Counted, Figures, Outcome, Type
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Transaction

SHARDS = 8
"""Rows among which the accounts of a busy day are spread."""
REMEMBERED = timedelta(days=400)
"""How long figures are kept: long enough to compare this year's with last year's."""


class FiguresRecord(CoreRecord):
    """How often each outcome was."""

    KIND = "notifications.figures"

    ordered = IntegerAttribute(null=True)
    sent = IntegerAttribute(null=True)
    delivered = IntegerAttribute(null=True)
    skipped = IntegerAttribute(null=True)
    failed = IntegerAttribute(null=True)
    bounced = IntegerAttribute(null=True)
    complained = IntegerAttribute(null=True)
    opened = IntegerAttribute(null=True)


class DynamoFigures:
    """The port `Statistics` on DynamoDB."""

    def of_days(self, first_on: date, last_on: date) -> list[Figures]:
        """Return what was counted of those days, both included, by day, type and channel."""
        counts: dict[tuple[str, ...], Counter[Outcome]] = {}
        for shard in range(SHARDS):
            between = (f"{first_on.isoformat()}#", f"{last_on.isoformat()}#~")
            for row in query.everything(FiguresRecord.Meta.table_name, Keys.figures(shard), between=between):
                counts.setdefault(tuple(str(row["SK"]).split("#")), Counter()).update(_counts(row))
        return [
            Figures(date.fromisoformat(on), Type(kind), Channel(channel), dict(found))
            for (on, kind, channel), found in sorted(counts.items())
        ]

    def of_announcement(self, announcement_id: str) -> dict[Channel, dict[Outcome, int]]:
        """Return what was counted of an announcement, by channel."""
        counts: dict[Channel, Counter[Outcome]] = {}
        pk, _ = Keys.announcement(announcement_id)
        for row in query.everything(FiguresRecord.Meta.table_name, pk, prefix="FIGURES#"):
            counts.setdefault(Channel(str(row["SK"]).split("#")[2]), Counter()).update(_counts(row))
        return {channel: dict(found) for channel, found in sorted(counts.items())}


def count(transaction: Transaction, account_id: str, several: Iterable[Counted]) -> None:
    """Count if and only if the transaction commits, so that what comes twice counts once.

    All are of one account, whose counters stand together: few rows, however many notifications.
    """
    shard = hashlib.sha256(account_id.encode()).digest()[1] % SHARDS
    rows: dict[tuple[str, str], Counter[Outcome]] = {}
    expiry: dict[tuple[str, str], int] = {}
    for each in several:
        happened = born_at(each.notification_id)
        keys = [(Keys.figures(shard), f"{happened.date().isoformat()}#{each.type}#{each.channel}")]
        if "announcement_id" in each.params:
            pk, _ = Keys.announcement(str(each.params["announcement_id"]))
            keys.append((pk, f"FIGURES#{shard}#{each.channel}"))
        for key in keys:
            rows.setdefault(key, Counter())[each.outcome] += 1
            expiry[key] = int((happened + REMEMBERED).timestamp())
    for key, counts in rows.items():
        added = [getattr(FiguresRecord, outcome).add(number) for outcome, number in counts.items()]
        kept = FiguresRecord.kind.set(FiguresRecord.KIND), FiguresRecord.expires_at.set(expiry[key])
        transaction.update(FiguresRecord(*key), [*added, *kept])


def _counts(row: dict[str, object]) -> dict[Outcome, int]:
    return {outcome: int(str(row[outcome])) for outcome in Outcome if outcome in row}
