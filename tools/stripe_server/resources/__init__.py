"""The resources of Stripe's API that this server keeps: one module per noun, one function per request.

Importing a module registers its operations; importing this package registers all of them.
"""

from tools.stripe_server.operations import OPERATIONS
from tools.stripe_server.resources import (
    accounts,
    balance,
    cards,
    charges,
    customers,
    disputes,
    events,
    invoices,
    payment_intents,
    payouts,
    prices,
    radar,
    refunds,
    setup_intents,
    subscriptions,
    topups,
    transfers,
)

__all__ = [
    "OPERATIONS",
    "accounts",
    "balance",
    "cards",
    "charges",
    "customers",
    "disputes",
    "events",
    "invoices",
    "payment_intents",
    "payouts",
    "prices",
    "radar",
    "refunds",
    "setup_intents",
    "subscriptions",
    "topups",
    "transfers",
]
