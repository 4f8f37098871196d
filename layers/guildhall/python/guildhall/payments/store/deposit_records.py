"""The rows of deposits, and their keys."""

from __future__ import annotations

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.payments.models.deposits import Deposit
from guildhall.payments.store.records import Keys
from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord


class DepositKeys:
    """Deposits in the core table.

    | who asks                         | index | PK                      | SK                     |
    |----------------------------------|-------|-------------------------|------------------------|
    | a deposit by id                  | table | PAY#{deposit_id}        | DEPOSIT                |
    | deposits to look at              | GSI2  | PAY-DEPOSIT-LOOK#{0..3} | {look_at}#{deposit_id} |
    """

    LOOK = "PAY-DEPOSIT-LOOK"

    @staticmethod
    def deposit(deposit_id: str) -> tuple[str, str]:
        """The deposit, in one partition with its commands."""
        return f"PAY#{deposit_id}", "DEPOSIT"


class DepositRecord(CoreRecord):
    """A deposit for a reservation."""

    KIND = "payments.deposit"
    UNAUDITED = frozenset({"client_secret"})

    deposit_id = UnicodeAttribute()
    reservation_id = UnicodeAttribute()
    venue_account_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    starts_at = UnicodeAttribute()
    created_at = UnicodeAttribute()
    pay_by = UnicodeAttribute()
    guest_id = UnicodeAttribute(null=True)
    title = UnicodeAttribute()
    state = UnicodeAttribute()
    attempt = IntegerAttribute()
    is_manual = BooleanAttribute()
    quote = MapOf(null=True)
    intent_id = UnicodeAttribute(null=True)
    client_secret = UnicodeAttribute(null=True)
    intent_status = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    charge_id = UnicodeAttribute(null=True)
    capture_before = UnicodeAttribute(null=True)
    is_fee_booked = BooleanAttribute()
    keep_minor = IntegerAttribute(null=True)
    charged_minor = IntegerAttribute()
    kept_minor = IntegerAttribute()
    returned_minor = IntegerAttribute()
    lost_minor = IntegerAttribute()
    refunds = IntegerAttribute()
    pending = ListOf(default=list)
    announced_at = UnicodeAttribute(null=True)
    settled_at = UnicodeAttribute(null=True)
    strays = ListOf(default=list)
    dispute_id = UnicodeAttribute(null=True)
    was_disputed = BooleanAttribute()
    doubt = UnicodeAttribute(null=True)
    look_at = UnicodeAttribute(null=True)


def deposit_record(deposit: Deposit) -> DepositRecord:
    """Return the record of a deposit; one that waits for something stands in a work list."""
    index = {}
    if deposit.look_at is not None:
        index["gsi2pk"] = Keys.shard(DepositKeys.LOOK, deposit.deposit_id)
        index["gsi2sk"] = f"{to_text(deposit.look_at)}#{deposit.deposit_id}"
    key = DepositKeys.deposit(deposit.deposit_id)
    return DepositRecord.of(deposit, key=key, version=deposit.version, **index)
