"""Direct deploy: our templates straight into the local cloud, without the SAM CLI.

`sam deploy` needs ten seconds to find out that nothing changed; this needs half a second.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from tools.localcloud.package import load_template, package
from tools.localcloud.stages import Stack

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import StackTypeDef

_BUCKET = "localcloud-artifacts"
_POLL_SECONDS = 0.05
_DEPLOY_SECONDS = 180.0
# A stack that never came up can only be deleted before it is made again.
_DEAD = {"ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED"}


class DeployFailed(Exception):
    """A stack did not reach its new state; the message says which resource and why."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a deploy of one stack did."""

    stack: str
    status: str
    outputs: dict[str, str]
    seconds: float


class Deployer:
    """Creates and updates stacks on one endpoint."""

    def __init__(self, endpoint: str, root: Path) -> None:
        self._endpoint = endpoint
        self._root = root
        session = boto3.Session("test", "test", region_name="us-east-1")
        config = Config(retries={"max_attempts": 2}, s3={"addressing_style": "path"})
        self._stacks = session.client("cloudformation", endpoint_url=endpoint, config=config)
        self._objects = session.client("s3", endpoint_url=endpoint, config=config)
        self._have: set[str] | None = None

    def deploy(self, stack: Stack, tell: Callable[[str], None] = lambda _: None) -> Result:
        """Create or update one stack and wait for it.

        tell: hears one line about every second while waiting.
        Raises DeployFailed with the reasons CloudFormation gives, SourceMissing when a source is not there.
        """
        begun = time.monotonic()
        body = package(stack.template, self._root, self._upload)
        key = f"templates/{hashlib.sha256(body.encode()).hexdigest()}.json"
        self._upload(key, body.encode)
        declared = load_template(stack.template).get("Parameters", {})
        given = {"LocalEndpoint": self._endpoint, **stack.parameters}
        parameters = {name: given[name] for name in declared if name in given}
        status = self._submit(stack.name, f"{self._endpoint}/{_BUCKET}/{key}", parameters)
        if status != "UNCHANGED":
            status = self._wait(stack.name, begun, tell)
        outputs = {o["OutputKey"]: o["OutputValue"] for o in self._describe(stack.name).get("Outputs", [])}
        return Result(stack.name, status, outputs, time.monotonic() - begun)

    def _submit(self, name: str, template_url: str, parameters: dict[str, str]) -> str:
        """Ask for the change; return UNCHANGED when CloudFormation sees none."""
        exists = self._prepare(name)
        ask = self._stacks.update_stack if exists else self._stacks.create_stack
        try:
            ask(
                StackName=name,
                TemplateURL=template_url,
                Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
                Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            )
        except ClientError as error:
            message = error.response["Error"].get("Message", "")
            if "No updates are to be performed" in message:
                return "UNCHANGED"
            raise DeployFailed(f"{name}: {message}") from error
        return "SUBMITTED"

    def _prepare(self, name: str) -> bool:
        """Tell whether the stack exists; clear away the remains of one that never came up."""
        try:
            status = self._describe(name)["StackStatus"]
        except ClientError:
            return False
        if status not in _DEAD:
            return True
        self._stacks.delete_stack(StackName=name)
        deadline = time.monotonic() + _DEPLOY_SECONDS
        while time.monotonic() < deadline:
            try:
                if self._describe(name)["StackStatus"] == "DELETE_COMPLETE":
                    return False
            except ClientError:
                return False
            time.sleep(_POLL_SECONDS)
        raise DeployFailed(f"{name}: the remains of a failed stack could not be deleted")

    def _describe(self, name: str) -> StackTypeDef:
        return self._stacks.describe_stacks(StackName=name)["Stacks"][0]

    def _wait(self, name: str, begun: float, tell: Callable[[str], None]) -> str:
        told = begun
        while time.monotonic() < begun + _DEPLOY_SECONDS:
            status = self._describe(name)["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                if "ROLLBACK" in status or "FAILED" in status:
                    raise DeployFailed(f"{name} ended in {status}\n{self._reasons(name)}")
                return status
            if time.monotonic() - told > 1:
                told = time.monotonic()
                tell(f"{name}: {status.lower().replace('_', ' ')}, {told - begun:.0f} s")
            time.sleep(_POLL_SECONDS)
        raise DeployFailed(f"{name} did not settle within {_DEPLOY_SECONDS:.0f} s")

    def _reasons(self, name: str) -> str:
        events = self._stacks.describe_stack_events(StackName=name)["StackEvents"]
        failed = [e for e in events if e.get("ResourceStatus", "").endswith("FAILED")]
        return "\n".join(f"  {e.get('LogicalResourceId')}: {e.get('ResourceStatusReason')}" for e in failed[:20])

    def _upload(self, key: str, content: Callable[[], bytes]) -> str:
        if self._have is None:
            self._have = self._stored()
        if key not in self._have:
            self._objects.put_object(Bucket=_BUCKET, Key=key, Body=content())
            self._have.add(key)
        return f"s3://{_BUCKET}/{key}"

    def _stored(self) -> set[str]:
        try:
            self._objects.head_bucket(Bucket=_BUCKET)
        except ClientError:
            self._objects.create_bucket(Bucket=_BUCKET)
            return set()
        pages = self._objects.get_paginator("list_objects_v2").paginate(Bucket=_BUCKET)
        return {item["Key"] for page in pages for item in page.get("Contents", [])}


def deploy_stage(
    deployer: Deployer, stacks: list[Stack], tell: Callable[[str], None] = lambda _: None
) -> dict[str, str]:
    """Deploy stacks in order and return all their outputs in one mapping; a later stack wins a shared name."""
    outputs: dict[str, str] = {}
    for stack in stacks:
        result = deployer.deploy(stack, tell)
        tell(f"{result.stack}: {result.status.lower().replace('_', ' ')} in {result.seconds:.1f} s")
        outputs |= result.outputs
    return outputs
