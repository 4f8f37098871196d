"""Response shapes of the ledger's HTTP API."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.kernel.types import CurrencyCode, Instant
from guildhall.ledger.models import Posting, Statement


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


class StatementOut(BaseModel):
    """What an expert has earned and was not yet sent, and one page of how it came about, newest first."""

    expert_id: str
    balance_minor: int
    currency: CurrencyCode
    items: list[PostingOut]
    next_cursor: str | None

    @classmethod
    def of(cls, expert_id: str, statement: Statement, next_cursor: str | None) -> StatementOut:
        """Shape a statement for the wire."""
        return cls(
            expert_id=expert_id,
            balance_minor=statement.balance.minor,
            currency=statement.balance.currency,
            items=[PostingOut.of(posting) for posting in statement.postings],
            next_cursor=next_cursor,
        )
