"""Fixtures that every folder of tests may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, settings

from guildhall.kernel.actor import Actor, Origin
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.ids import UlidIds
from guildhall.platform import context, table
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.policy import CedarGate
from guildhall.platform.table import Tables
from tests.support.dynoxide import Engine, dynoxide
from tests.support.tables import drop_tables, make_tables
from tests.support.xray import Daemon, listening
from tools.features.plugin import pytest_collection_modifyitems, pytest_configure
from tools.localcloud import LocalCloud

__all__ = ["pytest_collection_modifyitems", "pytest_configure"]

# On a busy machine a first import or draw takes a second, which says nothing about the property.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday."""


BUCKETS = {"GUILDHALL_QUARANTINE_BUCKET": "quarantine", "GUILDHALL_FILES_BUCKET": "files"}
"""Composition roots that hand out files ask for them; tests that use files bring a vault of their own."""


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One DynamoDB engine for the whole run of this worker; the process is pointed at it."""
    with dynoxide() as running:
        os.environ.update(running.environment)
        yield running


@pytest.fixture(scope="session")
def gate() -> CedarGate:
    """The real policy set."""
    return CedarGate()


@pytest.fixture
def tables(engine: Engine) -> Iterator[Tables]:
    """Five fresh tables, which the records are bound to."""
    made = make_tables(engine.endpoint_url)
    table.bind(made)
    yield made
    drop_tables(engine.endpoint_url, made)


@pytest.fixture(scope="session")
def aws_cloud() -> Iterator[LocalCloud]:
    """A local cloud without any stack, for gateways that need SQS, SES, S3 …; tables stay on the engine."""
    with LocalCloud.start() as cloud:
        os.environ["AWS_ENDPOINT_URL"] = cloud.endpoint
        yield cloud


@pytest.fixture
def clock() -> SettableClock:
    """A clock that stands at noon until a test moves it."""
    return SettableClock(NOON)


@pytest.fixture
def platform(tables: Tables, clock: SettableClock, gate: CedarGate) -> Iterator[Platform]:
    """The platform's adapters on fresh tables, inside a scope in which a test account acts."""
    made = Platform(tables, clock, UlidIds(clock), gate, Cursors("test-signing-key"), "test", BUCKETS)
    with context.scope(Origin(Actor("acc_test"), "cor_test", "req_test")):
        yield made


@pytest.fixture
def xray() -> Iterator[Daemon]:
    """A daemon that hears of this test's calls, which belong to the trace `tests.support.xray.HEADER`."""
    with listening() as daemon:
        yield daemon
