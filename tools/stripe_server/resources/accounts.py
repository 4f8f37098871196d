"""Connected accounts (v2): the people whom the platform pays, and how they come to be payable."""

from tools.stripe_server import clock
from tools.stripe_server.errors import ApiError, invalid
from tools.stripe_server.ids import new_id
from tools.stripe_server.operations import Params, operation
from tools.stripe_server.resources.customers import with_metadata
from tools.stripe_server.store import Body
from tools.stripe_server.world import World

KIND = "v2.core.account"
LINK = "v2.core.account_link"
LINK_LIFE = 10 * 60
TRANSFERS = "stripe_balance.stripe_transfers"
# Parts of an account that an answer carries only when `include` asks for them.
INCLUDABLE = ("configuration", "defaults", "future_requirements", "identity", "requirements")
# What a person must still tell Stripe after an account was created for them.
DUE = (
    "identity.individual.given_name", "identity.individual.surname", "identity.individual.date_of_birth",
    "identity.individual.address", "configuration.recipient.default_outbound_destination",
)  # fmt: skip


@operation("v2.core.AccountService.create")
def create(world: World, params: Params) -> Body:
    """Create a connected account; as a recipient it can be paid once its owner has answered Stripe's questions."""
    configuration = params.get("configuration", {})
    account_id = new_id("acct", 16)
    account = world.add({
        "id": account_id, "object": KIND, "applied_configurations": sorted(configuration), "closed": False,
        "configuration": {"customer": None, "merchant": None, "recipient": _recipient(configuration)},
        "contact_email": params.get("contact_email"), "contact_phone": params.get("contact_phone"),
        "created": clock.iso(world.now), "dashboard": params.get("dashboard"), "defaults": _defaults(params),
        "display_name": params.get("display_name"), "future_requirements": None, "identity": _identity(params),
        "livemode": False, "metadata": with_metadata({}, params), "requirements": _requirements(world),
    })  # fmt: skip
    world.emit_thin("v2.core.account.created", account)
    return _shown(account, params)


def _recipient(configuration: Body) -> Body | None:
    if "recipient" not in configuration:
        return None
    asked = configuration["recipient"].get("capabilities", {}).get("stripe_balance", {})
    capability = {
        "status": "restricted",
        "status_details": [{"code": "requirements_past_due", "resolution": "provide_info"}],
    }
    wants_transfers = asked.get("stripe_transfers", {}).get("requested", False)
    capabilities = {"stripe_balance": {"payouts": dict(capability), "stripe_transfers": dict(capability)}}
    return {"applied": True, "capabilities": capabilities if wants_transfers else None}


def _defaults(params: Params) -> Body:
    given = params.get("defaults", {})
    responsibilities = given.get("responsibilities", {})
    return {
        "currency": given.get("currency"), "locales": given.get("locales"), "profile": given.get("profile"),
        "responsibilities": {
            "fees_collector": responsibilities.get("fees_collector"),
            "losses_collector": responsibilities.get("losses_collector"),
            "requirements_collector": "stripe",
        },
    }  # fmt: skip


def _identity(params: Params) -> Body:
    given = params.get("identity", {})
    return {
        "attestations": None, "business_details": None, "country": given.get("country"),
        "entity_type": given.get("entity_type"), "individual": None,
    }  # fmt: skip


def _requirements(world: World) -> Body:
    deadline = {"status": "past_due", "time": clock.iso(world.now)}
    restriction = {"capability": TRANSFERS, "configuration": "recipient", "deadline": {"status": "past_due"}}
    entries = [
        {
            "awaiting_action_from": "user", "description": name, "errors": [],
            "impact": {"restricts_capabilities": [restriction]}, "minimum_deadline": {"status": "past_due"},
            "reference": None, "requested_reasons": [{"code": "routine_onboarding"}],
        }
        for name in DUE
    ]  # fmt: skip
    return {"alternatives": [], "entries": entries, "summary": {"minimum_deadline": deadline}}


def _shown(account: Body, params: Params) -> Body:
    """Leave out the parts that `include` did not ask for: Stripe answers null for them."""
    asked = {each.partition(".")[0] for each in params.get("include", [])}
    shown = account | {name: None for name in INCLUDABLE if name not in asked}
    if "configuration" in asked:
        names = {each.partition(".")[2] for each in params["include"] if each.startswith("configuration.")}
        shown["configuration"] = {
            name: part if name in names else None for name, part in account["configuration"].items()
        }
    return shown


@operation("v2.core.AccountService.retrieve")
def retrieve(world: World, params: Params, account_id: str) -> Body:
    """Answer a connected account, with the parts that `include` names."""
    return _shown(find(world, account_id), params)


