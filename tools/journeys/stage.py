"""Where a journey takes place: a local cloud with everything deployed, and Stripe's protocol server beside it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.journeys.person import Api
from tools.journeys.steps import StepFailed, eventually
from tools.localcloud import LocalCloud
from tools.localcloud.cloud import free_ports
from tools.localcloud.house import House


@dataclass
class Stage:
    """A running platform. stripe_url: where Stripe's protocol is spoken, and its payment console."""

    cloud: LocalCloud
    stripe_url: str

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

    def forget_limit(self, name: str) -> None:
        """Uncount everything that anybody did under a rate limit: a journey does more in an hour than people do."""
        tables, table = self.cloud.client("dynamodb"), self.cloud.outputs["OpsTable"]
        found = tables.get_paginator("scan").paginate(
            TableName=table,
            FilterExpression="begins_with(PK, :limit)",
            ExpressionAttributeValues={":limit": {"S": f"RATE#{name}#"}},
        )
        for item in [item for page in found for item in page["Items"]]:
            tables.delete_item(TableName=table, Key={"PK": item["PK"], "SK": item["SK"]})

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
def fresh_stage(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[Stage]:
    """Start the whole platform in a folder of its own, without demonstration data, and end it afterwards.

    settings: further environment variables of the local cloud's launcher.
    """
    house = House(free_ports(3), home, seed_module="tools.no_seed", settings=settings)
    try:
        house.up(lambda _: None)
        yield Stage(house.cloud, house.stripe_url)
    finally:
        house.down()


@contextmanager
def explained(stage: Stage) -> Iterator[None]:
    """Print the last lines of trouble in the functions' log if a step fails; the step itself has said how it did."""
    try:
        yield
    except StepFailed:
        print(*_errors_of(stage.cloud.logs("")), sep="\n", file=sys.stderr)


def _errors_of(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("level") in {"ERROR", "WARNING"}:
            exception = str(entry.get("exception") or "")[-700:]
            found.append(
                " ".join(filter(None, (entry.get("service"), entry.get("message"), entry.get("problem"), exception)))
            )
    return found[-12:]
