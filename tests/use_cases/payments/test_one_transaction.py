"""State, journal, commands and events of one decision commit together, or not at all (payments.md section 0)."""

from __future__ import annotations

import pytest

from guildhall.billing.wiring.counting import tally
from guildhall.ledger.models import Entry
from guildhall.payments.store import DynamoPayments
from guildhall.payments.use_cases.parting import parted
from guildhall.platform.table import Transaction
from tests.support.payments import PaymentsHouse


class BrokenJournal:
    """A journal that cannot take an entry: where a process would die between two transactions."""

    def post(self, transaction: Transaction, entry: Entry) -> None:
        raise RuntimeError(entry.entry_id)


def test_a_payment_never_changes_without_its_entry(house: PaymentsHouse) -> None:
    (milestone,) = house.sign(100_00)
    house.onboard()
    house.hold(milestone)
    before = house.payments.get(milestone)
    assert before is not None
    change = parted(before, house.clock.now(), to_client_minor=40_00, action="payments.refund")
    platform = house.platform
    broken = DynamoPayments(
        platform.tables.core_table, platform.database, BrokenJournal(), house.books, tally(platform)
    )  # fmt: skip

    with pytest.raises(RuntimeError):
        broken.save(change)

    assert house.payments.get(milestone) == before
    assert house.queue() == []
