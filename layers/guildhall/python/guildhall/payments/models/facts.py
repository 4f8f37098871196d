"""What the provider says, in our words: always the present object, never the one a notice carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant
from guildhall.payments.models.rails import STRIPE


@dataclass(frozen=True, slots=True)
class Intent:
    """An attempt of a client to pay. command_id: the one that made it, None for an intent that is not ours.

    milestone_id: of the milestone or the deposit that it pays, here and in the other facts. status: Stripe's word.
    paid: what was captured, None before. fee: what the provider took, None until it says so. failure: why the last try
    was declined. provider: whose word this is. next_action: what the payer must do at a local rail. capture_before:
    until when a card's bank keeps what was authorised and not captured.
    """

    id: str
    command_id: str | None
    milestone_id: str | None
    status: str
    client_secret: str | None = None
    failure: str | None = None
    charge_id: str | None = None
    paid: Money | None = None
    fee: Money | None = None
    provider: str = STRIPE
    next_action: Mapping[str, Any] | None = None
    capture_before: Instant | None = None

    @property
    def is_paid(self) -> bool:
        """Whether the money is with the provider."""
        return self.status == "succeeded"

    @property
    def is_declined(self) -> bool:
        """Whether a card was refused and the intent waits for another."""
        return self.status == "requires_payment_method" and self.failure is not None


@dataclass(frozen=True, slots=True)
class Reversal:
    """Money fetched back from an expert's account. id: None if there was nothing to fetch."""

    id: str | None
    command_id: str | None
    transfer_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money sent to an expert: to their account with the provider, or by a local rail to their wallet.

    in_transit: what a payout put aside before a rail was asked; None where the provider answers at once. reversals: of
    what came back, oldest first, whoever fetched it.
    """

    id: str
    command_id: str | None
    milestone_id: str | None
    amount: Money
    destination: str
    provider: str = STRIPE
    in_transit: Money | None = None
    reversals: tuple[Reversal, ...] = ()


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back to a card. status: pending, requires_action, succeeded, failed, canceled."""

    id: str
    command_id: str | None
    milestone_id: str | None
    amount: Money
    status: str
    provider: str = STRIPE

    @property
    def has_failed(self) -> bool:
        """Whether the money came back to us."""
        return self.status in {"failed", "canceled"}


@dataclass(frozen=True, slots=True)
class Dispute:
    """A cardholder's bank takes the money back, or asks about it.

    amount: what it is about. withdrawn, fee: what the bank took and what the provider charges for it, None before.
    reinstated, fee_back: what came back, None before.
    """

    id: str
    milestone_id: str | None
    status: str
    amount: Money | None = None
    reason: str = "general"
    evidence_due_at: Instant | None = None
    withdrawn: Money | None = None
    fee: Money | None = None
    reinstated: Money | None = None
    fee_back: Money | None = None

    @property
    def is_settled_for_us(self) -> bool:
        """Whether the bank let go of it."""
        return self.status in {"won", "warning_closed", "prevented"}


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """An issuer says that a payment is probably fraud, before anybody disputes it."""

    id: str
    milestone_id: str | None
    fraud_type: str


@dataclass(frozen=True, slots=True)
class ProviderReview:
    """The provider's reviewers look at a payment, or have looked."""

    id: str
    milestone_id: str | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """An expert's account with the provider.

    is_payable: whether transfers reach it. missing: what the expert must still tell the provider, in our words (see
    use_cases.requirements), sorted.
    """

    id: str
    command_id: str | None
    expert_id: str | None
    is_payable: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherFact:
    """What the provider says about anything else than a milestone's money; wiring names who understands which."""


Fact = Intent | Transfer | Refund | Dispute | Reversal | FraudWarning | ProviderReview | ProviderAccount | OtherFact


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook whose signature was right. object_kind: what to fetch, None for what does not concern us.

    group: notices and commands of one group are handled one after the other. account_id: the connected account whose
    news it is, None for the platform's own. said: what a signed callback of a local rail
    says, None where the rail must be asked.
    """

    event_id: str
    type: str
    object_kind: str | None
    object_id: str | None
    group: str
    account_id: str | None = None
    said: str | None = None
