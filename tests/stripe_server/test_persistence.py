"""The server as a process: started from the command line, killed, started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import stripe

from tests.stripe_server.conftest import SECRET, Endpoint, available, until
from tools.stripe_server.__main__ import main

ROOT = Path(__file__).parents[2]


@contextmanager
def a_process(state: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], stripe.StripeClient]]:
    command = [sys.executable, "-m", "tools.stripe_server", "--port", "0", "--state", str(state), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        http: Any = stripe.RequestsClient(timeout=10)
        try:
            yield process, stripe.StripeClient("sk_test_x", base_addresses={"api": url}, http_client=http)
        finally:
            http.close()
            process.send_signal(signal.SIGTERM)
            process.wait(5)


def test_a_killed_server_loses_nothing_that_it_answered(tmp_path: Path, endpoint: Endpoint) -> None:
    state = tmp_path / "deep" / "stripe.db"
    paid: Any = {"amount": 10_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True}
    with a_process(state, "--webhook-url", "http://127.0.0.1:9/closed", "--webhook-secret", SECRET) as (
        process,
        client,
    ):
        intent = client.v1.payment_intents.create(paid, {"idempotency_key": "fund:1"})
        os.kill(process.pid, signal.SIGKILL)
        process.wait(5)

    with a_process(state, "--webhook-url", endpoint.url, "--webhook-secret", SECRET) as (_, client):
        again = client.v1.payment_intents.create(paid, {"idempotency_key": "fund:1"})
        endpoint.wait(3)

        assert (again.id, again.status) == (intent.id, "succeeded")
        assert available(client) == 9_825
        construct: Any = stripe.Webhook.construct_event
        # In no order: what was tried before the end waits for its pause, and Stripe promises no order either.
        assert sorted(construct(*each, SECRET).type for each in endpoint.heard) == [
            "charge.succeeded",
            "payment_intent.created",
            "payment_intent.succeeded",
        ]
        until(lambda: not client.v1.events.list({"delivery_success": False}).data)


def test_a_taken_port_is_one_clear_sentence(endpoint: Endpoint, tmp_path: Path, capsys: Any) -> None:
    port = endpoint.url.split(":")[2].split("/")[0]

    status = main(["--port", port, "--state", str(tmp_path / "stripe.db")])

    assert status == 1
    assert f"cannot use port {port}" in capsys.readouterr().err
