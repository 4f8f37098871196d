"""Reconciliation: what compares, and what finance staff see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from guildhall.ledger.models import Entry, Posting
from guildhall.payments.ports import Payments, Provider
from guildhall.payments.ports.reconciling import Clearing
from guildhall.payments.store import DynamoDifferences
from guildhall.payments.store.finance import DynamoFinanceLists
from guildhall.payments.store.rail_statements import DynamoRailStatements
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.finance import (
    ListOpenChargebacks,
    ListPaymentsOfMonth,
    ListUnsettledPayouts,
    ListWaitingMoney,
    MeasureSuccess,
)
from guildhall.payments.use_cases.rail_hearing import HearRail
from guildhall.payments.use_cases.rail_statements import (
    BeginReconcilingRails,
    FileStatement,
    ListStatements,
    ReconcileRail,
)
from guildhall.payments.use_cases.reconciling import (
    BeginReconciling,
    Comparison,
    ListDifferences,
    Reconcile,
    ResolveDifference,
)
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

    def postings(self, account: str, currency: str, day: date) -> list[Posting]:
        """Return one day's postings of a hot account, oldest first."""
        found: list[Posting] = self._known.books.postings_of_day(account, currency, day)
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

    comparison = Comparison(STRIPE, clearing, differences(platform), platform.clock)
    return Reconcile(StripeStatements(to_stripe), asked, apply, comparison)


def rail_reconciler(platform: Platform, payments: Payments, local: HearRail, clearing: Clearing) -> ReconcileRail:
    """Build what compares the statements of local rails with the journal."""
    known, clock = differences(platform), platform.clock

    def comparison(rail: str) -> Comparison:
        return Comparison(rail, clearing, known, clock)

    return ReconcileRail(statements(platform), local.rails, local.calls, local.run.hear, payments, comparison, clock)


def statements(platform: Platform) -> DynamoRailStatements:
    """Build the port `FiledStatements`."""
    return DynamoRailStatements(platform.tables.ops_table, platform.database)


def timer(platform: Platform) -> Callable[[], None]:
    """Build what begins it, for cards and for every local rail."""
    begin = BeginReconciling(differences(platform), platform.clock)
    begin_rails = BeginReconcilingRails(statements(platform), platform.clock)

    def begin_all() -> None:
        begin()
        begin_rails()

    return begin_all


@dataclass(frozen=True, slots=True)
class StatementDesk:
    """What finance staff ask about the statements of local rails."""

    file: FileStatement
    list_statements: ListStatements
    cursors: Cursors


def wire_statements(platform: Platform) -> StatementDesk:
    """Build what finance staff ask about statements."""
    known = statements(platform)
    file = FileStatement(known, platform.gate, platform.clock)
    return StatementDesk(file, ListStatements(known, platform.gate), platform.cursors)


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
