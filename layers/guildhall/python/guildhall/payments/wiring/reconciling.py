"""Reconciliation: what compares, and what finance staff see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from guildhall.ledger.models import Entry
from guildhall.payments.ports import Provider
from guildhall.payments.ports.reconciling import Clearing
from guildhall.payments.store import DynamoDifferences
from guildhall.payments.store.finance import DynamoFinanceLists
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.finance import (
    ListOpenChargebacks,
    ListPaymentsOfMonth,
    ListUnsettledPayouts,
    ListWaitingMoney,
    MeasureSuccess,
)
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
    list_payments: ListPaymentsOfMonth
    measure_success: MeasureSuccess
    list_waiting: ListWaitingMoney
    list_payouts: ListUnsettledPayouts
    list_chargebacks: ListOpenChargebacks
    cursors: Cursors


class Books(Protocol):
    """What is asked of the ledger."""

    @property
    def books(self) -> Any:
        """Reads of the journal."""

    @property
    def hot_balances(self) -> Callable[[str], dict[str, int]]:
        """What a hot account holds."""


class LedgerClearing:
    """The port `Clearing`, answered by the ledger."""

    def __init__(self, known: Books) -> None:
        self._known = known

    def entry(self, entry_id: str) -> Entry | None:
        """Return an entry, or None."""
        found: Entry | None = self._known.books.entry(entry_id)
        return found

    def balances(self, account: str) -> dict[str, int]:
        """Return what a hot account holds now, in minor units by currency."""
        return self._known.hot_balances(account)


def clearing_of(known: Books) -> Clearing:
    """Build the port `Clearing` on the ledger's use cases."""
    return LedgerClearing(known)


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
    known, clock = differences(platform), platform.clock
    given = (DynamoFinanceLists(platform.tables.core_table), platform.gate)
    return PaymentsFinance(
        ListDifferences(known, platform.gate),
        ResolveDifference(known, platform.gate, clock),
        ListPaymentsOfMonth(*given),
        MeasureSuccess(*given),
        ListWaitingMoney(*given),
        ListUnsettledPayouts(*given),
        ListOpenChargebacks(*given),
        platform.cursors,
    )
