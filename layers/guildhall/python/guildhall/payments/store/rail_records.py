"""The rows of local rails, and their keys."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from guildhall.payments.models import PayoutWallet
from guildhall.payments.models.exchange import TreasuryRate
from guildhall.payments.models.rails import RailCall
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.table import CoreRecord, OpsRecord


class RailKeys:
    """local rails in the core and ops tables.

    | who asks                              | index | PK                           | SK               |
    |---------------------------------------|-------|------------------------------|------------------|
    | an operation by rail and our id       | table | RAIL#{rail}#{our_id}         | RAIL             |
    | an expert's wallets by currency       | table | PAYOUT#{expert_id}           | WALLET#{currency} |
    | rates between currencies              | table | TREASURY-RATES               | {sold}#{bought}  |
    | a callback that was put aside         | ops   | CALLBACK-ASIDE#{rail}        | {digest}         |
    | an operation of the sandbox           | ops   | SANDBOX#{our_id}             | SANDBOX          |
    | the float and statement of the sandbox | ops  | SANDBOX-BOOK                 | {at}#{our_id}    |
    """

    @staticmethod
    def call(rail: str, our_id: str) -> tuple[str, str]:
        """One operation."""
        return f"RAIL#{rail}#{our_id}", "RAIL"

    @staticmethod
    def wallet(expert_id: str, currency: str) -> tuple[str, str]:
        """One wallet an expert and currency, in the partition of the expert's payout account."""
        return f"PAYOUT#{expert_id}", f"WALLET#{currency}"

    @staticmethod
    def rate(sold: str, bought: str) -> tuple[str, str]:
        """Every rate in one partition: there are few, and operators read them together."""
        return "TREASURY-RATES", f"{sold}#{bought}"

    @staticmethod
    def aside(rail: str, digest: str) -> tuple[str, str]:
        """One item per content: a flood of copies is one row."""
        return f"CALLBACK-ASIDE#{rail}", digest

    @staticmethod
    def sandbox(our_id: str) -> tuple[str, str]:
        """One operation of the sandbox."""
        return f"SANDBOX#{our_id}", "SANDBOX"


class RailCallRecord(CoreRecord):
    """One operation that a rail was asked for."""

    KIND = "payments.rail_call"
    UNAUDITED = frozenset({"wallet"})

    rail = UnicodeAttribute()
    our_id = UnicodeAttribute()
    operation = UnicodeAttribute()
    command_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    began_at = UnicodeAttribute()
    ends_at = UnicodeAttribute(null=True)
    collect_id = UnicodeAttribute(null=True)
    wallet = UnicodeAttribute(null=True)
    sold_minor = IntegerAttribute(null=True)
    sold_currency = UnicodeAttribute(null=True)
    outcome = UnicodeAttribute(null=True)
    provider_ref = UnicodeAttribute(null=True)


class PayoutWalletRecord(CoreRecord):
    """Where an expert is paid in one currency."""

    KIND = "payments.payout_wallet"
    UNAUDITED = frozenset({"phone", "phone_tail"})

    expert_id = UnicodeAttribute()
    currency = UnicodeAttribute()
    rail = UnicodeAttribute()
    phone = UnicodeAttribute()
    phone_tail = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    operator = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)


class TreasuryRateRecord(CoreRecord):
    """What one currency buys of another."""

    KIND = "payments.treasury_rate"

    sold = UnicodeAttribute()
    bought = UnicodeAttribute()
    millionths = IntegerAttribute()
    source = UnicodeAttribute()
    set_by = UnicodeAttribute()
    set_at = UnicodeAttribute()


class AsideRecord(OpsRecord):
    """A callback that nobody may believe, as it came."""

    KIND = "payments.callback_aside"

    reason = UnicodeAttribute()
    came_at = UnicodeAttribute()
    method = UnicodeAttribute()
    url_path = UnicodeAttribute()
    headers = MapOf()
    parameters = MapOf()
    body = UnicodeAttribute()


class SandboxRecord(OpsRecord):
    """What the sandbox remembers of one operation, or one line of its statement."""

    KIND = "payments.sandbox"

    seen = MapOf()
    moves = MapOf()


def call_record(call: RailCall) -> RailCallRecord:
    """Return the row of an operation."""
    return RailCallRecord.of(call, key=RailKeys.call(call.rail, call.our_id), version=call.version)


def wallet_record(wallet: PayoutWallet) -> PayoutWalletRecord:
    """Return the row of a wallet."""
    key = RailKeys.wallet(wallet.expert_id, wallet.currency)
    return PayoutWalletRecord.of(wallet, key=key, version=wallet.version)


def rate_record(rate: TreasuryRate) -> TreasuryRateRecord:
    """Return the row of a rate."""
    return TreasuryRateRecord.of(rate, key=RailKeys.rate(rate.sold, rate.bought), version=rate.version)
