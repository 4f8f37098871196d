"""What subscriptions need."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from guildhall.billing.models.subscriptions import (
    Payer,
    Plan,
    SeenInvoice,
    SeenSubscription,
    Subscription,
)
from guildhall.kernel.events import DomainEvent
from guildhall.ledger.models import Entry


class Plans(Protocol):
    """Every version of every plan."""

    def versions(self) -> list[Plan]:
        """Return them by plan and version, read consistently."""

    def get(self, plan_id: str, version: int) -> Plan | None:
        """Return one version, or None."""

    def add(self, plan: Plan) -> None:
        """Keep a new version. Raises StaleVersion if there is one of this number."""


class Subscriptions(Protocol):
    """The subscriptions of accounts, one an account at a time."""

    def get(self, account_id: str) -> Subscription | None:
        """Return the account's latest subscription, or None."""

    def save(self, subscription: Subscription, *events: DomainEvent, verb: str, is_order: bool = False) -> Subscription:
        """Store at the version it was read at. is_order: let the worker carry it out. Raises StaleVersion."""

    def book(
        self, invoice_id: str, subscription: Subscription, entries: tuple[Entry, ...], *events: DomainEvent
    ) -> None:
        """Book a paid invoice with its subscription, once. Raises StaleVersion, Duplicate (it is booked)."""

    def is_booked(self, invoice_id: str) -> bool:
        """Tell whether a paid invoice was booked."""

    def all(self, limit: int, position: dict[str, Any] | None) -> tuple[list[Subscription], dict[str, Any] | None]:
        """Return a page, by account."""

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Return those that should be looked at. The index may lag: each is read again."""

    def ask_to_look(self, account_id: str, kind: str) -> None:
        """Let the worker carry an order out, or look at a subscription. kind: order or look."""

    def hear(self, kind: str, object_id: str) -> None:
        """Let the worker look at an object of the provider. kind: subscription or invoice."""


class Payers(Protocol):
    """Asks payments who an account is at the provider."""

    def __call__(self, account_id: str) -> Payer | None:
        """Return the account's default card, or None if none is saved."""


class Collector(Protocol):
    """The payment provider, as far as it collects for subscriptions.

    Raises CollectorSilent (nobody knows what happened: the same key again), CollectorFailed (that answer is kept under
    the key: search, then another key), CollectorRefused (nothing was done).
    """

    def price(self, plan: Plan, tries: int) -> str:
        """Return the provider's price of a plan's version, made when it is first needed. tries: for the key."""

    def find(self, subscription: Subscription, payer: Payer) -> SeenSubscription | None:
        """Return the subscription that an order made, or None."""

    def begin(self, subscription: Subscription, plan: Plan, price_id: str, payer: Payer) -> SeenSubscription:
        """Begin it. plan: with the trial that the account gets."""

    def show(self, provider_id: str) -> SeenSubscription | None:
        """Return it as it is now, or None if it is not one of ours."""

    def change(
        self, subscription: Subscription, seen: SeenSubscription, price_id: str, method_id: str
    ) -> SeenSubscription:
        """Make it what is wanted; what a change of price costs or gives back is settled at once."""

    def pay(self, subscription: Subscription, invoice_id: str, method_id: str) -> None:
        """Try an open invoice again with a card."""

    def recent(self, provider_id: str) -> list[str]:
        """Return the ids of the latest invoices of a subscription."""

    def invoice(self, invoice_id: str) -> SeenInvoice | None:
        """Return an invoice as it is now, or None if it is not one of a subscription's."""
