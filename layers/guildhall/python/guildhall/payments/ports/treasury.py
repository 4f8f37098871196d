"""What bank money needs."""

from __future__ import annotations

from typing import Any, Protocol

from guildhall.payments.models import PayoutAccount
from guildhall.payments.models.treasury import BankPayout, TopUp


class Treasury(Protocol):
    """Payouts and top-ups as they were last seen, and who is behind an account at the provider."""

    def payout(self, payout_id: str) -> BankPayout | None:
        """Return a payout, read consistently, or None."""

    def topup(self, topup_id: str) -> TopUp | None:
        """Return a top-up, read consistently, or None."""

    def owner_of(self, provider_account_id: str) -> PayoutAccount | None:
        """Return the payout account behind an account at the provider, or None."""

    def payouts_of(
        self, expert_id: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[BankPayout], dict[str, Any] | None]:
        """Return a page of an expert's payouts, newest first."""


class Setting(Protocol):
    """What a setting says at present."""

    @property
    def value(self) -> int:
        """In the unit that the setting's name says."""


class SettingsOf(Protocol):
    """Asks administration."""

    def __call__(self, name: str) -> Setting:
        """Return the setting."""
