"""The port `Provider` on Stripe: separate charges and transfers, recipients with accounts of API version 2.

Everything that may fail becomes ProviderSilent, ProviderFailed or ProviderRefused; no error of the library leaves here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import stripe

from guildhall.kernel.clock import from_text
from guildhall.payments.errors import ProviderFailed, ProviderRefused, ProviderSilent
from guildhall.payments.gateways import facts
from guildhall.payments.gateways.units import NotRepresentable, to_provider
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
from guildhall.payments.models.facts import Fact
from guildhall.platform import tracing

TIMEOUT_SECONDS = (3, 20)
"""To connect, to read. The library's own 80 seconds would outlive the function that waits."""
RETRIES = 2
"""Of the library itself, under the same key: three times 23 seconds fit into the worker's 75."""
CLOCK_SKEW = timedelta(minutes=5)
WITH_FEE = ["latest_charge.balance_transaction"]
PAGE = 100


def client(api_key: str, api_base: str) -> stripe.StripeClient:
    """Return a client with our patience. api_base: another address than Stripe's own, or an empty text."""
    session = None
    if tracing.calls_are_traced():
        from guildhall.payments.gateways.traced_session import TracedSession

        session = TracedSession()
    return stripe.StripeClient(
        api_key,
        base_addresses={"api": api_base} if api_base else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS, session=session),
    )


@contextmanager
def _told() -> Iterator[None]:
    """Turn the library's errors into ours."""
    try:
        yield
    except stripe.StripeError as error:
        raise _trouble(error) from error
    except NotRepresentable as error:
        raise ProviderRefused("amount_not_representable") from error


def _trouble(error: stripe.StripeError) -> Exception:
    status, code = error.http_status, error.code
    if isinstance(error, stripe.IdempotencyError) and status != 409:  # noqa: PLR2004  see below
        # The key stands for another request: ours changed its parameters in between.
        return ProviderFailed("key_reused")
    if status is None or status < 400 or status in {409, 429}:  # noqa: PLR2004  no answer, or one that says nothing
        # 409: the same key is being carried out right now. 429: nothing was done, and nothing stored.
        return ProviderSilent(code or f"http_{status}")
    if status >= 500 or status in {401, 403}:  # noqa: PLR2004  theirs, or our configuration: never the payer's fault
        return ProviderFailed(code or f"http_{status}")
    return ProviderRefused(code or f"http_{status}")


