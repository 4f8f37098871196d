"""Fixtures of the folders that test the whole API: one world a run, put back after every test."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.kernel.ids import UlidIds
from guildhall.platform import table
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.policy import CedarGate
from tests.conftest import BUCKETS, NOON
from tests.support.dynoxide import Engine
from tests.support.payments import stripe_server
from tests.support.receiver import Receiver
from tests.support.ses import MailService
from tests.support.snapshot import Snapshot, Watch
from tests.support.sockets import Gateway
from tests.support.tables import make_tables
from tests.support.whole import Whole
from tests.support.world import World, build
from tools.localcloud import LocalCloud
from tools.localcloud.cloud import ROOT
from tools.localcloud.stages import stacks

__all__ = ["before", "made_world", "steady_world", "world"]


@pytest.fixture(scope="session")
def made_world(engine: Engine, aws_cloud: LocalCloud, gate: CedarGate) -> Iterator[tuple[World, Snapshot]]:
    """The world as it was made, and what stood in its tables then."""
    pool = aws_cloud.deploy_stacks([stack for stack in stacks(ROOT, "local") if stack.kind == "identity"])
    run = uuid.uuid4().hex[:8]
    tables = make_tables(engine.endpoint_url)
    table.bind(tables)
    clock = SettableClock(NOON)
    platform = Platform(tables, clock, UlidIds(clock), gate, Cursors("test-signing-key"), "test", BUCKETS)
    with ExitStack() as stack:
        gateway = stack.enter_context(Gateway().running())
        receiver = stack.enter_context(Receiver().running())
        mail = stack.enter_context(MailService().running())
        server = stack.enter_context(stripe_server())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("AWS_ENDPOINT_URL_SESV2", mail.endpoint_url)
        environ = {
            **_made_in(aws_cloud, run),
            "GUILDHALL_POOL_ID": pool["PoolId"],
            "GUILDHALL_WEB_CLIENT_ID": pool["WebClientId"],
        }
        made = build(Whole(platform, clock, server, gateway, environ), run, receiver.url, mail)
        snapshot = Snapshot.take(tables, Watch())
        yield made, snapshot
        table.bind(tables)
        assert Snapshot.take(tables, snapshot.watch).items == snapshot.items, "something was written past the transport"


@pytest.fixture
def before(made_world: tuple[World, Snapshot]) -> Snapshot:
    """What stood in the tables when the test began."""
    return made_world[1]


@pytest.fixture
def steady_world(made_world: tuple[World, Snapshot]) -> Iterator[World]:
    """The world for tests in which nothing may change it but what is counted of each request."""
    yield from _put_back(*made_world)


@pytest.fixture
def world(made_world: tuple[World, Snapshot]) -> Iterator[World]:
    """The world, which is put back when the test is over."""
    yield from _put_back(*made_world)


def _put_back(made: World, snapshot: Snapshot) -> Iterator[World]:
    table.bind(snapshot.tables)
    with snapshot.watch.listening():
        yield made
        snapshot.restore()


def _made_in(cloud: LocalCloud, run: str) -> dict[str, str]:
    """Make what the use cases find in other services: a key, a bucket, a queue with its dead letters."""
    key: dict[str, Any] = cloud.client("kms").create_key()
    cloud.client("s3").create_bucket(Bucket=f"documents-{run}", ObjectLockEnabledForBucket=True)
    sqs: Any = cloud.client("sqs")
    graves = sqs.create_queue(QueueName=f"stack-{run}-JobsDeadLetters-X1")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=graves, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    sqs.create_queue(QueueName=f"stack-{run}-Jobs-X2", Attributes={"RedrivePolicy": policy})
    return {
        "GUILDHALL_DATA_KEY": key["KeyMetadata"]["Arn"],
        "GUILDHALL_DOCUMENTS_BUCKET": f"documents-{run}",
        "GUILDHALL_STACK_NAME": f"stack-{run}",
    }
