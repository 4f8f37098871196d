"""Which record stands for which of the objects that a change may keep besides payments, accounts and commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from guildhall.payments.models import PayoutWallet
from guildhall.payments.models.cards import CardHolder, CardOwner
from guildhall.payments.models.deposits import Deposit
from guildhall.payments.models.exchange import TreasuryRate
from guildhall.payments.models.rails import RailCall
from guildhall.payments.models.treasury import BankPayout, TopUp
from guildhall.payments.store import cards, deposit_records, treasury
from guildhall.payments.store.rail_records import call_record, rate_record, wallet_record
from guildhall.platform.table import Record

RECORDS: dict[type, Callable[[Any], Record]] = {
    BankPayout: treasury.payout_record,
    TopUp: treasury.topup_record,
    CardHolder: cards.holder_record,
    CardOwner: cards.owner_record,
    Deposit: deposit_records.deposit_record,
    RailCall: call_record,
    PayoutWallet: wallet_record,
    TreasuryRate: rate_record,
}


def record_of(kept: object) -> Record:
    """Return the record of an object at the version it was read at."""
    return RECORDS[type(kept)](kept)
