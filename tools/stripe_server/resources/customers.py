"""Customers: the clients of the platform as Stripe knows them."""

from tools.stripe_server import listing
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

GIVEN = ("address", "description", "email", "name", "phone", "preferred_locales", "shipping")


def with_metadata(body: Body, params: Params) -> Body:
    """Merge metadata as Stripe does: an empty value removes its key, an empty string removes all keys."""
    given = params.get("metadata")
    if given == "":
        return {}
    return {name: value for name, value in (body.get("metadata", {}) | (given or {})).items() if value != ""}


@operation("CustomerService.create")
def create(world: World, params: Params) -> Body:
    """Create a customer."""
    customer = world.add({
        "id": new_id("cus", 14), "object": "customer", "balance": 0, "created": world.now, "currency": None,
        "default_source": None, "delinquent": False, "discount": None, "invoice_prefix": new_id("", 8)[1:].upper(),
        "invoice_settings": dict.fromkeys(("custom_fields", "default_payment_method", "footer", "rendering_options")),
        "livemode": False, "metadata": with_metadata({}, params), "next_invoice_sequence": 1, "tax_exempt": "none",
        "test_clock": None, **{name: params.get(name) for name in GIVEN},
        "preferred_locales": params.get("preferred_locales", []),
    })  # fmt: skip
    world.emit("customer.created", customer)
    return customer


@operation("CustomerService.retrieve")
def retrieve(world: World, _params: Params, customer_id: str) -> Body:
    """Answer a customer."""
    return world.get("customer", customer_id)


@operation("CustomerService.update")
def update(world: World, params: Params, customer_id: str) -> Body:
    """Change what was given; the rest stays."""
    customer = world.get("customer", customer_id)
    customer |= {name: params[name] or None for name in GIVEN if name in params}
    customer["metadata"] = with_metadata(customer, params)
    world.emit("customer.updated", world.save(customer))
    return customer


@operation("CustomerService.list")
def list_(world: World, params: Params) -> Body:
    """Answer customers, newest first."""
    return listing.page("/v1/customers", world.find("customer", email=params.get("email")), params)
