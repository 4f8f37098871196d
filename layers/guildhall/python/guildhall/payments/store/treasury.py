"""The port `Treasury`: payouts and top-ups as they were last seen."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.payments.models import PayoutAccount
from guildhall.payments.models.treasury import BankPayout, TopUp
from guildhall.payments.store.records import Keys, PayoutAccountRecord
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.table import CoreRecord


class TreasuryKeys:
    """Bank money in the core table.

    | who asks                              | index | PK                              | SK                       |
    |---------------------------------------|-------|---------------------------------|--------------------------|
    | a payout to a bank                    | table | PAY#{payout_id}                 | BANK-PAYOUT              |
    | a top-up from the platform's bank     | table | PAY#{topup_id}                  | TOPUP                    |
    | the payouts to an expert's bank       | GSI1  | EXPERT-PAYOUTS#{expert_id}      | {created_at}#{payout_id} |
    | payouts that have not arrived         | GSI2  | PAY-PAYOUTS-UNSETTLED           | {created_at}#{payout_id} |
    | whose account at the provider this is | GSI1  | PROVIDER-ACCOUNT#{account_id}   | {expert_id}              |
    """

    UNSETTLED = "PAY-PAYOUTS-UNSETTLED"

    @staticmethod
    def payout(payout_id: str) -> tuple[str, str]:
        """One item a payout."""
        return f"PAY#{payout_id}", "BANK-PAYOUT"

    @staticmethod
    def topup(topup_id: str) -> tuple[str, str]:
        """One item a top-up."""
        return f"PAY#{topup_id}", "TOPUP"

    @staticmethod
    def payouts_of(expert_id: str) -> str:
        """Index partition of one expert."""
        return f"EXPERT-PAYOUTS#{expert_id}"


class BankPayoutRecord(CoreRecord):
    """A payout to a bank."""

    KIND = "payments.bank_payout"

    payout_id = UnicodeAttribute()
    provider_account_id = UnicodeAttribute(null=True)
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    status = UnicodeAttribute()
    arrives_on = UnicodeAttribute()
    created_at = UnicodeAttribute()
    is_automatic = BooleanAttribute()
    is_reconciled = BooleanAttribute()
    failure = UnicodeAttribute(null=True)
    expert_id = UnicodeAttribute(null=True)


class TopUpRecord(CoreRecord):
    """A top-up."""

    KIND = "payments.topup"

    topup_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    status = UnicodeAttribute()
    failure = UnicodeAttribute(null=True)


def payout_record(payout: BankPayout) -> BankPayoutRecord:
    """Return the record of a payout; an expert's stands in their list."""
    index: dict[str, str] = {}
    at = f"{to_text(payout.created_at)}#{payout.payout_id}"
    if payout.expert_id:
        index |= {"gsi1pk": TreasuryKeys.payouts_of(payout.expert_id), "gsi1sk": at}
    if payout.status != "paid":
        index |= {"gsi2pk": TreasuryKeys.UNSETTLED, "gsi2sk": at}
    return BankPayoutRecord.of(payout, key=TreasuryKeys.payout(payout.payout_id), version=payout.version, **index)


def topup_record(topup: TopUp) -> TopUpRecord:
    """Return the record of a top-up."""
    return TopUpRecord.of(topup, key=TreasuryKeys.topup(topup.topup_id), version=topup.version)


class DynamoTreasury:
    """The port `Treasury` on DynamoDB."""

    def __init__(self, core_table: str) -> None:
        self._table = core_table

    def payout(self, payout_id: str) -> BankPayout | None:
        """Return a payout, read consistently, or None."""
        record = BankPayoutRecord.fetch(*TreasuryKeys.payout(payout_id))
        return record.to(BankPayout) if record else None

    def topup(self, topup_id: str) -> TopUp | None:
        """Return a top-up, read consistently, or None."""
        record = TopUpRecord.fetch(*TreasuryKeys.topup(topup_id))
        return record.to(TopUp) if record else None

    def owner_of(self, provider_account_id: str) -> PayoutAccount | None:
        """Return the payout account behind an account at the provider, read consistently, or None."""
        rows = query.page(self._table, Keys.provider_account(provider_account_id), index="GSI1", limit=1).items
        record = PayoutAccountRecord.fetch(*Keys.account(rows[0]["GSI1SK"])) if rows else None
        return record.to(PayoutAccount) if record else None

    def payouts_of(
        self, expert_id: str, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[BankPayout], dict[str, Any] | None]:
        """Return a page of an expert's payouts, newest first."""
        found = query.page(
            self._table, TreasuryKeys.payouts_of(expert_id), index="GSI1", limit=limit, position=position,
            newest_first=True,
        )  # fmt: skip
        keys = [(row["PK"], row["SK"]) for row in found.items]
        return query.models(self._table, keys, BankPayout), found.position
