"""Shapes of what experts and operators say about local rails: wallets, and rates between floats."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import CurrencyCode, Instant
from guildhall.payments.models import PayoutWallet
from guildhall.payments.models.exchange import TreasuryRate


class PayoutWalletIn(BaseModel):
    """A mobile wallet."""

    model_config = ConfigDict(extra="forbid")

    rail: str = Field(min_length=1, max_length=30, examples=["jazzcash"])
    phone: str = Field(min_length=1, max_length=20, description="In the rail's own notation.")
    operator: str | None = Field(default=None, max_length=40, pattern="^[A-Z0-9_]+$", description="Of the wallet.")


class PayoutWalletOut(BaseModel):
    """Where an expert is paid in one currency."""

    currency: CurrencyCode
    rail: str
    phone_tail: str = Field(description="The last digits of the wallet's number.")
    operator: str | None
    changed_at: Instant
    failure: str | None = Field(description="Why the last payout did not reach it; register another, or it again.")

    @classmethod
    def of(cls, wallet: PayoutWallet) -> PayoutWalletOut:
        """Shape a wallet for the wire."""
        return cls(
            currency=wallet.currency,
            rail=wallet.rail,
            phone_tail=wallet.phone_tail,
            operator=wallet.operator,
            changed_at=wallet.changed_at,
            failure=wallet.failure,
        )


class PayoutWalletsOut(BaseModel):
    """An expert's wallets, by currency."""

    items: list[PayoutWalletOut]


class RateIn(BaseModel):
    """What one unit of a currency buys of another."""

    model_config = ConfigDict(extra="forbid")

    rate: str = Field(min_length=1, max_length=20, description="Decimal, at most six places.", examples=["302.15"])
    source: str = Field(min_length=3, max_length=200, description="Where the rate is from.")


class RateOut(BaseModel):
    """A rate between the platform's own floats."""

    sold: CurrencyCode
    bought: CurrencyCode
    rate: str
    source: str
    set_by: str
    set_at: Instant

    @classmethod
    def of(cls, rate: TreasuryRate) -> RateOut:
        """Shape a rate for the wire."""
        return cls(
            sold=rate.sold,
            bought=rate.bought,
            rate=rate.text,
            source=rate.source,
            set_by=rate.set_by,
            set_at=rate.set_at,
        )


class RatesOut(BaseModel):
    """Every rate, by pair."""

    items: list[RateOut]
