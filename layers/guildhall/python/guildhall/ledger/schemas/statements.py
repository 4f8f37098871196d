"""Response shapes of the ledger's HTTP API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, Field

from guildhall.kernel.clock import to_text
from guildhall.kernel.money import Money
from guildhall.kernel.types import CurrencyCode, Instant
from guildhall.ledger.models import Balance, Period, Posting, Statement


class PostingOut(BaseModel):
    """One change of the balance."""

    entry_id: str
    kind: str = Field(description="release: earned. transfer: sent to your payout account. reversal: taken back.")
    about: str = Field(description="The milestone.")
    amount_minor: int = Field(description="Minor units of `currency`; negative when money left the account.")
    currency: CurrencyCode
    booked_at: Instant

    @classmethod
    def of(cls, posting: Posting) -> PostingOut:
        """Shape a posting for the wire."""
        return cls(
            entry_id=posting.entry_id,
            kind=posting.entry_kind,
            about=posting.about,
            amount_minor=posting.amount_minor,
            currency=posting.currency,
            booked_at=posting.booked_at,
        )


class BalanceOut(BaseModel):
    """What one account of the owner holds."""

    kind: str = Field(
        description="expert_payable: earned, not yet sent. client_credit: a refund that could not reach its card. "
        "reserve, referral_payable, external_commission_payable: kept or earned, not yet due."
    )
    balance_minor: int = Field(description="Minor units of `currency`; negative when it is owed to the platform.")
    currency: CurrencyCode

    @classmethod
    def of(cls, balance: Balance) -> BalanceOut:
        """Shape a balance for the wire."""
        return cls(kind=balance.kind, balance_minor=balance.money.minor, currency=balance.money.currency)


class BalancesOut(BaseModel):
    """Everything that is the owner's, by kind and currency."""

    items: list[BalanceOut]


class StatementOut(BaseModel):
    """What an expert earned and was sent in a period: both ends, and one page of how it came about, newest first."""

    expert_id: str
    from_on: date | None
    to_on: date | None
    opening_minor: int = Field(description="At the beginning of `from_on`; 0 without it.")
    closing_minor: int = Field(description="At the end of `to_on`, or now.")
    balance_minor: int = Field(description="Now: earned and not yet sent.")
    currency: CurrencyCode
    items: list[PostingOut]
    next_cursor: str | None

    @classmethod
    def of(cls, expert_id: str, period: Period, statement: Statement, next_cursor: str | None) -> StatementOut:
        """Shape a statement for the wire."""
        return cls(
            expert_id=expert_id,
            from_on=period.from_on,
            to_on=period.to_on,
            opening_minor=statement.opening.minor,
            closing_minor=statement.closing.minor,
            balance_minor=statement.balance.minor,
            currency=statement.balance.currency,
            items=[PostingOut.of(posting) for posting in statement.postings],
            next_cursor=next_cursor,
        )


COLUMNS = ("booked_at", "kind", "about", "amount", "amount_minor", "currency", "entry_id")


def rows_of(statement: Statement, period: Period, *, is_first: bool) -> Iterator[Sequence[object]]:
    """Return a statement as the rows of a sheet, oldest first: the opening balance, postings, the closing balance.

    is_first: whether this is the first part; the last one ends with the closing balance.
    """
    if is_first:
        yield _end("opening", period.from_on, statement.opening)
    for posting in statement.postings:
        money = Money(posting.amount_minor, posting.currency)
        yield (
            to_text(posting.booked_at), posting.entry_kind, posting.about, money.major, money.minor, money.currency,
            posting.entry_id,
        )  # fmt: skip
    if statement.position is None:
        yield _end("closing", period.to_on, statement.closing)


def _end(kind: str, on: date | None, money: Money) -> Sequence[object]:
    return (on, kind, None, money.major, money.minor, money.currency, None)
