"""Billing as its tests of documents find it."""

from __future__ import annotations

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.documents import CLIENT, EXPERT, FRENCH, PRIVATE, World
from tools.localcloud import LocalCloud


@pytest.fixture
def world(platform: Platform, aws_cloud: LocalCloud, clock: SettableClock) -> World:
    return World(platform, aws_cloud, clock)


@pytest.fixture
def taxed(platform: Platform, aws_cloud: LocalCloud, clock: SettableClock) -> World:
    """The platform is registered for VAT in France, and so is the expert, who lets it write invoices."""
    world = World(platform, aws_cloud, clock, "FR83404833048")
    world.register()
    world.tax(EXPERT, **FRENCH, allows_self_billing=True)
    world.tax(CLIENT, **PRIVATE)
    return world
