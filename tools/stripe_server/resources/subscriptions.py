"""Subscriptions: sold, tried, renewed, changed with proration, dunned, and ended.

Time moves only with the control interface; what has become due by then happens at once, in the calendar's order.
"""

from datetime import UTC, datetime

from tools.stripe_server import clock, listing
from tools.stripe_server.errors import invalid, wrong_state
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources import confirmation, invoices
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "subscription"
ENDED = frozenset({"canceled", "incomplete_expired"})
FIRST_PAYMENT = 23 * clock.HOUR
"""How long the first payment may take; then the subscription was never one."""
WARNING = 3 * clock.DAY
"""Before the end of a trial."""
MONTHS_A_YEAR = 12


def _later(moment: int, interval: str) -> int:
    """Return the same day of the next month or year, or the last one that there is."""
    at = datetime.fromtimestamp(moment, UTC)
    months = at.year * MONTHS_A_YEAR + at.month - 1 + (1 if interval == "month" else MONTHS_A_YEAR)
    year, month = divmod(months, MONTHS_A_YEAR)
    for day in range(at.day, at.day - 4, -1):
        try:
            return int(at.replace(year=year, month=month + 1, day=day).timestamp())
        except ValueError:
            continue
    raise AssertionError(moment)


@operation("SubscriptionService.create")
def create(world: World, params: Params) -> Body:
    """Begin a subscription to one price: with a trial, or with a first payment."""
    customer = world.get("customer", params["customer"], "customer")
    method = params.get("default_payment_method")
    if method is None or world.get("payment_method", method)["customer"] != customer["id"]:
        raise invalid("This customer has no attached payment source or default payment method.")
    subscription = _begin(world, params, customer, method)
    item = subscription["items"]["data"][0]
    amount = 0 if subscription["trial_end"] else item["price"]["unit_amount"]
    world.emit("customer.subscription.created", subscription)
    entry = invoices.line(
        subscription, item, amount, "Trial" if subscription["trial_end"] else "Period", proration=False
    )
    invoice = invoices.issue(world, subscription, [entry], "subscription_create")
    _change(world, subscription["id"], latest_invoice=invoice["id"])
    paid = invoices.collect(world, invoice, method, off_session=params.get("off_session", False))
    if paid["status"] == "open" and params.get("payment_behavior") == "error_if_incomplete":
        raise invalid("Your card was declined.", code="card_declined")
    return world.get(KIND, subscription["id"])


def _begin(world: World, params: Params, customer: Body, method: str) -> Body:
    price = world.get("price", params["items"][0]["price"], "items[0][price]")
    trial = params.get("trial_period_days")
    now, subscription_id = world.now, new_id("sub")
    end = now + trial * clock.DAY if trial else _later(now, price["recurring"]["interval"])
    item = _item(subscription_id, price, now, end)
    nothing = dict.fromkeys((
        "application", "application_fee_percent", "billing_cycle_anchor_config", "billing_thresholds", "cancel_at",
        "canceled_at", "cancellation_details", "customer_account", "days_until_due", "default_source", "description",
        "ended_at", "latest_invoice", "managed_payments", "next_pending_invoice_item_invoice", "on_behalf_of",
        "pause_collection", "pending_invoice_item_interval", "pending_setup_intent", "pending_update",
        "presentment_details", "schedule", "status_details", "test_clock", "transfer_data", "trial_settings",
    ))  # fmt: skip
    return world.add(nothing | {
        "id": subscription_id, "object": KIND,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": end if trial else now, "billing_mode": {"type": "classic"}, "billing_schedules": [],
        "cancel_at_period_end": False, "collection_method": "charge_automatically", "created": now,
        "currency": price["currency"], "customer": customer["id"], "default_payment_method": method,
        "default_tax_rates": [], "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "custom_fields": None, "description": None, "footer": None,
                             "issuer": {"type": "self"}},
        "items": listing.whole(f"/v1/subscription_items?subscription={subscription_id}", [item]), "livemode": False,
        "metadata": with_metadata({}, params),
        "payment_settings": {"payment_method_options": None, "payment_method_types": None,
                             "save_default_payment_method": "off"},
        "start_date": now, "status": "trialing" if trial else "incomplete", "trial_end": end if trial else None,
        "trial_start": now if trial else None,
    })  # fmt: skip


