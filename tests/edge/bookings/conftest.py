"""A house with the owner's desk and the public door, a restaurant that is open, and the bank of its guests."""

from __future__ import annotations

from typing import Any

import pytest

from functions.bookings import api, menu, public
from guildhall.bookings.wiring import menu as menu_wiring
from guildhall.bookings.wiring import shown
from guildhall.bookings.wiring import venues as wiring
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.bank import Bank
from tests.support.http import Answer, Client
from tests.support.rooms import Restaurant
from tests.support.vault import MemoryVault
from tests.support.venues import LAHORE, NOUR, WEEK


class House:
    """Calls both edges with the steps that most tests begin with."""

    def __init__(self, platform: Platform) -> None:
        self.call = Client(api.create_app, wiring.wire(platform), platform)
        self.menu = Client(menu.create_app, menu_wiring.wire(platform), platform)
        self.visit = Client(public.create_app, shown.wire(platform, MemoryVault()), platform)

    def create(self, by: Actor = NOUR, **changes: Any) -> Answer:
        return self.call("POST", "/v1/venues", by=by, body={**LAHORE, **changes})

    def write(self, path: str, body: Any, version: int, by: Actor = NOUR) -> Answer:
        return self.call("PUT", path, by=by, body=body, headers={"If-Match": f'"{version}"'})

    def open(self, **changes: Any) -> str:
        """Return the path of a public venue."""
        path = self.create(**changes).headers["Location"]
        assert self.write(f"{path}/opening", WEEK, 0).status == 200
        answer = self.call("POST", f"{path}/publish", by=NOUR)
        assert answer.status == 200, answer.body
        return path


@pytest.fixture
def house(platform: Platform) -> House:
    return House(platform)


@pytest.fixture
def restaurant(platform: Platform) -> Restaurant:
    return Restaurant.open(platform)


@pytest.fixture
def bank(platform: Platform, clock: SettableClock) -> Bank:
    return Bank(platform, clock)
