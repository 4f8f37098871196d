"""The port `FinanceLists`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from guildhall.kernel.clock import from_text
from guildhall.payments.machine import Freeze
from guildhall.payments.models import Chargeback, Command, ProtectedPayment, StepKind
from guildhall.payments.models.deposits import Deposit, is_deposit
from guildhall.payments.models.dispute_rates import Concern, ConcernSeen
from guildhall.payments.models.finance import (
    AttemptSeen,
    OpenChargeback,
    PaymentRow,
    row_of_deposit,
    row_of_payment,
)
from guildhall.payments.models.treasury import BankPayout
from guildhall.payments.ports.finance import Position
from guildhall.payments.store.deposit_records import DepositKeys
from guildhall.payments.store.records import SHARDS, Keys
from guildhall.payments.store.treasury import TreasuryKeys
from guildhall.platform import query
from guildhall.platform.table import from_row

OUTCOMES = (StepKind.ATTEMPT_OPENED, StepKind.HELD, StepKind.ATTEMPT_ENDED)
FREEZES: Mapping[str, Concern] = {
    Freeze.ARBITRATION.value: Concern.DISPUTED,
    Freeze.CHARGEBACK.value: Concern.CHARGED_BACK,
}
"""Why money was frozen, as far as it is a concern of the two sides or of a bank."""


class DynamoFinanceLists:
    """The port `FinanceLists` on DynamoDB: indexes name what is listed, and the items say how it stands."""

    def __init__(self, core_table: str) -> None:
        self._table = core_table

    def opened(self, month: str, limit: int, position: Position | None) -> tuple[list[PaymentRow], Position | None]:
        """Return one page of what was opened in a month, oldest first."""
        pk = Keys.steps(StepKind.OPENED, month)
        found = query.page(self._table, pk, index="GSI2", limit=limit, position=position)
        ids = [row["GSI2SK"].partition("#")[2] for row in found.items]
        keys = [DepositKeys.deposit(each) if is_deposit(each) else Keys.payment(each) for each in ids]
        return [_row(item) for item in query.batch_get(self._table, keys)], found.position

    def attempts(self, first: date, last: date) -> Iterator[AttemptSeen]:
        """Yield what happened to attempts to pay."""
        for kind in OUTCOMES:
            for row in self._steps(kind, first, last):
                said = row["summary"]
                at = from_text(row["GSI2SK"].partition("#")[0])
                yield AttemptSeen(kind, at, said["currency"], said.get("about"))

    def concerns(self, first: date, last: date) -> Iterator[ConcernSeen]:
        """Yield what milestones' money was protected, disputed and charged back; deposits are not among them."""
        for kind in (StepKind.HELD, StepKind.FROZEN):
            for row in self._steps(kind, first, last):
                at, _, subject_id = row["GSI2SK"].partition("#")
                said = row["summary"]
                concern = Concern.PROTECTED if kind is StepKind.HELD else FREEZES.get(said.get("about", ""))
                if concern is not None and not is_deposit(subject_id):
                    yield ConcernSeen(concern, from_text(at), said["currency"], int(said.get("amount_minor", 0)))

    def _steps(self, kind: StepKind, first: date, last: date) -> Iterator[dict[str, Any]]:
        bounds = (first.isoformat(), (last + timedelta(days=1)).isoformat())
        for month in _months(first, last):
            yield from query.everything(self._table, Keys.steps(kind, month), index="GSI2", between=bounds)

    def waiting(self) -> list[Command]:
        """Return the commands that the provider has yet to carry out."""
        keys = [
            (row["PK"], row["SK"])
            for shard in range(SHARDS)
            for row in query.page(self._table, f"PAY-TRY#{shard}", index="GSI2", limit=query.MOST).items
        ]
        found = (each for at in range(0, len(keys), query.MOST) for each in self._commands(keys[at : at + query.MOST]))
        return [order for order in found if not order.is_over]

    def _commands(self, keys: list[tuple[str, str]]) -> list[Command]:
        return query.models(self._table, keys, Command)

    def payouts(self, limit: int, position: Position | None) -> tuple[list[BankPayout], Position | None]:
        """Return one page of the payouts that have not arrived."""
        found = query.page(self._table, TreasuryKeys.UNSETTLED, index="GSI2", limit=limit, position=position)
        keys = [(row["PK"], row["SK"]) for row in found.items]
        return query.models(self._table, keys, BankPayout), found.position

    def chargebacks(self) -> list[OpenChargeback]:
        """Return what is not decided: of milestones, and of deposits."""
        rows = query.page(self._table, Keys.OPEN_CHARGEBACKS, index="GSI2", limit=query.MOST).items
        found = query.models(self._table, [(row["PK"], row["SK"]) for row in rows], Chargeback)
        return sorted(map(_open, found), key=lambda each: (str(each.evidence_due_at or "~"), each.chargeback_id))


def _row(item: dict[str, Any]) -> PaymentRow:
    if is_deposit(item.get("deposit_id")):
        return row_of_deposit(from_row(Deposit, item))
    return row_of_payment(from_row(ProtectedPayment, item))


def _open(chargeback: Chargeback) -> OpenChargeback:
    return OpenChargeback(
        chargeback.chargeback_id, chargeback.milestone_id, chargeback.expert_id, chargeback.amount_minor,
        chargeback.currency, chargeback.opened_at, chargeback.evidence_due_at, chargeback.reason, chargeback.status,
    )  # fmt: skip


def _months(first: date, last: date) -> Iterator[str]:
    month = first.replace(day=1)
    while month <= last:
        yield f"{month:%Y-%m}"
        month = (month + timedelta(days=31)).replace(day=1)
