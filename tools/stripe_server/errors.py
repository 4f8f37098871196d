"""What Stripe answers when it refuses: one exception, and a constructor per refusal that this server knows.

Shapes and codes: Stripe's API reference, "Errors" and "Error codes".
"""

from typing import Any

Body = dict[str, Any]


class ApiError(Exception):
    """A refusal with its HTTP status and its body in Stripe's error shape."""

    def __init__(self, status: int, kind: str, message: str, *, keeps_effects: bool = False, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        # A declined card leaves a failed charge behind; every other refusal leaves nothing.
        self.keeps_effects = keeps_effects
        self.body: Body = {"error": {"type": kind, "message": message, **{k: v for k, v in more.items() if v}}}


def invalid(message: str, *, code: str | None = None, param: str | None = None, **more: Any) -> ApiError:
    """Build the 400 of a request that Stripe will not carry out."""
    return ApiError(400, "invalid_request_error", message, code=code, param=param, **more)


def no_such(noun: str, object_id: str, param: str = "id") -> ApiError:
    """Build the 404 of an id that this account does not know."""
    return ApiError(
        404, "invalid_request_error", f"No such {noun}: '{object_id}'", code="resource_missing", param=param
    )


def wrong_state(noun: str, verb: str, status: str, obj: Body) -> ApiError:
    """Build the 400 of an intent whose status does not allow the verb; the intent rides along, as with Stripe."""
    message = f"You cannot {verb} this {noun.replace('_', ' ')} because it has a status of {status}."
    more: Body = {noun: obj}
    return ApiError(400, "invalid_request_error", message, code=f"{noun}_unexpected_state", **more)


def card_error(message: str, code: str, intent: tuple[str, Body], decline_code: str | None = None) -> ApiError:
    """Build the 402 of a card that the issuer refused. intent: its kind and its body after the refusal."""
    name, body = intent
    charge = body.get("latest_charge")
    return ApiError(
        402, "card_error", message, keeps_effects=True, code=code, decline_code=decline_code, charge=charge,
        **{name: body},
    )  # fmt: skip


def unauthenticated(message: str) -> ApiError:
    """Build the 401 of a missing or unknown API key."""
    return ApiError(401, "invalid_request_error", message)


def forbidden_to_publishable_keys() -> ApiError:
    """Build the 403 of a publishable key on a route that needs a secret one."""
    return ApiError(
        403,
        "invalid_request_error",
        "This API call cannot be made with a publishable API key. Please use a secret API key.",
        code="secret_key_required",
    )


def insufficient_balance() -> ApiError:
    """Build the 400 of a balance that is too small for the movement."""
    return invalid(
        "You have insufficient available funds in your Stripe account for this movement.", code="balance_insufficient"
    )


def internal(message: str = "An unexpected error occurred on the server.") -> ApiError:
    """Build the 500 that the fault queue asks for."""
    return ApiError(500, "api_error", message)
