"""A house of payments for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.crashes import Fuse
from tests.support.payments import PaymentsHouse, stripe_server


@pytest.fixture
def fuse() -> Fuse:
    """Where the next process dies."""
    return Fuse()


@pytest.fixture
def house(platform: Platform, clock: SettableClock, fuse: Fuse) -> Iterator[PaymentsHouse]:
    """Payments as a whole, with Stripe's protocol behind them."""
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server, fuse.around_commits, fuse.around_calls)