def _item(subscription_id: str, price: Body, start: int, end: int) -> Body:
    plan = {
        "id": price["id"], "object": "plan", "active": True, "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"], "billing_scheme": "per_unit", "created": price["created"],
        "currency": price["currency"], "interval": price["recurring"]["interval"], "interval_count": 1,
        "livemode": False, "metadata": {}, "meter": None, "nickname": None, "product": price["product"],
        "tiers_mode": None, "transform_usage": None, "trial_period_days": None, "usage_type": "licensed",
    }  # fmt: skip
    return {
        "id": new_id("si"), "object": "subscription_item", "billing_thresholds": None, "created": start,
        "current_period_end": end, "current_period_start": start, "discounts": [], "metadata": {}, "plan": plan,
        "price": price, "quantity": 1, "subscription": subscription_id, "tax_rates": [],
    }  # fmt: skip


def _change(world: World, subscription_id: str, **changes: object) -> Body:
    return world.save(world.get(KIND, subscription_id) | changes)


def follow(world: World, intent: Body) -> None:
    """Make a subscription active once its invoice is paid, whoever confirmed the payment."""
    invoice_id = world.hidden(intent["id"]).get("invoice")
    if invoice_id is None:
        return
    invoice = world.get(invoices.KIND, invoice_id)
    subscription = world.get(KIND, invoice["parent"]["subscription_details"]["subscription"])
    if subscription["status"] in {"incomplete", "past_due"}:
        world.emit("customer.subscription.updated", world.save(subscription | {"status": "active"}))


# After the one of the invoices, which comes with their import: the invoice is paid before the subscription goes on.
confirmation.FOLLOWERS.append(follow)


@operation("SubscriptionService.retrieve")
def retrieve(world: World, _params: Params, subscription_id: str) -> Body:
    """Answer a subscription."""
    return world.get(KIND, subscription_id)


@operation("SubscriptionService.list")
def list_(world: World, params: Params) -> Body:
    """Answer subscriptions, newest first; without a status, those that have not ended."""
    status, found = params.get("status"), world.find(KIND, customer=params.get("customer"))
    if status != "all":
        found = [each for each in found if (each["status"] == status if status else each["status"] not in ENDED)]
    return listing.page("/v1/subscriptions", found, params)


@operation("SubscriptionService.update")
def update(world: World, params: Params, subscription_id: str) -> Body:
    """Change price, card, or whether the subscription goes on after its period."""
    subscription = world.get(KIND, subscription_id)
    if subscription["status"] in ENDED:
        raise wrong_state(KIND, "update", subscription["status"], subscription)
    names = ("default_payment_method", "cancel_at_period_end")
    subscription |= {name: params[name] for name in names if name in params}
    subscription["cancel_at"] = (
        subscription["items"]["data"][0]["current_period_end"] if subscription["cancel_at_period_end"] else None
    )
    subscription["metadata"] = with_metadata(subscription, params)
    price_id = params["items"][0].get("price") if params.get("items") else None
    lines = _repriced(world, subscription, price_id, params.get("proration_behavior", "create_prorations"))
    world.emit("customer.subscription.updated", world.save(subscription))
    if lines:
        invoice = invoices.issue(world, subscription, lines, "subscription_update")
        _change(world, subscription_id, latest_invoice=invoice["id"])
        paid = invoices.collect(world, invoice, subscription["default_payment_method"], off_session=True)
        if paid["status"] == "open":
            world.emit("customer.subscription.updated", _change(world, subscription_id, status="past_due"))
    return world.get(KIND, subscription_id)


def _repriced(world: World, subscription: Body, price_id: str | None, behavior: str) -> list[Body]:
    """Put another price on the item; return the lines that follow: the unused time back, the same time of the new."""
    item = subscription["items"]["data"][0]
    if price_id is None or price_id == item["price"]["id"]:
        return []
    old, price = item["price"], world.get("price", price_id, "items[0][price]")
    start, end = item["current_period_start"], item["current_period_end"]
    fresh = _item(subscription["id"], price, start, end) | {"id": item["id"]}
    subscription["items"]["data"] = [fresh]
    if subscription["status"] == "trialing" or behavior == "none":
        return []
    left = max(0, end - world.now)
    unused = old["unit_amount"] * left // (end - start)
    owed = price["unit_amount"] * left // (end - start)
    if price["recurring"]["interval"] != old["recurring"]["interval"]:
        end = _later(world.now, price["recurring"]["interval"])
        fresh |= {"current_period_start": world.now, "current_period_end": end}
        subscription["billing_cycle_anchor"], owed = world.now, price["unit_amount"]
    return [
        invoices.line(subscription, item, -unused, "Unused time", proration=True),
        invoices.line(subscription, fresh, owed, "Remaining time", proration=True),
    ]


