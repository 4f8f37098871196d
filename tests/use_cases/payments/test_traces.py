"""Requests to the payment provider are parts of the trace where calls are traced."""

from __future__ import annotations

from guildhall.payments.gateways.stripe_connection import client
from tests.support.xray import Daemon
from tools.stripe_server import StripeServer


def test_a_request_to_stripe_is_a_part_of_the_trace_without_its_ids(xray: Daemon) -> None:
    with StripeServer() as server:
        client("sk_test_traced", server.url).v1.balance.retrieve()

    said = xray.heard()
    assert (said["name"], said["annotations"]) == ("stripe", {"operation": "GET /v1/balance"})
