"""Standard Webhooks signatures."""

from __future__ import annotations

from datetime import datetime

from standardwebhooks import Webhook


def sign(secret: str, message_id: str, at: datetime, body: str) -> str:
    """Return one signature, `v1,…`, over id, instant and body. secret: `whsec_…`."""
    return str(Webhook(secret).sign(message_id, at, body))
