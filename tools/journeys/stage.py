"""Where a journey takes place: a local cloud with everything deployed, and Stripe's protocol server beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.journeys.person import Api
from tools.journeys.steps import StepFailed, eventually
from tools.localcloud import LocalCloud
from tools.localcloud.cloud import free_port

ROOT = Path(__file__).parents[2]
WEBHOOK_SECRET = "whsec_local"  # noqa: S105  a secret of this machine only
STRIPE_READY_SECONDS = 15.0


@dataclass
class Stage:
    """A running platform. stripe_url: where Stripe's protocol is spoken, and its payment console."""

    cloud: LocalCloud
    stripe_url: str
    seen_mails: dict[str, int] = field(default_factory=dict)

    @property
    def api_url(self) -> str:
        """The address of the HTTP API."""
        return self.cloud.outputs["ApiUrl"]

    @property
    def socket_url(self) -> str:
        """The address of the WebSocket API."""
        return self.cloud.outputs["WebSocketUrl"]

    def api(self) -> Api:
        """Return a caller who has not signed in."""
        return Api(self.api_url)

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """Return the mails that were sent to an address, oldest first."""
        return [mail for mail in self.cloud.mails() if address in str(mail.get("To"))]

    def mail(self, address: str, text: str) -> dict[str, Any]:
        """Wait for a mail to an address whose subject or body contains a text, and return it."""

        def look() -> dict[str, Any] | None:
            found = [mail for mail in self.mails_to(address) if text.lower() in json.dumps(mail).lower()]
            if not found:
                raise StepFailed(f"mails to {address}: {[mail.get('Subject') for mail in self.mails_to(address)]}")
            return found[-1]

        return eventually(f"a mail to {address} about {text!r}", look)

    def invoke(self, logical_id: str, payload: dict[str, Any]) -> Any:
        """Invoke a function by its logical id, as an operator of the deployment may; return its answer."""
        stacks = self.cloud.client("cloudformation")
        found = stacks.describe_stack_resource(StackName="guildhall-local-app", LogicalResourceId=logical_id)
        name = found["StackResourceDetail"]["PhysicalResourceId"]
        answer = self.cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(payload))
        content = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise StepFailed(f"{logical_id} failed: {content}")
        return content


@contextmanager
def fresh_stage(home: Path) -> Iterator[Stage]:
    """Start a local cloud and Stripe's server in a folder, deploy everything, and end both afterwards."""
    stripe_port = free_port()
    stripe_url = f"http://127.0.0.1:{stripe_port}"
    with LocalCloud.start(home=home / "cloud") as cloud:
        cloud.deploy("local", StripeApiBase=stripe_url, StripeWebhookSecret=WEBHOOK_SECRET)
        stripe = start_stripe(stripe_port, home / "stripe.db", cloud.outputs["ApiUrl"])
        try:
            yield Stage(cloud, stripe_url)
        finally:
            stripe.terminate()
            stripe.wait()


def start_stripe(port: int, state: Path, api_url: str) -> subprocess.Popen[bytes]:
    """Start Stripe's server, telling it where our webhook is, and wait until it answers."""
    command = [sys.executable, "-m", "tools.stripe_server", "--port", str(port), "--state", str(state)]
    command += ["--webhook-url", f"{api_url}/v1/webhooks/stripe", "--webhook-secret", WEBHOOK_SECRET]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + STRIPE_READY_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)
        else:
            return process
    process.kill()
    raise StepFailed(f"Stripe's server did not answer on port {port} within {STRIPE_READY_SECONDS:.0f} s")
