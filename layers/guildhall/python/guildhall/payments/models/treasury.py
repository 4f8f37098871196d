"""Money between the provider and bank accounts: payouts, top-ups, the balance, and what must never happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.payments.models.facts import OtherFact

STEPS = {"pending": 0, "in_transit": 1, "paid": 2, "failed": 3, "canceled": 3}
"""Stripe's words for a payout, in the order in which they come: a bank may send back what it took."""


@dataclass(frozen=True, slots=True)
class BankPayout(OtherFact):
    """What the provider sends to a bank: an expert's money, or the platform's own; kept as it was last seen.

    provider_account_id, expert_id: whose, None for the platform's. status: Stripe's word. is_automatic: the provider
    decided by its schedule. failure: Stripe's word for why the bank refused it.
    """

    payout_id: str
    amount_minor: int
    currency: str
    status: str
    arrives_on: date
    created_at: Instant
    is_automatic: bool
    is_reconciled: bool = False
    failure: str | None = None
    provider_account_id: str | None = None
    expert_id: str | None = None
    version: int = 0

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)

    @property
    def has_come_back(self) -> bool:
        """Whether the money is with the provider again."""
        return self.status in {"failed", "canceled"}

    def is_older_than(self, known: BankPayout) -> bool:
        """Tell whether this was read before what is kept already."""
        return STEPS.get(self.status, 0) < STEPS.get(known.status, 0)


@dataclass(frozen=True, slots=True)
class TopUp(OtherFact):
    """Money that the platform sends from its bank to the provider; kept as it was last seen."""

    topup_id: str
    amount_minor: int
    currency: str
    status: str
    failure: str | None = None
    version: int = 0

    @property
    def amount(self) -> Money:
        """How much."""
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class BalanceAvailable(OtherFact):
    """Money that was pending can now be sent on."""


@dataclass(frozen=True, slots=True)
class PayoutSchedule(OtherFact):
    """When the provider pays the platform's balance out. interval: Stripe's word; ours must be `manual`."""

    interval: str


@dataclass(frozen=True, slots=True)
class BankChanged(OtherFact):
    """An expert gave the provider other bank details."""

    provider_account_id: str


@dataclass(frozen=True, slots=True)
class Alarm(OtherFact):
    """Something happened at the provider that must never happen."""

    about: str
    reason: str
    detail: str
