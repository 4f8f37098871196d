"""A house of payments for each test, and servers that speak as the vendors of local rails do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.crashes import Fuse
from tests.support.payments import PaymentsHouse, stripe_server
from tools.rail_servers.jazzcash import JazzCashServer
from tools.rail_servers.pawapay import PawaPayServer


@pytest.fixture
def fuse() -> Fuse:
    """Where the next process dies."""
    return Fuse()


@pytest.fixture
def house(platform: Platform, clock: SettableClock, fuse: Fuse) -> Iterator[PaymentsHouse]:
    """Payments as a whole, with Stripe's protocol behind them."""
    with stripe_server() as server:
        yield PaymentsHouse(platform, clock, server, fuse.around_commits, fuse.around_calls)


@pytest.fixture
def pawapay() -> Iterator[PawaPayServer]:
    with PawaPayServer() as server:
        yield server


@pytest.fixture
def jazzcash() -> Iterator[JazzCashServer]:
    with JazzCashServer() as server:
        yield server
