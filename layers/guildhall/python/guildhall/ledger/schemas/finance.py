"""Shapes of the finance staff's view of the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.money import Money
from guildhall.kernel.types import CurrencyCode, Instant
from guildhall.ledger.models import ClosedDay, Correction, Coverage, Entry, Hold, PeriodTotal, Posting
from guildhall.ledger.schemas import taking

TakeRatesOut = taking.TakeRatesOut
By = Literal["day", "month", "period"]
TOTAL_COLUMNS = ("when", "account", "amount", "amount_minor", "currency")
MOVEMENT_COLUMNS = ("booked_at", "kind", "about", "amount_minor", "currency", "entry_id")
HOLD_COLUMNS = ("milestone_id", "held_since", "age_days", "held_minor", "currency")
Kind = Literal["charge", "transfer", "refunded", "refund_failed", "processor_fee", "topup", "bank_payout"]
COVERAGE_COLUMNS = (
    "currency",
    "held_minor",
    "owed_minor",
    "short_minor",
    "suspense_minor",
    "imbalance_minor",
    "seen_at",
)


class CoverageOut(BaseModel):
    """One currency: what providers and banks hold for us, and what of it belongs to others."""

    currency: CurrencyCode
    held_minor: int
    owed_minor: int
    short_minor: int = Field(description="How much is missing; 0 when all is covered.")
    suspense_minor: int
    imbalance_minor: int = Field(description="Of all accounts together; anything but 0 is an alarm.")
    seen_at: Instant

    @classmethod
    def of(cls, each: Coverage) -> CoverageOut:
        """Shape a currency for the wire."""
        return cls(
            currency=each.currency,
            held_minor=each.held_minor,
            owed_minor=each.owed_minor,
            short_minor=each.short_minor,
            suspense_minor=each.suspense_minor,
            imbalance_minor=each.imbalance_minor,
            seen_at=each.seen_at,
        )

    def row(self) -> Sequence[object]:
        """Return the row of a sheet, under COVERAGE_COLUMNS."""
        return tuple(self.model_dump(mode="json")[name] for name in COVERAGE_COLUMNS)


class CoveragesOut(BaseModel):
    """What the last check found; it runs every hour."""

    items: list[CoverageOut]


class ClassTotalOut(BaseModel):
    """What a day brought to all accounts of a class."""

    kind: str
    currency: CurrencyCode
    total_minor: int
    closing_minor: int = Field(description="What stood at the end of the day.")


class ClosedDayOut(BaseModel):
    """A day that will not change any more."""

    day: date
    entry_count: int
    totals: list[ClassTotalOut]
    digest: str = Field(description="SHA-256 of every entry, every account's total, and of the day before.")
    previous_digest: str
    closed_at: Instant

    @classmethod
    def of(cls, closed: ClosedDay) -> ClosedDayOut:
        """Shape a closed day for the wire."""
        totals = [
            ClassTotalOut(kind=kind, currency=currency, total_minor=total, closing_minor=closing)
            for kind, by in sorted(closed.totals.items())
            for currency, (total, closing) in sorted(by.items())
        ]
        return cls(
            day=closed.day,
            entry_count=closed.entry_count,
            totals=totals,
            digest=closed.digest,
            previous_digest=closed.previous_digest,
            closed_at=closed.closed_at,
        )


class ClosedDaysOut(BaseModel):
    """One page of closed days, newest first."""

    items: list[ClosedDayOut]
    next_cursor: str | None


class TotalOut(BaseModel):
    """What an account brought in a day, a month or the whole period."""

    when: str
    account: str
    total_minor: int = Field(description="Minor units of `currency`, in the direction in which the account grows.")
    currency: CurrencyCode

    @classmethod
    def of(cls, total: PeriodTotal) -> TotalOut:
        """Shape a total for the wire."""
        return cls(when=total.when, account=total.account, total_minor=total.total_minor, currency=total.currency)

    def row(self) -> Sequence[object]:
        """Return the row of a sheet, under TOTAL_COLUMNS."""
        return (self.when, self.account, Money(self.total_minor, self.currency).major, self.total_minor, self.currency)


class TotalsOut(BaseModel):
    """One page of totals, oldest first."""

    items: list[TotalOut]
    next_cursor: str | None


class MovementOut(BaseModel):
    """What came to a provider's account, or left it."""

    entry_id: str
    kind: str = Field(
        description="charge: paid in. transfer: sent on. refunded: given back. processor_fee: what it took."
    )
    about: str
    amount_minor: int = Field(description="Minor units of `currency`; negative when it left the account.")
    currency: CurrencyCode
    booked_at: Instant

    @classmethod
    def of(cls, posting: Posting) -> MovementOut:
        """Shape a posting for the wire."""
        return cls(
            entry_id=posting.entry_id, kind=posting.entry_kind, about=posting.about,
            amount_minor=posting.amount_minor, currency=posting.currency, booked_at=posting.booked_at,
        )  # fmt: skip

    def row(self) -> Sequence[object]:
        """Return the row of a sheet, under MOVEMENT_COLUMNS."""
        said = self.model_dump(mode="json")
        return tuple(said[name] for name in MOVEMENT_COLUMNS)


