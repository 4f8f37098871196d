"""The deal that contracts' edge tests are about."""

from __future__ import annotations

import pytest

from guildhall.platform.assembly import Platform
from tests.support.deals import Deal


@pytest.fixture
def deal(platform: Platform) -> Deal:
    return Deal(platform)