@operation("SubscriptionService.cancel")
def cancel(world: World, _params: Params, subscription_id: str) -> Body:
    """End a subscription now."""
    subscription = world.get(KIND, subscription_id)
    if subscription["status"] in ENDED:
        raise wrong_state(KIND, "cancel", subscription["status"], subscription)
    return _end(world, subscription, "canceled")


def _end(world: World, subscription: Body, status: str) -> Body:
    for invoice in world.find(invoices.KIND, status="open"):
        if invoice["parent"]["subscription_details"]["subscription"] == subscription["id"]:
            invoices.give_up(world, invoice, "void" if status == "incomplete_expired" else "uncollectible")
    subscription |= {"status": status, "ended_at": world.now, "canceled_at": world.now}
    name = "updated" if status == "incomplete_expired" else "deleted"
    world.emit(f"customer.subscription.{name}", world.save(subscription))
    return subscription


def pass_time(world: World) -> None:
    """Do what has become due: warnings, ends of trials and periods, retries, first payments that never came."""
    for subscription_id in [each["id"] for each in reversed(world.find(KIND)) if each["status"] not in ENDED]:
        _retry(world, subscription_id)
        while _step(world, world.get(KIND, subscription_id)):
            continue


def _step(world: World, subscription: Body) -> bool:
    """Do the next thing that is due; tell whether there was one."""
    if subscription["status"] == "incomplete" and subscription["created"] + FIRST_PAYMENT <= world.now:
        _end(world, subscription, "incomplete_expired")
        return True
    trial_end = subscription["trial_end"]
    if (
        subscription["status"] == "trialing"
        and trial_end - WARNING <= world.now
        and not _is_warned(world, subscription)
    ):
        world.hide(subscription["id"], warned=True)
        world.emit("customer.subscription.trial_will_end", subscription)
        return True
    item = subscription["items"]["data"][0]
    if subscription["status"] not in {"trialing", "active"} or item["current_period_end"] > world.now:
        return False
    if subscription["cancel_at_period_end"]:
        _end(world, subscription, "canceled")
    else:
        _renew(world, subscription, item)
    return True


def _is_warned(world: World, subscription: Body) -> bool:
    return bool(world.hidden(subscription["id"]).get("warned"))


def _renew(world: World, subscription: Body, item: Body) -> None:
    start = item["current_period_end"]
    item |= {"current_period_start": start, "current_period_end": _later(start, item["price"]["recurring"]["interval"])}
    world.emit("customer.subscription.updated", world.save(subscription | {"status": "active"}))
    entry = invoices.line(subscription, item, item["price"]["unit_amount"], "Period", proration=False)
    invoice = invoices.issue(world, subscription, [entry], "subscription_cycle")
    _change(world, subscription["id"], latest_invoice=invoice["id"])
    paid = invoices.collect(world, invoice, subscription["default_payment_method"], off_session=True)
    if paid["status"] == "open":
        world.emit("customer.subscription.updated", _change(world, subscription["id"], status="past_due"))


def _retry(world: World, subscription_id: str) -> None:
    """Try refused invoices again, each as often as the calendar says; after the last try the subscription ends."""
    while True:
        subscription = world.get(KIND, subscription_id)
        open_ = [
            each
            for each in world.find(invoices.KIND, status="open")
            if each["parent"]["subscription_details"]["subscription"] == subscription_id
            and each["next_payment_attempt"]
        ]
        if subscription["status"] != "past_due" or not open_ or open_[0]["next_payment_attempt"] > world.now:
            return
        paid = invoices.collect(world, open_[0], subscription["default_payment_method"], off_session=True)
        if paid["status"] == "open" and paid["next_payment_attempt"] is None:
            _end(world, world.get(KIND, subscription_id), "canceled")
            return