class MovementsOut(BaseModel):
    """One page of a day's movements, oldest first."""

    items: list[MovementOut]
    next_cursor: str | None


class HoldOut(BaseModel):
    """Money of a client that is kept until approval."""

    milestone_id: str
    held_minor: int = Field(description="Minor units of `currency`.")
    currency: CurrencyCode
    held_since: date = Field(description="The day in UTC on which the money came.")
    age_days: int

    @classmethod
    def of(cls, hold: Hold, today: date) -> HoldOut:
        """Shape a hold for the wire."""
        return cls(
            milestone_id=hold.milestone_id, held_minor=hold.held_minor, currency=hold.currency,
            held_since=hold.held_since, age_days=(today - hold.held_since).days,
        )  # fmt: skip

    def row(self) -> Sequence[object]:
        """Return the row of a sheet, under HOLD_COLUMNS."""
        return (self.milestone_id, self.held_since, self.age_days, self.held_minor, self.currency)


class HoldsOut(BaseModel):
    """One page of holds, oldest first."""

    items: list[HoldOut]
    next_cursor: str | None


class LineOut(BaseModel):
    """One account's part of an entry."""

    account: str
    amount_minor: int = Field(description="Debit positive, credit negative.")
    currency: CurrencyCode


class EntryOut(BaseModel):
    """One economic fact."""

    entry_id: str
    kind: str
    about: str
    lines: list[LineOut]
    facts: dict[str, str]
    reverses: str | None

    @classmethod
    def of(cls, entry: Entry) -> EntryOut:
        """Shape an entry for the wire."""
        lines = [
            LineOut(account=line.account, amount_minor=line.money.minor, currency=line.money.currency)
            for line in entry.lines
        ]
        return cls(
            entry_id=entry.entry_id, kind=entry.kind, about=entry.about, lines=lines, facts=dict(entry.facts),
            reverses=entry.reverses,
        )  # fmt: skip


class EntriesOut(BaseModel):
    """What is filed under one thing, oldest first."""

    items: list[EntryOut]


class CorrectionIn(BaseModel):
    """The proposal to take an entry back."""

    model_config = ConfigDict(extra="forbid")

    entry_id: str = Field(min_length=1, max_length=110)
    reason: str = Field(min_length=10, max_length=500, description="For whoever decides, and for the auditor.")


class CorrectionDecisionIn(BaseModel):
    """Why a proposal is approved or refused."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(min_length=1, max_length=500)


class CorrectionOut(BaseModel):
    """A proposal, and what became of it."""

    correction_id: str
    entry_id: str
    reason: str
    status: str
    proposed_by: str
    proposed_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    note: str | None

    @classmethod
    def of(cls, correction: Correction) -> CorrectionOut:
        """Shape a correction for the wire."""
        return cls(
            correction_id=correction.correction_id,
            entry_id=correction.entry_id,
            reason=correction.reason,
            status=correction.status,
            proposed_by=correction.proposed_by,
            proposed_at=correction.proposed_at,
            decided_by=correction.decided_by,
            decided_at=correction.decided_at,
            note=correction.note,
        )


class CorrectionsOut(BaseModel):
    """One page of corrections, newest first."""

    items: list[CorrectionOut]
    next_cursor: str | None
