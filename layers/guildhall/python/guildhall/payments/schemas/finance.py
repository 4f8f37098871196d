"""Shapes of what finance staff see of payments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import CurrencyCode, Instant
from guildhall.payments.models import Command

PayoutStatus = Literal["pending", "in_transit", "failed", "canceled"]


class Row(BaseModel):
    """One line of a list, as JSON and as a row of a sheet."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the names of a sheet's columns."""
        return tuple(cls.model_fields)

    def row(self) -> Sequence[object]:
        """Return the row of a sheet, under `columns`; several values of one cell are parted by spaces."""
        return tuple(_cell(value) for value in self.model_dump(mode="json").values())


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return " ".join(f"{name}:{count}" for name, count in value.items())
    return " ".join(str(each) for each in value) if isinstance(value, list) else value


class PaymentRowOut(Row):
    """A milestone's payment or a guest's deposit, in minor units of `currency`."""

    subject_id: str
    sort: Literal["milestone", "deposit"]
    state: str
    payer_id: str | None = Field(description="Null for a guest without an account.")
    payee_id: str
    currency: CurrencyCode
    amount_minor: int
    paid_minor: int
    held_minor: int
    to_payee_minor: int = Field(description="Released to the expert, or kept by the venue; commission included.")
    to_payer_minor: int
    lost_minor: int
    opened_at: Instant
    frozen_by: list[str]


class PaymentRowsOut(BaseModel):
    """One page of what a month opened, oldest first."""

    items: list[PaymentRowOut]
    next_cursor: str | None


class SuccessOut(Row):
    """How attempts to pay went on one day, in one currency."""

    day: date
    currency: CurrencyCode
    opened: int = Field(description="Attempts that began that day.")
    succeeded: int
    refused: int
    abandoned: int = Field(description="Ended because nobody finished them.")
    rate_basis_points: int | None = Field(description="Succeeded of what was decided; null where nothing was.")
    reasons: dict[str, int] = Field(description="How many each reason ended, refused and abandoned alike.")


class SuccessesOut(BaseModel):
    """One page of days, oldest first."""

    items: list[SuccessOut]
    next_cursor: str | None


class DisputeRateOut(Row):
    """What became of milestones of one currency; amounts in its minor units."""

    day: date | None = Field(description="In UTC; null for the whole period.")
    currency: CurrencyCode
    protected: int = Field(description="Milestones whose money was held then.")
    protected_minor: int
    disputed: int = Field(description="Disputes that began then, whenever the money was held.")
    disputed_minor: int = Field(description="What was held when they began.")
    charged_back: int
    charged_back_minor: int
    rate_basis_points: int | None = Field(description="Disputed of protected milestones; null where none was.")
    amount_basis_points: int | None = Field(description="Disputed of protected money; null where none was.")


class DisputeRatesOut(BaseModel):
    """The period by day and as a whole."""

    days: list[DisputeRateOut] = Field(description="Those with something to count, oldest first.")
    period: list[DisputeRateOut] = Field(description="One row a currency.")
    goal_basis_points: int = Field(description="The share of protected milestones that operators want to stay below.")


class WaitingOut(Row):
    """Money that is to move and has not."""

    command_id: str
    verb: str
    subject: str
    payee_id: str | None
    amount_minor: int
    currency: str
    created_at: Instant
    next_try_at: Instant
    tries: int
    waiting_for: str | None = Field(description="Null before the first try.")

    @classmethod
    def of(cls, order: Command) -> WaitingOut:
        """Shape a command for the wire."""
        return cls(
            command_id=order.command_id,
            verb=order.verb.value,
            subject=order.subject,
            payee_id=order.expert_id,
            amount_minor=order.amount_minor,
            currency=order.currency,
            created_at=order.created_at,
            next_try_at=order.next_try_at,
            tries=order.tries,
            waiting_for=order.waiting_for,
        )


class WaitingsOut(BaseModel):
    """One page of what waits, oldest first."""

    items: list[WaitingOut]
    next_cursor: str | None


class UnsettledPayoutOut(Row):
    """A payout that has not arrived at a bank."""

    payout_id: str
    expert_id: str | None = Field(description="Null for the platform's own.")
    amount_minor: int
    currency: CurrencyCode
    status: str
    created_at: Instant
    arrives_on: date
    failure: str | None


class UnsettledPayoutsOut(BaseModel):
    """One page of payouts, oldest first."""

    items: list[UnsettledPayoutOut]
    next_cursor: str | None


class OpenChargebackOut(Row):
    """What a cardholder's bank has not decided."""

    chargeback_id: str
    subject_id: str = Field(description="The milestone or the deposit.")
    payee_id: str
    amount_minor: int
    currency: CurrencyCode
    opened_at: Instant | None
    evidence_due_at: Instant | None
    reason: str | None
    status: str | None


class OpenChargebacksOut(BaseModel):
    """One page, the next deadline first."""

    items: list[OpenChargebackOut]
    next_cursor: str | None
