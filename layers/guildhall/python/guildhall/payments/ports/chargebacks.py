"""What errands about chargebacks need of the payment provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from guildhall.kernel.money import Money
from guildhall.payments.models import Command, Dispute, Reversal


class ChargebackProvider(Protocol):
    """The payment provider, as errands about chargebacks see it. Every method raises ProviderTrouble."""

    def at_hand(self, provider_account_id: str, currency: str) -> Money:
        """Return what an expert's account could give back now; negative if it owes the provider."""

    def create_reversal(self, command: Command, amount: Money) -> Reversal:
        """Fetch back a part of what the transfer `command.target` moved."""

    def find_reversal(self, command: Command) -> Reversal | None:
        """Return the reversal that a command made, or None."""

    def submit_evidence(self, command: Command, dispute_id: str, evidence: Mapping[str, str]) -> Dispute:
        """Hand evidence in, and return the dispute as the provider then sees it."""
