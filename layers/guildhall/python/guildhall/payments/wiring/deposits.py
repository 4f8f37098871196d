"""Deposits: what bookings asks, and what the worker does about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.billing.wiring import quote_deal
from guildhall.payments.gateways.fees import BillingDepositFees
from guildhall.payments.models import Verb
from guildhall.payments.ports import Errand, Payments, Provider
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.store.deposits import DynamoDeposits
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.deposit_errands import DepositErrand, deposit_errands
from guildhall.payments.use_cases.deposit_facts import FollowDeposits
from guildhall.payments.use_cases.deposit_watching import LookAtDeposit, SweepDeposits
from guildhall.payments.use_cases.deposits import RequestDeposit, SettleDeposit, ShowDeposit
from guildhall.payments.use_cases.payability import Hindrance
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform

if TYPE_CHECKING:
    from guildhall.payments.gateways.stripe_connection import StripeConnection


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


def follow_deposits(platform: Platform, payments: Payments) -> FollowDeposits:
    """Build who understands what the provider says of deposits."""
    return FollowDeposits(deposit_store(platform), payments, BillingDepositFees(quote_deal(platform), payments))


def errands_of_deposits(
    platform: Platform, asked: Provider, to_stripe: StripeConnection, apply: ApplyFact, guards: Sequence[Hindrance]
) -> Mapping[Verb, Errand]:
    """Build who carries out commands about deposits. asked: the provider of all other money."""
    from guildhall.payments.gateways.stripe_deposits import StripeDeposits

    at_stripe = StripeDeposits(to_stripe, DynamoCards().customer_of)
    shared = DepositErrand(deposit_store(platform), apply.payments, asked, at_stripe, platform.clock)
    return deposit_errands(shared, apply, guards)


def look_at_deposits(platform: Platform, asked: Provider, apply: ApplyFact) -> LookAtDeposit:
    """Build what the worker does about a deposit whose time has come."""
    return LookAtDeposit(deposit_store(platform), apply.payments, asked, apply, platform.clock)


def sweep_deposits(platform: Platform) -> SweepDeposits:
    """Build the timer of deposits."""
    return SweepDeposits(deposit_store(platform), store(platform), platform.clock)
