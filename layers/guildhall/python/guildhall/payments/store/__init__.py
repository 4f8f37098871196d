"""Payments in the core table; webhooks as they came in the ops table."""

from guildhall.payments.store.differences import DynamoDifferences as DynamoDifferences
from guildhall.payments.store.notices import DynamoNotices as DynamoNotices
from guildhall.payments.store.payments import DynamoAttentions as DynamoAttentions
from guildhall.payments.store.payments import DynamoPayments as DynamoPayments
from guildhall.payments.store.rails import DynamoPayoutWallets as DynamoPayoutWallets
from guildhall.payments.store.rails import DynamoRailCalls as DynamoRailCalls
from guildhall.payments.store.rails import DynamoSandbox as DynamoSandbox
from guildhall.payments.store.rails import DynamoTreasuryRates as DynamoTreasuryRates
