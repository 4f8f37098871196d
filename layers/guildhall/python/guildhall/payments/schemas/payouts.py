"""Where an expert's money goes, on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, Instant
from guildhall.payments.models import PayoutAccount
from guildhall.payments.models.treasury import BankPayout
from guildhall.payments.use_cases.requirements import words_for


class MissingOut(BaseModel):
    """One thing that the provider still wants to know."""

    code: str = Field(examples=["bank_account"])
    says: str = Field(description="A sentence in the reader's language (en, fr).")


class PayoutAccountOut(BaseModel):
    """An expert's payout account."""

    expert_id: str
    country: str | None = Field(description="Null while none is open.")
    is_payable: bool = Field(description="Whether released money reaches the account at once.")
    onboarding_url: str | None = Field(description="The provider's page for the expert; it works once.")
    onboarding_expires_at: Instant | None
    failure: str | None
    missing: list[MissingOut] = Field(description="What the provider still wants to know; its page asks for it.")
    bank_failure: str | None = Field(
        description="Why the expert's bank sent the last payout back: they must give other bank details. Larger "
        "transfers wait until then."
    )

    @classmethod
    def of(cls, account: PayoutAccount, accept_language: str | None) -> PayoutAccountOut:
        """Shape an account for the wire."""
        missing = words_for(account.missing, accept_language).items()
        return cls(
            expert_id=account.expert_id,
            country=account.country,
            is_payable=account.is_payable,
            onboarding_url=account.link_url,
            onboarding_expires_at=account.link_expires_at,
            failure=account.failure,
            missing=[MissingOut(code=code, says=says) for code, says in missing],
            bank_failure=account.bank_failure,
        )

    @classmethod
    def none(cls, expert_id: str) -> PayoutAccountOut:
        """Shape that an expert has not opened one."""
        return cls(
            expert_id=expert_id,
            country=None,
            is_payable=False,
            onboarding_url=None,
            onboarding_expires_at=None,
            failure=None,
            missing=[],
            bank_failure=None,
        )


class BankPayoutOut(BaseModel):
    """What the provider sent to an expert's bank."""

    payout_id: str
    status: str = Field(description="Stripe's word: pending, in_transit, paid, failed, canceled.")
    amount_minor: AmountMinor
    currency: CurrencyCode
    arrives_on: Day = Field(description="When it arrives, or did, as far as the provider knows.")
    created_at: Instant
    failure: str | None

    @classmethod
    def of(cls, payout: BankPayout) -> BankPayoutOut:
        """Shape a payout for the wire."""
        return cls(
            payout_id=payout.payout_id,
            status=payout.status,
            amount_minor=payout.amount_minor,
            currency=payout.currency,
            arrives_on=payout.arrives_on,
            created_at=payout.created_at,
            failure=payout.failure,
        )


class BankPayoutsOut(BaseModel):
    """A page of payouts, newest first."""

    items: list[BankPayoutOut]
    next_cursor: str | None
