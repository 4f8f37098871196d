"""API keys: a secret key may do everything, a publishable one only what Stripe.js does with a client secret."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.stripe_server.errors import Body, forbidden_to_publishable_keys, no_such, unauthenticated
from tools.stripe_server.resources import payment_intents
from tools.stripe_server.world import World

SECRET = ("sk_test_", "rk_test_")
PUBLISHABLE = "pk_test_"
# Operation to the kind of intent whose client secret opens it.
OPEN_TO_BROWSERS = {
    "PaymentIntentService.retrieve": "payment_intent",
    "PaymentIntentService.confirm": "payment_intent",
    "SetupIntentService.retrieve": "setup_intent",
    "SetupIntentService.confirm": "setup_intent",
}
# What Stripe.js adds to a form and the SDK's parameter classes do not know.
BROWSER_FIELDS = frozenset({"key", "client_secret"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. is_browser: holds a publishable key only."""

    is_browser: bool


def caller(headers: Mapping[str, str], data: Mapping[str, Any]) -> Caller:
    """Recognise a key in the Authorization header (Bearer or Basic) or in the form field `key`."""
    key = _given(headers) or str(data.get("key", ""))
    if not key:
        raise unauthenticated(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if key.startswith(PUBLISHABLE):
        return Caller(is_browser=True)
    if not key.startswith(SECRET):
        raise unauthenticated("Invalid API Key provided: this server takes test keys only (sk_test_..., pk_test_...).")
    return Caller(is_browser=False)


def _given(headers: Mapping[str, str]) -> str:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def admit_browser(world: World, operation: str, ids: tuple[str, ...], data: Mapping[str, Any]) -> None:
    """Let a publishable key pass only to the intent whose client secret it brings."""
    kind = OPEN_TO_BROWSERS.get(operation)
    if kind is None:
        raise forbidden_to_publishable_keys()
    intent = world.get(kind, ids[0], "intent")
    if not hmac.compare_digest(str(data.get("client_secret", "")), intent["client_secret"]):
        raise no_such(kind, ids[0], "client_secret")


def without_browser_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what only Stripe.js sends before the parameters are checked."""
    return {name: value for name, value in data.items() if name not in BROWSER_FIELDS}


def seen_by_browser(body: Body) -> Body:
    """Keep of an intent only what the payer may see, also inside an error."""
    if "error" in body:
        return {
            "error": {
                name: seen_by_browser(value) if isinstance(value, dict) else value
                for name, value in body["error"].items()
            }
        }
    return {name: value for name, value in body.items() if name in payment_intents.PUBLIC or name == "usage"}