@operation("v2.core.AccountService.update")
def update(world: World, params: Params, account_id: str) -> Body:
    """Change what the platform may say about an account."""
    account = find(world, account_id)
    names = ("contact_email", "contact_phone", "dashboard", "display_name")
    account |= {name: params[name] for name in names if name in params}
    account["metadata"] = with_metadata(account, params)
    world.emit_thin("v2.core.account.updated", world.save(account))
    return _shown(account, params)


@operation("v2.core.AccountService.close")
def close(world: World, _params: Params, account_id: str) -> Body:
    """Close an account: nothing can be sent to it any more."""
    account = find(world, account_id)
    account["closed"] = True
    world.emit_thin("v2.core.account.closed", world.save(account))
    return _shown(account, {})


@operation("v2.core.AccountService.list")
def list_(world: World, params: Params) -> Body:
    """Answer connected accounts, newest first, in one page."""
    accounts = world.find(KIND)[: params.get("limit", 100)]
    return {"data": [_shown(each, {}) for each in accounts], "next_page_url": None, "previous_page_url": None}


@operation("v2.core.AccountLinkService.create")
def create_link(world: World, params: Params) -> Body:
    """Create the address of an onboarding page; it works for ten minutes."""
    account = find(world, params["account"], "account")
    use_case = params["use_case"]
    link_id = new_id("link")
    details = {name: {"collection_options": None, **use_case[name]} for name in use_case if name != "type"}
    body = {
        "object": LINK, "account": account["id"], "created": clock.iso(world.now), "livemode": False,
        "expires_at": clock.iso(world.now + LINK_LIFE), "url": f"{world.base_url}/onboarding/{link_id}",
        "use_case": {"account_onboarding": None, "account_update": None, "type": use_case["type"], **details},
    }  # fmt: skip
    world.add({"id": link_id, **body}, expires=world.now + LINK_LIFE)
    return body


def find(world: World, account_id: str, param: str = "id") -> Body:
    """Read a connected account, or refuse as v2 does."""
    row = world.store.row(account_id)
    if row is None or row["kind"] != KIND or row["owner"] != world.owner:
        raise ApiError(
            404, "invalid_request_error", f"Account {account_id} was not found.", code="not_found", param=param
        )
    return world.get(KIND, account_id)


def is_payable(account: Body) -> bool:
    """Say whether transfers reach the account."""
    capabilities = ((account["configuration"]["recipient"] or {}).get("capabilities")) or {}
    status = capabilities.get("stripe_balance", {}).get("stripe_transfers", {}).get("status")
    return status == "active" and not account["closed"]


def payable(world: World, account_id: str) -> str:
    """Return the id of an account that transfers can reach; refuse any other as Stripe does."""
    row = world.store.row(account_id)
    if row is None or row["kind"] != KIND or row["owner"] != world.owner:
        raise invalid(f"No such destination: '{account_id}'", code="resource_missing", param="destination")
    if not is_payable(world.get(KIND, account_id)):
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers, "
            "crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    return account_id


def decide(world: World, account_id: str, status: str) -> Body:
    """Let Stripe decide on a recipient: `active` after good answers, `restricted` when something is missing again."""
    account = find(world, account_id)
    recipient = account["configuration"]["recipient"]
    if not recipient or not recipient["capabilities"]:
        raise invalid("This account has not asked for transfers.", param="account")
    details = [] if status == "active" else [{"code": "requirements_past_due", "resolution": "provide_info"}]
    for capability in recipient["capabilities"]["stripe_balance"].values():
        capability |= {"status": status, "status_details": details}
    cleared: Body = {"alternatives": [], "entries": [], "summary": None}
    account["requirements"] = cleared if status == "active" else _requirements(world)
    world.save(account)
    world.emit_thin("v2.core.account[requirements].updated", account)
    world.emit_thin(
        "v2.core.account[configuration.recipient].capability_status_updated", account, updated_capability=TRANSFERS
    )
    return account


def change_bank(world: World, account_id: str) -> None:
    """Tell that the owner of an account gave other bank details. world: of that account."""
    bank: Body = {
        "id": new_id("ba"), "object": "bank_account", "account": account_id, "account_holder_name": None,
        "account_holder_type": None, "account_type": None, "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK", "country": "FR", "currency": "eur", "customer": None,
        "default_for_currency": True, "fingerprint": "test2606", "future_requirements": None, "last4": "2606",
        "metadata": {}, "requirements": None, "routing_number": None, "status": "new",
    }  # fmt: skip
    world.add(bank)
    world.emit("account.external_account.updated", bank)
