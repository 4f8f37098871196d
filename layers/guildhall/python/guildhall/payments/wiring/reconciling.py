"""Reconciliation: what compares, and what finance staff see of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.payments.ports import Clearing, Provider
from guildhall.payments.store import DynamoDifferences
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.reconciling import BeginReconciling, ListDifferences, Reconcile, ResolveDifference
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors

if TYPE_CHECKING:
    from guildhall.payments.gateways.stripe_connection import StripeConnection

STRIPE = "stripe"


@dataclass(frozen=True, slots=True)
class PaymentsFinance:
    """What finance staff ask of payments."""

    list_differences: ListDifferences
    resolve_difference: ResolveDifference
    cursors: Cursors


def differences(platform: Platform) -> DynamoDifferences:
    """Build the port `Differences`."""
    return DynamoDifferences(platform.tables.core_table, platform.database)


def reconciler(
    platform: Platform, asked: Provider, to_stripe: StripeConnection, apply: ApplyFact, clearing: Clearing
) -> Reconcile:
    """Build what compares Stripe's list with the journal."""
    from guildhall.payments.gateways.stripe_statements import StripeStatements

    return Reconcile(
        STRIPE, StripeStatements(to_stripe), asked, apply, clearing, differences(platform),
        platform.clock,
    )  # fmt: skip


def timer(platform: Platform) -> BeginReconciling:
    """Build what begins it."""
    return BeginReconciling(differences(platform), platform.clock)


def wire_finance(platform: Platform) -> PaymentsFinance:
    """Build what finance staff ask."""
    known = differences(platform)
    return PaymentsFinance(
        ListDifferences(known, platform.gate), ResolveDifference(known, platform.gate, platform.clock), platform.cursors
    )
