"""What was released so far, counted in the transaction of each release."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.models.rules import Volumes
from guildhall.billing.models.takings import CONTRIBUTORS, PLATFORM
from guildhall.billing.store.agreements import DynamoAgreements
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Problem
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, account, credit
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord, Transaction

MONTHS = 12


class Keys:
    """volumes in the core table: a partition an expert and currency, so that no two experts meet on an item.

    | who asks                                   | index | PK                             | SK                |
    |--------------------------------------------|-------|--------------------------------|-------------------|
    | all that a client paid an expert           | core  | VOLUME#{expert_id}#{currency}  | PAIR#{client_id}  |
    | an expert's last twelve months             | core  | VOLUME#{expert_id}#{currency}  | MONTH#{yyyy-mm}   |
    """

    @staticmethod
    def of(expert_id: str, currency: str) -> str:
        """The partition of one expert."""
        return f"VOLUME#{expert_id}#{currency}"

    @staticmethod
    def pair(client_id: str) -> str:
        """What one client paid the expert."""
        return f"PAIR#{client_id}"

    @staticmethod
    def month(year: int, month: int) -> str:
        """What was released to the expert in one month, UTC."""
        return f"MONTH#{year:04d}-{month:02d}"


class VolumeRecord(CoreRecord):
    """A counter. released_minor: what was released, less what was taken back."""

    KIND = "billing.volume"

    released_minor = IntegerAttribute()
    currency = UnicodeAttribute()


class DynamoVolumes:
    """The port `Counted`, and the counting itself, which happens inside a payer's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def volumes(self, expert_id: str, client_id: str | None, currency: str) -> Volumes:
        """Return the counters that tiers look at: this pair's, and those of this month and the eleven before."""
        pk, now = Keys.of(expert_id, currency), self._clock.now()
        pair = VolumeRecord.fetch(pk, Keys.pair(client_id)) if client_id else None
        bounds = (_month(now, MONTHS - 1), _month(now, 0))
        months = query.page(VolumeRecord.Meta.table_name, pk, between=bounds, limit=MONTHS, consistent=True).items
        return Volumes(
            max(0, int(pair.released_minor)) if pair else 0, max(0, sum(row["released_minor"] for row in months))
        )

    def count(self, transaction: Transaction, expert_id: str, client_id: str, amount: Money) -> None:
        """Add a release to its counters, if and only if its transaction commits; negative for one taken back."""
        pk = Keys.of(expert_id, amount.currency)
        for sk in (Keys.pair(client_id), _month(self._clock.now(), 0)):
            transaction.update(
                VolumeRecord(pk, sk),
                [
                    VolumeRecord.released_minor.add(amount.minor),
                    VolumeRecord.kind.set(VolumeRecord.KIND),
                    VolumeRecord.currency.set(amount.currency),
                ],
            )


class ReleaseTally:
    """Counts a release and what it gives to contributors, inside the transaction that posts it."""

    def __init__(self, volumes: DynamoVolumes, agreements: DynamoAgreements) -> None:
        self._volumes, self._agreements = volumes, agreements

    def count(self, transaction: Transaction, expert_id: str, client_id: str, amount: Money) -> None:
        """Add what was released to the counters that tiers look at."""
        self._volumes.count(transaction, expert_id, client_id, amount)

    def within_caps(self, entry: Entry) -> Entry:
        """Return the entry as caps allow it now: what a contributor may not have stays the platform's commission."""
        kept, excess = list[Line](), 0
        for line in entry.lines:
            given = self._given(line)
            excess += line.natural_minor - given if given is not None else 0
            if given is None or given == line.natural_minor:
                kept.append(line)
            elif given:
                kept.append(credit(line.account, Money(given, line.money.currency)))
        if not excess:
            return entry
        own = account("platform_fee", PLATFORM)
        fee = sum(line.natural_minor for line in kept if line.account == own)
        kept = [line for line in kept if line.account != own]
        kept.append(credit(own, Money(fee + excess, entry.lines[0].money.currency)))
        return replace(entry, lines=tuple(kept))

    def _given(self, line: Line) -> int | None:
        """Return what a contributor's line may give, in minor units; None for all other lines."""
        name, _, agreement_id = line.account.partition(":")
        if name != CONTRIBUTORS or line.natural_minor <= 0:
            return None
        room = self._agreements.room(agreement_id)
        return line.natural_minor if room is None else min(line.natural_minor, room)

    def accrue(self, transaction: Transaction, agreement_id: str, amount: Money, refused: Problem) -> None:
        """Add what a contributor's agreement gave to the counter that its cap looks at.

        refused: what the commit raises if the cap was used up meanwhile.
        """
        self._agreements.count(transaction, agreement_id, amount, refused)


def _month(now: datetime, ago: int) -> str:
    months = now.year * 12 + now.month - 1 - ago
    return Keys.month(months // 12, months % 12 + 1)
