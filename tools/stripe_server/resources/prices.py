"""Prices: what a plan costs, and how often; a price never changes."""

from tools.stripe_server import listing
from tools.stripe_server.errors import invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "price"


@operation("PriceService.create")
def create(world: World, params: Params) -> Body:
    """Create a recurring price, and the product that it is of when `product_data` says so."""
    key = params.get("lookup_key")
    if key and world.find(KIND, lookup_key=key):
        raise invalid(f"A price already uses the lookup key {key}.", param="lookup_key")
    recurring = params.get("recurring")
    if recurring is None or recurring["interval"] not in {"month", "year"}:
        raise invalid("This server sells by the month or year.", param="recurring[interval]")
    product = params.get("product") or _product(world, params["product_data"])["id"]
    price = world.add({
        "id": new_id("price"), "object": KIND, "active": True, "billing_scheme": "per_unit", "created": world.now,
        "currency": params["currency"].lower(), "custom_unit_amount": None, "livemode": False, "lookup_key": key,
        "metadata": with_metadata({}, params), "nickname": params.get("nickname"), "product": product,
        "recurring": {"interval": recurring["interval"], "interval_count": 1, "meter": None,
                      "trial_period_days": None, "usage_type": "licensed"},
        "tax_behavior": params.get("tax_behavior", "unspecified"), "tiers_mode": None, "transform_quantity": None,
        "type": "recurring", "unit_amount": params["unit_amount"], "unit_amount_decimal": str(params["unit_amount"]),
    })  # fmt: skip
    world.emit("price.created", price)
    return price


def _product(world: World, given: Params) -> Body:
    product = world.add({
        "id": new_id("prod", 14), "object": "product", "active": True, "created": world.now, "default_price": None,
        "description": None, "images": [], "livemode": False, "marketing_features": [],
        "metadata": with_metadata({}, given), "name": given["name"], "package_dimensions": None, "shippable": None,
        "statement_descriptor": None, "tax_code": None, "type": "service", "unit_label": None, "updated": world.now,
        "url": None,
    })  # fmt: skip
    world.emit("product.created", product)
    return product


@operation("PriceService.list")
def list_(world: World, params: Params) -> Body:
    """Answer prices, newest first; by their lookup keys, if any are given."""
    keys = params.get("lookup_keys")
    found = [each for each in world.find(KIND) if keys is None or each["lookup_key"] in keys]
    return listing.page("/v1/prices", found, params)
