"""Deposits: what the worker and the timer do about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from guildhall.billing.wiring.quoting import quote_deal
from guildhall.payments.gateways.fees import BillingDepositFees
from guildhall.payments.models import Verb
from guildhall.payments.ports import Errand, Payments, Provider
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.deposit_errands import DepositErrand, deposit_errands
from guildhall.payments.use_cases.deposit_facts import FollowDeposits
from guildhall.payments.use_cases.deposit_watching import LookAtDeposit, SweepDeposits
from guildhall.payments.use_cases.payability import Hindrance
from guildhall.payments.wiring.deposits import deposit_store
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform

if TYPE_CHECKING:
    from guildhall.payments.gateways.stripe_connection import StripeConnection


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
