"""Whether the provider will pay an account."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from guildhall.payments.errors import ProviderTrouble
from guildhall.payments.models import Command
from guildhall.payments.ports import Payments, Provider
from guildhall.payments.use_cases.applying import ApplyFact

Hindrance = Callable[[Command], str | None]
"""Why a command must wait, in a word, or None."""


def is_payable(payments: Payments, provider: Provider, apply: ApplyFact, account_id: str) -> bool:
    """Tell whether the provider will pay; a no is asked again, for its notice may have been lost."""
    account = payments.account(account_id)
    if account is None or account.provider_account_id is None:
        return False
    if not account.is_payable:
        with suppress(ProviderTrouble):
            fact = provider.fetch("account", account.provider_account_id)
            if fact is not None:
                apply(fact)
        account = payments.account(account_id)
    return account is not None and account.is_payable
