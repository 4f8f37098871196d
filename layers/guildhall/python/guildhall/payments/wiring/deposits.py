"""Deposits: what bookings asks."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.payments.store.deposits import DynamoDeposits
from guildhall.payments.use_cases.deposits import RequestDeposit, SettleDeposit, ShowDeposit
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class DepositSettings:
    """stripe_publishable_key: `pk_…`, with which the guest's browser pays."""

    stripe_publishable_key: str


@dataclass(frozen=True, slots=True)
class DepositDesk:
    """What bookings asks of payments; it never calls the provider.

    publishable_key: with a deposit's `client_secret`, what the guest's browser pays with.
    """

    publishable_key: str
    request: RequestDeposit
    settle: SettleDeposit
    show: ShowDeposit


def deposit_store(platform: Platform) -> DynamoDeposits:
    """Build the port `Deposits`."""
    return DynamoDeposits(platform.tables.core_table, platform.database)


def wire_deposits(platform: Platform) -> DepositDesk:
    """Build what bookings asks (decision 0002): `request`, `settle`, `show`."""
    deposits, payments, clock = deposit_store(platform), store(platform), platform.clock
    show = ShowDeposit(deposits)
    return DepositDesk(
        platform.settings(DepositSettings).stripe_publishable_key,
        RequestDeposit(deposits, payments, clock),
        SettleDeposit(show, payments, clock),
        show,
    )
