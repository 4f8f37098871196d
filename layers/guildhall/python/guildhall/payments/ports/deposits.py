"""What deposits need."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from guildhall.payments.models import Command, Intent, KeptQuote
from guildhall.payments.models.deposits import Deposit


class Deposits(Protocol):
    """Deposits; they are written by `Payments.save`, as what a change keeps."""

    def get(self, deposit_id: str) -> Deposit | None:
        """Return a deposit, read consistently, or None."""

    def due(self, now: datetime, limit: int) -> list[Deposit]:
        """Return deposits that should be looked at, the oldest of each shard first."""

    def ask_to_look(self, deposit_id: str) -> None:
        """Let the worker ask the provider about a deposit."""


class DepositFees(Protocol):
    """Billing's answer to what becomes of what a venue keeps."""

    def __call__(self, deposit: Deposit) -> KeptQuote:
        """Return the itemised quote by the rules of this moment."""


class DepositProvider(Protocol):
    """What the worker asks of the provider for deposits alone.

    Every method raises ProviderSilent, ProviderFailed or ProviderRefused.
    """

    def open_deposit(self, command: Command, deposit: Deposit) -> Intent:
        """Open an attempt to pay, to be captured by hand if the deposit says so."""

    def capture(self, command: Command, intent_id: str) -> Intent:
        """Take what the card's bank keeps, as much as the command says; the rest goes back to the card."""