class StripeProvider:
    """One account of the platform with Stripe. is_live: what every object must say of itself."""

    def __init__(self, connect: Callable[[], stripe.StripeClient], web_url: str, *, is_live: bool) -> None:
        self._connect = connect
        self._made: stripe.StripeClient | None = None
        self._web_url = web_url
        self._is_live = is_live

    @property
    def _client(self) -> stripe.StripeClient:
        # On first use: the secret is not read in the init phase of a function that may not need it.
        if self._made is None:
            self._made = self._connect()
        return self._made

    def create_intent(self, command: Command, payment: ProtectedPayment) -> Intent:
        """Open an attempt to pay: captured at once, grouped with what is later sent on."""
        with _told():
            made = self._client.v1.payment_intents.create(
                {
                    "amount": to_provider(payment.amount),
                    "currency": payment.currency.lower(),
                    "automatic_payment_methods": {"enabled": True},
                    "transfer_group": payment.milestone_id,
                    "description": payment.title[:200],
                    "metadata": _metadata(command),
                },
                {"idempotency_key": command.key},
            )
        return facts.intent(self._checked(made))

    def find_intent(self, command: Command) -> Intent | None:
        """Return the intent that a command made, or None; searched from a little before the first try."""
        since = (command.tried_at or command.created_at) - CLOCK_SKEW
        with _told():
            pages = self._client.v1.payment_intents.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE})
            found = _made_by(command, pages.auto_paging_iter())
        return self.intent(found["id"]) if found else None

    def intent(self, intent_id: str) -> Intent:
        """Return the present intent with its charge and fee."""
        with _told():
            found = self._client.v1.payment_intents.retrieve(intent_id, {"expand": WITH_FEE})
        return facts.intent(self._checked(found))

    def cancel_intent(self, command: Command, intent_id: str) -> Intent:
        """Close an intent for good."""
        with _told():
            closed = self._client.v1.payment_intents.cancel(
                intent_id, {"cancellation_reason": "abandoned"}, {"idempotency_key": command.key}
            )
        return facts.intent(self._checked(closed))

    def create_transfer(self, command: Command, payment: ProtectedPayment, destination: str) -> Transfer:
        """Send money on, out of the very charge that brought it: it need not have settled yet."""
        with _told():
            made = self._client.v1.transfers.create(
                {
                    "amount": to_provider(command.amount),
                    "currency": command.currency.lower(),
                    "destination": destination,
                    "transfer_group": payment.milestone_id,
                    "source_transaction": str(payment.charge_id),
                    "metadata": _metadata(command),
                },
                {"idempotency_key": command.key},
            )
        return facts.transfer(self._checked(made))

    def find_transfer(self, command: Command) -> Transfer | None:
        """Return the transfer that a command made, or None."""
        with _told():
            pages = self._client.v1.transfers.list({"transfer_group": command.subject, "limit": PAGE})
            found = _made_by(command, pages.auto_paging_iter())
        return facts.transfer(self._checked_body(found)) if found else None

    def create_refund(self, command: Command, payment: ProtectedPayment) -> Refund:
        """Give money back to the card it came from."""
        with _told():
            made = self._client.v1.refunds.create(
                {
                    "payment_intent": str(payment.intent_id),
                    "amount": to_provider(command.amount),
                    "reason": "requested_by_customer",
                    "metadata": _metadata(command),
                },
                {"idempotency_key": command.key},
            )
        return facts.refund(self._checked(made))

    def find_refund(self, command: Command, payment: ProtectedPayment) -> Refund | None:
        """Return the refund that a command made, or None."""
        with _told():
            pages = self._client.v1.refunds.list({"payment_intent": str(payment.intent_id), "limit": PAGE})
            found = _made_by(command, pages.auto_paging_iter())
        return facts.refund(found) if found else None

    def create_account(self, command: Command, account: PayoutAccount) -> ProviderAccount:
        """Open a recipient: the platform collects fees and carries losses, Stripe asks who they are."""
        with _told():
            made = self._client.v2.core.accounts.create(
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
        return facts.account(self._checked(made))

    def create_link(self, command: Command, provider_account_id: str) -> tuple[str, datetime]:
        """Return the address of a page for the expert, and when it stops working."""
        page = f"{self._web_url}/payouts"
        with _told():
            made = self._client.v2.core.account_links.create(
                {
                    "account": provider_account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            "refresh_url": f"{page}?again=1",
                            "return_url": page,
                        },
                    },
                },
                {"idempotency_key": command.key},
            )
        body = made.to_dict()
        return str(body["url"]), _instant(body["expires_at"])

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
        with _told():
            return facts.transfer(self._checked(self._client.v1.transfers.retrieve(transfer_id)))

    def _refund(self, refund_id: str) -> Refund:
        with _told():
            return facts.refund(self._client.v1.refunds.retrieve(refund_id).to_dict())

    def _dispute(self, dispute_id: str) -> Dispute:
        with _told():
            found = self._client.v1.disputes.retrieve(dispute_id, {"expand": ["payment_intent"]})
        return facts.dispute(self._checked(found))

    def _account(self, account_id: str) -> ProviderAccount:
        with _told():
            found = self._client.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.recipient", "requirements"]}
            )
        return facts.account(self._checked(found))

    def _checked(self, found: Any) -> dict[str, Any]:
        body: dict[str, Any] = found.to_dict()
        return self._checked_body(body)

    def _checked_body(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("livemode") is not self._is_live:
            # A key of the other world: nothing that it says may become state.
            raise ProviderFailed("livemode_mismatch")
        return body


def _metadata(command: Command) -> dict[str, str]:
    return {"cmd": command.command_id, "milestone": command.subject}


def _made_by(command: Command, objects: Iterator[Any]) -> dict[str, Any] | None:
    for each in objects:
        body: dict[str, Any] = each.to_dict()
        if (body.get("metadata") or {}).get("cmd") == command.command_id:
            return body
    return None


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else from_text(str(value))
