"""The port `ChargebackProvider` on Stripe: reversals of transfers, evidence, and what Stripe suspects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from guildhall.kernel.money import Money
from guildhall.payments.gateways import facts
from guildhall.payments.gateways.stripe_connection import PAGE, StripeConnection, made_by, told
from guildhall.payments.gateways.units import from_provider, to_provider
from guildhall.payments.models import Command, Dispute, FraudWarning, Notice, ProviderReview, Reversal
from guildhall.payments.models.facts import Fact

BY_INTENT = ["payment_intent"]
"""Only the intent carries our words: what is about it names the milestone through it."""


class StripeChargebacks:
    """What the worker asks about money that a bank, or Stripe itself, has doubts about."""

    def __init__(self, connection: StripeConnection) -> None:
        self._stripe = connection

    def readers(self) -> dict[str, Callable[[Notice], Fact | None]]:
        """Return who fetches what for which kind of notice."""
        return {
            "fraud_warning": lambda notice: self._warning(str(notice.object_id)),
            "review": lambda notice: self._review(str(notice.object_id)),
        }

    def at_hand(self, provider_account_id: str, currency: str) -> Money:
        """Return what an expert's account could give back now, pending money included."""
        with told():
            found = self._stripe.client.v1.balance.retrieve({}, {"stripe_account": provider_account_id})
        balance = self._stripe.checked(found)
        parts = [*balance["available"], *balance["pending"]]
        return Money(
            sum(
                from_provider(each["amount"], currency).minor for each in parts if each["currency"].upper() == currency
            ),
            currency,
        )

    def create_reversal(self, command: Command, amount: Money) -> Reversal:
        """Fetch back a part of what a transfer moved."""
        with told():
            made = self._stripe.client.v1.transfers.reversals.create(
                str(command.target),
                {
                    "amount": to_provider(amount),
                    "metadata": {"cmd": command.command_id, "milestone": command.subject},
                },
                {"idempotency_key": command.key},
            )
        return facts.reversal(made.to_dict())

    def find_reversal(self, command: Command) -> Reversal | None:
        """Return the reversal that a command made, or None."""
        with told():
            pages = self._stripe.client.v1.transfers.reversals.list(str(command.target), {"limit": PAGE})
            found = made_by(command, pages.auto_paging_iter())
        return facts.reversal(found) if found else None

    def submit_evidence(self, command: Command, dispute_id: str, evidence: Mapping[str, str]) -> Dispute:
        """Hand evidence in, for good; return the dispute as Stripe then sees it."""
        given = cast("Any", {"evidence": dict(evidence), "submit": True, "expand": BY_INTENT})
        with told():
            found = self._stripe.client.v1.disputes.update(dispute_id, given, {"idempotency_key": command.key})
        return facts.dispute(self._stripe.checked(found))

    def _warning(self, warning_id: str) -> FraudWarning:
        with told():
            found = self._stripe.client.v1.radar.early_fraud_warnings.retrieve(warning_id, {"expand": BY_INTENT})
        return facts.fraud_warning(self._stripe.checked(found))

    def _review(self, review_id: str) -> ProviderReview:
        with told():
            found = self._stripe.client.v1.reviews.retrieve(review_id, {"expand": BY_INTENT})
        return facts.review(self._stripe.checked(found))
