"""What experts ask about where their money goes, and staff about exchange rates."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.payments.store import DynamoPayoutWallets, DynamoTreasuryRates
from guildhall.payments.store.treasury import DynamoTreasury
from guildhall.payments.use_cases.exchange import ListTreasuryRates, SetTreasuryRate
from guildhall.payments.use_cases.payouts import CheckPayoutAccount, OpenPayoutAccount, ShowPayoutAccount
from guildhall.payments.use_cases.treasury import ListPayouts
from guildhall.payments.use_cases.wallets import ListPayoutWallets, SetPayoutWallet
from guildhall.payments.wiring.settings import PaymentsSettings
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.seals import KmsSeals


@dataclass(frozen=True, slots=True)
class PayoutDesk:
    """What people ask about payouts; it never calls the provider."""

    cursors: Cursors
    open_payout_account: OpenPayoutAccount
    show_payout_account: ShowPayoutAccount
    check_payout_account: CheckPayoutAccount
    set_payout_wallet: SetPayoutWallet
    list_payout_wallets: ListPayoutWallets
    list_payouts: ListPayouts
    set_rate: SetTreasuryRate
    list_rates: ListTreasuryRates


def wire_payouts(platform: Platform) -> PayoutDesk:
    """Build it."""
    own = platform.settings(PaymentsSettings)
    payments, clock, gate = store(platform), platform.clock, platform.gate
    core = platform.tables.core_table
    wallets, rates = DynamoPayoutWallets(core), DynamoTreasuryRates(core)
    seals, show_account = KmsSeals(own.data_key), ShowPayoutAccount(payments, gate)
    return PayoutDesk(
        cursors=platform.cursors,
        open_payout_account=OpenPayoutAccount(payments, gate, clock),
        show_payout_account=show_account,
        check_payout_account=CheckPayoutAccount(payments, show_account),
        set_payout_wallet=SetPayoutWallet(payments, wallets, gate, seals, clock, own.stripe_is_live),
        list_payout_wallets=ListPayoutWallets(wallets, gate),
        list_payouts=ListPayouts(DynamoTreasury(core), gate),
        set_rate=SetTreasuryRate(payments, rates, gate, clock),
        list_rates=ListTreasuryRates(rates, gate),
    )
