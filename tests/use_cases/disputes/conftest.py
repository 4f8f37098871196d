"""The hearing that these tests are about."""

from __future__ import annotations

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.disputes import Hearing


@pytest.fixture
def hearing(platform: Platform, clock: SettableClock) -> Hearing:
    return Hearing(platform, clock)
