"""The chart of accounts: every kind of account, its type, its floor, and whether it is guarded or hot.

A guarded account has a balance row that changes in the transaction of each entry, so that a floor can refuse it. A hot
account has only lines, because many entries touch it at once; its balance is folded from them (payments.md 2.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from guildhall.ledger.errors import AccountUnknown

OWNER = re.compile(r"^[A-Za-z0-9_.:-]{1,120}$")
RECOVERY = "recovery"
"""The kind of an entry that takes back what an expert was paid; the only one that may leave them owing."""


class Natural(StrEnum):
    """The side on which an account's balance grows."""

    DEBIT = "debit"
    CREDIT = "credit"


class AccountType(StrEnum):
    """What a balance means to an accountant."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class AccountClass:
    """A kind of account, named `class:owner`.

    owner: what the owner's id is. is_guarded: whether it has a balance row; else it is hot. floor: smallest balance in
    natural direction, checked in the transaction that lowers it; None for no floor. below_floor: kinds of entry that
    may go below it. is_mirrored: whether some other capability's state says the same as the balance, so that no entry
    on it may be taken back by hand.
    """

    name: str
    type: AccountType
    owner: str
    meaning: str
    is_guarded: bool = False
    floor: int | None = None
    below_floor: frozenset[str] = frozenset()
    is_mirrored: bool = False

    @property
    def natural(self) -> Natural:
        """The side on which the balance grows."""
        is_debit = self.type in {AccountType.ASSET, AccountType.EXPENSE}
        return Natural.DEBIT if is_debit else Natural.CREDIT


def _guarded(
    name: str, kind: AccountType, owner: str, meaning: str, *, floor: int | None = 0,
    below_floor: frozenset[str] = frozenset(), is_mirrored: bool = False,
) -> AccountClass:  # fmt: skip
    return AccountClass(
        name, kind, owner, meaning, is_guarded=True, floor=floor, below_floor=below_floor, is_mirrored=is_mirrored
    )


_A, _L, _Q, _I, _X = (AccountType[name] for name in ("ASSET", "LIABILITY", "EQUITY", "INCOME", "EXPENSE"))
CHART = {
    each.name: each
    for each in (
        _guarded("hold", _L, "milestone", "A client's money, kept until approval.", is_mirrored=True),
        _guarded("deposit_hold", _L, "deposit", "A guest's deposit, kept until their visit.", is_mirrored=True),
        _guarded(
            "expert_payable", _L, "expert", "What one expert has earned and was not yet sent.",
            below_floor=frozenset({RECOVERY}),
        ),
        _guarded("refund_in_transit", _L, "command", "A refund sent and not yet confirmed.", is_mirrored=True),
        _guarded("payout_in_transit", _L, "command", "A payout sent and not yet confirmed.", is_mirrored=True),
        _guarded("client_credit", _L, "client", "A refund that could not reach the client's card."),
        _guarded("referral_payable", _L, "user", "A reward for a referral, not yet paid."),
        _guarded("external_commission_payable", _L, "partner", "A contributor's share, not yet paid."),
        _guarded("reserve", _L, "expert", "Earnings kept back against chargebacks."),
        _guarded("client_receivable", _A, "client", "Invoiced and not yet paid.", floor=None),
        _guarded("expert_receivable", _A, "expert", "What lost chargebacks leave an expert owing."),
        _guarded("chargeback_receivable", _A, "dispute", "What a bank took while it decides.", is_mirrored=True),
        AccountClass("psp_clearing", _A, "provider", "What a payment provider holds for us."),
        AccountClass("bank", _A, "iban", "What a bank account of ours holds."),
        AccountClass("platform_fee", _I, "legal entity", "The platform's commission."),
        AccountClass("subscription_revenue", _I, "legal entity", "What subscriptions brought."),
        AccountClass("tax_payable", _L, "jurisdiction", "Tax that we collected and owe."),
        AccountClass("withholding_payable", _L, "authority", "Tax that we held back from a payee and owe."),
        AccountClass("processor_fee", _X, "provider", "What a payment provider charged us."),
        AccountClass("dispute_fee", _X, "provider", "What a provider charged for a chargeback."),
        AccountClass("chargeback_loss", _X, "legal entity", "Lost to a bank's decision and not recovered."),
        AccountClass("referral_expense", _X, "legal entity", "Rewards for referrals."),
        AccountClass("promo_expense", _X, "legal entity", "Fees that a promotion waived after they were booked."),
        AccountClass("fx_clearing", _Q, "pair", "Two currencies of one exchange; each entry closes it."),
        AccountClass("fx_gain_loss", _I, "legal entity", "What exchanges brought or cost."),
        AccountClass("rounding", _X, "legal entity", "Cents that nobody is owed."),
        AccountClass("suspense", _A, "milestone", "Money that fits no decision; a day that closes on it is alarming."),
    )
}  # fmt: skip
"""payments.md section 2.1."""


def class_of(account_name: str) -> AccountClass:
    """Return the class of an account name such as `hold:mil_01J…`. Raises AccountUnknown."""
    name, _, owner = account_name.partition(":")
    if name not in CHART or not OWNER.match(owner):
        raise AccountUnknown(account_name)
    return CHART[name]


def account(class_name: str, owner: str) -> str:
    """Return the name of an owner's account. Raises AccountUnknown."""
    name = f"{class_name}:{owner}"
    class_of(name)
    return name
