"""Pays as Stripe.js does in a browser: with the publishable key and the payment's client secret, never our own API."""

from __future__ import annotations

import base64
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from tools.journeys.steps import StepFailed


def confirm(stripe_url: str, publishable_key: str, client_secret: str, payment_method: str) -> dict[str, Any]:
    """Confirm a PaymentIntent; return it. Raises StepFailed with Stripe's message if the card is refused.

    payment_method: one of Stripe's test cards, such as `pm_card_visa`.
    """
    intent_id = client_secret.partition("_secret_")[0]
    form = urllib.parse.urlencode({"client_secret": client_secret, "payment_method": payment_method}).encode()
    return _call(f"{stripe_url}/v1/payment_intents/{intent_id}/confirm", publishable_key, form)


def finish_onboarding(url: str) -> None:
    """Submit the provider's onboarding form; the page it leads back to is the web app's and is not opened."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
    try:
        connection.request("POST", f"{parts.path}?{parts.query}" if parts.query else parts.path, b"")
        answer = connection.getresponse()
        if answer.status >= http.client.BAD_REQUEST:
            raise StepFailed(f"Stripe's onboarding page answered {answer.status}")
    finally:
        connection.close()


def _call(url: str, key: str, form: bytes) -> dict[str, Any]:
    credentials = base64.b64encode(f"{key}:".encode()).decode()
    request = urllib.request.Request(url, form, {"Authorization": f"Basic {credentials}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        raise StepFailed(f"Stripe: {error.read().decode()[:400]}") from error
    return answer
