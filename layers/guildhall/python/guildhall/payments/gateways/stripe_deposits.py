"""The port `DepositProvider` on Stripe: payments that a card's bank keeps for us until we take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guildhall.payments.gateways import facts
from guildhall.payments.gateways.stripe_connection import StripeConnection, told
from guildhall.payments.gateways.stripe_provider import WITH_FEE, metadata
from guildhall.payments.gateways.units import to_provider
from guildhall.payments.models import Command, Intent
from guildhall.payments.models.deposits import Deposit

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams


class StripeDeposits:
    """What the worker asks for deposits alone. customer_of: who a guest with saved cards is at the provider."""

    def __init__(self, connection: StripeConnection, customer_of: Callable[[str], str | None]) -> None:
        self._stripe = connection
        self._customer_of = customer_of

    def open_deposit(self, command: Command, deposit: Deposit) -> Intent:
        """Open an attempt to pay, grouped with what is later sent to the venue."""
        with told():
            given: PaymentIntentCreateParams = {
                "amount": to_provider(deposit.amount),
                "currency": deposit.currency.lower(),
                "capture_method": "manual" if deposit.is_manual else "automatic_async",
                "automatic_payment_methods": {"enabled": True},
                "transfer_group": deposit.deposit_id,
                "description": deposit.title[:200] or deposit.reservation_id,
                "metadata": metadata(command),
            }
            if deposit.guest_id and (customer_id := self._customer_of(deposit.guest_id)):
                # Saved cards can be used for an intent of their own customer alone.
                given["customer"] = customer_id
            made = self._stripe.client.v1.payment_intents.create(given, {"idempotency_key": command.key})
        return facts.intent(self._stripe.checked(made))

    def capture(self, command: Command, intent_id: str) -> Intent:
        """Take what the card's bank keeps, as much as the command says; the rest goes back to the card."""
        with told():
            taken = self._stripe.client.v1.payment_intents.capture(
                intent_id,
                {"amount_to_capture": to_provider(command.amount), "expand": WITH_FEE},
                {"idempotency_key": command.key},
            )
        return facts.intent(self._stripe.checked(taken))
