"""The port `Provider` on Stripe: separate charges and transfers, recipients with accounts of API version 2.

Everything that may fail becomes ProviderSilent, ProviderFailed or ProviderRefused; no error of the library leaves here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from guildhall.payments.gateways import facts
from guildhall.payments.gateways.stripe_connection import PAGE, StripeConnection, instant, made_by, since, told
from guildhall.payments.gateways.units import to_provider
from guildhall.payments.models import (
    Command,
    Dispute,
    Intent,
    PayoutAccount,
    ProtectedPayment,
    ProviderAccount,
    Refund,
    Transfer,
)
from guildhall.payments.models.deposits import is_deposit
from guildhall.payments.models.facts import Fact

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

WITH_FEE = ["latest_charge.balance_transaction"]


class StripeProvider:
    """What the worker asks about milestones and payout accounts. web_url: where its pages lead back to.

    customer_of: who a client with saved cards is at the provider.
    """

    def __init__(
        self, connection: StripeConnection, web_url: str, customer_of: Callable[[str], str | None] = lambda _: None
    ) -> None:
        self._stripe = connection
        self._web_url = web_url
        self._customer_of = customer_of

    def create_intent(self, command: Command, payment: ProtectedPayment) -> Intent:
        """Open an attempt to pay: captured at once, grouped with what is later sent on."""
        with told():
            given: PaymentIntentCreateParams = {
                "amount": to_provider(payment.amount),
                "currency": payment.currency.lower(),
                "automatic_payment_methods": {"enabled": True},
                "transfer_group": payment.milestone_id,
                "description": payment.title[:200],
                "metadata": metadata(command),
            }
            if customer_id := self._customer_of(payment.client_id):
                # Saved cards can be used for an intent of their own customer alone.
                given["customer"] = customer_id
            made = self._stripe.client.v1.payment_intents.create(given, {"idempotency_key": command.key})
        return facts.intent(self._stripe.checked(made))

    def find_intent(self, command: Command) -> Intent | None:
        """Return the intent that a command made, or None; searched from a little before the first try."""
        with told():
            pages = self._stripe.client.v1.payment_intents.list({"created": {"gte": since(command)}, "limit": PAGE})
            found = made_by(command, pages.auto_paging_iter())
        return self.intent(found["id"]) if found else None

    def intent(self, intent_id: str) -> Intent:
        """Return the present intent with its charge and fee."""
        with told():
            found = self._stripe.client.v1.payment_intents.retrieve(intent_id, {"expand": WITH_FEE})
        return facts.intent(self._stripe.checked(found))

    def cancel_intent(self, command: Command, intent_id: str) -> Intent:
        """Close an intent for good."""
        with told():
            closed = self._stripe.client.v1.payment_intents.cancel(
                intent_id, {"cancellation_reason": "abandoned"}, {"idempotency_key": command.key}
            )
        return facts.intent(self._stripe.checked(closed))

    def create_transfer(self, command: Command, payment: ProtectedPayment | None, destination: str) -> Transfer:
        """Send money on, out of the very charge that brought it, which need not have settled; else of our balance."""
        source = command.target or (payment.charge_id if payment else None)
        given: Any = {
            "amount": to_provider(command.amount),
            "currency": command.currency.lower(),
            "destination": destination,
            "transfer_group": command.subject,
            "metadata": metadata(command),
        }
        if source is not None:
            given["source_transaction"] = source
        with told():
            made = self._stripe.client.v1.transfers.create(given, {"idempotency_key": command.key})
        return facts.transfer(self._stripe.checked(made))

    def find_transfer(self, command: Command) -> Transfer | None:
        """Return the transfer that a command made, or None."""
        with told():
            pages = self._stripe.client.v1.transfers.list({"transfer_group": command.subject, "limit": PAGE})
            found = made_by(command, pages.auto_paging_iter())
        return facts.transfer(self._stripe.checked_body(found)) if found else None

    def create_refund(self, command: Command, payment: ProtectedPayment | None) -> Refund:
        """Give money back to the card it came from."""
        with told():
            made = self._stripe.client.v1.refunds.create(
                {
                    "payment_intent": command.target or str(payment and payment.intent_id),
                    "amount": to_provider(command.amount),
                    "reason": "requested_by_customer",
                    "metadata": metadata(command),
                },
                {"idempotency_key": command.key},
            )
        return facts.refund(self._stripe.checked(made))

    def find_refund(self, command: Command, payment: ProtectedPayment | None) -> Refund | None:
        """Return the refund that a command made, or None; one that is known by its id is simply read again."""
        if command.object_id is not None:
            return self._refund(command.object_id)
        with told():
            pages = self._stripe.client.v1.refunds.list(
                {"payment_intent": command.target or str(payment and payment.intent_id), "limit": PAGE}
            )
            found = made_by(command, pages.auto_paging_iter())
        return facts.refund(found) if found else None

    def create_account(self, command: Command, account: PayoutAccount) -> ProviderAccount:
        """Open a recipient: the platform collects fees and carries losses, Stripe asks who they are."""
        with told():
            made = self._stripe.client.v2.core.accounts.create(
                {
                    "contact_email": account.email,
                    "dashboard": "express",
                    "identity": {"country": account.country, "entity_type": "individual"},
                    "configuration": {
                        "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
                    },
                    "defaults": {
                        "responsibilities": {"fees_collector": "application", "losses_collector": "application"}
                    },
                    "metadata": {"cmd": command.command_id, "expert": account.expert_id},
                    "include": ["configuration.recipient", "requirements"],
                },
                {"idempotency_key": command.key},
            )
        return facts.account(self._stripe.checked(made))

    def create_link(self, command: Command, provider_account_id: str) -> tuple[str, datetime]:
        """Return the address of a page for the expert, and when it stops working."""
        page = f"{self._web_url}/earnings"
        with told():
            made = self._stripe.client.v2.core.account_links.create(
                {
                    "account": provider_account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            # Back too late: our page asks for a new one. Back with answers: it checks.
                            "refresh_url": f"{page}?link=ended",
                            "return_url": f"{page}?link=done",
                        },
                    },
                },
                {"idempotency_key": command.key},
            )
        body = made.to_dict()
        return str(body["url"]), instant(body["expires_at"])

    def fetch(self, object_kind: str, object_id: str) -> Fact | None:
        """Return the present object behind a notice, or None for a kind that we do not read."""
        read: dict[str, Callable[[str], Fact]] = {
            "intent": self.intent,
            "transfer": self._transfer,
            "refund": self._refund,
            "dispute": self._dispute,
            "account": self._account,
        }
        return read[object_kind](object_id) if object_kind in read else None

    def _transfer(self, transfer_id: str) -> Transfer:
        with told():
            return facts.transfer(self._stripe.checked(self._stripe.client.v1.transfers.retrieve(transfer_id)))

    def _refund(self, refund_id: str) -> Refund:
        with told():
            found = self._stripe.client.v1.refunds.retrieve(refund_id, {"expand": ["payment_intent"]})
        return facts.refund(found.to_dict())

    def _dispute(self, dispute_id: str) -> Dispute:
        with told():
            found = self._stripe.client.v1.disputes.retrieve(dispute_id, {"expand": ["payment_intent"]})
        return facts.dispute(self._stripe.checked(found))

    def _account(self, account_id: str) -> ProviderAccount:
        with told():
            found = self._stripe.client.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.recipient", "requirements"]}
            )
        return facts.account(self._stripe.checked(found))


def metadata(command: Command) -> dict[str, str]:
    """Return what an object that a command makes says of itself."""
    return {"cmd": command.command_id, "deposit" if is_deposit(command.subject) else "milestone": command.subject}
