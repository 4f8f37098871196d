"""Ids in Stripe's form, and the name of the account that owns this server."""

import secrets
import string

PLATFORM = "platform"
ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 24) -> str:
    """Make an id. Random: the platform's books outlive a reset of this server and must never meet an id twice."""
    return f"{prefix}_{''.join(secrets.choice(ALPHABET) for _ in range(length))}"
