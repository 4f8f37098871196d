"""Payout accounts: where an expert's money goes."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class PayoutWallet:
    """The mobile wallet on which an expert is paid in one currency.

    phone: sealed for the expert. phone_tail: its last digits, to be shown. operator: where the rail serves several.
    failure: why the last payout did not reach it; until the expert registers another, nothing more is sent there.
    """

    expert_id: str
    currency: str
    rail: str
    phone: str
    phone_tail: str
    changed_at: Instant
    operator: str | None = None
    failure: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class PayoutAccount:
    """An expert's account with the provider, and the page on which they answer the provider's questions.

    attempt: counts the requests to open it. links: counts the pages asked for; a page works once, and for minutes.
    missing: what the expert must still tell the provider. bank_failure: why the expert's bank sent the last payout
    back, None while it takes them.
    """

    expert_id: str
    country: str
    email: str
    created_at: Instant
    attempt: int = 1
    provider_account_id: str | None = None
    is_payable: bool = False
    links: int = 0
    link_url: str | None = None
    link_expires_at: Instant | None = None
    failure: str | None = None
    bank_failure: str | None = None
    missing: tuple[str, ...] = ()
    version: int = 0

    @property
    def open_command_id(self) -> str:
        """The command that opens the account."""
        return f"account:{self.expert_id}:{self.attempt}"

    @property
    def link_command_id(self) -> str:
        """The command that asks for the latest page."""
        return f"link:{self.expert_id}:{self.links}"
