"""One local cloud for all tests of this folder; each test deploys a tiny stack of its own into it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.localcloud.tiny import Tiny
from tools.localcloud import LocalCloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    """A local cloud that lives as long as the test session, on a free port and in a temporary folder."""
    with LocalCloud.start(snapshot_seconds=1, TTL_SWEEP="0.5", LAMBDA_ASYNC_RETRY_BASE_SECONDS="0.05") as cloud:
        yield cloud


@pytest.fixture
def tiny(cloud: LocalCloud, tmp_path: Path) -> Tiny:
    """A stack that no other test touches."""
    return Tiny(cloud, tmp_path, f"tiny-{uuid.uuid4().hex[:8]}")
