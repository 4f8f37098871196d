"""The port `CardProvider` on Stripe: customers, setup intents, payment methods; and what notices about them lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guildhall.payments.gateways.stripe_connection import PAGE, StripeConnection, made_by, since, told
from guildhall.payments.models import Command, Notice
from guildhall.payments.models.cards import CardSeen, CustomerSeen, SavedCard, SetupSeen
from guildhall.payments.models.facts import Fact

Body = dict[str, Any]


class StripeCards:
    """Saved cards at Stripe; nothing of them but what tells one from another comes to us."""

    def __init__(self, connection: StripeConnection) -> None:
        self._stripe = connection

    def readers(self) -> Mapping[str, Callable[[Notice], Fact | None]]:
        """Name what is read here, by kind of object."""
        return {"setup": lambda notice: self._setup(str(notice.object_id)), "card": self._card}

    def create_customer(self, command: Command) -> CustomerSeen:
        """Make a client known by our id alone."""
        with told():
            made = self._stripe.client.v1.customers.create(
                {"metadata": _metadata(command)}, {"idempotency_key": command.key}
            )
        return _customer(self._stripe.checked(made))

    def find_customer(self, command: Command) -> CustomerSeen | None:
        """Return the customer that a command made, or None; searched from a little before the first try."""
        with told():
            pages = self._stripe.client.v1.customers.list({"created": {"gte": since(command)}, "limit": PAGE})
            found = made_by(command, pages.auto_paging_iter())
        return _customer(self._stripe.checked_body(found)) if found else None

    def create_setup(self, command: Command, customer_id: str) -> SetupSeen:
        """Open a form for cards; the bank asks its holder now, so that later payments may go without."""
        with told():
            made = self._stripe.client.v1.setup_intents.create(
                {
                    "customer": customer_id,
                    "allowed_payment_method_types": ["card"],
                    "usage": "off_session",
                    "metadata": _metadata(command),
                },
                {"idempotency_key": command.key},
            )
        return _setup(self._stripe.checked(made))

    def find_setup(self, command: Command, customer_id: str) -> SetupSeen | None:
        """Return the form that a command opened, or None."""
        with told():
            pages = self._stripe.client.v1.setup_intents.list({"customer": customer_id, "limit": PAGE})
            found = made_by(command, pages.auto_paging_iter())
        return self._setup(found["id"]) if found else None

    def detach(self, command: Command, method_id: str) -> None:
        """Take a card off its customer."""
        with told():
            self._stripe.client.v1.payment_methods.detach(method_id, {}, {"idempotency_key": command.key})

    def _setup(self, setup_id: str) -> SetupSeen:
        with told():
            found = self._stripe.client.v1.setup_intents.retrieve(setup_id, {"expand": ["payment_method"]})
        return _setup(self._stripe.checked(found))

    def _card(self, notice: Notice) -> CardSeen | None:
        with told():
            found = self._stripe.client.v1.payment_methods.retrieve(str(notice.object_id))
        body = self._stripe.checked(found)
        return CardSeen(_saved(body), body.get("customer") is not None) if body.get("card") else None


def _metadata(command: Command) -> dict[str, str]:
    return {"cmd": command.command_id, "account": command.subject}


def _customer(body: Body) -> CustomerSeen:
    known = body.get("metadata") or {}
    return CustomerSeen(body["id"], known.get("cmd"), known.get("account"))


def _setup(body: Body) -> SetupSeen:
    known, error, method = body.get("metadata") or {}, body.get("last_setup_error") or {}, body.get("payment_method")
    is_saved = body["status"] == "succeeded" and isinstance(method, dict) and method.get("card")
    return SetupSeen(
        setup_id=body["id"],
        command_id=known.get("cmd"),
        account_id=known.get("account"),
        status=body["status"],
        client_secret=body.get("client_secret"),
        failure=error.get("decline_code") or error.get("code"),
        card=_saved(method) if is_saved and isinstance(method, dict) else None,
    )


def _saved(body: Body) -> SavedCard:
    card = body["card"]
    return SavedCard(body["id"], card["brand"], card["last4"], card["exp_month"], card["exp_year"])
