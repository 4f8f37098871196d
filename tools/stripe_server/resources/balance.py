"""Money of an account: balance transactions are the truth, the balance is their sum.

A transaction counts as available once the clock passes its `available_on`.
"""

from tools.stripe_server import clock, listing
from tools.stripe_server.errors import insufficient_balance
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

# Days until a charge is available: 0 keeps local runs simple, the control interface can make it honest.
SETTLEMENT_DAYS = "settlement_days"
FEE_PER_MILLE, FEE_FIXED = 15, 25
DISPUTE_FEE = 2000
REPORTING = {
    "payment": "charge", "payment_refund": "refund", "transfer_refund": "transfer_reversal", "adjustment": "dispute",
}  # fmt: skip


def processing_fee(amount: int) -> int:
    """Compute Stripe's fee for a European card, in minor units: 1.5 % plus 0.25. Indicative, payments.md section 1."""
    return amount * FEE_PER_MILLE // 1000 + FEE_FIXED


def book(
    world: World, kind: str, amount: int, currency: str, source: str, *,
    fee: int = 0, available_on: int | None = None, description: str | None = None,
) -> Body:  # fmt: skip
    """Move money of the world's account. amount: signed minor units, before the fee; fee: what Stripe keeps."""
    moment = world.now if available_on is None else available_on
    details = [{
        "amount": fee, "application": None, "currency": currency, "description": "Stripe processing fees",
        "type": "stripe_fee",
    }]  # fmt: skip
    return world.add({
        "id": new_id("txn"), "object": "balance_transaction", "amount": amount, "available_on": moment,
        "balance_type": "payments", "created": world.now, "currency": currency, "description": description,
        "exchange_rate": None, "fee": fee, "fee_details": details if fee else [], "net": amount - fee,
        "reporting_category": REPORTING.get(kind, kind), "source": source,
        "status": "available" if moment <= world.now else "pending", "type": kind,
    })  # fmt: skip


def settlement_moment(world: World) -> int:
    """Say when a charge made now becomes available."""
    return world.now + int(world.store.setting(SETTLEMENT_DAYS, 0)) * clock.DAY


def settle(world: World) -> list[str]:
    """Make available what has become so; return the currencies concerned, sorted."""
    ripe = [each for each in world.find("balance_transaction", status="pending") if each["available_on"] <= world.now]
    for each in ripe:
        world.save(each | {"status": "available"})
    return sorted({each["currency"] for each in ripe})


def totals(world: World, status: str) -> dict[str, int]:
    """Sum the account's money by currency. status: available or pending."""
    settle(world)
    return world.store.sums("balance_transaction", world.owner, "net", "currency", {"status": status})


def require_available(world: World, currency: str, amount: int) -> None:
    """Refuse a movement that the available balance does not cover."""
    if totals(world, "available").get(currency, 0) < amount:
        raise insufficient_balance()


@operation("BalanceService.retrieve")
def retrieve(world: World, _params: Params) -> Body:
    """Answer what the account has, per currency."""
    available, pending = totals(world, "available"), totals(world, "pending")
    currencies = sorted(available.keys() | pending.keys()) or ["eur"]
    return {
        "object": "balance", "livemode": False, "available": _amounts(available, currencies),
        "pending": _amounts(pending, currencies), "connect_reserved": _plain_amounts(currencies),
    }  # fmt: skip


def _amounts(sums: dict[str, int], currencies: list[str]) -> list[Body]:
    return [
        {"amount": sums.get(currency, 0), "currency": currency, "source_types": {"card": sums.get(currency, 0)}}
        for currency in currencies
    ]


def _plain_amounts(currencies: list[str]) -> list[Body]:
    return [{"amount": 0, "currency": currency} for currency in currencies]


@operation("BalanceTransactionService.retrieve")
def retrieve_transaction(world: World, _params: Params, transaction_id: str) -> Body:
    """Answer one movement."""
    settle(world)
    return world.get("balance_transaction", transaction_id)


@operation("BalanceTransactionService.list")
def list_transactions(world: World, params: Params) -> Body:
    """Answer movements, newest first."""
    settle(world)
    found = world.find(
        "balance_transaction",
        type=params.get("type"), source=params.get("source"), currency=params.get("currency"),
    )  # fmt: skip
    return listing.page("/v1/balance_transactions", found, params)


@operation("BalanceSettingsService.retrieve")
def retrieve_settings(world: World, _params: Params) -> Body:
    """Answer how the account is paid out."""
    return _settings(world)


@operation("BalanceSettingsService.update")
def update_settings(world: World, params: Params) -> Body:
    """Change how the account is paid out, such as payments.payouts.schedule.interval to manual."""
    settings = _settings(world)
    _merge(settings, {"payments": params.get("payments", {})})
    world.store.set(f"balance_settings:{world.owner}", settings)
    world.emit("balance_settings.updated", settings)
    return settings


def _settings(world: World) -> Body:
    settings: Body = world.store.setting(f"balance_settings:{world.owner}", {
        "object": "balance_settings",
        "payments": {
            "debit_negative_balances": True,
            "payouts": {
                "minimum_balance_by_currency": {}, "schedule": {"interval": "daily"}, "statement_descriptor": None,
                "status": "enabled",
            },
            "settlement_timing": {"delay_days": int(world.store.setting(SETTLEMENT_DAYS, 0))},
        },
    })  # fmt: skip
    return settings


def _merge(target: Body, changes: Body) -> None:
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(target.get(name), dict):
            _merge(target[name], value)
        else:
            target[name] = value
