"""One local cloud for all workflows; waiting takes no time in it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator

import pytest

from tools.localcloud import LocalCloud


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    """A local cloud in which waits and pauses between retries are skipped."""
    with LocalCloud.start() as cloud:
        body = json.dumps({"stepfunctions._SFN_WAIT_SCALE": 0}).encode()
        request = urllib.request.Request(
            f"{cloud.endpoint}/_ministack/config", body, {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=5).close()
        yield cloud
