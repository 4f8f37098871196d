"""Fixtures of messaging's edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from functions.messaging import api, changes, files, finding
from functions.messaging.chat import create_chat
from guildhall.kernel.clock import SettableClock
from guildhall.messaging import wiring
from guildhall.messaging.wiring import files as file_wiring
from guildhall.platform.assembly import Platform
from tests.support.calls import Line
from tests.support.chat import CLIENT, CONTRACT, EXPERT, Door, House
from tests.support.http import Client
from tests.support.sockets import Gateway
from tests.support.vault import MemoryVault


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway().running() as running:
        yield running


@pytest.fixture
def house(platform: Platform, clock: SettableClock, gateway: Gateway) -> House:
    """A conversation that is open."""
    platform = replace(platform, environ={**platform.environ, "GUILDHALL_SOCKET_ENDPOINT": gateway.endpoint_url})
    vault = MemoryVault()
    wired = wiring.wire(platform, vault)
    served = {finding.__name__: Client(finding.create_app, wired, platform, bodiless=finding.BODILESS)}
    served |= {edge.__name__: Client(edge.create_app, wired, platform, keyless=edge.KEYLESS) for edge in (api, changes)}
    served[files.__name__] = Client(files.create_app, file_wiring.wire(platform, vault), platform)
    made = House(
        platform,
        clock,
        gateway,
        Door(served),
        create_chat(wired, platform.ids),
        wiring.wire_background(platform),
        wiring.wire_ears(platform),
        vault,
        file_wiring.wire_work(platform, vault),
    )
    made.open(CONTRACT, CLIENT, EXPERT)
    return made


@pytest.fixture
def line(house: House) -> Line:
    return Line(house)
